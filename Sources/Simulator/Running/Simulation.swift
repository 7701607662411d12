import Designation
import Federation
import TransparencyLog

/// The federation under one seed: real replicas, exchanges, log writers and folds over simulated
/// disks, links and clocks (protocol §11).
///
/// Nothing here reads a clock, a disk or a random source, so the same options give the same history.
/// After every step the sentences of protocol §11 are checked; the first broken one ends the run.
///
///     found ─▶ days of acts and faults ─▶ heal ─▶ rounds ─▶ last acts ─▶ rounds ─▶ final checks
public final class Simulation {
    let options: SimulationOptions
    let plan: FederationPlan
    let tree: RegionTree
    var faults: FaultPlan
    let bug: PlantedBug?

    var nodes: [SimulatedNode] = []
    var queue = EventQueue<SimulationEvent>()
    /// True time, milliseconds since 1970.
    var time: UInt64 = Simulation.startTime
    var step = 0
    var calls: [Int: Call] = [:]
    var callCount = 0
    var timerCount = 0
    var traffic = Traffic()
    var parted: Set<Link> = []
    var sticks: [Int: [String: Stick]] = [:]
    var backups: [Int: [Backup]] = [:]
    /// Nodes to which something happened in this step.
    var touched: Set<Int> = []
    /// What the nodes looked like when they were checked last.
    var checkedStates: [Int: CheckedState] = [:]
    /// Freshness that a node claimed of a source last, and rightly, as things stood there.
    var earnedClaims: [String: EarnedClaim] = [:]
    /// A log that its relay damages whenever it is asked for it, and the relay.
    var badLog: (server: Int, origin: Origin)?
    /// Changes of node keys, half done or done.
    var keyChanges: [KeyChange] = []
    /// Whether superiors settle forks in this history.
    var settlesForks = false

    var networkRandom: SeededGenerator
    var workRandom: SeededGenerator
    var faultRandom: SeededGenerator
    var truth = Truth()
    private var logNames: [Origin: LogName] = [:]
    var work = Workload()
    var faultCounts: [FaultKind: Int] = [:]
    var pointCounts: [SometimesPoint: Int] = [:]
    var rounds = 0
    var failure: SimulationFailure?
    var isHealed = false
    /// Told of every event, every message and every write, for whoever looks for the cause of a failure.
    public var onTrace: ((String) -> Void)?
    /// Told now and then how far the history has come: milliseconds since its start, and steps.
    public var onProgress: ((_ milliseconds: UInt64, _ steps: Int) -> Void)?

    /// 2026-01-05 08:00 UTC+8, a working day.
    static let startTime: UInt64 = 1_767_571_200_000
    static let dayMilliseconds: UInt64 = 86_400_000

    public convenience init(_ options: SimulationOptions) { self.init(options, bug: nil) }

    init(_ options: SimulationOptions, bug: PlantedBug?) {
        self.options = options
        self.bug = bug
        plan = FederationPlan(
            count: options.nodes, start: LegalDate(unixMilliseconds: Self.startTime))
        tree = RegionTree(plan.regions)
        faults = FaultPlan(options.profile)
        let random = SeededGenerator(seed: options.seed)
        networkRandom = random.fork("network")
        workRandom = random.fork("work")
        faultRandom = random.fork("faults")
        makeNodes(random)
    }

    /// Plays the history that the seed tells.
    public func run() -> SimulationReport {
        found()
        scheduleWork()
        scheduleFaults()
        let end = Self.startTime + UInt64(options.days) * Self.dayMilliseconds
        advance(to: end)
        finish()
        return SimulationReport(
            options: options, steps: step, actCount: truth.acts.count, rounds: rounds,
            faults: faultCounts, sometimes: pointCounts, failure: failure)
    }

    // MARK: Setting up

    private func makeNodes(_ random: SeededGenerator) {
        let anchor: Anchor
        do {
            anchor = try Anchor(
                federationName: "simulation", rootNode: "root",
                rootPublicKey: NodeSigning.publicKey(
                    seed: SimulatedNode.nodeSeed(random.fork("node root"))))
        } catch {
            preconditionFailure("the names of the plan are names: \(error)")
        }
        for node in plan.nodes {
            let areas = Set([tree.area(of: node.region)].compactMap { $0 })
            nodes.append(
                SimulatedNode(
                    plan: node, anchor: anchor, areas: areas,
                    random: random.fork("node \(node.name)")))
        }
        for index in nodes.indices { watch(index) }
    }

