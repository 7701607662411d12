import Federation
import Testing

@testable import Designation
@testable import Node

/// The lists of `nodes/` at work: every item of every edition, in cases of its own region and type.
/// `articles*.yaml` names these tests for the articles whose only place is an item of such a list.
@Suite("Items of the editions in cases")
struct EditionEffectTests {
    /// Where an edition is lived: an office's region, what may be applied for there.
    struct Place: Sendable, CustomTestStringConvertible {
        var region: String
        var types: [InstitutionType] = [.medical, .pharmacy]
        var scopes: [FundScope] = [.basic]
        var testDescription: String { region }
    }

    static let places: [Place] = [
        Place(region: "CN"), Place(region: "310101", types: [.medical]),
        Place(region: "530102"), Place(region: "220100", types: [.medical, .pharmacy, .care]),
        Place(region: "371082", types: [.medical], scopes: [.pooledFund, .personalAccount]),
        Place(region: "320402"),
    ]

    /// One kind of institution under one edition.
    struct Ground {
        var region: RegionCode
        var type: InstitutionType
        var scope: FundScope
        var setting: CaseSetting
        var policy: Policy

        func list(_ name: String) -> PolicyList {
            var qualifiers = ["\(type)"]
            if scope != .basic { qualifiers.insert(scope.rawValue, at: 0) }
            return policy.list(name, qualifiers: qualifiers)
        }

        /// What a case comes to whose steps are done one day after the other.
        func state(
            _ kind: CaseKind,
            _ steps: [(kind: CaseStep.Kind, fill: (inout CaseStep.Details) -> Void)],
            role: OfficerRole? = nil
        ) throws -> CaseState {
            let made = steps.enumerated().map { number, step in
                var details = CaseStep.Details()
                if number == 0 {
                    details.caseKind = kind
                    // Homes are designated for care alone (S2 9(1)).
                    details.scope = type == .care ? .care : scope
                    details.services = [
                        type == .medical ? .outpatient : type == .pharmacy ? .purchase : .care
                    ]
                }
                step.fill(&details)
                return CaseStep(
                    step.kind,
                    reference: EventReference(
                        origin: "case/log", index: UInt64(number), leafPrefix: UInt128(number)),
                    stamp: Stamp(milliseconds: UInt64(number + 1), counter: 0), author: "node",
                    region: region, day: EditionEffectTests.first.adding(days: number),
                    officer: step.kind.opens ? "甲" : "乙", role: number == 0 ? nil : role,
                    details: details)
            }
            let day = EditionEffectTests.first.adding(days: steps.count)
            return try #require(CaseFold.state(of: made, in: setting, on: day))
        }
    }

    static let first = LegalDate("2026-03-02") ?? .first
    let federation: FederationFolder

    init() throws { federation = try FederationFolder.load(projectNodes) }

