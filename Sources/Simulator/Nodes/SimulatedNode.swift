import Designation
import Federation
import TransparencyLog

/// One machine of the federation: a disk that lasts, a process that comes and goes, a clock.
final class SimulatedNode {
    let plan: NodePlan
    let anchor: Anchor
    /// Replaced only by ``install(_:)``, while the process is down or about to be.
    private(set) var nodeSeed: [UInt8]
    private(set) var publicKey: [UInt8]
    let encryptionSeed: [UInt8]
    let disk: MachineDisk
    let heldAreas: Set<RegionCode>
    var machineMark: [UInt8]
    /// The running process; `nil` while it is down.
    private(set) var exchange: Exchange?
    /// Counts starts: what was meant for an earlier process reaches nobody.
    private(set) var incarnation = 0
    /// What its clock shows more than the true time, in milliseconds.
    var skew: Int64 = 0
    /// Peers that answered with their full list since the start, for asking before signing.
    var answeredPeers: Set<String> = []
    /// False for the machine of somebody who wants two histories, and for planted bugs.
    var asksPeers = true
    /// Whether this machine runs software and keys as their owner means it.
    var isHonest = true
    /// Whether it is a second machine with the disk and the keys of another.
    let isCopy: Bool
    /// Everybody it exchanges with, its own links and those of others.
    var dials: [String]
    var sessions: [String: UInt64] = [:]
    /// Callers by session number; forgotten at a restart.
    var callers: [UInt64: String] = [:]
    var polls: [PollTicket: Int] = [:]
    /// The timer of each peer: the shell has one, which a new one replaces.
    var timers: [String: Int] = [:]
    private var random: SeededGenerator

    var name: String { plan.name }
    var isRunning: Bool { exchange != nil }

    init(plan: NodePlan, anchor: Anchor, areas: Set<RegionCode>, random: SeededGenerator) {
        self.plan = plan
        self.anchor = anchor
        isCopy = false
        var keys = random.fork("keys")
        nodeSeed = keys.bytes32()
        publicKey = NodeSigning.publicKey(seed: nodeSeed)
        encryptionSeed = keys.bytes32()
        machineMark = keys.bytes32()
        self.random = random.fork("machine")
        disk = MachineDisk(gate: DiskGate(random: random.fork("disk")))
        heldAreas = areas
        dials = plan.dials
    }

    /// A second machine with a copy of the disk and the keys of `other`.
    init(copyOf other: SimulatedNode, random: SeededGenerator) {
        plan = other.plan
        isCopy = true
        anchor = other.anchor
        nodeSeed = other.nodeSeed
        publicKey = other.publicKey
        encryptionSeed = other.encryptionSeed
        machineMark = other.machineMark
        heldAreas = other.heldAreas
        self.random = random
        disk = MachineDisk(gate: DiskGate(random: random.fork("disk")))
        dials = []
        let image = other.disk.live
        disk.replace { $0 = image }
    }

    /// The node key that a machine made from `random` has: the anchor needs the root's beforehand.
    static func nodeSeed(_ random: SeededGenerator) -> [UInt8] {
        var keys = random.fork("keys")
        return keys.bytes32()
    }

    /// The operator puts another node key in place of the old one; the next start uses it.
    func install(_ seed: [UInt8]) {
        nodeSeed = seed
        publicKey = NodeSigning.publicKey(seed: seed)
    }

    /// The clock of the machine at a true time.
    func wall(_ time: UInt64) -> UInt64 {
        let wall = Int64(clamping: time).addingReportingOverflow(skew)
        return wall.overflow ? 0 : UInt64(max(0, wall.partialValue))
    }

    /// The replica of this machine over a disk; the anchor is part of the setting up.
    private func makeReplica() -> Replica {
        let box = EntropyBox(random.fork("entropy \(incarnation)"))
        return Replica(
            identity: NodeIdentity(
                anchor: anchor, name: name, nodeSeed: nodeSeed, encryptionSeed: encryptionSeed,
                machineMark: machineMark),
            store: disk.logStore, heads: disk.headStore, keys: disk.keyStore,
            derived: disk.derivedStore, heldAreas: heldAreas, factBudget: 64 << 10,
            entropy: { box.next() })
    }

    /// Starts the process. It may die again while it opens.
    func start(at time: UInt64) throws(ReplicaError) {
        incarnation += 1
        disk.gate.revive()
        answeredPeers = []
        sessions = [:]
        callers = [:]
        polls = [:]
        timers = [:]
        let exchange = Exchange(
            replica: makeReplica(), instance: random.next(), seed: random.next(),
            limits: Self.limits)
        try exchange.open(now: wall(time))
        self.exchange = exchange
        // Who exchanges by stick only can ask nobody (protocol §4: "where it can reach any").
        if !asksPeers || dials.isEmpty || disk.bug == .signsAfterRollback {
            exchange.replica.confirmPeersAsked()
        }
    }

    func stop() {
        exchange = nil
        timers = [:]
        incarnation += 1
    }

    func drawSession() -> UInt64 { random.next() }

    /// Small bounds, so that short histories reach tiles and bundles.
    static let limits: SyncLimits = {
        var limits = SyncLimits.standard
        limits.inlineEntryCount = 6
        limits.headsPerAnswer = 8
        return limits
    }()
}

/// Random bytes for keys, drawn from the seed.
private final class EntropyBox {
    private var random: SeededGenerator
    init(_ random: SeededGenerator) { self.random = random }
    func next() -> [UInt8] { random.bytes32() }
}
