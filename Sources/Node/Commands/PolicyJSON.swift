import Designation

/// Parts of a policy as JSON.
enum PolicyJSON {
    static func edition(_ edition: PolicyEdition) -> JSONText {
        [
            "id": .string(edition.id), "region": .string(edition.region.text),
            "titleChinese": .string(edition.titleChinese),
            "titleEnglish": .string(edition.titleEnglish), "from": .date(edition.from),
            "to": .date(edition.to),
        ]
    }

    static func ending(_ ending: EditionEnding) -> JSONText {
        [
            "edition": .string(ending.edition.id), "region": .string(ending.edition.region.text),
            "lastDay": .date(ending.lastDay), "isOver": .bool(ending.isOver),
            "days": .number(Int64(ending.dayCount)),
        ]
    }

    static func value(_ name: String, _ value: PolicyValue) -> JSONText {
        [
            "name": .string(name), "value": .string(value.text),
            "from": .date(value.applied.from), "to": .date(value.applied.to),
            "source": .string(value.source.text), "decision": .bool(value.isDecision),
            "citation": citation(value.citation), "local": dated(value.local),
            "national": dated(value.national),
            "laxer": value.isLaxer.map { .bool($0) } ?? .null, "decided": dated(value.decision),
            "ground": ground(value.applied.ground),
        ]
    }

    private static func ground(_ ground: Ground?) -> JSONText {
        ground.map { ["zh": .string($0.chinese), "en": .string($0.english)] } ?? .null
    }

    private static func dated(_ value: DatedValue?) -> JSONText {
        guard let value else { return .null }
        return [
            "value": .string(value.value), "from": .date(value.from), "to": .date(value.to),
            "decision": .bool(value.isDecision), "citation": citation(value.citation),
            "ground": ground(value.ground),
        ]
    }

    static func list(_ list: PolicyList) -> JSONText {
        ["name": .string(list.name), "items": .array(list.entries.map(entry))]
    }

    static func entry(_ entry: PolicyList.Entry) -> JSONText {
        [
            "id": .string(entry.id), "zh": .string(entry.item.chinese),
            "en": .string(entry.item.english),
            "attributes": .object(entry.item.attributes.mapValues { .string($0) }),
            "citations": .array(entry.citations.map(citation)),
            "source": .string(entry.source.text), "from": .date(entry.from), "to": .date(entry.to),
            "list": .string(entry.list),
        ]
    }

    static func table(_ table: ScoreTable) -> JSONText {
        [
            "id": .string(table.id), "zh": .string(table.chinese), "en": .string(table.english),
            "citation": citation(table.citation), "source": .string(table.source.text),
            "scope": .string(table.scope), "full": .count(table.full), "pass": .count(table.pass),
            "items": .array(
                table.items.map { item in
                    [
                        "id": .string(item.id), "zh": .string(item.chinese),
                        "en": .string(item.english), "points": .count(item.points),
                        "cap": .count(item.cap), "knockOut": .bool(item.isKnockOut),
                        "steps": .array(
                            item.steps.map { step in
                                [
                                    "number": .count(step.number), "zh": .string(step.chinese),
                                    "en": .string(step.english),
                                    "effect": .string(PolicyText.effect(step.effect)),
                                ]
                            }),
                    ]
                }),
        ]
    }

    static func difference(_ difference: PolicyPicture.Difference) -> JSONText {
        var members: [String: JSONText] = ["name": .string(difference.name)]
        switch difference.what {
        case .value(let old, let new):
            members["kind"] = "value"
            members["a"] = old.map { value(difference.name, $0) } ?? .null
            members["b"] = new.map { value(difference.name, $0) } ?? .null
        case .item(_, let old, let new):
            members["kind"] = "item"
            members["a"] = old.map(entry) ?? .null
            members["b"] = new.map(entry) ?? .null
        case .table(let old, let new):
            members["kind"] = "table"
            members["a"] = old.map(table) ?? .null
            members["b"] = new.map(table) ?? .null
        }
        return .object(members)
    }

    static func citation(_ citation: Citation) -> JSONText {
        ["edition": .string(citation.edition), "article": .string(citation.article)]
    }
}
