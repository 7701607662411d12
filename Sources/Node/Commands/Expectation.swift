import Designation
import Federation
import Messages

/// What must come out; checked where it stands in the file (`protocol/act-file.md`).
struct Expectation: Sendable {
    enum Subject: Sendable {
        case standing(StandingExpectation)
        case casework(CaseExpectation)
    }
    var on: LegalDate
    var subject: Subject
    var line: Int
}

/// What a region must say of an institution.
struct StandingExpectation: Sendable {
    var institution: InstitutionID
    var region: RegionCode
    var service: Service?
    var scope: FundScope?
    var parts: [RestrictedPart: String] = [:]
    var status: Status?
    var settleable: Bool?
    /// A kind of item that waits for a person, or `none`.
    var review: String?

    /// What differs, as `(expected, found)`; `nil` when all holds.
    ///
    /// - Parameter items: kinds of what waits for a person about the institution.
    func difference(
        from answer: StatusAnswer, _ items: Set<String>
    ) -> (expected: String, found: String)? {
        if status.map({ $0 != answer.status }) == true
            || settleable.map({ $0 != answer.settleable }) == true
        {
            return (
                Difference.words(status, settleable),
                Difference.words(answer.status, answer.settleable)
            )
        }
        guard let review else { return nil }
        let isMet = review == "none" ? items.isEmpty : items.contains(review)
        guard !isMet else { return nil }
        let found = items.isEmpty ? "none" : items.sorted().joined(separator: ", ")
        return ("review \(review)", found)
    }

    /// Kinds of the items about the institution that nobody decided yet.
    func openItems(_ registry: Registry) -> Set<String> {
        guard review != nil, let area = registry.view.tree.area(of: region) else { return [] }
        let items = registry.standing(of: institution, area: area).reviewItems
        return Set(items.filter { $0.resolution == nil }.map(\.kind.rawValue))
    }

    func question(on day: LegalDate) -> StatusQuestion {
        StatusQuestion(
            institution: institution, region: region, service: service, scope: scope, date: day,
            department: parts[.department], person: parts[.person], site: parts[.site])
    }
}

/// What the rules must say of a case, to those of its chain.
struct CaseExpectation: Sendable {
    /// A name of the file, or 32 hexadecimal digits.
    var name: String
    var stage: CaseStage?
    var outcome: CaseOutcome?
    /// The value that sets a clock, with what must hold of the newest clock of that name.
    var clock: String?
    var lastDay: LegalDate?
    var isStopped: Bool?
    /// Kinds of which there must be one; empty: there must be none at all.
    var problem: String?
    var proposal: String?
    /// A public act that a step obliges to and that is still to be recorded, or `none`.
    var publicAct: String?
    /// Listed reasons against an application that must be computed.
    var reason: String?
    /// An item of `conditions` that what is stated does not meet, or `none`.
    var notMet: String?

    /// What differs, as `(expected, found)`; empty when all holds.
    func differences(from row: CaseBoard.Row?) -> [(expected: String, found: String)] {
        guard let row else {
            return [("case \(name)", "截至该日尚无记录 nothing of it happened by that day")]
        }
        let state = row.state
        var found: [(expected: String, found: String)] = []
        func compare(_ key: String, _ expected: String?, _ value: String?) {
            guard let expected, expected != value ?? "none" else { return }
            found.append(("\(key) \(expected)", value ?? "none"))
        }
        func compare(_ key: String, _ expected: String?, among values: [String]) {
            guard let expected else { return }
            let isMet = expected == "none" ? values.isEmpty : values.contains(expected)
            guard !isMet else { return }
            found.append(
                ("\(key) \(expected)", values.isEmpty ? "none" : values.joined(separator: ", ")))
        }
        compare("stage", stage?.rawValue, state.stage.rawValue)
        compare("outcome", outcome?.rawValue, state.outcome?.rawValue)
        compare("problem", problem, among: state.problems.map(\.kind.rawValue))
        compare("proposal", proposal, among: row.proposals.map(\.kind.rawValue))
        compare("public-act", publicAct, among: state.openObligations.map(\.kind.rawValue))
        compare("reason", reason, among: row.screening.map(\.item))
        compare(
            "not-met", notMet,
            among: state.conditions.filter { $0.standing == .notMet }.map(\.item))
        guard let clock else { return found }
        let last = state.clocks.last { $0.rule == clock }
        compare("clock \(clock)", "there", last == nil ? nil : "there")
        guard let last else { return found }
        compare("\(clock) last-day", lastDay?.description, "\(last.lastDay)")
        compare(
            "\(clock) stopped", isStopped.map { $0 ? "yes" : "no" }, last.isStopped ? "yes" : "no")
        return found
    }
}

extension ActReader {
    func expectation(_ value: YAMLValue) throws(ConfigurationError) -> Expectation {
        let isCase = try value.openMapping(limit: 64).optional("case") != nil
        return isCase ? try ofCase(value) : try ofStanding(value)
    }

