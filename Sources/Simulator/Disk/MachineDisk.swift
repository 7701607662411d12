import Designation
import Federation
import TransparencyLog

/// The disk of one simulated machine: what a process sees, and what a power cut would leave.
final class MachineDisk: @unchecked Sendable {
    let gate: DiskGate
    /// What reads see.
    var live = DiskImage()
    /// What survives a power cut: fsync brings it up to `live`.
    private var synced = DiskImage()
    /// A bug to be found by a checker; `nil` but in tests of the checkers.
    var bug: PlantedBug?
    /// Called after each committed head, before anybody is told.
    var onCommit: ((Origin, Head, MemoryLog?) -> Void)?

    init(gate: DiskGate) { self.gate = gate }

    func syncLogs() {
        if bug == .losesWriteAfterSync { return }
        synced.logs = live.logs
    }
    func syncHeads() { synced.heads = live.heads }
    func syncEpochs() { synced.epochs = live.epochs }
    func syncDerived() { synced.derived = live.derived }

    /// The process dies; what the operating system holds for it is kept.
    func processDied() { gate.kill() }

    /// The machine loses power: what was not synced is gone.
    func powerCut() {
        gate.kill()
        live = synced
    }

    /// Replaces what lies on the disk, as an operator does with a backup.
    func replace(_ change: (inout DiskImage) -> Void) {
        change(&live)
        synced = live
    }

    var logStore: MemoryReplicaStore { MemoryReplicaStore(disk: self) }
    var headStore: MemoryHeadStore { MemoryHeadStore(disk: self) }
    var keyStore: MemoryKeyStore { MemoryKeyStore(disk: self) }
    var derivedStore: MemoryDerivedStore { MemoryDerivedStore(disk: self) }
}

/// Committed heads, kept apart from the database.
final class MemoryHeadStore: HeadStore {
    private let disk: MachineDisk
    init(disk: MachineDisk) { self.disk = disk }

    func head(_ origin: Origin) throws -> Head? {
        try disk.gate.checkAlive()
        return disk.live.heads[origin]
    }

    func swap(_ origin: Origin, from: Head?, to: Head) throws {
        try disk.gate.checkAlive()
        guard disk.live.heads[origin] == from else { throw HeadConflict() }
        // A head takes the place of an older one and needs no room on a full disk.
        try disk.gate.write("head", needsRoom: from == nil) {
            disk.live.heads[origin] = to
            disk.syncHeads()
            disk.onCommit?(origin, to, disk.live.logs.logs[origin])
        }
    }

    func allHeads() throws -> [Origin: Head] {
        try disk.gate.checkAlive()
        return disk.live.heads
    }
}

/// Keys of the current epochs.
final class MemoryKeyStore: KeyStore {
    private let disk: MachineDisk
    init(disk: MachineDisk) { self.disk = disk }

    func currentEpochs() throws -> [Designation.Stream: EpochKey] {
        try disk.gate.checkAlive()
        return disk.live.epochs
    }

    func setCurrentEpoch(_ stream: Designation.Stream, _ key: EpochKey) throws {
        try disk.gate.write("epoch key") {
            disk.live.epochs[stream] = key
            disk.syncEpochs()
        }
    }
}

/// Derived rows; the snapshot and its rows appear together or not at all.
final class MemoryDerivedStore: DerivedStore {
    private let disk: MachineDisk
    init(disk: MachineDisk) { self.disk = disk }

    func snapshot() throws -> DerivedSnapshot? {
        try disk.gate.checkAlive()
        return disk.live.derived.snapshot
    }

    func dossier(_ institution: InstitutionID) throws -> DossierRow? {
        try disk.gate.checkAlive()
        return disk.live.derived.rows[institution]
    }

    func dossiers(after institution: InstitutionID?, limit: Int) throws -> [DossierRow] {
        try disk.gate.checkAlive()
        let keys = disk.live.derived.rows.keys.sorted().drop { key in
            institution.map { key <= $0 } ?? false
        }
        return keys.prefix(limit).compactMap { disk.live.derived.rows[$0] }
    }

    func save(_ rows: [DossierRow], snapshot: DerivedSnapshot) throws {
        try disk.gate.write("derived") {
            for var row in rows {
                if disk.bug == .derivedLosesFacts { row.facts = [] }
                disk.live.derived.rows[row.institution] = row
            }
            disk.live.derived.snapshot = snapshot
        }
    }

    func find(_ text: String, limit: Int) throws -> [InstitutionID] {
        try disk.gate.checkAlive()
        return disk.live.derived.rows.values
            .filter { $0.name.contains(text) || $0.nationalCodes.contains { $0.hasPrefix(text) } }
            .map(\.institution).sorted().prefix(limit).map { $0 }
    }

    func institutionCount() throws -> Int { disk.live.derived.rows.count }

    func erase() throws {
        try disk.gate.write("derived", needsRoom: false) { disk.live.derived = DerivedImage() }
    }
}
