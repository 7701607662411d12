import Designation
import Federation
import Foundation
import Node
import Synchronization

/// Notes the moment at which each of some institutions is no longer settleable here.
///
/// It asks without a pause, as a settlement system does and as the peer's session does that waits for
/// its row: a core that sleeps between two questions takes a millisecond to wake on a virtual machine,
/// and both sides must pay for that or neither.
final class BenchWatch: Sendable {
    private struct State {
        var times: [UInt64] = []
        var waiter: CheckedContinuation<Void, Never>?
    }
    /// Between two questions, so that the locks are there for the node, too: 50,000 questions a second.
    private static let pauseNanoseconds: UInt64 = 20_000
    private let state = Mutex(State())
    private let registry: Registry
    private let count: Int

    private init(_ registry: Registry, count: Int) {
        self.registry = registry
        self.count = count
    }

    /// Watches institutions `from..<from + count`, which are suspended in that order. The thread ends
    /// with the last of them; a node under test that never sees it is stopped by the benchmark.
    static func start(_ core: NodeCore, from: Int, count: Int) -> BenchWatch {
        let watch = BenchWatch(core.registry, count: count)
        Thread.detachNewThread { watch.look(from: from, count: count) }
        return watch
    }

    /// Asks about one institution after the other until each is suspended.
    private func look(from: Int, count: Int) {
        for place in 0..<count {
            let question = StatusQuestion(
                institution: BenchActs.institution(from + place), region: BenchActs.region,
                date: BenchActs.askedDay)
            while registry.answer(question).status != .suspended {
                let next = BenchClock.now() + Self.pauseNanoseconds
                while BenchClock.now() < next {}
            }
            let now = BenchClock.now()
            let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
                state.times.append(now)
                guard state.times.count == count else { return nil }
                defer { state.waiter = nil }
                return state.waiter
            }
            waiter?.resume()
        }
    }

    /// All moments, once the last one is known.
    func times() async -> String {
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                if state.times.count == count { return true }
                state.waiter = continuation
                return false
            }
            if isDone { continuation.resume() }
        }
        return state.withLock { $0.times.map(String.init).joined(separator: " ") }
    }
}