    private func ofStanding(_ value: YAMLValue) throws(ConfigurationError) -> Expectation {
        let fields = try value.mapping([
            "institution", "region", "on", "service", "scope", "department", "person", "site",
            "status", "settleable", "review",
        ])
        var expected = StandingExpectation(
            institution: try institution(try fields.required("institution")),
            region: try fields.required("region").regionCode())
        expected.service = try fields.optional("service")?.choice(Service.self)
        expected.scope = try fields.optional("scope")?.choice(FundScope.self)
        for part in RestrictedPart.allCases {
            guard let value = fields.optional(part.name) else { continue }
            expected.parts[part] = try self.part(part, value)
        }
        if let status = fields.optional("status") {
            let text = try status.text(limit: 32)
            expected.status = Status.allCases.first { $0.name == text }
            guard expected.status != nil else {
                throw status.bad("one of \(Status.allCases.map(\.name))")
            }
        }
        expected.settleable = try fields.optional("settleable")?.flag()
        expected.review = try kind("review", ReviewItem.Kind.self, fields)
        guard expected.status != nil || expected.settleable != nil || expected.review != nil else {
            throw value.failure(.missingKey("status"))
        }
        return Expectation(
            on: try fields.optional("on").map(day) ?? today, subject: .standing(expected),
            line: value.line)
    }

    private func ofCase(_ value: YAMLValue) throws(ConfigurationError) -> Expectation {
        let fields = try value.mapping([
            "case", "on", "stage", "outcome", "clock", "last-day", "stopped", "problem",
            "proposal", "public-act", "reason", "not-met",
        ])
        var expected = CaseExpectation(name: try fields.required("case").text(limit: 64))
        expected.stage = try fields.optional("stage")?.choice(CaseStage.self)
        expected.outcome = try fields.optional("outcome")?.choice(CaseOutcome.self)
        expected.clock = try fields.optional("clock")?.text(limit: 64)
        expected.lastDay = try fields.optional("last-day").map(day)
        expected.isStopped = try fields.optional("stopped")?.flag()
        expected.problem = try kind("problem", CaseProblem.Kind.self, fields)
        expected.proposal = try kind("proposal", Proposal.Kind.self, fields)
        expected.publicAct = try kind("public-act", Obligation.Kind.self, fields)
        expected.reason = try fields.optional("reason")?.text(limit: 64)
        expected.notMet = try fields.optional("not-met")?.text(limit: 64)
        if let value = fields.optional("last-day") ?? fields.optional("stopped"),
            expected.clock == nil
        {
            throw value.failure(.missingKey("clock"))
        }
        return Expectation(
            on: try fields.optional("on").map(day) ?? today, subject: .casework(expected),
            line: value.line)
    }

    private func kind<Kind>(
        _ key: String, _ type: Kind.Type, _ fields: YAMLMapping
    ) throws(ConfigurationError) -> String?
    where Kind: RawRepresentable & CaseIterable, Kind.RawValue == String {
        guard let value = fields.optional(key) else { return nil }
        if try value.text(limit: 64) == "none" { return "none" }
        return try value.choice(type).rawValue
    }
}

/// An expectation that is not met.
struct Difference: Sendable {
    var expectation: Expectation
    /// Where it was asked, in a scenario.
    var node = ""
    var expected: String
    var found: String
    /// What explains what was found, lines for people.
    var reasons: [String] = []
    var answer: StatusAnswer?

    /// About what, in a word.
    var subject: String {
        switch expectation.subject {
        case .standing(let standing):
            "\(standing.institution) \(standing.region.text)"
                + (standing.service.map { " \($0.rawValue)" } ?? "")
        case .casework(let expected): "case \(expected.name)"
        }
    }

    static func words(_ status: Status?, _ settleable: Bool?) -> String {
        let second = settleable.map { $0 ? "settleable" : "not settleable" }
        return [status?.name, second].compactMap { $0 }.joined(separator: ", ")
    }

    /// All names always: what does not belong to the subject is `null`.
    var json: JSONText {
        var standing: StandingExpectation?
        var casework: CaseExpectation?
        switch expectation.subject {
        case .standing(let expected): standing = expected
        case .casework(let expected): casework = expected
        }
        func flag(_ value: Bool?) -> JSONText { value.map { .bool($0) } ?? .null }
        return [
            "line": .count(expectation.line), "on": .date(expectation.on),
            "expected": .string(expected), "found": .string(found),
            "node": .optional(node.isEmpty ? nil : node),
            "institution": .optional(standing.map { "\($0.institution)" }),
            "region": .optional(standing?.region.text),
            "expectedStatus": .optional(standing?.status?.name),
            "expectedSettleable": flag(standing?.settleable),
            "status": .optional(answer?.status.name), "settleable": flag(answer?.settleable),
            "case": .optional(casework?.name),
        ]
    }
}
