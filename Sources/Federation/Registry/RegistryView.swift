public import Designation
import TransparencyLog

/// How far one log counts: decided by the directory, looked at by every fold.
public struct LogScope: Sendable, Hashable {
    /// The node that writes it, its area and stream; `nil` for an origin that is only referred to.
    public var name: LogName?
    public var area: RegionCode?
    /// Whether the directory vouches for the node and the epoch key.
    public var isTrusted: Bool
    /// Entries from this index on never count (a `closed` event, protocol §4).
    public var closedSize: UInt64?
    /// Entries from this index on may differ elsewhere: an unsettled fork.
    public var forkedFrom: UInt64?

    public init(
        name: LogName?, area: RegionCode?, isTrusted: Bool, closedSize: UInt64?,
        forkedFrom: UInt64?
    ) {
        self.name = name
        self.area = area
        self.isTrusted = isTrusted
        self.closedSize = closedSize
        self.forkedFrom = forkedFrom
    }
}

/// Everything that a fold or an answer looks at besides an institution's own facts, fixed for as long
/// as it takes. A new one is made when the directory or the set of logs changes.
public final class RegistryView: Sendable {
    public let directory: Directory
    public let context: FoldContext
    /// What the directory said earlier; `nil` before anything of it was read.
    let past: PastViews?
    public let origins: OriginTable
    /// One per origin of the table.
    public let scopes: [LogScope]
    /// Changes whenever folds could come out differently.
    public let generation: UInt64
    /// Areas whose `register` this node holds.
    public let heldAreas: Set<RegionCode>
    /// Whether any log has two histories that nobody has settled yet.
    let hasForks: Bool
    /// The area of each region and the unit that keeps its standing: the hot question needs both, and
    /// the tree would be walked upwards each time.
    let seats: [RegionCode: Seat]

    struct Seat: Sendable {
        let area: RegionCode
        let unit: RegionCode
    }

    init(
        directory: Directory, origins: OriginTable, scopes: [LogScope], generation: UInt64,
        heldAreas: Set<RegionCode>, past: PastViews? = nil
    ) {
        self.directory = directory
        self.past = past
        var context = directory.foldContext()
        if let past { context.reachingBack = past.events }
        self.context = context
        self.origins = origins
        self.scopes = scopes
        self.generation = generation
        self.heldAreas = heldAreas
        hasForks = scopes.contains { $0.forkedFrom != nil }
        let tree = context.regions
        seats = tree.regions.compactMapValues { region in
            tree.area(of: region.code).map { Seat(area: $0, unit: region.unit) }
        }
    }

    public var tree: RegionTree { context.regions }

    /// Whether an entry counts where it stands: the directory vouches for its log, and no closing cuts it
    /// off (protocol §2.3, §4.6).
    func counts(_ origin: Origin, _ index: UInt64) -> Bool {
        guard let place = origins.index(of: origin.text), place < scopes.count else { return false }
        return scopes[place].isTrusted && index < scopes[place].closedSize ?? .max
    }
}
