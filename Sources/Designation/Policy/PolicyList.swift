/// A list of a policy: the items that hold for a region on a day, in a stable order.
public struct PolicyList: Hashable, Sendable {
    public struct Entry: Hashable, Sendable, Identifiable {
        public var id: String
        public var item: PolicyItem
        /// The first citation; `item.furtherCitations` has the others.
        public var citation: Citation
        /// The region whose edition gives the item.
        public var source: RegionCode
        public var from: LegalDate
        public var to: LegalDate?
        /// The full name of the list in which it stands (`conditions.medical`).
        public var list: String

        public var citations: [Citation] {
            let all = [citation] + item.furtherCitations
            return type.map { all.narrowed(to: $0) } ?? all
        }

        /// The type for which the list was asked; its order is cited then.
        private var type: InstitutionType?

        init(
            id: String, item: PolicyItem, citation: Citation, source: RegionCode, from: LegalDate,
            to: LegalDate?, list: String
        ) {
            self.id = id
            self.item = item
            self.citation = citation
            self.source = source
            self.from = from
            self.to = to
            self.list = list
        }

        mutating func narrow(to type: InstitutionType) {
            self.type = type
            citation = citations.first ?? citation
        }
    }

    /// The plain name that was asked for.
    public var name: String
    /// In the order of their articles, then of their ids.
    public var entries: [Entry]

    public subscript(id: String) -> Entry? { entries.first { $0.id == id } }

    public var isEmpty: Bool { entries.isEmpty }

    /// The entries that apply to an institution of a kind and type.
    public func entries(forKind kind: String, type: InstitutionType) -> [Entry] {
        entries.filter { $0.item.applies(toKind: kind, type: type) }
    }
}

extension Policy {
    /// A list with everything that stands under its plain name and under the qualified ones, from the
    /// nation down to the region. A local item replaces or drops one of the same id further up; a
    /// local list marked `replace` stands for itself.
    public func list(_ name: String, qualifiers: [String] = []) -> PolicyList {
        var held: [String: PolicyList.Entry] = [:]
        let chain = covering(qualifiers)
        // From the plain name to the qualifier of the highest precedence, which comes last and wins.
        let names = Self.candidates(name, qualifiers).reversed().compactMap {
            PolicyName(.list, $0)
        }
        for (place, code) in chain.enumerated().reversed() {
            let found = names.map { list in (list, parts(of: list, in: code, at: place, chain)) }
            if found.contains(where: { $0.1[""]?.value == "replace" }) { held = [:] }
            for (list, parts) in found {
                for (id, value) in parts where !id.isEmpty {
                    guard let item = PolicyItem(value.value) else { continue }
                    if let known = held[id], known.from > value.from,
                        appliesAtOnce(list.description, from: place + 1, in: chain),
                        known.source != code
                    {
                        continue
                    }
                    held[id] =
                        item.isDrop
                        ? nil
                        : PolicyList.Entry(
                            id: id, item: item, citation: value.citation, source: code,
                            from: value.from, to: value.to, list: list.list)
                }
            }
        }
        var entries = Array(held.values)
        if let type = Self.type(among: qualifiers) {
            for index in entries.indices { entries[index].narrow(to: type) }
        }
        return PolicyList(name: name, entries: entries.sorted(by: ArticleOrder.precedes))
    }

    /// The plain and qualified names of all lists that are set for the region or above it, sorted.
    public var listNames: [String] { names(of: .list) }

    /// The ids of all score tables that are set for the region or above it, sorted.
    public var scoreTableNames: [String] { names(of: .score) }

    private func names(of family: PolicyName.Family) -> [String] {
        let names = chain.flatMap { rules.parts[$0].map { Array($0.keys) } ?? [] }
        return Set(names.compactMap { PolicyName($0) }.filter { $0.family == family }.map(\.list))
            .sorted()
    }

    /// The region's own items; newer ones of a running case's higher editions where those apply at
    /// once.
    func parts(
        of list: PolicyName, in code: RegionCode, at place: Int, _ chain: [RegionCode]
    ) -> [String: DatedValue] {
        let name = list.description
        let atOnce = accepted != nil && appliesAtOnce(name, from: place, in: chain)
        return rules.ownParts(of: list, in: code, on: atOnce ? day : day(for: name, of: code))
    }
}

/// The order in which people expect items: by document, by article with numbers counted as numbers
/// (`6(2)` before `6(10)`, 二 before 十), then by id.
enum ArticleOrder {
    static func precedes(_ left: PolicyList.Entry, _ right: PolicyList.Entry) -> Bool {
        if left.citation.edition != right.citation.edition {
            return left.citation.edition < right.citation.edition
        }
        if left.citation.article != right.citation.article {
            let (one, other) = (key(left.citation.article), key(right.citation.article))
            if one != other { return one.lexicographicallyPrecedes(other) }
        }
        return key(left.id).lexicographicallyPrecedes(key(right.id))
    }

    /// Runs of digits and Chinese numerals become one number each, everything else its scalars.
    static func key(_ text: String) -> [Int] {
        var key: [Int] = []
        var number: Int?
        for scalar in text.unicodeScalars {
            if let next = continued(number, by: scalar) {
                number = next
                continue
            }
            if let done = number { key.append(done) }
            number = nil
            // Above every number that fits into an article.
            key.append(1_000_000 + Int(scalar.value))
        }
        if let done = number { key.append(done) }
        return key
    }

    private static let numerals: [Unicode.Scalar] = [
        "〇", "一", "二", "三", "四", "五", "六", "七", "八", "九",
    ]

    /// The number with one more sign; `nil` for what is no part of a number.
    private static func continued(_ number: Int?, by scalar: Unicode.Scalar) -> Int? {
        let value: Int
        if (0x30...0x39).contains(scalar.value) {
            value = (number ?? 0) * 10 + Int(scalar.value - 0x30)
        } else if scalar == "十" {
            value = (number ?? 1) * 10
        } else if let numeral = numerals.firstIndex(of: scalar) {
            value = (number ?? 0) + numeral
        } else {
            return nil
        }
        return min(value, 999_999)
    }
}
