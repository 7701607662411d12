import Logging
import Messages
import Storage
import Synchronization

/// The file by which commands on this machine find a running node: its address, and the token of this
/// run. A node that cannot write it serves all others and tries again.
final class ControlFile: Sendable {
    private struct State {
        var port: Int?
        var isWritten = false
        var hasComplained = false
    }
    let token: String
    private let path: String
    private let host: String
    private let logger: Logger
    private let state = Mutex(State())

    init(path: String, host: String, token: String, logger: Logger) {
        self.path = path
        self.host = host
        self.token = token
        self.logger = logger
    }

    /// Says where the node listens from now on.
    func write(port: Int) {
        state.withLock { $0 = State(port: port) }
        writeIfMissing()
    }

    /// Writes what could not be written before: on a full disk the file of an earlier run, with a token
    /// of its own, may stand in its place.
    func writeIfMissing() {
        state.withLock { state in
            guard let port = state.port, !state.isWritten else { return }
            do throws(StorageError) {
                try FileSystem.writeDurably(
                    Array("http://\(host):\(port)\n\(token)\n".utf8), to: path, isSecret: true)
                state.isWritten = true
            } catch {
                if !state.hasComplained {
                    logger.say("Local commands cannot reach this node: \(error)", level: .error)
                }
                state.hasComplained = true
            }
        }
    }

    /// - Throws: ``StorageError`` when it is there and stays.
    func remove() throws(StorageError) {
        state.withLock { $0.port = nil }
        _ = try FileSystem.remove(path)
    }
}
