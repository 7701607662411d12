import Dispatch
import Synchronization

/// Lets calls pass until it is shut; whoever shuts it waits until those inside have left.
///
/// A pool of database connections needs this: a read that waited while the pool closed is given a connection
/// without a database, and the process ends.
final class UseGate: Sendable {
    private let isShut = Mutex(false)
    private let inside = DispatchGroup()

    /// - Returns: what `body` returns; `nil` when the gate is shut, without calling it.
    func pass<T>(_ body: () throws -> T) rethrows -> T? {
        let mayPass = isShut.withLock { isShut in
            // Counted under the lock: whoever shuts the gate afterwards waits for this call.
            if !isShut { inside.enter() }
            return !isShut
        }
        guard mayPass else { return nil }
        defer { inside.leave() }
        return try body()
    }

    /// Lets nobody pass any more and waits for those inside. Not to be called from inside.
    ///
    /// - Returns: whether it was open before.
    func shut() -> Bool {
        let wasOpen = isShut.withLock { isShut in
            defer { isShut = true }
            return !isShut
        }
        inside.wait()
        return wasOpen
    }

    /// Undoes ``shut()`` where what should have followed failed.
    func open() { isShut.withLock { $0 = false } }
}
