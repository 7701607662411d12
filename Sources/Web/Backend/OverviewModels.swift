public import Designation

/// The state of one area at a glance, as of `nowMilliseconds`.
public struct Overview: Hashable, Sendable {
    public var area: RegionCode
    /// Areas that this node can show.
    public var areas: [RegionCode]
    public var nowMilliseconds: UInt64
    /// One row per standing unit of the area, in the order of the region codes.
    public var regions: [RegionCounts]
    /// Suspensions and terminations in force today, newest first, at most 200.
    public var sanctions: [SanctionRow]
    /// How many there are in all.
    public var sanctionCount: Int
    /// Nodes whose data this area's answers rest on.
    public var nodes: [NodeFreshness]
    public var digests: [DigestView]
    /// Open review items of the area.
    public var reviewCount: Int
    /// Editions that touch the area and end soon, or have ended, without a successor.
    public var endings: [EditionEnding]

    public init(
        area: RegionCode, areas: [RegionCode], nowMilliseconds: UInt64, regions: [RegionCounts],
        sanctions: [SanctionRow], sanctionCount: Int, nodes: [NodeFreshness],
        digests: [DigestView], reviewCount: Int,
        endings: [EditionEnding] = []
    ) {
        self.area = area
        self.areas = areas
        self.nowMilliseconds = nowMilliseconds
        self.regions = regions
        self.sanctions = sanctions
        self.sanctionCount = sanctionCount
        self.nodes = nodes
        self.digests = digests
        self.reviewCount = reviewCount
        self.endings = endings
    }
}

/// Institutions of one unit by type and by today's status.
public struct RegionCounts: Hashable, Sendable {
    public var region: RegionCode
    public var counts: [StatusCount]

    public init(region: RegionCode, counts: [StatusCount]) {
        self.region = region
        self.counts = counts
    }
}

public struct StatusCount: Hashable, Sendable {
    public var type: InstitutionType
    public var status: Status
    public var count: Int

    public init(type: InstitutionType, status: Status, count: Int) {
        self.type = type
        self.status = status
        self.count = count
    }
}

/// A suspension or termination that is in force somewhere in the area today.
public struct SanctionRow: Hashable, Sendable {
    public var institution: InstitutionRow
    public var status: Status
    /// Units of the area in which it holds.
    public var units: [RegionCode]
    /// The region whose agency acted.
    public var imposedBy: RegionCode
    public var since: LegalDate
    public var until: LegalDate?
    public var event: EventReference
    /// When it was written, milliseconds since 1970 UTC.
    public var writtenAtMilliseconds: UInt64
    public var citations: [Citation]
    public var isOwnRequest: Bool

    public init(
        institution: InstitutionRow, status: Status, units: [RegionCode], imposedBy: RegionCode,
        since: LegalDate, until: LegalDate?, event: EventReference,
        writtenAtMilliseconds: UInt64, citations: [Citation], isOwnRequest: Bool
    ) {
        self.institution = institution
        self.status = status
        self.units = units
        self.imposedBy = imposedBy
        self.since = since
        self.until = until
        self.event = event
        self.writtenAtMilliseconds = writtenAtMilliseconds
        self.citations = citations
        self.isOwnRequest = isOwnRequest
    }
}

/// An institution in a list.
public struct InstitutionRow: Hashable, Sendable {
    public var institution: InstitutionID
    /// Empty when no public facts are held here.
    public var name: String
    public var type: InstitutionType
    public var place: RegionCode
    public var nationalCode: String
    /// Today's standing in the unit of its seat.
    public var status: Status

    public init(
        institution: InstitutionID, name: String, type: InstitutionType, place: RegionCode,
        nationalCode: String, status: Status
    ) {
        self.institution = institution
        self.name = name
        self.type = type
        self.place = place
        self.nationalCode = nationalCode
        self.status = status
    }
}

/// How current a node's data is here (protocol §9).
public struct NodeFreshness: Hashable, Sendable {
    public var node: String
    public var agency: BilingualText
    public var region: RegionCode
    /// Up to when its data is known and applied here; 0: never heard of.
    public var freshAtMilliseconds: UInt64
    /// Entries announced by its newest heads that are not applied here yet.
    public var missingEntryCount: UInt64
    /// The worst state of its logs: `current`, `catching-up`, `waiting`, `throttled`, `refused`,
    /// `forked`, `closed`.
    public var state: String
    /// The node that answers.
    public var isSelf: Bool

    public init(
        node: String, agency: BilingualText, region: RegionCode, freshAtMilliseconds: UInt64,
        missingEntryCount: UInt64, state: String, isSelf: Bool
    ) {
        self.node = node
        self.agency = agency
        self.region = region
        self.freshAtMilliseconds = freshAtMilliseconds
        self.missingEntryCount = missingEntryCount
        self.state = state
        self.isSelf = isSelf
    }
}

/// A digest of state (protocol §8).
public struct DigestView: Hashable, Sendable {
    /// `nil`: the `common` digest.
    public var area: RegionCode?
    /// Lower-case hexadecimal.
    public var digest: String
    /// Hash of the inputs: equal inputs must have equal digests.
    public var inputs: String
    public var foldEdition: UInt32
    /// Peers with the same inputs: how many agree, and who differs (an alarm).
    public var agreeingPeerCount: Int
    public var differingPeers: [String]

    public init(
        area: RegionCode?, digest: String, inputs: String, foldEdition: UInt32,
        agreeingPeerCount: Int = 0, differingPeers: [String] = []
    ) {
        self.area = area
        self.digest = digest
        self.inputs = inputs
        self.foldEdition = foldEdition
        self.agreeingPeerCount = agreeingPeerCount
        self.differingPeers = differingPeers
    }
}
