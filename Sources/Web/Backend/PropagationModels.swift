public import Designation

/// Who applies one event, since when (protocol §9).
public struct PropagationBoard: Hashable, Sendable {
    /// The event with its author's agency.
    public var event: DossierEvent
    public var institution: InstitutionID?
    /// Empty when unknown here.
    public var institutionName: String
    /// One per node that is to hold it, in the order of node names.
    public var rows: [PropagationRow]
    public var nowMilliseconds: UInt64

    public init(
        event: DossierEvent, institution: InstitutionID?, institutionName: String,
        rows: [PropagationRow], nowMilliseconds: UInt64
    ) {
        self.event = event
        self.institution = institution
        self.institutionName = institutionName
        self.rows = rows
        self.nowMilliseconds = nowMilliseconds
    }
}

/// One node on the board.
public struct PropagationRow: Hashable, Sendable {
    public enum State: Hashable, Sendable {
        /// Applied at this time by the receiver's clock, milliseconds since 1970 UTC.
        case applied(atMilliseconds: UInt64)
        /// Its newest receipt shows a smaller size.
        case notYet
        /// No receipt of this node is held here.
        case unknown
    }
    public var node: String
    public var agency: BilingualText
    public var region: RegionCode
    public var state: State
    /// Up to when anything is known of that node, milliseconds since 1970 UTC; 0: nothing.
    public var heardAtMilliseconds: UInt64

    public init(
        node: String, agency: BilingualText, region: RegionCode, state: State,
        heardAtMilliseconds: UInt64
    ) {
        self.node = node
        self.agency = agency
        self.region = region
        self.state = state
        self.heardAtMilliseconds = heardAtMilliseconds
    }
}

/// A peer and what is exchanged with it.
public struct PeerView: Hashable, Sendable {
    public var node: String
    /// Address that this node dials; empty when only the peer dials.
    public var address: String
    public var agency: BilingualText
    /// Named state of the connection: `online`, `offline`, `waiting`, `refused`, …
    public var state: String
    /// Why, in English; empty when nothing is wrong.
    public var detail: String
    /// Last answer from it, milliseconds since 1970 UTC; 0: never.
    public var lastHeardAtMilliseconds: UInt64
    public var receivedByteCount: UInt64
    public var sentByteCount: UInt64
    /// Logs exchanged with it, by origin.
    public var logs: [PeerLogView]

    public init(
        node: String, address: String, agency: BilingualText, state: String, detail: String,
        lastHeardAtMilliseconds: UInt64, receivedByteCount: UInt64, sentByteCount: UInt64,
        logs: [PeerLogView]
    ) {
        self.node = node
        self.address = address
        self.agency = agency
        self.state = state
        self.detail = detail
        self.lastHeardAtMilliseconds = lastHeardAtMilliseconds
        self.receivedByteCount = receivedByteCount
        self.sentByteCount = sentByteCount
        self.logs = logs
    }
}

/// One log as exchanged with one peer.
public struct PeerLogView: Hashable, Sendable {
    public var origin: String
    public var state: String
    public var heldSize: UInt64
    /// The size the peer announced; 0: none.
    public var announcedSize: UInt64

    public init(origin: String, state: String, heldSize: UInt64, announcedSize: UInt64) {
        self.origin = origin
        self.state = state
        self.heldSize = heldSize
        self.announcedSize = announcedSize
    }
}
