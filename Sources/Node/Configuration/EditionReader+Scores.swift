import Designation
import Messages

/// Reads `scores.yaml`: the tables by which institutions are assessed.
extension EditionReader {
    private static let scoreItemLimit = 128
    private static let stepLimit = 40

    /// The score tables of the file beside an edition's.
    func readScores(
        _ root: YAMLValue, edition: String
    ) throws(ConfigurationError) -> [EditionScores] {
        let fields = try root.mapping(["edition", "tables"])
        try check(fields, edition: edition)
        var tables: [EditionScores] = []
        for (name, value) in try fields.required("tables").openMapping(limit: 16).entries {
            guard PolicyName(.score, name) != nil else {
                throw value.bad("a table's name of a-z, 0-9 and hyphens")
            }
            tables.append(try readTable(name, value))
        }
        return tables
    }

    private func readTable(
        _ name: String, _ value: YAMLValue
    ) throws(ConfigurationError) -> EditionScores {
        let fields = try value.mapping(["name", "citation", "scope", "full", "pass", "items"])
        let title = try fields.required("name").localized()
        let cited = try citations(try fields.required("citation"))
        let full = try fields.required("full").integer(1...1000)
        let pass = try fields.required("pass").integer(1...full)
        var attributes: [PolicyItem.Key: String] = [.full: String(full), .pass: String(pass)]
        attributes[.scope] = try fields.optional("scope")?.choice(FundScope.self).rawValue
        guard
            let head = PolicyItem(
                chinese: title.chinese, english: title.english, attributes: attributes)
        else { throw value.bad("a name of at most \(PolicyItem.maximumByteCount) bytes") }

        var table = EditionScores(
            name: name, head: EditionItem(id: "", item: head, citation: cited.first), items: [],
            steps: [:])
        var sum = 0
        for (id, entry) in try fields.required("items").openMapping(limit: Self.scoreItemLimit)
            .entries
        {
            guard PolicyName(.score, name, item: id) != nil else {
                throw entry.bad("an id such as 2 or 2.1")
            }
            let item = try readScoreItem(id, entry, usual: cited)
            sum += item.item.number(.points) ?? 0
            table.items.append(item)
            table.steps[id] = try readSteps(entry, usual: cited)
        }
        guard sum == full else {
            throw value.failure(
                .contradiction("the items have \(sum) points in all, but 'full' is \(full)"))
        }
        return table
    }

    private func readScoreItem(
        _ id: String, _ value: YAMLValue, usual: [Citation]
    ) throws(ConfigurationError) -> EditionItem {
        let fields = try value.mapping(Self.scoreKeys)
        var attributes: [PolicyItem.Key: String] = [:]
        let points = try fields.optional("points")?.integer(1...1000)
        attributes[.points] = points.map(String.init)
        attributes[.cap] = try fields.optional("cap")?.integer(1...(points ?? 1000)).description
        if try fields.optional("knock-out")?.flag() == true { attributes[.knockOut] = "yes" }
        guard points != nil || attributes[.knockOut] != nil else {
            throw value.bad("an item with points, or with knock-out: yes")
        }
        if let section = try fields.optional("section")?.localized() {
            attributes[.sectionChinese] = section.chinese
            attributes[.sectionEnglish] = section.english
        }
        return try item(id, value, fields, attributes: attributes, usual: usual)
    }

    private static let scoreKeys = [
        "zh", "en", "citation", "section", "points", "cap", "knock-out", "each", "per", "steps",
    ]

    /// `steps` in full, or `each` and `per` for a table with one way of losing points.
    private func readSteps(
        _ value: YAMLValue, usual: [Citation]
    ) throws(ConfigurationError) -> [EditionItem] {
        let fields = try value.mapping(Self.scoreKeys)
        var steps: [EditionItem] = []
        if let each = fields.optional("each") {
            let per = try Self.pair(try fields.required("per"))
            let points = try each.integer(1...1000)
            guard
                let item = PolicyItem(
                    chinese: per.chinese, english: per.english,
                    attributes: [.each: String(points)])
            else { throw each.bad("a step with shorter texts") }
            steps.append(EditionItem(id: "", item: item, citation: usual.first))
        }
        guard let list = fields.optional("steps") else { return steps }
        for entry in try list.list(limit: Self.stepLimit) {
            steps.append(try readStep(entry, usual: usual))
        }
        return steps
    }

    /// Both languages in full, or on one line with a stroke between blanks.
    private static func pair(_ value: YAMLValue) throws(ConfigurationError) -> LocalizedText {
        guard value.isScalar else { return try value.localized() }
        let text = try value.text(limit: 512)
        let parts = text.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
        guard parts.count == 2, parts[0].hasSuffix(" "), parts[1].hasPrefix(" ") else {
            throw value.bad("zh and en, or both on one line as 'zh / en'")
        }
        return LocalizedText(
            chinese: String(parts[0].dropLast()), english: String(parts[1].dropFirst()))
    }

    private func readStep(
        _ value: YAMLValue, usual: [Citation]
    ) throws(ConfigurationError) -> EditionItem {
        let fields = try value.mapping([
            "zh", "en", "citation", "take", "each", "give", "all", "discretion", "fail",
        ])
        var attributes: [PolicyItem.Key: String] = [:]
        for key in [PolicyItem.Key.take, .each] {
            attributes[key] = try fields.optional(key.rawValue)?.integer(1...1000).description
        }
        attributes[.give] = try fields.optional("give")?.integer(0...1000).description
        for key in [PolicyItem.Key.all, .discretion, .fail] {
            if try fields.optional(key.rawValue)?.flag() == true { attributes[key] = "yes" }
        }
        guard attributes.count == 1 else {
            throw value.bad("a step with one of take, each, give, all, discretion, fail")
        }
        return try item("", value, fields, attributes: attributes, usual: usual)
    }
}
