/// Why a simulated store did not do what was asked.
enum DiskError: Error, Hashable {
    /// The process is dead; nothing reaches the disk any more.
    case dead
    case failed
    case full
    case refused(String)
}

/// Decides about every write of one machine: whether it takes place, whether it reports so, and
/// whether the process survives it.
///
/// An error does not tell whether the write took place, so both ways are drawn (examples to
/// follow, 9).
final class DiskGate: @unchecked Sendable {
    /// What became of a write.
    enum Outcome { case done, failedBefore, failedAfter, diedBefore, diedAfter, full }

    private var random: SeededGenerator
    /// Chances in ten thousand; zero while faults are switched off.
    var failChances = 0
    var deathChances = 0
    var isFull = false
    /// Set by a death; every call throws until the machine is started again.
    private(set) var isDead = false
    private(set) var writes = 0
    /// The last write that took place, to tell where a death struck.
    private(set) var lastWrite = ""
    /// Tells the simulation of what was drawn.
    var onFault: ((FaultKind) -> Void)?
    /// Tells of every write, for traces.
    var onWrite: ((String, Outcome) -> Void)?

    init(random: SeededGenerator) { self.random = random }

    func revive() { isDead = false }
    func kill() { isDead = true }

    func checkAlive() throws {
        if isDead { throw DiskError.dead }
    }

    /// Carries out one write under the fault plan.
    func write(_ name: String, needsRoom: Bool = true, _ body: () throws -> Void) throws {
        try checkAlive()
        if needsRoom, isFull {
            onWrite?(name, .full)
            throw DiskError.full
        }
        writes += 1
        if random.happens(deathChances) {
            let happened = random.happens(5_000)
            if happened {
                try body()
                lastWrite = name
            }
            isDead = true
            onWrite?(name, happened ? .diedAfter : .diedBefore)
            throw DiskError.dead
        }
        if random.happens(failChances) {
            let happened = random.happens(5_000)
            onFault?(happened ? .writeFailedAfter : .writeFailedBefore)
            if happened {
                try body()
                lastWrite = name
            }
            onWrite?(name, happened ? .failedAfter : .failedBefore)
            throw DiskError.failed
        }
        try body()
        lastWrite = name
        onWrite?(name, .done)
    }
}
