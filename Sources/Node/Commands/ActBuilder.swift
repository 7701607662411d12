import Designation
import Federation
import Messages
import Storage
import TransparencyLog

/// Turns planned acts into drafts: looks up the events that they name, takes from the public facts what
/// a sanction must carry, and seals the contents of cases.
struct ActBuilder {
    let context: CommandContext
    /// Acts of this file that are recorded, by name.
    var recorded: [String: EventReference] = [:]
    /// Facts that the file itself registers, for sanctions that follow.
    private var facts: [InstitutionID: InstitutionFacts] = [:]
    private var cases: CaseDesk
    /// Institutions about which the file has public acts: what they change is not seen in a rehearsal,
    /// so that steps of their cases are judged only when they are recorded.
    private var touched: Set<InstitutionID> = []
    /// Whether an act of the file came before the one that is turned into a draft.
    private var hasEarlier = false
    /// While a file is only checked, every event that the file makes has this place.
    private let isRehearsal: Bool
    static let nowhere = EventReference(
        origin: "rehearsal/rehearsal", index: 0, leafPrefix: 0)

    /// - Parameters:
    ///   - officer: of the file, for acts that name none.
    ///   - reader: one that opened cases of this node already.
    ///   - knownCases: cases that the file named before and that are in the log.
    init(
        _ context: CommandContext, isRehearsal: Bool, officer: String,
        reader: CaseReader? = nil, knownCases: [String: [UInt8]] = [:]
    ) {
        self.context = context
        self.isRehearsal = isRehearsal
        cases = CaseDesk(
            reader: reader ?? CaseReader(service: context.service),
            officer: context.option("officer") ?? officer, known: knownCases)
    }

    /// The case of a name of the file; `nil` before anything of it came up.
    func caseID(_ name: String) -> [UInt8]? { cases.id(name) }

    /// Whether the act names an event of the file that is not recorded yet, or is a step that must be
    /// judged by acts about the same institution, or a roster, that are not recorded yet.
    func waits(_ act: PlannedAct, pending: [PlannedAct]) -> Bool {
        if case .casework = act.what,
            pending.contains(where: { $0.institution == act.institution && !$0.isCasework })
        {
            return true
        }
        if !act.isRoster, pending.contains(where: \.isRoster) { return true }
        // What an act is reviewed for may come from the acts before it.
        if case .reviewed = act.what { return !pending.isEmpty }
        return switch act.event {
        case .name(let name): recorded[name] == nil && pending.contains { $0.name == name }
        case .latest: !pending.isEmpty
        case .place, nil: false
        }
    }

    mutating func draft(_ act: PlannedAct) async throws -> EntryDraft {
        defer { hasEarlier = true }
        switch act.what {
        case .directory(.closed(let closing)):
            return try directory(.closed(try context.stamped(closing)), act)
        case .directory(let event):
            return try directory(event, act)
        case .delegationEnded(let event):
            return try directory(.delegationEnded(try await find(event, act)), act)
        case .casework(let plan):
            var plan = plan
            if let named = plan.event { plan.details.event = try await find(named, act) }
            let event = try await cases.event(
                plan, act, context, isRehearsal: isRehearsal,
                facts: act.institution.flatMap { facts[$0] },
                isOpen: isRehearsal && act.institution.map(touched.contains) == true)
            return try wrapped(act) {
                () throws(DraftError) in
                try EntryDraft(.casework(event), effective: act.effective)
            }
        default:
            guard let subject = act.institution, let region = act.region else {
                throw act.failure("The act needs an institution and a region.")
            }
            touched.insert(subject)
            let body = try await self.act(act, subject: subject)
            let stream = try await stream(of: act)
            return try wrapped(act) {
                () throws(DraftError) in
                try .act(
                    body, stream: stream, subject: subject, region: region,
                    effective: act.effective, basis: act.basis)
            }
        }
    }

