extension CaseRun {
    typealias Place = (kind: CaseProblem.Kind, citations: [Citation])

    /// Why a step of this kind has no place here; `nil` where it has one.
    ///
    /// Days are not looked at: what only comes too early is for ``contentProblems(_:)``.
    func placeProblem(_ step: CaseStep.Kind) -> Place? {
        if step == .note { return nil }
        guard kind.mayHave(step) else { return (.otherKindOfCase, []) }
        if step == .signed {
            switch signingAgain {
            case .allowed: return nil
            case .served(let place): return place
            case .none: break
            }
        }
        if step == .negotiated, outcome == .abandoned, negotiated == nil, hasPlace(step),
            case .allowed? = signingAgain
        {
            return nil
        }
        let isContract = kind == .thirdPartyFiling && step == .signed && outcome == .granted
        let isTakenBack = step == .withdrawn && mayWithdrawGrant
        if outcome != nil, !Self.afterwards.contains(step), !isContract, !isTakenBack {
            return (.caseIsOver, [])
        }
        return hasPlace(step) ? nil : (.notAtThisPoint, citations(for: step))
    }

    /// What goes on after a case is over: papers that follow, and answers to them.
    private static let afterwards: Set<CaseStep.Kind> = [
        .filed, .acknowledged, .published, .connected, .resultNotified, .spotChecked,
        .disputeDecided, .exceptionGranted,
    ]

    private enum SigningAgain {
        case allowed
        case served(Place)
    }

    /// Whether a result may be signed upon after a signing, or after one that was abandoned: where results
    /// serve one signing only (S4) never, elsewhere once the agreement was withdrawn (N46). `nil`: it is
    /// no second signing, or the first one stands.
    private var signingAgain: SigningAgain? {
        guard kind.isDesignation, signed != nil || outcome == .abandoned else { return nil }
        let rule = rules.rule("results-serve", on: signed ?? outcomeDay ?? accepted ?? .first)
        if let rule, rule.text == "one-signing" { return .served((.resultUsed, [rule.citation])) }
        if outcome == .abandoned, signed == nil { return .allowed }
        guard let signedEvent, subject.overturned.contains(signedEvent) else { return nil }
        return .allowed
    }

    private func hasPlace(_ step: CaseStep.Kind) -> Bool {
        switch step {
        case .received: received == nil && accepted == nil && refused == nil
        case .accepted: accepted == nil && refused == nil
        case .refused: accepted == nil && refused == nil
        case .supplementNotice:
            opened != nil && verdictDay == nil
                && (!isSupplementing || mayTellAgain(on: accepted ?? opened ?? .first))
        case .supplemented: isSupplementing
        case .waived: opened != nil && verdictDay == nil
        case .withdrawn where mayWithdrawGrant: true
        case .personsChecked, .withdrawn: opened != nil && signed == nil && decision == nil
        case .recognised: accepted != nil && signed == nil && decision == nil && isInGroup
        case .deferred: accepted != nil && deferred == nil && decision == nil && signed == nil
        case .takenUp: deferred != nil
        case .exceptionGranted: opened != nil && (kind != .new || isRelaxable)
        case .filed: opened != nil
        case .acknowledged: filings.contains { !$0.recipients.isEmpty }
        case .closed: opened != nil || isNoted
        case .note: true
        case .assessed, .approved, .spotChecked, .networkTestRequested, .networkTested,
            .resultNotified, .mended:
            hasPlaceInAssessment(step)
        case .noticeOpened, .objection, .objectionInvestigated, .negotiated, .signed,
            .abandonmentFound, .connected, .published:
            hasPlaceAfterResult(step)
        case .decided:
            accepted != nil && !isSupplementing && decision == nil
                && (kind != .thirdPartyFiling || isFiledFirst || signed != nil)
        case .appraised, .finding: true
        case .measure, .personSuspended, .departmentSuspended: opened != nil
        case .proposalConfirmed, .proposalDismissed: true
        case .disputeDecided: opened != nil && decision == nil
        }
    }

    /// The day of a result in the running round.
    private var verdictDay: LegalDate? { signed ?? decision?.day ?? round?.initialDay }

    private func hasPlaceInAssessment(_ step: CaseStep.Kind) -> Bool {
        let day = round?.started ?? accepted ?? opened ?? .first
        switch step {
        case .assessed:
            guard accepted != nil, !isSupplementing, signed == nil, decision == nil else {
                return false
            }
            guard let round, round.initialDay != nil else { return true }
            // Again only after a failure that was told (N9, P8).
            if case .failed = ownVerdict(on: day) { return round.notified != nil }
            return false
        case .approved:
            guard let round, round.initialDay != nil, round.approvedDay == nil else { return false }
            return (round.initialPassed || goesOnAfterFailure(on: day))
                && needsSecondTier(on: day)
        case .spotChecked: return round?.initialDay != nil
        case .networkTestRequested:
            guard let round, round.initialPassed || round.isApproved, needsNetworkTest(on: day)
            else { return false }
            return round.tests.allSatisfy { $0.done != nil && !$0.passed }
                && round.tests.count < testAttempts(on: day)
        case .networkTested: return round?.tests.contains { $0.done == nil } == true
        case .resultNotified:
            if decision != nil || !measures.isEmpty || refused != nil { return true }
            return round?.notified == nil && verdict(on: day) != .open
        case .mended:
            if kind == .enforcement { return !findings.isEmpty }
            if case .failed = ownVerdict(on: day) { return round?.notified != nil }
            return false
        default: return false
        }
    }

