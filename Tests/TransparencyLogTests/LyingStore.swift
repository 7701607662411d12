import Synchronization

@testable import TransparencyLog

/// A store that returns something else than was written to it.
final class LyingStore: LogStore {
    enum Lie: CaseIterable, Sendable {
        case changedByte, missingEntry, extraEntry, swappedEntries
    }

    private let honest: MemoryLogStore
    private let lie = Mutex<Lie?>(nil)

    init(_ honest: MemoryLogStore) { self.honest = honest }

    func tell(_ lie: Lie?) { self.lie.withLock { $0 = lie } }

    func stage(_ origin: Origin, from: UInt64, entries: [[UInt8]]) throws {
        try honest.stage(origin, from: from, entries: entries)
    }

    func storedSize(_ origin: Origin) throws -> UInt64 { try honest.storedSize(origin) }

    func entries(_ origin: Origin, _ range: Range<UInt64>) throws -> [[UInt8]] {
        var entries = try honest.entries(origin, range)
        switch lie.withLock({ $0 }) {
        case nil: break
        case .changedByte: entries[entries.count - 1][0] ^= 1
        case .missingEntry: entries.removeLast()
        case .extraEntry: entries.append([1])
        case .swappedEntries: entries.swapAt(0, 1)
        }
        return entries
    }

    func publish(_ origin: Origin, checkpoint: VerifiedCheckpoint, edge: CompactRange) throws {
        try honest.publish(origin, checkpoint: checkpoint, edge: edge)
    }

    func publishedEdge(_ origin: Origin) throws -> CompactRange? {
        try honest.publishedEdge(origin)
    }
}
