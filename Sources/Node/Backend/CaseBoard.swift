import Designation
import Federation

/// The cases that a node can open, judged by the rules of their regions. A value: what it holds was
/// read once, and every day can be asked of it.
struct CaseBoard: Sendable {
    /// One case on a day.
    struct Row: Sendable {
        /// 16 bytes.
        var id: [UInt8]
        var state: CaseState
        /// Reasons against the application that can be computed.
        var screening: [Screening.Reason]
        /// What follows from the institution's suspensions (protocol §10.6).
        var standing: [Proposal]
        /// Decisions on review items, by key: notes of the case that name it.
        var resolutions: [String: String]

        /// 32 hexadecimal digits.
        var name: String { Hex.encode(id) }
        var proposals: [Proposal] { state.proposals + standing }

        /// The reasons against the application that hold on the day: one whose last day is over stands against
        /// nothing any more. A refusal rests on those of its own day, so it asks ``screening``.
        func reasons(on day: LegalDate) -> [Screening.Reason] {
            screening.filter { $0.holds(on: day) }
        }
    }

    let node: String
    let registry: Registry
    let view: RegistryView
    let calendar: WorkCalendar
    let holdsSecret: Bool
    let acts: ActBook
    let terminated: TerminatedView
    /// Steps of each case, in the order in which they were written.
    let cases: [[UInt8]: [CaseReader.Opened]]
    /// The same steps by institution, and the cases that began with each: a province has thousands.
    private let steps: [InstitutionID: [CaseReader.Opened]]
    let files: [InstitutionID: [[UInt8]]]
    /// Persons from whom bars start, of every case.
    private(set) var personBars: [Screening.PersonBar] = []
    private(set) var chainCauses: [ChainCause] = []
    /// Acts and steps that were overturned (N46), of every case.
    private(set) var overturned: Set<EventReference> = []
    /// Acts that rest on what was overturned, whether or not somebody has recorded their withdrawal.
    private(set) var overturnedActs: Set<EventReference> = []

    /// - Parameter node: whose cases these are; what it may not open it cannot miss.
    init(
        node: String, registry: Registry, opened: [CaseReader.Opened], holdsSecret: Bool,
        acts: ActBook
    ) {
        self.node = node
        self.acts = acts
        terminated = TerminatedView(acts.terminated, registry: registry)
        self.registry = registry
        view = registry.view
        calendar = view.directory.workCalendar
        self.holdsSecret = holdsSecret
        let cases = Dictionary(grouping: opened) { $0.row.event.caseID }
        self.cases = cases
        steps = Dictionary(grouping: opened, by: \.institution)
        var files: [InstitutionID: [[UInt8]]] = [:]
        for (id, opened) in cases {
            if let first = opened.first { files[first.institution, default: []].append(id) }
        }
        self.files = files
        // Only steps that count: one without effect overturns, terminates and bars nobody.
        let disputes = whole { $0.kind == .disputeDecided && $0.details.passed }
        overturned = Set(
            disputes.flatMap(\.counting)
                .filter { $0.kind == .disputeDecided && $0.details.passed }
                .compactMap(\.details.event))
        overturnedActs = Set(
            disputes.flatMap(\.state.obligations).filter { $0.kind == .withdrawn }
                .compactMap(\.target))
        let institutions = Dictionary(
            opened.map { ($0.step.reference, $0.institution) }, uniquingKeysWith: { $1 })
        for one in whole({ $0.isTermination }) {
            personBars += personBars(one, of: institutions)
            chainCauses += Self.chainCauses(one.counting, of: institutions)
        }
        chainCauses.sort { $0.event < $1.event }
    }

    /// The cases that have such a step, whatever the day. What other cases say
    /// of persons has no part in it: only applications are judged by that.
    private func whole(_ isWanted: (CaseStep) -> Bool) -> [Judged] {
        cases.filter { $0.value.contains { isWanted($0.step) } }.keys
            .sorted { $0.lexicographicallyPrecedes($1) }
            .compactMap { id in
                guard let last = cases[id]?.map(\.step.day).max() else { return nil }
                return judged(id, on: last)
            }
    }

