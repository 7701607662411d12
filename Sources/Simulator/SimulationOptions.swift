/// Which faults a simulation draws from its seed.
public enum SimulationProfile: String, Sendable, CaseIterable, Hashable {
    /// Nothing fails. Messages still take different times.
    case calm
    /// Messages are lost, doubled, delayed, damaged; links part; sticks come late and half-copied.
    case lossy
    /// Processes and machines die between any two writes; writes fail; disks are full.
    case crashes
    /// Older copies of databases and disks are put back; head stores are lost; disks are copied.
    case restore
    /// A node signs two histories.
    case forks
    /// Clocks are wrong, jump, or show another decade.
    case clocks
    /// Newer software writes kinds that the others do not know; entries that nobody can read.
    case versions
    /// Node keys are replaced, stolen ones too, and nodes are revoked, while links part and machines stop.
    case keys
    /// All of these together.
    case everything
}

/// What is simulated. The same options give the same report, byte for byte.
public struct SimulationOptions: Sendable, Hashable {
    public static let nodeCounts = 3...14
    public static let dayCounts = 1...366

    public var seed: UInt64
    /// Nodes of the federation, root and exchange included; see ``nodeCounts``.
    public var nodes: Int
    /// Simulated days; see ``dayCounts``.
    public var days: Int
    public var profile: SimulationProfile

    /// Numbers out of range are moved to its end; whoever takes them from people checks them before.
    public init(
        seed: UInt64 = 1, nodes: Int = 7, days: Int = 3, profile: SimulationProfile = .everything
    ) {
        self.seed = seed
        self.nodes = min(max(nodes, Self.nodeCounts.lowerBound), Self.nodeCounts.upperBound)
        self.days = min(max(days, Self.dayCounts.lowerBound), Self.dayCounts.upperBound)
        self.profile = profile
    }

    /// The one line that plays exactly this again.
    public var replayCommand: String {
        "dingdian simulate --seed \(seed) --nodes \(nodes) --days \(days) "
            + "--profile \(profile.rawValue)"
    }
}
