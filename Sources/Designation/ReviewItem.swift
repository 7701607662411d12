/// A clash or doubt that waits for a person (domain §4.10). Equal on all nodes with the same logs.
public struct ReviewItem: Hashable, Sendable {
    public enum Kind: String, Sendable, CaseIterable, Hashable {
        case withoutAuthority = "without-authority"
        case samePoolPair = "same-pool-pair"
        case countyActNeedsPrefecture = "county-act-needs-prefecture"
        case doubleSigning = "double-signing"
        case signedWhileBarred = "signed-while-barred"
        case signedAfterTermination = "signed-after-termination"
        case renewedWhileSuspended = "renewed-while-suspended"
        case secondSuspension = "second-suspension"
        case contradictsRegister = "contradicts-register"
        case futureStamp = "future-stamp"
        case applicationWhileTerminated = "application-while-terminated"
        case lostAndRecorded = "lost-and-recorded"
        case twoLiveEpochs = "two-live-epochs"
        case forkedLog = "forked-log"
        /// A log under a key that its node has no more, and that no superior has named or closed (§2.3).
        case replacedKeyLog = "replaced-key-log"
        /// A directory event changes the past, or an act reaches back before it was written (N10, N43 ¶1).
        case retroactive = "retroactive"
        case brokenReference = "broken-reference"
        case laterThanMaximum = "voluntary-suspension-too-long"
        case recognitionNotCovered = "recognition-not-covered"
        case lapsedCapability = "lapsed-capability"
        /// A decision on another licence names this one; its own agency must act (P40(14)).
        case chainProposed = "chain-proposed"
        /// A pharmacy's renewal failed: does it reach other pools (P38, decision)?
        case failedRenewal = "failed-renewal"
        /// An end on request recorded as an end, where the law calls it a termination (N43(12)).
        case endIsTermination = "end-is-termination"
        /// Signed or renewed for longer than the edition says in principle (N10, P9).
        case termTooLong = "term-longer-than-edition"
        /// Asked in time to end a suspension on own request, and nobody answered (N42, S2 28).
        case resumptionUndecided = "resumption-undecided"
        /// A person or department suspended where, or for how long, the edition does not foresee it.
        case restrictionOutsideRules = "restriction-outside-rules"
        /// Signed by another agency than that of the place of registration (S2 23(5)).
        case signedElsewhere = "signed-elsewhere"
        /// Signed for a fund that the edition does not keep apart, or for none where it does (S3 六).
        case scopeNotKept = "fund-not-in-edition"
        /// Signed for services that its type of institution may not have; these have no effect (P48, N33).
        case serviceNotForeseen = "service-not-foreseen"
        /// Signed with a type of institution for which no edition of the region has designations.
        case notCovered = "not-covered"
        /// Signed below the level at which the edition has agreements signed in principle (N10, P9).
        case signedBelow = "signed-below-level"
        /// An agency that signed registered the seat as its own, while another pool's agreement runs (N44 ¶2).
        case seatMoved = "seat-moved"
        /// The agreement ended that a suspension on own request stopped; what followed from it ended with
        /// it (N42).
        case causeEnded = "suspended-agreement-ended"
        /// A public institution suspended or terminated on its own request, which it may not ask for (N44).
        case publicInstitution = "public-institution-on-request"
        /// One agreement or one sanction in two entries, of which one is too many (N10, N42, N43).
        case enteredTwice = "entered-twice"
        /// A step of a case that the rules do not allow (domain §4.10); shown in the chain only.
        case caseProblem = "case-problem"
        /// Something in a case that only an agency can decide (protocol §10.6); for the chain only.
        case caseProposal = "case-proposal"
        /// A barred person entered by a change (N43(10), P40(13)); shown in the chain only.
        case barredPersonEntered = "barred-person-entered"
    }
    /// Stable over nodes and refolds: kind, institution and the events, in words of ASCII.
    public var key: String
    public var kind: Kind
    public var institution: InstitutionID?
    public var events: [EventReference]
    public var citations: [Citation]
    /// Who may resolve it: the region whose agency is asked.
    public var region: RegionCode
    public var resolution: String?
    /// The day on which the matter takes effect by itself, where it has one.
    public var due: LegalDate?

    public init(
        key: String, kind: Kind, institution: InstitutionID?, events: [EventReference],
        citations: [Citation], region: RegionCode, resolution: String? = nil,
        due: LegalDate? = nil
    ) {
        self.key = key
        self.kind = kind
        self.institution = institution
        self.events = events
        self.citations = citations
        self.region = region
        self.resolution = resolution
        self.due = due
    }
}
