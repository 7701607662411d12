import Designation
import Federation
import Node
import Synchronization

/// Notes the moment at which each of some institutions is no longer settleable here.
final class BenchWatch: Sendable {
    private struct State {
        var open: [InstitutionID: Int] = [:]
        var times: [UInt64]
        var waiter: CheckedContinuation<Void, Never>?
    }
    private let state: Mutex<State>
    private let registry: Registry

    private init(_ registry: Registry, from: Int, count: Int) {
        self.registry = registry
        var state = State(times: Array(repeating: 0, count: count))
        for offset in 0..<count { state.open[BenchActs.institution(from + offset)] = offset }
        self.state = Mutex(state)
    }

    /// Watches institutions `from..<from + count`, which are suspended in that order.
    static func start(_ core: NodeCore, from: Int, count: Int) async -> BenchWatch {
        let watch = BenchWatch(core.registry, from: from, count: count)
        _ = await core.listen { _ in watch.look() }
        return watch
    }

    /// Called after every change of the logs, before anybody else can ask.
    private func look() {
        let next = state.withLock { state in
            state.open.min { $0.value < $1.value }.map { ($0.key, $0.value) }
        }
        guard let (institution, place) = next else { return }
        let answer = registry.answer(
            StatusQuestion(
                institution: institution, region: BenchActs.region, date: BenchActs.askedDay))
        guard answer.status == .suspended else { return }
        let now = BenchClock.now()
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.times[place] = now
            state.open[institution] = nil
            guard state.open.isEmpty else { return nil }
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
        look()
    }

    /// All moments, once the last one is known.
    func times() async -> String {
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                if state.open.isEmpty { return true }
                state.waiter = continuation
                return false
            }
            if isDone { continuation.resume() }
        }
        return state.withLock { $0.times.map(String.init).joined(separator: " ") }
    }
}