    /// Connects a machine's disk with the truth and the counts.
    func watch(_ index: Int) {
        let node = nodes[index]
        node.disk.bug = bug
        node.disk.gate.onFault = { [unowned self] in count($0) }
        node.disk.gate.onWrite = { [unowned self, unowned node] name, outcome in
            trace("\(node.name) writes \(name): \(outcome)")
        }
        node.disk.onCommit = { [unowned self, unowned node] origin, head, log in
            committed(origin, head, log, by: node)
        }
    }

    // MARK: Events

    /// Handles events up to a time.
    func advance(to end: UInt64) {
        while failure == nil, let next = queue.nextTime, next <= end {
            guard let (moment, event) = queue.next() else { break }
            time = max(time, moment)
            step += 1
            if step & 255 == 0 { onProgress?(time - Self.startTime, step) }
            trace(summary(event))
            handle(event)
            check()
            if step > stepLimit {
                fail(9, "no end: messages go on without anything to say")
            }
        }
        time = max(time, end)
    }

    /// Far more than any healthy run of this size needs.
    private var stepLimit: Int { 20_000 * options.nodes * (options.days + 1) }

    private func handle(_ event: SimulationEvent) {
        switch event {
        case .arrive(let call): arrive(call)
        case .answer(let call, let reply): answered(call, reply)
        case .repeated(let call, let reply): deliver(call, reply)
        case .wake(let node, let timer, let peer):
            guard nodes[node].timers[peer] == timer else { return }
            nodes[node].timers[peer] = nil
            happened(.tick, peer: peer, at: node)
        case .housekeeping(let node): housekeeping(node)
        case .act: actSomewhere()
        case .fault: drawFault()
        case .start(let node): start(node)
        case .reunite(let link): parted.remove(link)
        case .spaceFreed(let node): nodes[node].disk.gate.isFull = false
        case .clockSet(let node): nodes[node].skew = 0
        case .keyChange(let number): goOn(withKeyChange: number)
        case .stickLeaves(let from, let to): stickLeaves(from: from, to: to)
        case .stickArrives(let stick, let to): stickArrives(stick, at: to)
        case .stickRemoved(let node, let incarnation, let peer):
            guard nodes[node].incarnation == incarnation else { return }
            nodes[node].exchange?.disconnect(peer)
            sticks[node]?[peer] = nil
        }
    }

    // MARK: Books

    func count(_ fault: FaultKind) { faultCounts[fault, default: 0] += 1 }
    func reached(_ point: SometimesPoint) { pointCounts[point, default: 0] += 1 }

    func trace(_ line: @autoclosure () -> String) {
        guard let onTrace else { return }
        onTrace("\(step) \(time - Self.startTime) \(line())")
    }

    /// A sentence of protocol §11 does not hold. Only the first is kept.
    func fail(_ sentence: Int, _ detail: String) {
        guard failure == nil else { return }
        failure = SimulationFailure(
            sentence: sentence, seed: options.seed, step: step, detail: detail,
            replayCommand: options.replayCommand)
    }

    func index(named name: String) -> Int? { nodes.firstIndex { $0.name == name } }

    /// Whether the node had another log of the same stream before.
    private func isLaterEpoch(_ origin: Origin) -> Bool {
        guard let name = try? logName(origin) else { return false }
        return truth.histories.keys.contains { other in
            guard let known = try? logName(other) else { return false }
            return known.node == name.node && known.stream == name.stream
        }
    }

    /// The parts of an origin, taken apart once.
    func logName(_ origin: Origin) throws(NameError) -> LogName {
        if let known = logNames[origin] { return known }
        let name = try LogName(origin: origin)
        logNames[origin] = name
        return name
    }

    /// A head was committed on some machine.
    private func committed(
        _ origin: Origin, _ head: Head, _ log: MemoryLog?, by node: SimulatedNode
    ) {
        // Losing the error is right: a note that is none fails at the first reader.
        guard let note = try? SignedNote(parsing: head.note),
            let checkpoint = try? Checkpoint(parsing: note.text), let log
        else { return }
        let size = Int(checkpoint.size)
        guard size <= log.leaves.count else {
            return fail(5, "\(node.name) signed \(size) entries of \(origin) but stores fewer")
        }
        if truth.histories[origin] == nil, isLaterEpoch(origin) { reached(.epochReplaced) }
        let known = truth.histories[origin]?.count ?? 0
        OneHistory.committed(origin, log.leaves.prefix(size), by: node, in: self)
        // Of a second history everything behind the common part is new.
        let first = min(known, size, Int(clamping: truth.forked[origin] ?? .max))
        if let name = try? logName(origin) { truth.wrote(log, first..<size, of: name, origin) }
    }
}
