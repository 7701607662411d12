import Synchronization
import TransparencyLog

/// Remembers full tiles, the least recently used one going first: a tile takes 8 KiB, and making
/// one costs the hashing of its bundle.
final class TileCache: Sendable {
    struct Name: Hashable, Sendable {
        var log: Int64
        var level: Int
        var index: UInt64
    }

    private struct Slot: Sendable {
        var hashes: [TreeHash]
        var lastUse: UInt64
    }

    private struct State: Sendable {
        var slots: [Name: Slot] = [:]
        var uses: UInt64 = 0
    }

    private let capacity: Int
    private let state = Mutex(State())

    init(capacity: Int) {
        precondition(capacity > 0)
        self.capacity = capacity
    }

    /// After entries were removed, which otherwise never happens.
    func forgetAll() { state.withLock { $0.slots = [:] } }

    subscript(name: Name) -> [TreeHash]? {
        get {
            state.withLock { state in
                state.uses += 1
                state.slots[name]?.lastUse = state.uses
                return state.slots[name]?.hashes
            }
        }
        set {
            guard let newValue else { return }
            state.withLock { state in
                state.uses += 1
                state.slots[name] = Slot(hashes: newValue, lastUse: state.uses)
                // A quarter goes at once, so that looking for the oldest is rarely needed.
                guard state.slots.count > capacity else { return }
                let oldest = state.slots.sorted { $0.value.lastUse < $1.value.lastUse }
                for slot in oldest.prefix(max(1, capacity / 4)) { state.slots[slot.key] = nil }
            }
        }
    }
}
