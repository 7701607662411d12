import Designation
import Federation
import Storage
import TransparencyLog

extension PlannedAct {
    /// The event that the act is about, where it names one.
    var event: NamedEvent? {
        switch what {
        case .recognised(let event, _), .changed(let event, _, _), .renewed(let event, _),
            .ended(let event, _), .resumed(let event, _), .withdrawn(let event),
            .restrictionLifted(let event), .resumptionRequested(let event),
            .resumptionRefused(let event), .delegationEnded(let event):
            event
        case .signed(_, let restsOn): restsOn
        case .casework(let plan): plan.event
        case .registered, .assessed, .restricted, .suspended, .terminated, .barred, .reviewed,
            .directory:
            nil
        }
    }

    /// Whether it says who may act for the agency.
    var isRoster: Bool {
        guard case .directory(.decision(let decision)) = what else { return false }
        return Roster.officer(of: decision.name) != nil
    }

    var isCasework: Bool {
        if case .casework = what { true } else { false }
    }

    /// The word of the file.
    var word: String {
        switch what {
        case .registered: "register"
        case .assessed: "assess"
        case .recognised: "recognise"
        case .signed: "sign"
        case .changed: "change"
        case .renewed: "renew"
        case .ended: "end"
        case .restricted: "restrict"
        case .restrictionLifted: "lift"
        case .resumptionRequested: "request-resumption"
        case .resumptionRefused: "refuse-resumption"
        case .suspended: "suspend"
        case .resumed: "resume"
        case .terminated: "terminate"
        case .withdrawn: "withdraw"
        case .barred: "bar"
        case .reviewed: "review"
        case .casework(let plan):
            plan.step.name
        case .directory(let event): "\(event.kind)"
        case .delegationEnded: "end-delegation"
        }
    }
}

extension CommandContext {
    /// The entry that a reference means; `nil` when it is not held here or cannot be read.
    func entry(of event: EventReference) throws -> Entry? {
        // Losing the error is right: what is no origin names no entry.
        guard let log = try? Origin(event.origin), let held = try service.logs.log(log),
            event.index < held.position.size
        else { return nil }
        let entries = try service.logs.entries(log, event.index..<event.index + 1)
        return entries.first.flatMap { try? EntryCodec.decode($0) }
    }

    /// The reference of an entry that is held here; `nil` when it is not.
    func reference(origin: String, index: UInt64) throws -> EventReference? {
        // Losing the error is right: what is no origin names no entry.
        guard let log = try? Origin(origin), let held = try service.logs.log(log),
            index < held.position.size
        else { return nil }
        let entries = try service.logs.entries(log, index..<index + 1)
        guard let entry = entries.first else { return nil }
        return EventReference(
            origin: origin, index: index, leafPrefix: TreeHash.leaf(entry).leafPrefix)
    }
}
