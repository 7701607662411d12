public import Designation

/// One list of an edition, as `lists.yaml` gives it.
public struct EditionList: Hashable, Sendable {
    /// A name of the catalogue, possibly qualified (`conditions.medical`).
    public var name: String
    /// Whether it stands for itself instead of adding to the list further up.
    public var replaces: Bool
    public var items: [EditionItem]

    /// What the directory carries of it.
    var parts: [EditionPartValue] {
        var parts: [EditionPartValue] = []
        if replaces, let head = PolicyName(.list, name) {
            parts.append(EditionPartValue(name: head, text: "replace"))
        }
        return parts
            + items.compactMap { item in
                PolicyName(.list, name, item: item.id).map { item.part(named: $0) }
            }
    }
}

/// A score table of an edition, as `scores.yaml` gives it.
public struct EditionScores: Hashable, Sendable {
    public var name: String
    /// The table itself, with its numbers.
    public var head: EditionItem
    public var items: [EditionItem]
    /// Steps by the id of their item, in their order.
    public var steps: [String: [EditionItem]]

    var parts: [EditionPartValue] {
        var parts: [EditionPartValue] = []
        if let head = PolicyName(.score, name) { parts.append(self.head.part(named: head)) }
        for item in items {
            if let itemName = PolicyName(.score, name, item: item.id) {
                parts.append(item.part(named: itemName))
            }
            for (index, step) in (steps[item.id] ?? []).enumerated() {
                if let stepName = PolicyName(.score, name, item: item.id, step: index + 1) {
                    parts.append(step.part(named: stepName))
                }
            }
        }
        return parts
    }
}

/// An item with its citations and, where they differ from the edition's, its days.
public struct EditionItem: Hashable, Sendable {
    public var id: String
    public var item: PolicyItem
    public var citation: Citation?
    public var from: LegalDate?
    /// The first day on which it no longer holds.
    public var until: LegalDate?

    func part(named name: PolicyName) -> EditionPartValue {
        EditionPartValue(name: name, text: item.text, citation: citation, from: from, until: until)
    }
}

/// A named value that belongs to a list or table.
struct EditionPartValue {
    var name: PolicyName
    var text: String
    var citation: Citation?
    var from: LegalDate?
    var until: LegalDate?
}
