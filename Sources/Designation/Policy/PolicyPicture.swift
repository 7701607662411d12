/// Everything that a policy says, laid out for comparison: what `policy show` prints, and of which
/// `policy diff` and `policy rehearse` take two.
public struct PolicyPicture: Hashable, Sendable {
    /// By full name.
    public var values: [String: PolicyValue]
    /// By full name (`conditions.medical`).
    public var lists: [String: PolicyList]
    /// By id.
    public var tables: [String: ScoreTable]

    /// One thing that differs between two pictures.
    public struct Difference: Hashable, Sendable {
        public enum What: Hashable, Sendable {
            case value(PolicyValue?, PolicyValue?)
            case item(list: String, PolicyList.Entry?, PolicyList.Entry?)
            case table(ScoreTable?, ScoreTable?)
        }
        /// The value's name, `list/item`, or the table's id.
        public var name: String
        public var what: What
    }

    /// What stands in one and not in the same words in the other, in the order of names: values, then
    /// items, then tables. A value that only moved to another article counts as the same.
    public func differences(from other: PolicyPicture) -> [Difference] {
        var found: [Difference] = []
        for name in Set(values.keys).union(other.values.keys).sorted() {
            let (old, new) = (other.values[name], values[name])
            if old?.text != new?.text { found.append(.init(name: name, what: .value(old, new))) }
        }
        for list in Set(lists.keys).union(other.lists.keys).sorted() {
            let (old, new) = (other.lists[list]?.entries ?? [], lists[list]?.entries ?? [])
            let ids = old.map(\.id) + new.map(\.id).filter { id in !old.contains { $0.id == id } }
            for id in ids {
                let (before, after) = (old.first { $0.id == id }, new.first { $0.id == id })
                guard before?.item != after?.item else { continue }
                found.append(
                    .init(name: "\(list)/\(id)", what: .item(list: list, before, after)))
            }
        }
        for id in Set(tables.keys).union(other.tables.keys).sorted() {
            let (old, new) = (other.tables[id], tables[id])
            if old?.content != new?.content {
                found.append(.init(name: id, what: .table(old, new)))
            }
        }
        return found
    }
}

extension ScoreTable {
    /// The table without who says so.
    var content: ScoreTable {
        var copy = self
        copy.source = .init("CN") ?? copy.source
        copy.citation = Citation(edition: "", article: "")
        for index in copy.items.indices { copy.items[index].citation = copy.citation }
        return copy
    }
}

extension Policy {
    /// Qualifiers that names may carry as their last part.
    public static let qualifiers: Set<String> = [
        "medical", "pharmacy", "care", "pooled-fund", "personal-account",
    ]

    /// A name without its qualifier, and that qualifier.
    public static func parts(of name: String) -> (plain: String, qualifier: String?) {
        guard let dot = name.lastIndex(of: ".") else { return (name, nil) }
        let last = String(name[name.index(after: dot)...])
        guard qualifiers.contains(last) else { return (name, nil) }
        return (String(name[..<dot]), last)
    }

    /// Everything under the names as they stand, each qualified name by itself.
    public var picture: PolicyPicture {
        var picture = PolicyPicture(values: [:], lists: [:], tables: [:])
        for name in names { picture.values[name] = standing(name) }
        for name in listNames { picture.lists[name] = list(name) }
        for id in scoreTableNames { picture.tables[id] = scoreTable(id) }
        return picture.withoutGaps
    }

    /// What holds for a case with these qualifiers, under plain names.
    public func picture(qualifiers: [String]) -> PolicyPicture {
        var picture = PolicyPicture(values: [:], lists: [:], tables: [:])
        for name in Set(names.map { Self.parts(of: $0).plain }) {
            picture.values[name] = value(name, qualifiers: qualifiers)
        }
        for name in Set(listNames.map { Self.parts(of: $0).plain }) {
            picture.lists[name] = list(name, qualifiers: qualifiers)
        }
        for id in scoreTableNames {
            guard let table = scoreTable(id) else { continue }
            let others = Self.scopes.subtracting([table.scope])
            if others.isDisjoint(with: qualifiers) { picture.tables[id] = table }
        }
        return picture.withoutGaps
    }

    private static let scopes: Set<String> = ["pooled-fund", "personal-account"]

    /// The value under exactly this name.
    private func standing(_ name: String) -> PolicyValue? {
        let (plain, qualifier) = Self.parts(of: name)
        let qualifiers = qualifier.map { [$0] } ?? []
        guard let found = find(name, in: covering(qualifiers)) else { return nil }
        return judged(found, base: plain, qualifiers: qualifiers)
    }
}

extension PolicyPicture {
    fileprivate var withoutGaps: PolicyPicture {
        var copy = self
        copy.lists = lists.filter { !$0.value.isEmpty }
        return copy
    }
}
