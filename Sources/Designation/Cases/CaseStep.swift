/// Who an officer is in a case (protocol §10.5, separation of duties).
public enum OfficerRole: String, Sendable, CaseIterable, Hashable {
    case clerk, assessor, reviewer, signer, supervisor, auditor, administrator
}

/// One thing that happened in a case: what, when, where, by whom. A fact as recorded; whether it has an
/// effect is for ``CaseFold`` to say.
public struct CaseStep: Hashable, Sendable {
    /// The raw values travel (`CaseStep` of `entry.proto`).
    public enum Kind: UInt8, Sendable, CaseIterable, Hashable {
        case accepted = 1
        case refused = 2
        case supplementNotice = 3
        case supplemented = 4
        case assessed = 5
        case approved = 6
        case objection = 7
        case objectionInvestigated = 8
        case withdrawn = 9
        case note = 10
        case received = 11
        case waived = 12
        case spotChecked = 13
        case networkTestRequested = 14
        case networkTested = 15
        case resultNotified = 16
        case filed = 17
        case acknowledged = 18
        case noticeOpened = 19
        case negotiated = 20
        case signed = 21
        case abandonmentFound = 22
        case connected = 23
        case published = 24
        case mended = 25
        case recognised = 26
        case deferred = 27
        case takenUp = 28
        case decided = 29
        case appraised = 30
        case finding = 31
        case measure = 32
        case personSuspended = 33
        case departmentSuspended = 34
        case proposalConfirmed = 35
        case proposalDismissed = 36
        case disputeDecided = 37
        case exceptionGranted = 38
        case closed = 39
        case personsChecked = 40
    }

    public var reference: EventReference
    public var stamp: Stamp
    /// The node that wrote it.
    public var author: String
    public var kind: Kind
    /// The office or agency for which it was done.
    public var region: RegionCode
    /// The day on which it happened.
    public var day: LegalDate
    public var officer: String
    /// `nil` in records older than roles.
    public var role: OfficerRole?
    public var note: String
    /// Why it was recorded although the rules do not allow it; empty: it was not known to be against
    /// them.
    public var override: String
    /// The articles that the officer gave; shown, and judged by nobody.
    public var basis: [Citation] = []
    public var details: Details

    /// What a step says besides. Which parts a kind uses stands with ``CaseStep/Kind``.
    public struct Details: Hashable, Sendable {
        public var caseKind: CaseKind?
        public var services: [Service] = []
        public var scope: FundScope?
        /// Passed, agreed, granted, substantiated, overturned.
        public var passed = false
        /// Identifiers of list items: materials, reasons, changed items, measures, filings.
        public var items: [String] = []
        /// What the officer words besides, a line each, to be printed below the items: what is missing
        /// where a list of materials only says "as the pool asks".
        public var lines: [String] = []
        /// For a notice, a term, a suspension: its first day.
        public var from: LegalDate?
        /// The last day of a notice; the first day after a suspension.
        public var until: LegalDate?
        /// The day on which another authority approved the change (N40).
        public var approvedOn: LegalDate?
        /// An item of `assessment-forms`, or `third-party`.
        public var form = ""
        public var team: [TeamMember] = []
        /// Who signed the result: members by name, or `institution`.
        public var confirmations: [String] = []
        public var results: [SiteResult] = []
        /// Practice places applied for; empty: one.
        public var sites: [String] = []
        /// Recipients of a filing or report, or who acknowledges.
        public var parties: [String] = []
        /// The public act on which the step rests or that follows from it, or another case's step.
        public var event: EventReference?
        public var persons: [CasePerson] = []
        /// A department (科室) of the institution.
        public var department = ""
        /// The year of an appraisal, as the kind needs.
        public var number: UInt32?
        /// What the application states, or was found of it, by the names of ``CaseFigure`` and by items
        /// of lists; later steps replace what earlier ones stated.
        public var stated: [String: String] = [:]

        public init() {}
    }

    public init(
        _ kind: Kind, reference: EventReference, stamp: Stamp, author: String,
        region: RegionCode, day: LegalDate, officer: String = "", role: OfficerRole? = nil,
        note: String = "", override: String = "", details: Details = Details()
    ) {
        self.kind = kind
        self.reference = reference
        self.stamp = stamp
        self.author = author
        self.region = region
        self.day = day
        self.officer = officer
        self.role = role
        self.note = note
        self.override = override
        self.details = details
    }
}

extension CaseStep.Kind {
    /// The word of files, commands and JSON.
    public var name: String {
        switch self {
        case .accepted: "accepted"
        case .refused: "refused"
        case .supplementNotice: "supplement-notice"
        case .supplemented: "supplemented"
        case .assessed: "assessed"
        case .approved: "approved"
        case .objection: "objection"
        case .objectionInvestigated: "objection-investigated"
        case .withdrawn: "withdrawn"
        case .note: "note"
        case .received: "received"
        case .waived: "waived"
        case .spotChecked: "spot-checked"
        case .networkTestRequested: "network-test-requested"
        case .networkTested: "network-tested"
        case .resultNotified: "result-notified"
        case .filed: "filed"
        case .acknowledged: "acknowledged"
        case .noticeOpened: "notice-opened"
        case .negotiated: "negotiated"
        case .signed: "signed"
        case .abandonmentFound: "abandonment-found"
        case .connected: "connected"
        case .published: "published"
        case .mended: "mended"
        case .recognised: "recognised"
        case .deferred: "deferred"
        case .takenUp: "taken-up"
        case .decided: "decided"
        case .appraised: "appraised"
        case .finding: "finding"
        case .measure: "measure"
        case .personSuspended: "person-suspended"
        case .departmentSuspended: "department-suspended"
        case .proposalConfirmed: "proposal-confirmed"
        case .proposalDismissed: "proposal-dismissed"
        case .disputeDecided: "dispute-decided"
        case .exceptionGranted: "exception-granted"
        case .closed: "closed"
        case .personsChecked: "persons-checked"
        }
    }

    /// Steps that open a case.
    public var opens: Bool {
        switch self {
        case .received, .accepted, .finding, .appraised: true
        default: false
        }
    }
}
