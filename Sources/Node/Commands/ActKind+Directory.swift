import Designation
import Federation
import Messages
import TransparencyLog

/// Events of the node's own directory that a file can hold.
extension ActReader {
    func directoryEvent(
        _ kind: ActKind, _ fields: YAMLMapping
    ) throws(ConfigurationError) -> DirectoryEvent {
        switch kind {
        case .delegate: .delegated(try delegation(fields))
        case .decide: .decision(try decision(fields))
        case .roster: .decision(try officer(fields))
        case .agencyFiling: .decision(try agencyFiling(fields))
        case .revoke:
            .revoked(
                node: try NodeReader.nodeName(try fields.required("node")),
                reason: try fields.required("reason").text(limit: 512))
        default: .closed(try closing(fields))
        }
    }

    private func delegation(_ fields: YAMLMapping) throws(ConfigurationError) -> Delegation {
        var regions: [RegionCode] = []
        for item in try fields.required("regions").oneOrMore(limit: 200) {
            regions.append(try item.regionCode())
        }
        var acts: [Competency] = []
        for item in try fields.required("acts").oneOrMore(limit: 64) {
            acts.append(try item.choice(Competency.self))
        }
        var delegation = Delegation(
            to: try NodeReader.nodeName(try fields.required("to")), regions: regions, acts: acts,
            from: today)
        if let value = fields.optional("from") { delegation.from = try day(value) }
        if let value = fields.optional("until") { delegation.until = try day(value) }
        return delegation
    }

    private func decision(_ fields: YAMLMapping) throws(ConfigurationError) -> Decision {
        let nameValue = try fields.required("name")
        let name = try nameValue.text(limit: 128)
        var value = DatedValue(
            value: try RuleValueReader.decision(fields.required("value"), named: nameValue),
            from: today, to: nil,
            citation: try basis(fields.optional("basis")).first
                ?? Citation(edition: "decision", article: ""), isDecision: true)
        if let from = fields.optional("from") { value.from = try day(from) }
        if let until = fields.optional("until") { value.to = try day(until) }
        if let reason = fields.optional("reason") {
            let words = try reason.ground()
            value.ground = Ground(chinese: words.chinese, english: words.english)
        }
        return Decision(
            region: try fields.required("region").regionCode(), name: name, value: value)
    }

    /// An officer's roles from a day on; `none` takes them away.
    private func officer(_ fields: YAMLMapping) throws(ConfigurationError) -> Decision {
        let nameValue = try fields.required("name")
        let name = Roster.prefix + (try nameValue.text(limit: 120))
        var roles: Set<OfficerRole> = []
        let given = try fields.required("roles").oneOrMore(limit: 7)
        let first = try given[0].text(limit: 32)
        let isNone = given.count == 1 && first == Roster.noRole
        for item in given where !isNone { roles.insert(try item.choice(OfficerRole.self)) }
        let words = roles.map(\.rawValue).sorted().joined(separator: ", ")
        var value = DatedValue(
            value: isNone ? Roster.noRole : words, from: today, to: nil,
            citation: try basis(fields.optional("basis")).first
                ?? Citation(edition: "decision", article: ""), isDecision: true)
        if let from = fields.optional("from") { value.from = try day(from) }
        if let until = fields.optional("until") { value.to = try day(until) }
        return Decision(
            region: try fields.required("region").regionCode(), name: name, value: value)
    }

    /// What the agency handed in of its own work, and to whom; without `to` as its list says.
    private func agencyFiling(_ fields: YAMLMapping) throws(ConfigurationError) -> Decision {
        let item = fields.optional("item")
        let name = AgencyFiling.prefix + (try fields.required("item").text(limit: 40))
        var recipients: [String] = []
        for value in try fields.optional("to")?.oneOrMore(limit: 16) ?? [] {
            let word = try value.text(limit: 64)
            guard RuleCatalogue.recipients.contains(word) else {
                throw value.bad("one of \(RuleCatalogue.recipients)")
            }
            recipients.append(word)
        }
        if let item, PolicyName(.list, "filings", item: try item.text(limit: 40)) == nil {
            throw item.bad("an id of a-z, 0-9 and hyphens, at most 40 of them")
        }
        var value = DatedValue(
            value: recipients.joined(separator: ", "), from: today, to: nil,
            citation: try basis(fields.optional("basis")).first
                ?? Citation(edition: "decision", article: ""), isDecision: true)
        if let from = fields.optional("from") {
            value.from = try day(from)
            guard value.from <= today else { throw from.bad("a day that has come") }
        }
        return Decision(
            region: try fields.required("region").regionCode(), name: name, value: value)
    }

    private func closing(_ fields: YAMLMapping) throws(ConfigurationError) -> LogClosing {
        let reasons: [String: LogClosing.Reason] = [
            "rotation": .rotation, "revocation": .revocation, "fork-settled": .forkSettled,
            "retirement": .retirement, "new-epoch": .newEpoch,
        ]
        let rootValue = try fields.required("root")
        guard let root = TreeHash(hex: try rootValue.text(limit: 64)) else {
            throw rootValue.bad("the root of the log at that size as 64 hexadecimal digits")
        }
        let reasonValue = try fields.required("reason")
        guard let reason = reasons[try reasonValue.text(limit: 32)] else {
            throw reasonValue.bad("one of \(reasons.keys.sorted())")
        }
        var successor: Origin?
        if let value = fields.optional("successor") { successor = try origin(value) }
        return LogClosing(
            origin: try origin(try fields.required("log")),
            finalSize: UInt64(try fields.required("size").integer(0...999_999_999)), root: root,
            reason: reason, successor: successor)
    }

    private func origin(_ value: YAMLValue) throws(ConfigurationError) -> Origin {
        let text = try value.text(limit: 255)
        // Which rule of names is broken does not help whoever copied a wrong text.
        guard let origin = try? Origin(text), (try? LogName(origin: origin)) != nil else {
            throw value.bad("a log as federation/node/stream/epoch")
        }
        return origin
    }
}
