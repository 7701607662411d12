import Testing

@testable import Designation
@testable import Node

/// A step's kind and what it says besides.
typealias PlayedStep = (kind: CaseStep.Kind, fill: (inout CaseStep.Details) -> Void)

/// What the items of the lists decide: a step may name what its edition has, and nothing else; its papers
/// say it with its article.
extension EditionEffectTests {
    private static let odd = "moon-phase"

    /// Plays the steps with each item of the lists, and with one that no edition has.
    private func each(
        _ place: Place, _ lists: [String], _ kind: CaseKind,
        _ steps: @escaping (String, Ground) -> [PlayedStep],
        check: (Ground, PolicyList.Entry, CaseState) throws -> Void
    ) throws -> Int {
        var count = 0
        for var ground in try grounds(place) {
            if kind == .renewal {
                // Only what was agreed is renewed.
                ground.setting.subject.terms = [.init(from: Self.first.adding(days: -400), to: nil)]
            }
            let entries = lists.flatMap { ground.list($0).entries }
            count += entries.count
            for entry in entries {
                let found = try ground.state(kind, steps(entry.id, ground))
                let unknown = found.problems.filter { $0.kind == .unknownItem }.map(\.detail)
                #expect(unknown.isEmpty, "\(lists[0])/\(entry.id) \(ground.type)")
                try check(ground, entry, found)
            }
            guard !entries.isEmpty else { continue }
            let strange = try ground.state(kind, steps(Self.odd, ground))
            #expect(
                strange.problems.contains { $0.kind == .unknownItem && $0.detail == Self.odd },
                "\(lists[0]) \(ground.type)")
        }
        return count
    }

    /// The paper of the last step of its kind.
    private func paper(
        _ kind: NoticeDocument.Kind, _ state: CaseState, _ ground: Ground
    ) throws -> NoticeDocument {
        let writer = NoticeWriter(issuer: "甲", policyAt: ground.setting.policyAt)
        let facts = InstitutionFacts(
            name: "乙", type: ground.type, kind: "hospital", place: ground.region)
        return try writer.paper(
            kind, of: state, case: [1], .init(ground.setting.subject.institution, facts))
    }

    private func expect(_ entry: PolicyList.Entry, in paper: NoticeDocument) {
        #expect(paper.items.contains { $0.contains(entry.item.chinese) }, "\(entry.id)")
        let order = entry.citations.map(NoticeWords.citation)
        #expect(order.allSatisfy(paper.legalBasis.contains), "\(entry.id) \(paper.legalBasis)")
    }

    @Test(
        "A condition that is not met is a reason to refuse, named with its article in the paper",
        arguments: places)
    func conditions(_ place: Place) throws {
        let steps: (String, Ground) -> [PlayedStep] = { id, _ in
            return [(.received, { _ in }), (.refused, { $0.items = [id] })]
        }
        let count = try each(place, ["conditions"], .new, steps) { ground, entry, state in
            #expect(state.outcome == .refused, "\(entry.id)")
            expect(entry, in: try paper(.refusal, state, ground))
        }
        #expect(count >= 6)
    }

    @Test(
        "Who may apply: a kind that no group names is a reason to look, and falls with its group",
        arguments: places)
    func applicants(_ place: Place) throws {
        for ground in try grounds(place) {
            func isOutside(_ kind: String, _ policy: Policy) -> Bool {
                var facts = Screening.Facts(type: ground.type)
                facts.kind = kind
                return Screening.reasons(facts, policy: policy, on: Self.first).contains {
                    $0.item == "applicants"
                }
            }
            let entries = ground.list("applicants").entries
            let isOpen = entries.contains { $0.item.words(.kind).isEmpty }
            #expect(isOutside("barber", ground.policy) == (!isOpen && !entries.isEmpty))
            for entry in entries {
                let refused = try ground.state(
                    .new, [(.received, { _ in }), (.refused, { $0.items = [entry.id] })])
                #expect(refused.problems.isEmpty, "\(entry.id)")
                expect(entry, in: try paper(.refusal, refused, ground))
                for kind in entry.item.words(.kind) {
                    #expect(!isOutside(kind, ground.policy), "\(entry.id) \(kind)")
                    let others = entries.filter { $0.id != entry.id }
                    guard !isOpen, !others.contains(where: { $0.item.words(.kind).contains(kind) })
                    else { continue }
                    #expect(
                        isOutside(kind, try without(entry.id, "applicants", ground)) == !others
                            .isEmpty,
                        "\(entry.id) \(kind)")
                }
            }
        }
    }

    /// The rules of the ground without one item, as a local edition that drops it would leave them.
    private func without(_ id: String, _ list: String, _ ground: Ground) throws -> Policy {
        var book = federation.ruleBook
        let drop = try #require(PolicyItem(chinese: "", english: "", attributes: [.drop: "yes"]))
        for name in ["\(list)", "\(list).\(ground.type)"] {
            book.add(
                DatedValue(
                    value: drop.text, from: Self.first, to: nil,
                    citation: Citation(edition: "X", article: "1"), isDecision: false),
                named: "list:\(name)/\(id)", for: ground.region)
        }
        return Policy(
            region: ground.region, day: Self.first, rules: book, regions: federation.tree)
    }

    @Test(
        "What an assessment looks at is why it failed, told with its article (N9, P8)",
        arguments: places)
    func assessmentContent(_ place: Place) throws {
        let steps: (String, Ground) -> [PlayedStep] = { id, ground in
            return [
                (.received, { _ in }), (.accepted, { _ in }),
                (
                    .assessed,
                    {
                        $0.results = [ground.failed]
                        $0.team = [TeamMember(name: "丙")]
                        $0.confirmations = ["丙", "institution"]
                    }
                ), (.resultNotified, { $0.items = [id] }),
            ]
        }
        let count = try each(place, ["assessment-content"], .new, steps) { ground, entry, state in
            #expect(state.waitsThrough != nil, "\(entry.id)")
            expect(entry, in: try paper(.result, state, ground))
        }
        #expect(count >= 2)
    }

    @Test("An assessor's field is one that the edition asks for, or is shown", arguments: places)
    func assessors(_ place: Place) throws {
        for ground in try grounds(place) {
            let ids = ground.list("assessors").entries.map(\.id)
            #expect(ids.count >= 2)
            for field in ids + [Self.odd] {
                let found = try ground.state(
                    .new,
                    [
                        (.received, { _ in }), (.accepted, { _ in }),
                        (
                            .assessed,
                            {
                                // Of one field alone it would be no team (N9).
                                $0.team = [field, field == ids[0] ? ids[1] : ids[0]]
                                    .map { TeamMember(name: "丙", field: $0) }
                                $0.results = [SiteResult(passed: false)]
                            }
                        ),
                    ])
                let isShown = found.problems.contains { $0.kind == .fieldsMissing }
                #expect(isShown == (field == Self.odd), "\(field) \(ground.type)")
            }
        }
    }

    @Test(
        "An obligation may be found broken and a measure taken for it, with its article",
        arguments: places)
    func obligations(_ place: Place) throws {
        let steps: (String, Ground) -> [PlayedStep] = { id, _ in [(.finding, { $0.items = [id] })] }
        let count = try each(
            place, ["obligations"], .enforcement, steps
        ) { ground, entry, state in
            #expect(state.stage == .investigating, "\(entry.id)")
            guard let measure = ground.list("measures").entries.first?.id else { return }
            let taken = try ground.state(
                .enforcement,
                [(.finding, { $0.items = [entry.id] }), (.measure, { $0.items = [measure] })])
            #expect(taken.stage == .carryingOut, "\(entry.id)")
            #expect(taken.problems.isEmpty, "\(entry.id)")
        }
        #expect(count > 10)
    }

    @Test("An agency's duty may be found broken in a dispute (N39, P36)", arguments: places)
    func agencyDuties(_ place: Place) throws {
        let steps: (String, Ground) -> [PlayedStep] = { id, _ in
            return [(.received, { _ in }), (.finding, { $0.items = [id] })]
        }
        let count = try each(place, ["agency-duties"], .dispute, steps) { _, entry, state in
            #expect(state.problems.isEmpty, "\(entry.id)")
        }
        #expect(count > 10)
    }

    @Test("What an agreement holds may be named with its signing", arguments: places)
    func agreementContent(_ place: Place) throws {
        let steps: (String, Ground) -> [PlayedStep] = { id, _ in
            return [
                (.received, { _ in }), (.accepted, { _ in }),
                (.negotiated, { $0.passed = true }), (.signed, { $0.items = [id] }),
            ]
        }
        let count = try each(place, ["agreement-content"], .renewal, steps) { _, entry, state in
            #expect(state.stage == .following, "\(entry.id)")
        }
        #expect(count >= 5)
    }

    @Test("A list that is published is one that the edition publishes", arguments: places)
    func publications(_ place: Place) throws {
        let steps: (String, Ground) -> [PlayedStep] = { id, _ in
            return [
                (.received, { _ in }), (.accepted, { _ in }),
                (.negotiated, { $0.passed = true }), (.signed, { _ in }),
                (.published, { $0.items = [id] }),
            ]
        }
        let count = try each(place, ["publications"], .renewal, steps) { _, entry, state in
            #expect(state.history.last?.hasEffect == true, "\(entry.id)")
        }
        #expect(count >= 2)
    }

    @Test("A filing goes to whom its item names, and waits for the answer", arguments: places)
    func filings(_ place: Place) throws {
        let steps: (String, Ground) -> [PlayedStep] = { id, _ in
            return [(.received, { _ in }), (.filed, { $0.items = [id] })]
        }
        let count = try each(place, ["filings", "reports"], .new, steps) { ground, entry, state in
            let filing = try #require(state.filings.first { $0.item == entry.id })
            let wanted = entry.item.words(.to)
            #expect(filing.recipients == (wanted.isEmpty ? ["department"] : wanted), "\(entry.id)")
            #expect(filing.citation == entry.citation, "\(entry.id)")
            #expect(filing.acknowledged.isEmpty)
            let sheet = try paper(.filing, state, ground)
            let cells = (sheet.table?.rows ?? []).joined()
            #expect(cells.contains { $0.contains(entry.item.chinese) }, "\(entry.id)")
            for recipient in wanted {
                #expect(sheet.addressee.contains(NoticeWords.recipient(recipient)), "\(recipient)")
            }
        }
        #expect(count >= 5)
    }

    @Test("A measure on a person is one that the edition knows (N45, S4)", arguments: places)
    func personMeasures(_ place: Place) throws {
        let steps: (String, Ground) -> [PlayedStep] = { id, _ in
            return [
                (.finding, { $0.items = [id] }),
                (
                    .personSuspended,
                    {
                        $0.items = [id]
                        $0.persons = [CasePerson(role: .physician, name: "丁")]
                    }
                ),
            ]
        }
        _ = try each(place, ["measures-on-persons"], .enforcement, steps) { _, _, _ in }
    }

    @Test("What changes is something whose change the edition asks for", arguments: places)
    func changes(_ place: Place) throws {
        let steps: (String, Ground) -> [PlayedStep] = { id, _ in [(.received, { $0.items = [id] })]
        }
        let count = try each(
            place, ["major-changes", "other-changes"], .change, steps
        ) { _, entry, state in
            #expect(state.stage == .screening, "\(entry.id)")
        }
        #expect(count >= 5)
    }

    @Test("An end that is granted has a cause that the edition names", arguments: places)
    func ends(_ place: Place) throws {
        let steps: (String, Ground) -> [PlayedStep] = { id, _ in
            return [
                (.received, { _ in }), (.accepted, { _ in }),
                (
                    .decided,
                    {
                        $0.items = [id]
                        $0.passed = true
                    }
                ),
            ]
        }
        let count = try each(place, ["ends"], .nonRenewal, steps) { _, entry, state in
            #expect(state.outcome == .granted, "\(entry.id)")
        }
        #expect(count >= 2)
    }
}