    /// The cases that began with an institution.
    func files(of institution: InstitutionID) -> [(id: [UInt8], steps: [CaseReader.Opened])] {
        (files[institution] ?? []).compactMap { id in cases[id].map { (id, $0) } }
    }

    /// All cases in the order of their first steps.
    func rows(on day: LegalDate) -> [Row] {
        Self.sorted(files.keys.flatMap { rows(of: judged(of: $0, on: day), on: day) }, on: day)
    }

    static func sorted(_ rows: [Row], on day: LegalDate) -> [Row] {
        rows.sorted {
            let (left, right) = ($0.state.opened ?? day, $1.state.opened ?? day)
            return left == right ? $0.name < $1.name : left < right
        }
    }

    /// - Returns: `nil` where no step of the case falls on or before the day.
    func row(of id: [UInt8], on day: LegalDate) -> Row? {
        guard let institution = cases[id]?.first?.institution else { return nil }
        return rows(of: judged(of: institution, on: day), on: day).first { $0.id == id }
    }

    func rows(of all: [Judged], on day: LegalDate) -> [Row] {
        all.map { one in
            Row(
                id: one.id, state: one.state, screening: one.setting.screening,
                standing: standingProposals(one, all, on: day)
                    + unanswered(
                        actsWithoutCase(one, all, on: day) + chainProposals(one, all, on: day)),
                resolutions: Self.resolutions(one.steps))
        }
    }

    /// The newest stamp of a case in milliseconds; 0 for one that is not known.
    func lastStamp(of id: [UInt8]) -> UInt64 {
        cases[id]?.map(\.row.stamp.milliseconds).max() ?? 0
    }

    /// What stands against recording a step now.
    ///
    /// - Parameters:
    ///   - pending: steps of the case that are not recorded yet.
    ///   - facts: of an institution that is not registered yet.
    func objections(
        to step: CaseStep, of institution: InstitutionID, case id: [UInt8], pending: [CaseStep],
        facts: InstitutionFacts?
    ) -> [CaseProblem] {
        let steps = (cases[id]?.map(\.step) ?? []) + pending
        let setting = setting(
            for: steps + [step], institution: institution, case: id, on: step.day, facts: facts)
        return CaseFold.objections(to: step, after: steps, in: setting)
    }

    /// A note that names the key of a review item settles it, inside the chain.
    private static func resolutions(_ steps: [CaseStep]) -> [String: String] {
        var found: [String: String] = [:]
        for step in steps where step.kind == .note {
            for key in step.details.items { found[key] = step.note.isEmpty ? "—" : step.note }
        }
        return found
    }

    func isOverturned(_ event: EventReference) -> Bool { overturned.contains(event) }

    /// Steps about an institution, of any case, in the order in which they were written.
    func steps(about institution: InstitutionID) -> [CaseStep] {
        (steps[institution] ?? []).map(\.step)
    }

    /// What notes of the institution's cases say about review items, by their keys.
    func notes(about institution: InstitutionID) -> [String: String] {
        Self.resolutions(steps(about: institution))
    }

    /// Without those that officers took up or dismissed in any case of the institution.
    func unanswered(_ proposals: [Proposal]) -> [Proposal] {
        proposals.filter { proposal in
            !(steps[proposal.institution] ?? []).contains { item in
                (item.step.kind == .proposalDismissed || item.step.kind == .proposalConfirmed)
                    && item.step.details.items.contains(proposal.key)
            }
        }
    }

    private func standingProposals(
        _ one: Judged, _ all: [Judged], on day: LegalDate
    ) -> [Proposal] {
        let state = one.state
        // Once an institution and region: in its enforcement cases, where an officer can answer.
        guard state.kind == .enforcement, state.stage != .over, let region = state.region else {
            return []
        }
        let policy = one.setting.policyAt(region, day)
        let answers = all.flatMap(\.counting)
        func keys(_ kind: CaseStep.Kind) -> Set<String> {
            Set(answers.filter { $0.kind == kind }.flatMap(\.details.items))
        }
        let dismissed = keys(.proposalDismissed)
        let suspensions = Proposal.ofSuspensions(
            one.setting.subject, region: region, policy: policy,
            confirmed: keys(.proposalConfirmed), dismissed: dismissed, on: day)
        let maximum = Proposal.ofMaximum(
            one.setting.subject, region: region, policy: policy,
            excepted: Set(
                answers.filter { $0.kind == .exceptionGranted }.compactMap(\.details.event)),
            on: day)
        return suspensions + maximum.filter { !dismissed.contains($0.key) }
    }