    func wrapped(
        _ act: PlannedAct, _ make: () throws(DraftError) -> EntryDraft
    ) throws(CommandFailure) -> EntryDraft {
        do throws(DraftError) {
            return try make()
        } catch {
            throw act.failure(error.message)
        }
    }

    private mutating func act(_ act: PlannedAct, subject: InstitutionID) async throws -> Act {
        switch act.what {
        case .registered(let given):
            try check(given, subject, act)
            facts[subject] = given
            return .registered(given)
        case .assessed(let passed, let services, let sites):
            return .assessed(Assessment(passed: passed, services: services, sites: sites))
        case .recognised(let event, let services):
            return .recognised(
                Recognition(
                    assessment: try await find(event, act, of: subject), services: services))
        case .signed(let given, let restsOn):
            var agreement = given
            if let restsOn { agreement.restsOn = try await find(restsOn, act) }
            return .signed(agreement)
        case .changed(let event, let services, let sites):
            return .changed(
                agreement: try await find(event, act, of: subject), services: services, sites: sites
            )
        case .restricted(let restriction): return .restricted(restriction)
        case .restrictionLifted(let event):
            return .restrictionLifted(restriction: try await find(event, act, of: subject))
        case .resumptionRequested(let event):
            return .resumptionRequested(suspension: try await find(event, act, of: subject))
        case .resumptionRefused(let event):
            return .resumptionRefused(request: try await find(event, act, of: subject))
        case .renewed(let event, let until):
            return .renewed(agreement: try await find(event, act, of: subject), until: until)
        case .ended(let event, let cause):
            if cause == .onRequest { try checkRequestedEnd(act, subject) }
            if cause == .closure { try checkCausedEnd(act) }
            return .ended(agreement: try await find(event, act, of: subject), cause: cause)
        case .suspended(let sanction, let until):
            let (type, place) = try judged(sanction, subject, act)
            return .suspended(
                Suspension(
                    isOwnRequest: sanction.isOwnRequest, until: until, type: type, place: place,
                    cause: sanction.cause, funds: sanction.funds))
        case .resumed(let event, let funds):
            return .resumed(suspension: try await find(event, act, of: subject), funds: funds)
        case .terminated(let sanction, let affects):
            let (type, place) = try judged(sanction, subject, act)
            return .terminated(
                Termination(
                    isOwnRequest: sanction.isOwnRequest, type: type, place: place,
                    cause: sanction.cause, affects: affects, funds: sanction.funds))
        case .withdrawn(let event): return .withdrawn(act: try await find(event, act))
        case .barred(let until): return .barred(until: until)
        case .reviewed(let item, let decision):
            return .reviewed(item: try await itemKey(item, act, subject), decision: decision)
        case .casework, .directory, .delegationEnded:
            throw act.failure("The act is not about an institution.")
        }
    }

    /// A withdrawal and a decision on a review item stand where the event concerned stands: what
    /// concerns sanctions must reach the whole federation (protocol §3.1).
    private func stream(of act: PlannedAct) async throws -> Designation.Stream? {
        switch act.what {
        case .withdrawn(let event):
            let place = isRehearsal ? nil : try await find(event, act).origin
            return place.map { $0.contains("/sanctions/") ? .sanctions : .register }
        case .reviewed(let item, _):
            guard let subject = act.institution else { return nil }
            let key = try await itemKey(item, act, subject)
            return key.contains("/sanctions/") ? .sanctions : .register
        default: return nil
        }
    }

    /// The key of a review item, which may be named by its kind where the institution has one of it.
    ///
    /// In a rehearsal what earlier acts of the file would bring about is not known; recording asks again.
    private func itemKey(
        _ item: String, _ act: PlannedAct, _ subject: InstitutionID
    ) async throws -> String {
        if isRehearsal, hasEarlier { return item }
        let area = act.region.flatMap { context.tree.area(of: $0) } ?? Registry.common
        let items = context.registry.standing(of: subject, area: area).reviewItems
        guard let kind = ReviewItem.Kind(rawValue: item) else {
            if items.contains(where: { $0.key == item }) { return item }
            do {
                return try await ReviewCommands.item(item, context).key
            } catch {
                throw act.failure(CommandSentence.failure(error).message)
            }
        }
        let open = items.filter { $0.kind == kind && $0.resolution == nil }
        guard let only = open.first, open.count == 1 else {
            throw act.failure(
                "The institution has \(open.count) items \(item); name one by its key, see "
                    + "`dingdian review ls`.")
        }
        return only.key
    }

