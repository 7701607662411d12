/// Who may record a public act, by the same cut as the steps of cases (protocol §6.6; N29, P28).
extension Act {
    /// The officers who may record the act where their agency keeps a roster.
    ///
    /// What signs, stops, ends or goes on binds every settlement, so it is the signer's; what only
    /// says what is the case is the clerk's too. An act of a kind that is not known is nobody's.
    public var roles: Set<OfficerRole> {
        switch self {
        case .registered, .recognised, .resumptionRequested: [.clerk, .reviewer, .signer]
        case .assessed: [.assessor, .reviewer]
        case .signed, .changed, .renewed, .ended, .suspended, .resumed, .terminated, .barred:
            [.signer]
        case .restricted, .restrictionLifted, .resumptionRefused, .reviewed: [.reviewer, .signer]
        // What was overturned, and what was recorded by mistake (N46, P42).
        case .withdrawn: [.signer, .supervisor]
        case .unknown: []
        }
    }

    /// What of a case such an act may carry out, or be the public side of: nobody who took the case
    /// in records it. Empty for facts and requests, which decide nothing.
    public var carriesOut: Set<Obligation.Kind> {
        switch self {
        case .signed: [.signed, .renewed]
        case .changed: [.changed]
        case .renewed: [.renewed]
        case .ended(_, .termOver): []
        case .ended: [.ended, .terminated]
        case .suspended: [.suspended]
        case .resumed: [.resumed]
        case .terminated: [.terminated, .ended]
        case .restricted: [.restricted]
        case .barred: [.barred]
        case .withdrawn: [.withdrawn]
        case .resumptionRefused: [.resumptionRefused]
        case .reviewed: [.exception]
        default: []
        }
    }
}

extension CaseKind {
    /// Public acts to which a case of the kind may come.
    var mayOwe: Set<Obligation.Kind> {
        switch self {
        case .new: [.signed, .barred]
        case .addedService, .internetSupplement: [.changed, .signed, .barred]
        case .renewal: [.renewed, .ended]
        case .change: [.changed]
        case .suspension: [.suspended, .exception]
        case .end: [.terminated]
        case .resumption: [.resumed, .resumptionRefused, .exception]
        case .nonRenewal: [.ended]
        case .enforcement: [.suspended, .terminated, .restricted, .changed]
        case .dispute: [.withdrawn]
        case .thirdPartyFiling, .appraisal: []
        }
    }
}

extension CaseState {
    /// Whether the officer took the case in by a step that counts, and so stays out of its decisions.
    public func wasTakenIn(by officer: String) -> Bool {
        !officer.isEmpty
            && history.contains {
                $0.hasEffect && $0.step.officer == officer
                    && $0.step.kind.isIntake(for: .approved, in: kind)
            }
    }

    /// Whether the act is one that this case decides, or is still to decide: an act that it owes, or,
    /// while it is under way, of a kind to which it may come.
    public func decides(_ act: Act) -> Bool {
        let kinds = act.carriesOut
        if kinds.isEmpty || !isAbout(act) { return false }
        // Added services may be signed as an agreement of their own.
        let isAddition = kind == .addedService || kind == .internetSupplement
        let owed = isAddition && kinds.contains(.signed) ? kinds.union([.changed]) : kinds
        if openObligations.contains(where: { owed.contains($0.kind) }) { return true }
        return stage != .over && outcome == nil && !kinds.isDisjoint(with: kind.mayOwe)
    }

    /// An agreement for another fund is another case's.
    private func isAbout(_ act: Act) -> Bool {
        guard case .signed(let agreement) = act, let scope else { return true }
        return scope == agreement.scope
    }
}

extension Roster {
    /// Whether the officer has one of the roles.
    public func has(_ officer: String, anyOf roles: Set<OfficerRole>) -> Bool {
        !(officers[officer] ?? []).isDisjoint(with: roles)
    }
}
