public import Designation
public import Federation

/// A delegation that a node issues in its directory (S2 6).
public struct DelegationDescription: Hashable, Sendable {
    /// The receiving node.
    public var to: String
    public var grant: CompetenceGrant
    public var from: LegalDate
    /// The first day on which it no longer holds.
    public var until: LegalDate?
    public var basis: Citation

    public init(
        to: String, grant: CompetenceGrant, from: LegalDate, until: LegalDate?, basis: Citation
    ) {
        self.to = to
        self.grant = grant
        self.from = from
        self.until = until
        self.basis = basis
    }
}

/// One file under `nodes/<area>/nodes`: a node, whom it trusts and talks to, and what it may do.
public struct NodeDescription: Hashable, Sendable {
    /// `[a-z0-9.-]`, never changed (protocol §1.2).
    public var name: String
    /// The agency's name as people read it.
    public var title: LocalizedText
    public var role: NodeRole
    /// `CN` for root and exchange.
    public var region: RegionCode
    /// The node that enrols it; `nil` for the root alone.
    public var parent: String?
    /// Nodes whom it dials.
    public var upstreams: [String]
    /// Nodes of the same city with whom it talks directly; always mutual.
    public var laterals: [String]
    /// What the parent grants at enrolment; a region stands for itself and all below it.
    public var competence: [CompetenceGrant]
    public var delegates: [DelegationDescription]
    /// Provinces whose `register` logs it holds.
    public var registers: [RegionCode]
    /// Whether it runs without `--all`.
    public var runsByDefault: Bool
    /// No link at the start: exchange by folder, or when it is told to connect.
    public var isOffline: Bool
    /// The file, relative to the federation's folder.
    public var file: String
}