    private func hasPlaceAfterResult(_ step: CaseStep.Kind) -> Bool {
        let day = round?.initialDay ?? accepted ?? .first
        let hasPassed = if case .passed = verdict(on: day) { true } else { false }
        switch step {
        case .noticeOpened: return hasPassed && noticeFrom == nil
        case .objection: return noticeFrom != nil && signed == nil
        case .objectionInvestigated: return !openObjections.isEmpty
        case .negotiated:
            guard accepted != nil, signed == nil, decision == nil else { return false }
            return kind.isDesignation ? hasPassed && noticeFrom != nil : !isSupplementing
        case .signed:
            guard accepted != nil, signed == nil else { return false }
            if kind == .thirdPartyFiling { return !isFiledFirst || decision?.isGranted == true }
            guard decision == nil else { return false }
            return kind.isDesignation ? hasPassed && noticeFrom != nil : !isSupplementing
        case .abandonmentFound: return noticeFrom != nil && signed == nil
        case .connected: return signed != nil && connected == nil
        case .published:
            return
                (signed != nil || measures.contains { $0.items.contains("terminate") }
                // A list that names whose termination was overturned is published anew (N46).
                || (kind == .dispute && decision?.isGranted == true)
                || obligations.contains { $0.kind == .published && $0.done == nil })
                && published == nil
        default: return false
        }
    }

    /// The time in operation may be relaxed for an application (S0 四(一)).
    private var isRelaxable: Bool {
        rules.says("running-time-relaxable", "yes", on: accepted ?? received ?? opened ?? .first)
    }

    /// Another agency's results can be taken over at all (S2 7).
    private var isInGroup: Bool {
        let region = acceptingRegion ?? rules.region
        let unit = setting.regions.unit(of: region) ?? region
        return setting.groups.contains {
            $0.members.contains(region) || $0.members.contains(unit)
        }
    }

    /// Filed and checked before institutions contract with it (S2 33), not after (S4).
    private var isFiledFirst: Bool {
        !rules.says("third-parties", "contract-then-file", on: accepted ?? opened ?? .first)
    }

    /// The step without which this one has no place, of contracts with third parties, where editions differ in
    /// what comes first; empty where the stage says it.
    func missingBefore(_ step: CaseStep.Kind) -> String {
        guard kind == .thirdPartyFiling, accepted != nil, outcome == nil else { return "" }
        switch step {
        case .decided where !isFiledFirst && signed == nil: return CaseStep.Kind.signed.name
        case .signed where isFiledFirst && decision == nil: return CaseStep.Kind.decided.name
        default: return ""
        }
    }

    /// The article that lays the order of steps down.
    func citations(for step: CaseStep.Kind) -> [Citation] {
        switch step {
        case .received, .accepted, .supplementNotice, .supplemented, .waived: cite("8", "7")
        case .refused: cite("12", "11")
        case .assessed, .approved, .spotChecked, .networkTestRequested, .networkTested,
            .resultNotified, .mended, .noticeOpened, .objection, .objectionInvestigated:
            cite("9", "8")
        case .signed where kind == .thirdPartyFiling, .decided where kind == .thirdPartyFiling:
            cite("third-parties", on: accepted ?? opened ?? .first, "47 ¶2", nil)
        case .negotiated, .signed, .abandonmentFound: cite("10", "9")
        case .published: cite("11", "10")
        default: []
        }
    }
}

extension CaseKind {
    /// Whether steps of the kind belong to cases of this kind at all.
    func mayHave(_ step: CaseStep.Kind) -> Bool {
        switch step {
        case .note, .filed, .acknowledged, .closed, .withdrawn, .resultNotified: true
        case .received, .personsChecked: isApplication || self == .dispute
        case .accepted, .refused, .supplementNotice, .supplemented, .waived: isApplication
        case .assessed, .mended:
            isDesignation || self == .change || self == .resumption || self == .internetSupplement
                || (self == .enforcement && step == .mended)
        case .approved, .spotChecked, .networkTestRequested, .networkTested, .noticeOpened,
            .objection, .objectionInvestigated, .abandonmentFound:
            isDesignation
        case .recognised: isDesignation || self == .change
        case .negotiated: isDesignation || self == .renewal || self == .internetSupplement
        case .signed:
            isDesignation || self == .renewal || self == .internetSupplement
                || self == .thirdPartyFiling
        case .connected: isDesignation || self == .internetSupplement
        case .published:
            isDesignation || self == .renewal || self == .enforcement || self == .end
                || self == .dispute
        case .deferred, .takenUp: self == .change || self == .end
        case .decided: isRequest || self == .renewal
        case .appraised: self == .appraisal
        case .finding: self == .enforcement || self == .dispute
        case .measure: self == .enforcement || self == .dispute
        case .personSuspended, .departmentSuspended, .proposalConfirmed, .proposalDismissed:
            self == .enforcement
        case .disputeDecided: self == .dispute
        case .exceptionGranted:
            isRequest || self == .new || self == .renewal || self == .enforcement
        }
    }
}

extension LegalDate {
    /// Stands for a day that no rule depends on, where a case has none yet.
    static let first = LegalDate(daysSince1970: 0)
}
