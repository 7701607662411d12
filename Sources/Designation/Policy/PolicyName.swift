/// The name of a list item or of a part of a score table among the named values of an edition.
///
///     list:conditions.medical                 the list itself: its value is `replace`
///     list:conditions.medical/running-time    an item
///     score:annex-1                           a table
///     score:annex-1/2.1                       an item of it
///     score:annex-1/2.1/3                     the third step of that item
public struct PolicyName: Hashable, Sendable, CustomStringConvertible {
    public enum Family: String, Sendable, CaseIterable, Hashable { case list, score }

    public var family: Family
    /// The list or table, at most 64 bytes.
    public var list: String
    /// The item, at most 40 bytes; empty for the list or table itself.
    public var item: String
    /// The step of a score item, from 1 to 99; 0 for the item itself.
    public var step: Int

    public static let maximumListByteCount = 64
    public static let maximumItemByteCount = 40

    /// - Returns: `nil` unless the parts are words of `a-z`, `0-9`, `-` and `.` within the bounds.
    public init?(_ family: Family, _ list: String, item: String = "", step: Int = 0) {
        guard PolicyItem.isWord(list, limit: Self.maximumListByteCount, dots: true),
            item.isEmpty
                || PolicyItem.isWord(item, limit: Self.maximumItemByteCount, dots: true),
            (0...99).contains(step), step == 0 || (family == .score && !item.isEmpty)
        else { return nil }
        self.family = family
        self.list = list
        self.item = item
        self.step = step
    }

    /// - Returns: `nil` for the name of a plain value, and for anything that ``description`` does not
    ///   write.
    public init?(_ name: String) {
        guard let family = Self.family(of: name) else { return nil }
        let rest = name.utf8.dropFirst(family.rawValue.utf8.count + 1)
        let parts = rest.split(
            separator: UInt8(ascii: "/"), maxSplits: 3, omittingEmptySubsequences: false
        ).map { String(Substring($0)) }
        guard parts.count <= 3 else { return nil }
        let step = parts.count > 2 ? Int(parts[2]) ?? -1 : 0
        self.init(family, parts[0], item: parts.count > 1 ? parts[1] : "", step: step)
        guard description.utf8.elementsEqual(name.utf8) else { return nil }
    }

    /// Whether a name belongs to a list or table, well formed or not: nothing else looks such a name
    /// up, and the rule book keeps it apart.
    public static func family(of name: String) -> Family? {
        Family.allCases.first { family in
            let prefix = family.rawValue.utf8
            return name.utf8.starts(with: prefix)
                && name.utf8.dropFirst(prefix.count).first == UInt8(ascii: ":")
        }
    }

    public var description: String {
        var text = "\(family.rawValue):\(list)"
        if !item.isEmpty { text += "/\(item)" }
        if step > 0 { text += "/\(step)" }
        return text
    }
}
