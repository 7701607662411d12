/// What a case is about (domain §2, 定点申请, and what an agency takes up by itself).
public enum CaseKind: String, Sendable, CaseIterable, Hashable {
    /// A first designation (N7, P6).
    case new
    /// Further services of a designated institution (S2 10).
    case addedService = "added-service"
    /// N41, P38.
    case renewal
    /// Information that changed (N40, P37).
    case change
    /// A suspension that the institution asks for (N42, P39).
    case suspension
    /// An end that the institution asks for (N44, P41).
    case end
    /// Going on after a suspension (N42, P39, S4).
    case resumption
    /// The institution does not want to renew (N44, P41).
    case nonRenewal = "non-renewal"
    /// A laboratory or imaging centre is filed, not designated (S2 33, S4).
    case thirdPartyFiling = "third-party-filing"
    /// An internet hospital is a supplement to its host's agreement (N5, S2 33).
    case internetSupplement = "internet-supplement"
    /// The yearly appraisal (N36, P34).
    case appraisal
    /// Findings, measures, persons and departments (N38, N45, P35).
    case enforcement
    /// A dispute, or an agency's own breach (N39, N46, P36, P42).
    case dispute

    /// Opened by an application of the institution.
    public var isApplication: Bool {
        switch self {
        case .appraisal, .enforcement, .dispute: false
        default: true
        }
    }

    /// Goes through assessment, public notice, negotiation and signing.
    public var isDesignation: Bool { self == .new || self == .addedService }

    /// A request that the agency grants or declines by a decision.
    public var isRequest: Bool {
        switch self {
        case .change, .suspension, .end, .resumption, .nonRenewal, .thirdPartyFiling: true
        default: false
        }
    }

    /// The list of materials that the application needs; `nil` where none is laid down.
    public var materialList: String? {
        switch self {
        case .new: "materials.new"
        case .addedService: "materials.added-service"
        case .renewal: "materials.renewal"
        case .change: "materials.change"
        case .suspension: "materials.suspension"
        case .end, .nonRenewal: "materials.end"
        case .resumption: "materials.resumption"
        case .thirdPartyFiling: "materials.third-party"
        case .internetSupplement: "materials.internet"
        case .appraisal, .enforcement, .dispute: nil
        }
    }

    /// The value that limits how long the agency may take over a request.
    var handlingRule: String? {
        switch self {
        case .change: "change-handling"
        case .suspension: "suspension-handling"
        case .end, .nonRenewal: "end-handling"
        default: nil
        }
    }
}

/// Where a case stands on a day.
public enum CaseStage: String, Sendable, CaseIterable, Hashable {
    /// Nothing that counts is known of it yet.
    case empty
    /// Materials are looked through; not accepted yet.
    case screening
    /// The institution was told once what is missing; clocks of the agency stand still.
    case supplementing
    case assessing
    /// The second tier: approval (Shanghai), review (Weihai).
    case reviewing
    /// Initial assessment passed; the network test is outstanding (Changzhou).
    case testing
    /// A result stands, and is not notified yet.
    case notifying
    /// Not passed; the institution mends and may be assessed again (N9).
    case mending
    /// Before or in the public notice.
    case noticing
    /// An objection waits for its investigation.
    case clearing
    case negotiating
    /// Agreed or free to sign.
    case signing
    /// Signed; to be filed, connected, published.
    case following
    /// A request waits for the agency's decision.
    case deciding
    /// Not handled while the institution is investigated (Changzhou).
    case deferred
    /// A decision or a result is to be carried out, reported or filed.
    case carryingOut = "carrying-out"
    /// Facts are looked into (enforcement, dispute).
    case investigating
    case over
}

/// How a case ended.
public enum CaseOutcome: String, Sendable, CaseIterable, Hashable {
    case refused
    case withdrawn
    /// Not passed; another assessment or application is possible from a day on.
    case failed
    /// Not passed again: barred (N9, P8).
    case failedAgain = "failed-again"
    /// A substantiated complaint ended it (S2 19, S4).
    case complaint
    /// Not agreed in negotiation (S2 21).
    case notAgreed = "not-agreed"
    /// Not signed in time, and the institution was found to be the cause (S4).
    case abandoned
    case signed
    case granted
    case declined
    /// An appraisal, a finding or a dispute is done.
    case done
}
