import Synchronization

/// Keeps the last few answers to costly questions for two seconds, and asks each question once at a
/// time, however many ask for it.
final class Remembered<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    static var lifetimeMilliseconds: UInt64 { 2_000 }
    private static var maximumCount: Int { 4 }

    private struct Kept {
        var task: Task<Value, any Error>
        /// `nil`: it is still being made.
        var madeAt: UInt64?
    }
    private let kept = Mutex<[Key: Kept]>([:])
    private let clock: @Sendable () -> UInt64

    init(clock: @escaping @Sendable () -> UInt64) { self.clock = clock }

    func value(
        _ key: Key, _ make: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let now = clock()
        let task = kept.withLock { kept in
            kept = kept.filter { Self.isUsable($0.value, now) }
            if let known = kept[key] { return known.task }
            if kept.count >= Self.maximumCount { kept = kept.filter { $0.value.madeAt == nil } }
            let task = Task.detached(priority: .utility) {
                defer { self.noteMade(key) }
                return try await make()
            }
            kept[key] = Kept(task: task)
            return task
        }
        return try await task.value
    }

    private func noteMade(_ key: Key) {
        let now = clock()
        kept.withLock { $0[key]?.madeAt = now }
    }

    private static func isUsable(_ kept: Kept, _ now: UInt64) -> Bool {
        guard let made = kept.madeAt else { return true }
        return made <= now && now - made < lifetimeMilliseconds
    }
}
