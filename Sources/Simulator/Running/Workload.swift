import Designation
import Federation
import TransparencyLog

/// An invented institution of the simulation.
struct WorkInstitution: Hashable {
    var id: InstitutionID
    var type: InstitutionType
    var place: RegionCode
    /// The node that registers it and signs with it.
    var home: String
}

/// What officers have in hand.
struct Workload {
    var institutions: [WorkInstitution] = []
    var caseCount: UInt64 = 0
}

/// An act about to be recorded.
struct PlannedAct {
    var draft: EntryDraft
    var meaning: ActMeaning
    var institution: WorkInstitution?
    var region: RegionCode
    var until: LegalDate?
    var isAuthorised = true
    /// Recorded although the software would refuse it.
    var isForced = false
    /// Sealed content that must lie beside the log before.
    var blobs: [[UInt8]] = []
    var sealed: SealedCase?
}

/// Chooses what an officer of a node does next, from what that node knows.
struct ActPlanner {
    let node: SimulatedNode
    let today: LegalDate
    let acts: [RecordedAct]
    var random: SeededGenerator

    private static let basis = [Citation(edition: "N", article: "42")]

    private func draft(
        _ act: Act, _ institution: WorkInstitution, _ region: RegionCode,
        effective: LegalDate, references: [EventReference] = []
    ) -> EntryDraft? {
        // Losing the error is right: what is no draft is not done, and counted nowhere.
        try? EntryDraft.act(
            act, subject: institution.id, region: region, effective: effective,
            basis: Self.basis, references: references)
    }

    private func plan(
        _ act: Act, _ meaning: ActMeaning, _ institution: WorkInstitution,
        effective: LegalDate? = nil, until: LegalDate? = nil
    ) -> PlannedAct? {
        draft(act, institution, node.plan.region, effective: effective ?? today).map {
            PlannedAct(
                draft: $0, meaning: meaning, institution: institution,
                region: node.plan.region, until: until)
        }
    }

    /// Acts that this node holds and that nobody took back.
    private func held(_ wanted: (RecordedAct) -> Bool) -> [RecordedAct] {
        acts.filter { act in
            guard wanted(act), let registry = node.exchange?.replica.registry else { return false }
            return registry.applied(act.origin) > act.reference.index
        }
    }

    func register(_ institution: WorkInstitution) -> PlannedAct? {
        let facts = InstitutionFacts(
            name: "模拟\(institution.id.number)", type: institution.type, kind: "hospital",
            place: institution.place, isDemonstration: true)
        return plan(.registered(facts), .register, institution)
    }

    func assess(_ institution: WorkInstitution) -> PlannedAct? {
        let result = Assessment(passed: true, services: [.outpatient, .inpatient])
        return plan(.assessed(result), .assess, institution)
    }

    func recognise() -> PlannedAct? {
        var planner = self
        let known = held { $0.meaning == .assess && $0.author != node.name }
        guard let act = planner.random.pick(known), let institution = subject(of: act) else {
            return nil
        }
        let use = Recognition(assessment: act.reference, services: [.outpatient])
        return plan(.recognised(use), .recognise, institution)
    }

    func sign(_ institution: WorkInstitution) -> PlannedAct? {
        let agreement = Agreement(
            from: today, until: today.adding(days: 730), services: [.outpatient, .inpatient],
            scope: .basic)
        return plan(.signed(agreement), .sign, institution)
    }

    func renew() -> PlannedAct? {
        var planner = self
        let known = held { $0.meaning == .sign && $0.author == node.name }
        guard let act = planner.random.pick(known), let institution = subject(of: act) else {
            return nil
        }
        let until = today.adding(days: 1_100)
        return plan(.renewed(agreement: act.reference, until: until), .renew, institution)
    }

    func suspend(_ institution: WorkInstitution) -> PlannedAct? {
        var planner = self
        let isOpen = planner.random.happens(5_000)
        let from = today.adding(days: planner.random.below(3))
        let until = isOpen ? nil : from.adding(days: 30)
        let suspension = Suspension(
            isOwnRequest: false, until: until, type: institution.type, place: institution.place,
            cause: "simulation")
        return plan(.suspended(suspension), .suspend, institution, effective: from, until: until)
    }