    func grounds(_ place: Place) throws -> [Ground] {
        let region = try place.region == "CN" ? .everywhere : #require(RegionCode(place.region))
        let (book, tree) = (federation.ruleBook, federation.tree)
        let institution = try #require(
            InstitutionID(scheme: .practiceLicence, issuer: region, number: "PDY00001"))
        return place.types.flatMap { type in
            place.scopes.map { scope in
                let policyAt: @Sendable (RegionCode, LegalDate) -> Policy = {
                    Policy(region: $0, day: $1, rules: book, regions: tree)
                }
                var subject = CaseSubject(institution: institution, type: type, kind: "hospital")
                // Requests are those of an institution with which somebody signed.
                subject.terms = [.init(from: Self.first.adding(days: -400), to: nil)]
                let setting = CaseSetting(
                    policyAt: policyAt, calendar: federation.calendar.workCalendar, regions: tree,
                    subject: subject)
                return Ground(
                    region: region, type: type, scope: scope, setting: setting,
                    policy: policyAt(region, Self.first))
            }
        }
    }

    @Test(
        "A listed ground to end or suspend an agreement is proposed with its article",
        arguments: places)
    func endingGrounds(_ place: Place) throws {
        for ground in try grounds(place) {
            for (list, kind) in [
                ("terminations", Proposal.Kind.terminate), ("suspensions", .suspend),
            ] {
                let entries = ground.list(list).entries
                #expect(!entries.isEmpty, "\(list) \(ground.type)")
                for entry in entries {
                    let found = try ground.state(
                        .enforcement, [(.finding, { $0.items = [entry.id] })])
                    #expect(found.problems.isEmpty, "\(list)/\(entry.id)")
                    let proposal = found.proposals.first { $0.detail == entry.id }
                    // What may end it is proposed as an end even where it is listed for both.
                    let isEnd = ground.list("terminations")[entry.id] != nil
                    #expect(proposal?.kind == (isEnd ? .terminate : kind), "\(list)/\(entry.id)")
                    guard !isEnd || kind == .terminate else { continue }
                    #expect(proposal?.citations == entry.citations, "\(list)/\(entry.id)")
                    let order = ground.type == .pharmacy ? "N" : "P"
                    #expect(!entry.citations.contains { $0.edition == order }, "\(entry.id)")
                }
            }
            let nothing = try ground.state(
                .enforcement, [(.finding, { $0.items = ["good-weather"] })])
            #expect(nothing.proposals.isEmpty)
        }
    }

    @Test(
        "A listed material may be named as missing, once, and comes; others may not",
        arguments: places)
    func materials(_ place: Place) throws {
        var count = 0
        for ground in try grounds(place) {
            for kind in CaseKind.allCases {
                guard let name = kind.materialList else { continue }
                let ids = ground.list(name).entries.map(\.id)
                guard !ids.isEmpty, kind != .nonRenewal else { continue }
                count += ids.count
                let asked = try ground.state(
                    kind, [(.received, { _ in }), (.supplementNotice, { $0.items = ids })])
                #expect(!asked.problems.contains { $0.kind == .unknownItem }, "\(name)")
                #expect(asked.missing == ids, "\(name) \(ground.type)")
                let came = try ground.state(
                    kind,
                    [
                        (.received, { _ in }), (.supplementNotice, { $0.items = ids }),
                        (.supplemented, { $0.items = Array(ids.dropLast()) }),
                    ])
                // A step that names nothing says that all of it came.
                #expect(came.missing == (ids.count > 1 ? ids.suffix(1) : []), "\(name)")
                let odd = try ground.state(
                    kind, [(.received, { _ in }), (.supplementNotice, { $0.items = ["my-poem"] })])
                #expect(odd.problems.map(\.kind) == [.unknownItem], "\(name)")
            }
        }
        #expect(count >= 6)
    }

    @Test("An application is refused for a listed reason and for no other", arguments: places)
    func refusals(_ place: Place) throws {
        for ground in try grounds(place) {
            let entries = ground.list("refusals").entries
            #expect(entries.count >= 7)
            for entry in entries {
                let found = try ground.state(
                    .new, [(.received, { _ in }), (.refused, { $0.items = [entry.id] })])
                #expect(found.problems.isEmpty, "\(entry.id)")
                #expect(found.outcome == .refused, "\(entry.id)")
            }
            let odd = try ground.state(
                .new, [(.received, { _ in }), (.refused, { $0.items = ["no-mood"] })])
            #expect(odd.problems.map(\.kind) == [.unknownItem])
            #expect(odd.outcome == nil)
        }
    }

    @Test("A listed measure may be taken, on an institution and on an agency", arguments: places)
    func measures(_ place: Place) throws {
        for ground in try grounds(place) {
            for (list, kind) in [
                ("measures", CaseKind.enforcement), ("measures-on-agencies", .dispute),
            ] {
                let opening = kind == .dispute ? CaseStep.Kind.received : .finding
                let found = ground.list("suspensions").entries.first?.id ?? ""
                let listed = ground.list(list).entries.map(\.id)
                // The orders do not speak of care institutions; where an edition names them, it lists
                // what may be done about them.
                if kind == .enforcement, ground.list("terminations").entries.count > 0 {
                    #expect(!listed.isEmpty, "\(place)")
                }
                for id in listed + (listed.isEmpty ? [] : ["flattery"]) {
                    let state = try ground.state(
                        kind,
                        [
                            (opening, { $0.items = [found] }),
                            (.measure, { $0.items = [id] }),
                        ],
                        role: kind == .dispute ? .supervisor : nil)
                    let isUnknown = state.problems.contains { $0.kind == .unknownItem }
                    #expect(isUnknown == (id == "flattery"), "\(list)/\(id) \(ground.type)")
                }
            }
        }
    }

    @Test("A listed form of assessment may be used", arguments: places)
    func forms(_ place: Place) throws {
        for ground in try grounds(place) {
            let list = ground.list("assessment-forms")
            #expect(!list.isEmpty)
            for form in list.entries.map(\.id) + ["by-horoscope"] {
                let found = try ground.state(
                    .new,
                    [
                        (.received, { _ in }), (.accepted, { _ in }),
                        (
                            .assessed,
                            {
                                $0.form = form
                                $0.results = [SiteResult(passed: false)]
                            }
                        ),
                    ])
                let isRefused = found.problems.contains { $0.kind == .formNotForeseen }
                let isOdd = form == "by-horoscope" && list["other-form"] == nil
                #expect(isRefused == isOdd, "\(form)")
            }
        }
    }

    @Test("Every item and every step of Weihai's tables costs what its annex says (S3 附件1, 附件2)")
    func scores() throws {
        let region = try #require(RegionCode("371082"))
        let policy = Policy(
            region: region, day: Self.first, rules: federation.ruleBook, regions: federation.tree)
        #expect(policy.scoreTableNames.count == 2)
        for table in policy.scoreTableNames.compactMap({ policy.scoreTable($0) }) {
            func result(_ finding: ScoreFinding?) -> ScoreResult {
                table.result(
                    table.items.map {
                        $0.id == finding?.item
                            ? finding ?? ScoreFinding(item: $0.id) : ScoreFinding(item: $0.id)
                    })
            }
            let full = result(nil)
            #expect(full.isPassed)
            #expect(full.total == table.full)
            for item in table.items {
                let unmet = result(ScoreFinding(item: item.id, isMet: false))
                #expect(unmet.total == full.total - item.points, "\(table.id)/\(item.id)")
                #expect(
                    unmet.isPassed == (!item.isKnockOut && unmet.total >= table.pass),
                    "\(table.id)/\(item.id)")
                for step in item.steps {
                    let found = result(ScoreFinding(item: item.id, steps: [step.number: 1]))
                    let lost = full.total - found.total
                    let wanted: Int =
                        switch step.effect {
                        case .take(let points), .each(let points): min(points, item.cap)
                        case .give(let points): max(0, item.points - points)
                        case .all: item.points
                        case .discretion: 1
                        case .fail: lost
                        }
                    #expect(lost == wanted, "\(table.id)/\(item.id) \(step.number)")
                    if case .fail = step.effect { #expect(!found.isPassed) }
                }
            }
        }
    }

    /// Conditions, duties and what an agreement says bind people: the software owes them that they
    /// read it, in both languages, with its article, for the type that it binds.
    @Test(
        "Every item is shown to those whom it binds, with its words and articles", arguments: places
    )
    func shown(_ place: Place) throws {
        for ground in try grounds(place) {
            var text = PolicyText()
            let names = ground.policy.listNames
            text.show(ground.policy.picture, of: ground.policy)
            let lines = text.text
            #expect(names.count > 20)
            for name in names {
                for entry in ground.policy.list(name).entries {
                    #expect(lines.contains(entry.item.chinese), "\(name)/\(entry.id)")
                    #expect(lines.contains(entry.item.english), "\(name)/\(entry.id)")
                    for citation in entry.citations {
                        let article = Wording.citation(citation)
                        #expect(lines.contains(article), "\(name)/\(entry.id) \(article)")
                    }
                }
            }
        }
    }
}
