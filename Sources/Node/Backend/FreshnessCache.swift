import Federation
import Synchronization

/// Keeps a ``FreshnessSnapshot`` up to date, so that answers read memory and never wait for the
/// writer. After a change of logs it follows within 200 ms; heartbeats, which change no log, are
/// seen within a second. What it says meanwhile is older than the truth, never newer.
final class FreshnessCache: Sendable {
    static let pauseMilliseconds: UInt64 = 200

    private let core: NodeCore
    private let current: Mutex<FreshnessSnapshot>
    private let isPending = Mutex(false)

    init(core: NodeCore) {
        self.core = core
        let input = FreshnessInput(
            book: FreshnessBook(), times: [:], states: [:], lastHeard: [:], connectedPeers: [])
        current = Mutex(
            FreshnessSnapshot(
                registry: core.registry, me: core.name, input: input, now: core.clock(),
                earlier: nil))
    }

    var snapshot: FreshnessSnapshot { current.withLock { $0 } }

    /// Begins to follow; ends by itself when nobody holds the cache any more.
    func start() {
        let core = core
        Task { [weak self] in
            _ = await core.listen { [weak self] _ in self?.schedule() }
            while !Task.isCancelled, await self?.refresh() != nil {
                // Losing the error is right: a cancelled pause ends the loop.
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    /// Refreshes soon; many calls cost one refresh.
    private func schedule() {
        let isFirst = isPending.withLock { pending in
            defer { pending = true }
            return !pending
        }
        guard isFirst else { return }
        Task { [weak self] in
            // Losing the error is right: refreshing early does no harm.
            try? await Task.sleep(for: .milliseconds(Self.pauseMilliseconds))
            self?.isPending.withLock { $0 = false }
            await self?.refresh()
        }
    }

    /// Works the freshness out anew.
    @discardableResult
    func refresh() async -> FreshnessSnapshot {
        let input = await core.freshnessInput()
        let earlier = snapshot
        let fresh = FreshnessSnapshot(
            registry: core.registry, me: core.name, input: input, now: core.clock(),
            earlier: earlier)
        return current.withLock { known in
            // Of two refreshes at the same time the later one stays.
            if fresh.at >= known.at { known = fresh }
            return known
        }
    }
}
