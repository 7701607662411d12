/// Something in a case that the rules do not allow, or that must be shown with it.
public struct CaseProblem: Hashable, Sendable {
    public enum Kind: String, Sendable, CaseIterable, Hashable {
        // The step has no effect, whatever reason is given.
        case notAtThisPoint = "not-at-this-point"
        case otherKindOfCase = "other-kind-of-case"
        case caseIsOver = "case-is-over"
        case noCompetence = "no-competence"
        case roleMissing = "role-missing"
        case notOnRoster = "not-on-roster"
        case roleNotAllowed = "role-not-allowed"
        case sameOfficer = "same-officer"
        case overturned

        // The step has no effect unless it was recorded with a reason.
        case secondNotice = "second-notice"
        case reasonMissing = "reason-missing"
        case unknownItem = "unknown-item"
        case notWaivable = "not-waivable"
        case tooEarly = "too-early"
        case doubleApplication = "double-application"
        case publicInstitution = "public-institution"
        case notConfirmed = "not-confirmed"
        case formNotForeseen = "form-not-foreseen"
        case scoreMissing = "score-missing"
        case scoreContradicts = "score-contradicts"
        case notRecognised = "not-recognised"
        case noticeTooShort = "notice-too-short"
        case noticeOpen = "notice-open"
        case objectionOpen = "objection-open"
        case objectionSubstantiated = "objection-substantiated"
        case notAgreed = "not-agreed"
        case notPassed = "not-passed"
        case actDiffers = "act-differs"
        case resultUsed = "result-used"
        case pledgeMissing = "pledge-missing"
        case investigated
        case codedInPair = "coded-in-pair"
        case licenceNumberChanged = "licence-number-changed"
        case tooLong = "too-long"
        case notReassessed = "not-reassessed"
        case notForeseen = "not-foreseen"
        case barred
        case conditionNotMet = "condition-not-met"
        case wrongAgency = "wrong-agency"
        /// Decided anew although the pair's other agency granted it (S2 25).
        case notTakenOver = "not-taken-over"

        // The step has its effect; it is shown with it.
        case late
        case acceptedWhileBarred = "accepted-while-barred"
        case personsOpen = "persons-open"
        case fieldsMissing = "fields-missing"
        /// The pair's other agency granted the change already: to be taken over (S2 25).
        case grantedInPair = "granted-in-pair"
        /// Renewed although the last appraisal was not passed, on which that depends too (N41, P38).
        case appraisalFailed = "appraisal-failed"
    }

    public enum Weight: Sendable, Hashable {
        case structural, rule, shown
    }

    public var kind: Kind
    public var step: EventReference
    public var stepKind: CaseStep.Kind
    public var citations: [Citation]
    /// What it is about, in ASCII: an item, a value, a service.
    public var detail: String
    /// The day that was missed, or from which it would be allowed.
    public var day: LegalDate?
    /// Recorded nevertheless, with a reason; the step has its effect.
    public var isOverridden: Bool

    init(
        _ kind: Kind, _ step: CaseStep, _ citations: [Citation], detail: String = "",
        day: LegalDate? = nil
    ) {
        self.kind = kind
        self.step = step.reference
        stepKind = step.kind
        self.citations = citations
        self.detail = detail
        self.day = day
        isOverridden = kind.weight == .rule && !step.override.isEmpty
    }

    /// Whether the step counts all the same.
    public var leavesEffect: Bool { kind.weight == .shown || isOverridden }

    /// Whether an officer who knows of it may not record the step without a reason.
    public var refusesRecording: Bool {
        (kind.weight != .shown || kind == .acceptedWhileBarred) && !isOverridden
    }
}

extension CaseProblem.Kind {
    /// What a reason can lift.
    ///
    /// A reason speaks of the matter: papers, days, items, what the program cannot know of an
    /// institution. It says nothing of who acts: whom a control is for does not lift it (N29, P28), and
    /// the reason is given by that officer. Nor does it make a place for a step that has none.
    public var weight: CaseProblem.Weight {
        switch self {
        case .notAtThisPoint, .otherKindOfCase, .caseIsOver, .noCompetence, .roleMissing,
            .notOnRoster, .roleNotAllowed, .sameOfficer, .overturned, .resultUsed:
            .structural
        case .late, .acceptedWhileBarred, .personsOpen, .fieldsMissing, .grantedInPair,
            .appraisalFailed:
            .shown
        default: .rule
        }
    }
}
