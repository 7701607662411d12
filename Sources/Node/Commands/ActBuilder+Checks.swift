import Designation
import Federation
import Messages

/// What an act says must be able to have the effect that is meant: an entry without effect would let an
/// office believe that it stopped somebody.
extension ActBuilder {
    /// What is registered lies in the tree of regions, since N44 ¶2 asks for the pool of the seat, and
    /// replaces another licence than itself.
    func check(
        _ given: InstitutionFacts, _ subject: InstitutionID, _ act: PlannedAct
    ) throws(CommandFailure) {
        try checkPlace(given.place, act)
        guard given.predecessor != subject else {
            throw act.failure("A licence does not replace itself; name the earlier one or none.")
        }
    }

    func checkPlace(_ place: RegionCode, _ act: PlannedAct) throws(CommandFailure) {
        guard context.tree[place] == nil else { return }
        throw act.failure(
            "No region \(place.text) is in the tree of regions: by the place the pool of the seat is found. "
                + "Give the code of its county or district.")
    }

    /// What the law calls a termination ends the agreements of other pools, too (N43, N44 ¶2, P40, P41); as an
    /// end it would not be known there.
    func checkCausedEnd(_ act: PlannedAct) throws(CommandFailure) {
        guard let article = act.basis.first(where: \.namesTermination) else { return }
        throw act.failure(
            "\(Wording.citation(article)) is a ground to terminate: use `terminate`, which other regions "
                + "learn of.")
    }

    /// An act on another one names an event of the kind that it changes.
    func checkKind(
        of reference: EventReference, _ subject: InstitutionID, _ act: PlannedAct
    ) throws(CommandFailure) {
        let known = context.registry.facts(of: subject).first {
            $0.reference == reference || $0.earlierPlace == reference
        }
        guard let known, let wanted = act.what.wantedKind, !wanted.isMet(by: known.act) else {
            return
        }
        throw act.failure(
            "\(reference.origin)#\(reference.index) is no \(wanted.rawValue); name that event, or "
                + "`latest`.")
    }
}

/// What an act may refer to.
enum WantedEvent: String {
    case agreement, suspension, restriction, request, assessment

    func isMet(by act: Act) -> Bool {
        switch (self, act) {
        case (.agreement, .signed), (.suspension, .suspended), (.restriction, .restricted),
            (.request, .resumptionRequested), (.assessment, .assessed):
            true
        default: false
        }
    }
}

extension PlannedAct.What {
    fileprivate var wantedKind: WantedEvent? {
        switch self {
        case .changed, .renewed, .ended: .agreement
        case .resumed, .resumptionRequested: .suspension
        case .restrictionLifted: .restriction
        case .resumptionRefused: .request
        case .recognised: .assessment
        default: nil
        }
    }
}

extension PlannedAct {
    /// A suspension or termination that the agency decides by itself names its legal basis (N42, N43).
    var isImposed: Bool {
        switch what {
        case .suspended(let sanction, _), .terminated(let sanction, _): !sanction.isOwnRequest
        default: false
        }
    }
}
