/// One item of a list of an edition: a condition, a material, a reason, a measure, a filing.
///
/// In the federation it travels as an ordinary named value of the edition. Its value is the text of
/// this type: the Chinese words, the English words, then one attribute a line, all lines divided by
/// one line feed, attributes in ascending order of their keys:
///
///     正式运营至少三个月
///     In operation for at least three months
///     computed yes
///     rule running-time
///
/// Attributes that this software does not know are kept and written back.
public struct PolicyItem: Hashable, Sendable {
    /// What a value of the directory may hold (protocol, `DatedValue.value`).
    public static let maximumByteCount = 1024
    public static let maximumAttributeCount = 24

    /// Keys of the attributes that this software reads.
    public enum Key: String, Sendable, CaseIterable, Hashable {
        /// Kinds or types of institutions to which the item applies, divided by `, `.
        case kind
        /// The value of the edition that gives the number.
        case rule
        /// `yes`: the system can tell by itself.
        case computed
        /// The name of the value that says how long the reason bars.
        case bar
        /// Recipients of a filing or report.
        case to
        /// A span (`10wd`) or a word (`at-once`).
        case within
        /// Who hands it in of its own work, about no institution: ``AgencyFiling/Filer``.
        case by
        /// The list that goes with it: `designated` or `terminated`.
        case content
        /// Roles of officers.
        case roles
        /// `yes`: not asked for where the authority already holds it.
        case waivedIfHeld = "waived-if-held"
        /// Services for which the item holds.
        case services
        /// Further citations besides the value's own, divided by `; `: `P 6(2); N 7`.
        case cites
        /// `yes`: removes the item of the same id further up.
        case drop
        /// `yes`: the source's words are lost in the copy at hand; the item says so and asks nothing.
        case lost
        /// Score tables: the section's names, and numbers of points.
        case sectionChinese = "section-zh"
        case sectionEnglish = "section-en"
        case points, cap, full, pass, scope
        case knockOut = "knock-out"
        /// Steps of a score item: points taken once, taken for each, given, the whole item, by
        /// judgement, or the whole table.
        case take, each, give, all, discretion, fail
    }

    public var chinese: String
    public var english: String
    /// Known and unknown attributes; both key and value are single lines that are not empty.
    public private(set) var attributes: [String: String]

    /// - Returns: `nil` unless it can be written: one-line texts without control characters, within
    ///   the bounds; both may be empty only in an item that drops another.
    public init?(chinese: String, english: String, attributes: [Key: String] = [:]) {
        self.chinese = chinese
        self.english = english
        self.attributes = [:]
        for (key, value) in attributes { self.attributes[key.rawValue] = value }
        guard isValid else { return nil }
    }

    /// Reads the text form.
    ///
    /// - Returns: `nil` for anything that ``text`` does not write.
    public init?(_ text: String) {
        guard text.utf8.count <= Self.maximumByteCount else { return nil }
        let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
        guard (2...Self.maximumAttributeCount + 2).contains(lines.count) else { return nil }
        chinese = String(Substring(lines[0]))
        english = String(Substring(lines[1]))
        attributes = [:]
        var previous = ""
        for line in lines.dropFirst(2) {
            guard let blank = line.firstIndex(of: 0x20) else { return nil }
            let key = String(Substring(line[..<blank]))
            let value = String(Substring(line[line.index(after: blank)...]))
            guard previous.utf8.lexicographicallyPrecedes(key.utf8) else { return nil }
            attributes[key] = value
            previous = key
        }
        guard isValid else { return nil }
    }

    /// The canonical text: equal items have equal texts.
    public var text: String {
        let keys = attributes.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let lines = keys.map { "\($0) \(attributes[$0] ?? "")" }
        return ([chinese, english] + lines).joined(separator: "\n")
    }

    public subscript(key: Key) -> String? { attributes[key.rawValue] }

    public func has(_ key: Key) -> Bool { self[key] == "yes" }

    /// The words of an attribute that holds several.
    public func words(_ key: Key) -> [String] {
        guard let value = self[key] else { return [] }
        return value.utf8.split(separator: UInt8(ascii: ",")).map {
            String(Substring($0.drop { $0 == 0x20 }))
        }
    }

    /// A number of points; `nil` unless the attribute is 1 to 4 digits.
    public func number(_ key: Key) -> Int? {
        guard let text = self[key], (1...4).contains(text.utf8.count),
            text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return Int(text)
    }

    /// The span of `within`; `nil` where there is none or a word such as `at-once`.
    public var within: RuleSpan? { self[.within].flatMap { RuleSpan($0) } }

    public var isComputed: Bool { has(.computed) }
    public var isDrop: Bool { has(.drop) }

    /// Citations besides the value's own.
    public var furtherCitations: [Citation] {
        guard let text = self[.cites] else { return [] }
        return text.utf8.split(separator: UInt8(ascii: ";")).compactMap { part in
            let part = part.drop { $0 == 0x20 }
            guard let blank = part.firstIndex(of: 0x20) else { return nil }
            return Citation(
                edition: String(Substring(part[..<blank])),
                article: String(Substring(part[part.index(after: blank)...])))
        }
    }

    /// Whether the item applies to an institution of a kind (`clinic`) and type (`medical`). An item
    /// that names none applies to all.
    public func applies(toKind kind: String, type: InstitutionType) -> Bool {
        let kinds = words(.kind)
        return kinds.isEmpty || kinds.contains(kind) || kinds.contains(type.name)
    }

    private var isValid: Bool {
        let isEmpty = chinese.isEmpty || english.isEmpty
        guard !isEmpty || isDrop, attributes.count <= Self.maximumAttributeCount,
            Self.isLine(chinese), Self.isLine(english)
        else { return false }
        for (key, value) in attributes {
            guard Self.isWord(key, limit: 32), !value.isEmpty, Self.isLine(value) else {
                return false
            }
        }
        return text.utf8.count <= Self.maximumByteCount
    }

    private static func isLine(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }

    /// Lower-case letters, digits, hyphens, and dots where they divide a name: ids and keys.
    static func isWord(_ text: String, limit: Int, dots: Bool = false) -> Bool {
        (1...limit).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "-"):
                    true
                case UInt8(ascii: "."): dots
                default: false
                }
            }
    }
}
