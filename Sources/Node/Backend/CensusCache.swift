import Designation
import Federation
import Synchronization

/// Keeps the last ``Census``. While nothing changes it stays; when something did, it is at most two
/// seconds old. It is made off the event loop and never twice at a time.
final class CensusCache: Sendable {
    static let lifetimeMilliseconds: UInt64 = 2_000

    private struct State: Sendable {
        var census: Census?
        var running: Task<Census, Never>?
        /// Logs changed after the walk had begun.
        var isChanged = true
    }
    private let registry: Registry
    private let clock: @Sendable () -> UInt64
    private let state = Mutex(State())

    init(registry: Registry, clock: @escaping @Sendable () -> UInt64) {
        self.registry = registry
        self.clock = clock
    }

    func markChanged() { state.withLock { $0.isChanged = true } }

    func current() async -> Census {
        if let census = usable() { return census }
        return await walk().value
    }

    /// The institution of a code, and whether that is all there is to know: no log changed since.
    func institution(nationalCode: String) -> (InstitutionID?, isDefinite: Bool) {
        let (census, isChanged) = state.withLock { ($0.census, $0.isChanged) }
        if census == nil || isChanged, usable() == nil { _ = walk() }
        return (census?.codes[nationalCode], census != nil && !isChanged)
    }

    private func usable() -> Census? {
        let now = clock()
        let (census, isChanged) = state.withLock { ($0.census, $0.isChanged) }
        guard let census, census.generation == registry.view.generation,
            census.today == LegalDate(unixMilliseconds: now)
        else { return nil }
        if !isChanged { return census }
        return now >= census.builtAt && now - census.builtAt < Self.lifetimeMilliseconds
            ? census : nil
    }

    private func walk() -> Task<Census, Never> {
        state.withLock { state in
            if let running = state.running { return running }
            let task = Task.detached(priority: .utility) { self.finish() }
            state.running = task
            return task
        }
    }

    private func finish() -> Census {
        // Before the walk: what changes during it counts as changed after it.
        state.withLock { $0.isChanged = false }
        let census = Census(registry: registry, now: clock())
        state.withLock {
            $0.census = census
            $0.running = nil
        }
        return census
    }
}
