import Designation
import Federation
import Messages

/// `dingdian policy show REGION [--on DATE] [--of QUALIFIERS] [--only NAME]` and
/// `policy diff A B [--on DATE]`, where A and B are regions, each perhaps with a day: `310000@2026-12-01`.
enum PolicyCommands {
    static func show(_ context: some CommandQuestion) throws -> CommandResult {
        let policy = try policy(0, context)
        let qualifiers = try qualifiers(context)
        var picture =
            qualifiers.isEmpty ? policy.picture : policy.picture(qualifiers: qualifiers)
        if let only = context.option("only") { picture = try picture.only(only) }
        let endings = policy.endings()
        let editions = policy.editions
        var text = PolicyText()
        text.heading("\(Wording.region(policy.region, context.tree))  \(policy.day)")
        if editions.isEmpty { text.line("该日无版本 / no edition on that day") }
        for edition in editions { text.line(PolicyText.edition(edition)) }
        for ending in endings { text.line(PolicyText.ending(ending)) }
        let officers = officers(policy)
        if !officers.isEmpty, context.option("only") == nil {
            text.line("经办人员及岗位 / officers and their roles:")
            for (name, roles) in officers {
                text.line("  \(name): \(roles.joined(separator: ", "))")
            }
        }
        text.show(picture, of: policy)
        return CommandResult(
            text: text.text,
            json: [
                "region": .string(policy.region.text), "on": .date(policy.day),
                "editions": .array(editions.map(PolicyJSON.edition)),
                "endings": .array(endings.map(PolicyJSON.ending)),
                "officers": .array(
                    officers.map { ["officer": .string($0.name), "roles": .strings($0.roles)] }),
                "values": .array(
                    picture.values.sorted { $0.key < $1.key }.map {
                        PolicyJSON.value($0.key, $0.value)
                    }),
                "lists": .array(
                    picture.lists.sorted { $0.key < $1.key }.map { PolicyJSON.list($0.value) }),
                "tables": .array(
                    picture.tables.sorted { $0.key < $1.key }.map { PolicyJSON.table($0.value) }),
            ])
    }

    /// The roster of the region's agency; empty where it keeps none.
    private static func officers(_ policy: Policy) -> [(name: String, roles: [String])] {
        let roster = policy.rules.roster(of: policy.region, on: policy.day)?.officers ?? [:]
        return roster.sorted { $0.key < $1.key }.map { name, roles in
            (name, roles.map(\.rawValue).sorted())
        }
    }

    static func diff(_ context: some CommandQuestion) throws -> CommandResult {
        let one = try policy(0, context)
        let other = try policy(1, context)
        let qualifiers = try qualifiers(context)
        func picture(_ policy: Policy) -> PolicyPicture {
            qualifiers.isEmpty ? policy.picture : policy.picture(qualifiers: qualifiers)
        }
        let differences = picture(other).differences(from: picture(one))
        var text = PolicyText()
        text.heading(
            "A  \(Wording.region(one.region, context.tree))  \(one.day)\n"
                + "B  \(Wording.region(other.region, context.tree))  \(other.day)")
        text.show(differences, before: "A", after: "B")
        return CommandResult(
            text: differences.isEmpty ? "没有差别 / no difference" : text.text,
            json: [
                "a": .string(one.region.text), "b": .string(other.region.text),
                "on": .date(one.day), "aOn": .date(one.day), "bOn": .date(other.day),
                "differences": .array(differences.map(PolicyJSON.difference)),
            ])
    }

    /// The policy that an argument names: a region, or `CN`, perhaps with `@` and a day.
    private static func policy(
        _ number: Int, _ context: some CommandQuestion
    ) throws(CommandFailure) -> Policy {
        let text = try context.argument(number, "a region's code, or CN for the national edition")
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        var day = try context.date("on") ?? context.today
        if parts.count == 2 {
            guard let own = LegalDate(String(parts[1])) else {
                throw .usage("After @ stands a day as YYYY-MM-DD.")
            }
            day = own
        }
        let code = String(parts[0])
        return context.policy(code == "CN" ? .everywhere : try context.region(code), on: day)
    }

    private static func qualifiers(_ context: some CommandQuestion) throws(CommandFailure)
        -> [String]
    {
        let words = (context.option("of") ?? "").split(separator: ",").map(String.init)
        for word in words where !Policy.qualifiers.contains(word) {
            throw .usage("--of takes \(Policy.qualifiers.sorted()).")
        }
        return words
    }
}

extension PolicyPicture {
    /// The part of a name, list, table or group.
    fileprivate func only(_ name: String) throws(CommandFailure) -> PolicyPicture {
        func stands(_ full: String) -> Bool { full == name || full.hasPrefix(name + ".") }
        let group = RuleGuide.Group.allCases.first { $0.rawValue == name }
        var part = self
        part.values = values.filter {
            stands($0.key) || (group != nil && RuleGuide.entry(for: $0.key)?.group == group)
        }
        part.lists = name == "lists" ? lists : lists.filter { stands($0.key) }
        part.tables = name == "tables" ? tables : tables.filter { stands($0.key) }
        guard !part.values.isEmpty || !part.lists.isEmpty || !part.tables.isEmpty else {
            throw CommandFailure(
                "Nothing is set under \(name). --only takes the name of a value, list or table, "
                    + "lists, tables, or one of \(RuleGuide.Group.allCases.map(\.rawValue)).")
        }
        return part
    }
}
