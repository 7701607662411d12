extension CaseStep.Kind {
    /// Decisions that whoever took the case in may not take (separation of duties, N29, P28).
    public var decides: Bool {
        switch self {
        case .refused, .approved, .spotChecked, .objectionInvestigated, .negotiated, .signed,
            .abandonmentFound, .decided, .deferred, .takenUp, .appraised, .measure,
            .personSuspended, .departmentSuspended, .proposalConfirmed, .proposalDismissed,
            .disputeDecided, .exceptionGranted:
            true
        default: false
        }
    }

    /// The steps by which a case is taken in; their officers stay out of its decisions.
    ///
    /// Of an application that is the acceptance, and before one, where only refusing is left, the
    /// receipt; of a dispute the receipt; of what an agency takes up by itself the finding.
    func isIntake(for decision: CaseStep.Kind, in kind: CaseKind) -> Bool {
        switch kind {
        case .enforcement: self == .finding
        case .dispute: self == .received
        default: self == .accepted || (decision == .refused && self == .received)
        }
    }

    /// The officers who may take the step; `nil`: all who may take any.
    func roles(in kind: CaseKind) -> Set<OfficerRole>? {
        switch self {
        case .received, .accepted, .supplementNotice, .supplemented, .waived, .mended,
            .networkTestRequested, .resultNotified, .noticeOpened, .objection, .withdrawn,
            .connected, .published:
            [.clerk, .reviewer, .signer]
        case .filed: [.clerk, .reviewer, .signer, .assessor]
        case .acknowledged: [.supervisor, .clerk]
        case .assessed, .networkTested, .personsChecked: [.assessor, .reviewer]
        case .refused: [.reviewer, .signer]
        case .recognised: [.reviewer, .signer, .clerk]
        case .approved, .spotChecked, .objectionInvestigated, .deferred, .takenUp:
            [.reviewer, .signer]
        case .negotiated, .signed, .abandonmentFound, .exceptionGranted, .decided:
            [.signer, .reviewer]
        case .appraised: [.assessor, .reviewer]
        case .finding: [.assessor, .reviewer, .signer, .supervisor, .auditor]
        // The department talks to an agency that broke the agreement (N39, P36).
        case .measure where kind == .dispute: [.supervisor]
        case .measure, .personSuspended, .departmentSuspended, .proposalConfirmed,
            .proposalDismissed:
            [.reviewer, .signer]
        case .disputeDecided: [.supervisor, .signer]
        case .closed: [.reviewer, .signer, .supervisor]
        case .note: nil
        }
    }

    /// What the author's node must be competent for (protocol §6.4); `nil`: only the chain.
    func competency(in kind: CaseKind) -> Competency? {
        switch self {
        // A dispute is about the agency's own acts: whoever is asked takes it (N39, N46, P36, P42).
        case .received where kind == .dispute: nil
        case .received, .accepted, .refused, .supplementNotice, .supplemented, .waived: .accept
        case .assessed, .networkTested: .assess
        case .approved, .spotChecked: .approve
        // Who decides about results relaxes what they rest on (S0 四(一), 六(二)).
        case .exceptionGranted where kind == .new: .approve
        case .noticeOpened: .notice
        case .negotiated, .signed: kind == .renewal ? .renew : .sign
        case .personSuspended, .departmentSuspended: .suspend
        case .decided:
            switch kind {
            case .renewal: .renew
            case .change: .change
            case .suspension: .suspend
            case .resumption: .resume
            case .end, .nonRenewal: .end
            default: nil
            }
        case .published: .publish
        default: nil
        }
    }
}

extension CaseStep {
    /// Everything that the author's node must be competent for: of measures what the act needs that
    /// follows from them (N38, N42, N43).
    func competencies(in caseKind: CaseKind) -> [Competency] {
        guard kind == .measure, caseKind == .enforcement else {
            return kind.competency(in: caseKind).map { [$0] } ?? []
        }
        let needed: [(item: String, competency: Competency)] = [
            ("suspend", .suspend), ("terminate", .terminate), ("reduce-services", .change),
        ]
        return needed.filter { details.items.contains($0.item) }.map(\.competency)
    }
}