    /// What a sanction carries so that it can be judged elsewhere (protocol §3.3).
    private func judged(
        _ sanction: PlannedAct.Sanction, _ subject: InstitutionID, _ act: PlannedAct
    ) throws(CommandFailure) -> (InstitutionType, RegionCode) {
        let known =
            facts[subject]
            ?? InstitutionLookup.facts(of: subject, region: act.region, context.registry)
        guard let type = sanction.type ?? known?.type, let place = sanction.place ?? known?.place
        else {
            throw act.failure(
                "No public facts of the institution are held here; give its type and place.")
        }
        if sanction.place != nil { try checkPlace(place, act) }
        return (type, place)
    }

    /// What an institution asks for is a termination, except where the region's rules call it an end: as an
    /// end it would not be known outside the province (N43(12), N44 ¶2, P40(15), P41).
    private func checkRequestedEnd(
        _ act: PlannedAct, _ subject: InstitutionID
    ) throws(CommandFailure) {
        guard let region = act.region else { return }
        let known =
            facts[subject] ?? InstitutionLookup.facts(of: subject, region: region, context.registry)
        let type = known?.type ?? .medical
        let value = context.policy(region, on: act.effective)
            .value("end-on-request", qualifiers: [type.name])
        guard let value, value.text == "terminates" else { return }
        let article = Wording.citation(value.citation)
        throw act.failure(
            "An end on request is a termination here (\(article)): use `terminate` with "
                + "`own-request: yes`.")
    }

    // MARK: Events

    /// An event of the institution, of the kind on which the act acts.
    private func find(
        _ event: NamedEvent, _ act: PlannedAct, of subject: InstitutionID
    ) async throws -> EventReference {
        let found = try await find(event, act)
        if found != Self.nowhere { try checkKind(of: found, subject, act) }
        return found
    }

    private func find(
        _ event: NamedEvent, _ act: PlannedAct
    ) async throws -> EventReference {
        switch event {
        case .name(let name):
            if let found = recorded[name] { return found }
            guard isRehearsal else { throw act.failure("\(name) was not recorded.") }
            return Self.nowhere
        case .place(let origin, let index):
            guard let found = try context.reference(origin: origin, index: index) else {
                throw act.failure("This node does not hold \(origin)#\(index).")
            }
            return found
        case .latest:
            let found = latest(act)
            if found == nil, isRehearsal { return Self.nowhere }
            guard let found else {
                throw act.failure("No event of the institution fits `latest`.")
            }
            return found
        }
    }

    private func latest(_ act: PlannedAct) -> EventReference? {
        guard let subject = act.institution else { return nil }
        let tree = context.tree
        let unit = act.region.flatMap { tree.unit(of: $0) }
        let fitting = context.registry.facts(of: subject).filter { fact in
            switch (act.what, fact.act) {
            case (.changed, .signed), (.renewed, .signed), (.ended, .signed),
                (.resumed, .suspended), (.restrictionLifted, .restricted),
                (.resumptionRequested, .suspended), (.resumptionRefused, .resumptionRequested):
                tree.unit(of: fact.region) == unit
            case (.recognised, .assessed), (.signed, .assessed), (.signed, .recognised): true
            case (.withdrawn, .withdrawn), (.withdrawn, .reviewed): false
            case (.withdrawn, _): fact.author == context.core.name
            default: false
            }
        }
        return fitting.max { ($0.stamp, $0.reference) < ($1.stamp, $1.reference) }?.reference
    }
}