    // MARK: What a case is judged against

    /// Whose officers a node's are: those of the agency of its region.
    private var agencies: @Sendable (String) -> RegionCode? {
        let directory = view.directory
        return { directory.node(named: $0)?.region }
    }

    func setting(
        for steps: [CaseStep], institution: InstitutionID, case id: [UInt8], on day: LegalDate,
        facts given: InstitutionFacts? = nil
    ) -> CaseSetting {
        let region = steps.first { $0.kind.opens }?.region ?? steps.first?.region ?? .everywhere
        let scope = steps.lazy.compactMap(\.details.scope).first ?? .basic
        var subject = CaseSubjects(board: self, institution: institution, region: region)
            .subject(scope: scope, facts: given, case: id)
        subject.overturned = overturned.union(subject.overturned)
        let kind = steps.lazy.compactMap(\.details.caseKind).first ?? .new
        // What was stated or answered later is not known on the day.
        let known = steps.filter { $0.day <= day }
        if kind == .dispute { addActsLeft(to: &subject, by: steps, in: region, case: id) }
        if kind.isDesignation || kind == .renewal {
            subject.running = running(institution, region: region, beside: id)
        }
        if kind == .renewal {
            subject.endsDecided = CaseSubjects(
                board: self, institution: institution, region: region
            ).endsDecided(besides: id, subject.acts)
        }
        var setting = plain(subject)
        let subjects = CaseSubjects(board: self, institution: institution, region: region)
        if kind.isDesignation {
            let earlier = self.earlier(
                institution, region: region, before: steps.first, except: id, on: day)
            setting.subject.earlier = earlier.applications
            setting.screening = subjects.screening(
                known, subject: setting.subject, policy: setting.policyAt(region, day),
                known: earlier.bars, facts: given
            ).filter { $0.hasBegun(on: day) }
        } else if kind == .change {
            setting.screening = subjects.entering(
                known, subject: setting.subject, policy: setting.policyAt(region, day)
            ).filter { $0.hasBegun(on: day) }
        }
        return setting
    }

    /// Public acts that rest on what a dispute overturns.
    private func addActsLeft(
        to subject: inout CaseSubject, by steps: [CaseStep], in region: RegionCode, case id: [UInt8]
    ) {
        let subjects = CaseSubjects(board: self, institution: subject.institution, region: region)
        for step in steps where step.kind == .disputeDecided && step.details.passed {
            guard let event = step.details.event else { continue }
            let left = subjects.actsLeft(by: event, besides: id, subject.acts)
            if !left.isEmpty { subject.carriedOut[event] = left }
        }
    }

    /// The rules, and who may act; nothing of other cases.
    func plain(_ subject: CaseSubject) -> CaseSetting {
        let rules = view.directory.rules
        let tree = view.tree
        return CaseSetting(
            policyAt: { Policy(region: $0, day: $1, rules: rules, regions: tree) },
            calendar: calendar, regions: tree, subject: subject, groups: view.directory.groups,
            judge: view.directory, agencyOf: agencies)
    }

    /// What a case comes to without looking at the institution's other cases, so that these may ask.
    ///
    /// - Parameters:
    ///   - day: `nil`: with all its steps.
    ///   - void: acts and steps taken as overturned; `nil`: those that are.
    func alone(
        _ id: [UInt8], on day: LegalDate? = nil, overturned void: Set<EventReference>? = nil
    ) -> CaseState? {
        guard let opened = cases[id], let institution = opened.first?.institution,
            let last = day ?? opened.map(\.step.day).max()
        else { return nil }
        let steps = opened.map(\.step)
        let region = steps.first { $0.kind.opens }?.region ?? steps.first?.region ?? .everywhere
        var subject = CaseSubjects(board: self, institution: institution, region: region)
            .subject(scope: .basic, facts: nil, case: nil)
        subject.overturned.formUnion(void ?? overturned)
        return CaseFold.state(of: steps, in: plain(subject), on: last)
    }
}
