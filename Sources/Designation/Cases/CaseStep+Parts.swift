/// A member of an assessment team and the field that the member stands for (N9, S2 15).
public struct TeamMember: Hashable, Sendable {
    public var name: String
    /// An item of `assessors`, for example `insurance`; empty where not said.
    public var field: String

    public init(name: String, field: String = "") {
        self.name = name
        self.field = field
    }
}

/// The result of an assessment at one practice place for some services (S2 23(2)).
public struct SiteResult: Hashable, Sendable {
    /// Empty: the only place, or the main one.
    public var site: String
    /// Empty: all that were applied for.
    public var services: [Service]
    public var passed: Bool
    /// The score table used; empty: none.
    public var table: String
    public var scores: [ScoreFinding]

    public init(
        site: String = "", services: [Service] = [], passed: Bool, table: String = "",
        scores: [ScoreFinding] = []
    ) {
        self.site = site
        self.services = services
        self.passed = passed
        self.table = table
        self.scores = scores
    }
}

/// A person whom a case names. Only the mark is compared; it is made by nodes that hold the
/// federation's secret (protocol §10.3).
public struct CasePerson: Hashable, Sendable {
    public enum Role: UInt8, Sendable, CaseIterable, Hashable {
        case legalRepresentative = 1
        case principal = 2
        case actualController = 3
        case headOffice = 4
        case physician = 5
        case pharmacist = 6
        case nurse = 7
        case other = 8

        /// Persons from whom bars start (N12(7)(8), P11(5)(6)).
        public var isResponsible: Bool {
            switch self {
            case .legalRepresentative, .principal, .actualController, .headOffice: true
            case .physician, .pharmacist, .nurse, .other: false
            }
        }

        public var name: String {
            switch self {
            case .legalRepresentative: "legal-representative"
            case .principal: "principal"
            case .actualController: "actual-controller"
            case .headOffice: "head-office"
            case .physician: "physician"
            case .pharmacist: "pharmacist"
            case .nurse: "nurse"
            case .other: "other"
            }
        }
    }

    public var role: Role
    public var name: String
    /// `nil` until a node with the secret made it.
    public var mark: Mark?

    /// Equal marks of one edition are one person.
    public struct Mark: Hashable, Sendable {
        public var secretEdition: UInt32
        /// 64 hexadecimal digits.
        public var digits: String

        public init(secretEdition: UInt32, digits: String) {
            self.secretEdition = secretEdition
            self.digits = digits
        }
    }

    public init(role: Role, name: String = "", mark: Mark? = nil) {
        self.role = role
        self.name = name
        self.mark = mark
    }
}
