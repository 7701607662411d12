import Federation
import Synchronization
import TransparencyLog

/// The rows of logs as their only writer knows them: whoever records or follows asks for them at every
/// step, and a question to the database costs a change of threads and a signature check.
///
/// A row is kept when it was read and nothing was written meanwhile; a write that succeeded moves it
/// on, one that failed removes it.
final class LogRowCache: Sendable {
    private struct State: Sendable {
        var rows: [Origin: StoredLog] = [:]
        var writes: UInt64 = 0
    }

    private let state = Mutex(State())

    /// The kept row, or what `read` finds, which is kept.
    func row(_ origin: Origin, read: () throws -> StoredLog?) rethrows -> StoredLog? {
        let (known, before) = state.withLock { ($0.rows[origin], $0.writes) }
        if let known { return known }
        guard let found = try read() else { return nil }
        state.withLock { state in
            // What was read may have been overtaken.
            if state.writes == before { state.rows[origin] = found }
        }
        return found
    }

    /// Runs a write that moves logs on, and moves their rows on with them.
    func moving<T>(_ write: (inout [Origin: LogPosition]) throws -> T) rethrows -> T {
        var moved: [Origin: LogPosition] = [:]
        do {
            let result = try write(&moved)
            state.withLock { state in
                state.writes += 1
                for (origin, position) in moved {
                    let earlier = state.rows[origin]?.position.checkpoint
                    state.rows[origin]?.position = LogPosition(
                        edge: position.edge, checkpoint: position.checkpoint ?? earlier)
                }
            }
            return result
        } catch {
            forgetAll()
            throw error
        }
    }

    /// Something else about a log was written, or it is not known whether it was.
    func forgetAll() {
        state.withLock { state in
            state.writes += 1
            state.rows = [:]
        }
    }
}