    func terminate(_ institution: WorkInstitution) -> PlannedAct? {
        let termination = Termination(
            isOwnRequest: false, type: institution.type, place: institution.place,
            cause: "simulation")
        return plan(.terminated(termination), .terminate, institution)
    }

    func lift(withdrawing: Bool) -> PlannedAct? {
        var planner = self
        let lifted = Set(
            acts.compactMap { act -> EventReference? in
                if case .lift(let target) = act.meaning { target } else { nil }
            })
        let known = held { act in
            let isTarget =
                act.meaning == .suspend || (withdrawing && act.meaning == .terminate)
            return isTarget && act.author == node.name && act.isAuthorised
                && !lifted.contains(act.reference)
        }
        guard let act = planner.random.pick(known), let institution = subject(of: act) else {
            return nil
        }
        let body: Act =
            withdrawing ? .withdrawn(act: act.reference) : .resumed(suspension: act.reference)
        return plan(body, .lift(act.reference), institution, effective: max(today, act.effective))
    }

    /// An office suspends although only its city may.
    func overstep(_ institution: WorkInstitution) -> PlannedAct? {
        let suspension = Suspension(
            isOwnRequest: false, until: nil, type: institution.type, place: institution.place,
            cause: "without authority")
        var planned = plan(.suspended(suspension), .suspend, institution)
        planned?.isAuthorised = false
        planned?.isForced = true
        return planned
    }

    func delegate(to name: String, region: RegionCode) -> PlannedAct? {
        let delegation = Delegation(
            to: name, regions: [region], acts: [.assess, .sign], from: today)
        // Losing the error is right: what is no draft is not done.
        guard let draft = try? EntryDraft.directory(.delegated(delegation), effective: today)
        else { return nil }
        return PlannedAct(
            draft: draft, meaning: .delegate, institution: nil, region: region)
    }

    /// Takes back a delegation of this node; what the office does under it from then on has no effect.
    func endDelegation() -> PlannedAct? {
        var planner = self
        let ended = Set(
            acts.compactMap { act -> EventReference? in
                if case .endDelegation(let target) = act.meaning { target } else { nil }
            })
        let known = held { act in
            act.meaning == .delegate && act.author == node.name && !ended.contains(act.reference)
        }
        // Losing the error is right: what is no draft is not done.
        guard let act = planner.random.pick(known),
            let draft = try? EntryDraft.directory(
                .delegationEnded(act.reference), effective: today)
        else { return nil }
        return PlannedAct(
            draft: draft, meaning: .endDelegation(act.reference), institution: nil,
            region: act.region ?? node.plan.region)
    }

    /// Ends an epoch of somebody below at what is held of it here: what its author wrote since is cut off.
    func closeEpoch(_ plan: FederationPlan) -> PlannedAct? {
        var planner = self
        guard let replica = node.exchange?.replica else { return nil }
        let below = Set(plan.nodes.filter { $0.parent == node.name }.map(\.name))
        // Losing the error is right: a store that cannot be read closes nothing.
        let logs = ((try? replica.store.logs()) ?? []).filter { log in
            guard let name = try? LogName(origin: log.origin) else { return false }
            return below.contains(name.node) && log.position.size > 0
                && replica.directory.closing(of: log.origin) == nil
                && !replica.registry.isForked(log.origin)
        }
        guard let log = planner.random.pick(logs) else { return nil }
        let closing = LogClosing(
            origin: log.origin, finalSize: log.position.size, root: log.position.edge.root,
            reason: .newEpoch)
        // Losing the error is right: what is no draft is not done.
        guard let draft = try? EntryDraft.directory(.closed(closing), effective: today) else {
            return nil
        }
        return PlannedAct(
            draft: draft, meaning: .closeEpoch, institution: nil, region: node.plan.region)
    }

    private func subject(of act: RecordedAct) -> WorkInstitution? {
        guard let id = act.institution else { return nil }
        return WorkInstitution(id: id, type: .medical, place: id.issuer, home: act.author)
    }
}
