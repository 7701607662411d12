import Designation

extension ListedInstitution {
    /// What the list says of an institution that is registered with `known`. Facts for which the list has
    /// no column, or which no list can have, stay as they are; an empty field of a column that is there
    /// says that there is none.
    func facts(over known: InstitutionFacts, columns: Set<InstitutionColumn>) -> InstitutionFacts {
        var merged = known
        merged.name = facts.name
        merged.isDemonstration = facts.isDemonstration
        if columns.contains(.type) {
            merged.type = facts.type
            merged.kind = facts.kind
        }
        if columns.contains(.place) || columns.contains(.county) { merged.place = facts.place }
        if columns.contains(.address) { merged.address = facts.address }
        if columns.contains(.phone) { merged.phone = facts.phone }
        if columns.contains(.nationalCode) { merged.nationalCode = facts.nationalCode }
        if columns.contains(.creditCode) { merged.socialCreditCode = facts.socialCreditCode }
        return merged
    }
}

/// A registered institution of which a list says something else.
struct ListedChange: Sendable {
    struct Field: Sendable {
        var column: String
        var old: String
        var new: String
    }
    var line: Int
    var institution: InstitutionID
    var fields: [Field]

    init(_ listed: ListedInstitution, from old: InstitutionFacts, to new: InstitutionFacts) {
        line = listed.line
        institution = listed.id
        let values: [(InstitutionColumn, (InstitutionFacts) -> String)] = [
            (.name, \.name), (.type, \.kind), (.place, \.place.text), (.address, \.address),
            (.phone, \.phone), (.nationalCode, \.nationalCode),
            (.creditCode, \.socialCreditCode),
        ]
        fields = values.compactMap { column, value in
            let (before, after) = (value(old), value(new))
            guard before != after else { return nil }
            return Field(column: column.rawValue, old: before, new: after)
        }
    }

    var text: String {
        let changes = fields.map { "\($0.column): “\($0.old)” → “\($0.new)”" }
        return "  第 \(line) 行 line \(line): \(institution)  \(changes.joined(separator: "; "))"
    }

    var json: JSONText {
        [
            "line": .count(line), "institution": .string("\(institution)"),
            "fields": .array(
                fields.map {
                    [
                        "column": .string($0.column), "old": .string($0.old),
                        "new": .string($0.new),
                    ]
                }),
        ]
    }
}
