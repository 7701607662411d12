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

    /// The institution of a code. The census tells whom to look at; what changed since it was made is
    /// looked at anew, so the answer is as fresh as one by identity however old the census is.
    ///
    /// - Parameter walks: whether a census that is too old is made anew behind this.
    func institution(nationalCode code: String, walks: Bool = true) -> InstitutionID? {
        // Before the census: claims are forgotten once a census with them is in place.
        let recent = registry.recentClaims(of: code)
        let (census, isChanged) = state.withLock { ($0.census, $0.isChanged) }
        if walks, census == nil || isChanged, usable() == nil { _ = walk() }
        guard let census, census.generation == registry.view.generation else {
            // Under another directory others may count; the derived store tells more of them.
            let stored = registry.storedClaims(of: code)
            return registry.institution(
                nationalCode: code, known: stored.union(census?.claims(of: code) ?? []),
                recent: recent)
        }
        let known = census.claims(of: code)
        if recent.isEmpty,
            known.allSatisfy({ registry.isUnchanged($0, sinceFold: census.foldNumber) })
        {
            return census.codes[code]
        }
        return registry.institution(nationalCode: code, known: known, recent: recent)
    }

    /// Whether there is a census, and under the directory in force: otherwise the derived store is looked
    /// through for codes.
    var isCurrent: Bool {
        state.withLock { $0.census?.generation } == registry.view.generation
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
        registry.beginStocktaking()
        let census = Census(registry: registry, now: clock())
        state.withLock { $0.census = census }
        registry.endStocktaking()
        // Not before: two walks at a time would forget each other's claims.
        state.withLock { $0.running = nil }
        return census
    }
}
