public import Designation

/// What a node is in the federation; the raw values are those of `entry.proto`.
public enum NodeRole: UInt8, Sendable, CaseIterable, Hashable {
    case root = 1
    case exchange = 2
    case province = 3
    case city = 4
    case office = 5
    case fieldOffice = 6
}

/// Acts that may be done for regions and for everything below them.
public struct CompetenceGrant: Sendable, Hashable {
    /// ``RegionCode/everywhere`` stands for all regions.
    public var regions: [RegionCode]
    public var acts: [Competency]

    public init(regions: [RegionCode], acts: [Competency]) {
        self.regions = regions
        self.acts = acts
    }
}

/// A node as its parent enrols it (protocol §2). The parent is the author of the event.
public struct NodeRecord: Sendable, Hashable {
    /// Never changes.
    public var name: String
    /// Ed25519, 32 bytes.
    public var nodeKey: [UInt8]
    /// X25519, 32 bytes, for the keys of cases; empty: the node receives none.
    public var encryptionKey: [UInt8]
    public var region: RegionCode
    public var role: NodeRole
    public var agencyChinese: String
    public var agencyEnglish: String
    public var grants: [CompetenceGrant]
    /// The capability is in force on days `[from, to)`.
    public var from: LegalDate
    public var to: LegalDate?
    /// Areas whose register it may read and holds besides its own.
    public var registers: [RegionCode]

    public init(
        name: String, nodeKey: [UInt8], encryptionKey: [UInt8] = [], region: RegionCode,
        role: NodeRole, agencyChinese: String = "", agencyEnglish: String = "",
        grants: [CompetenceGrant] = [], from: LegalDate, to: LegalDate? = nil,
        registers: [RegionCode] = []
    ) {
        self.name = name
        self.nodeKey = nodeKey
        self.encryptionKey = encryptionKey
        self.region = region
        self.role = role
        self.agencyChinese = agencyChinese
        self.agencyEnglish = agencyEnglish
        self.grants = grants
        self.from = from
        self.to = to
        self.registers = registers
    }
}
