import Hummingbird
public import Logging
public import Messages
import Storage
import Synchronization
import Web

/// A node at whose start the disk takes nothing: mounted read-only, or full. It tells everybody who asks
/// why it does not answer, and starts by itself as soon as the stores can be opened.
public enum WaitingNode {
    /// Opens a node, at once or as soon as that is possible.
    ///
    /// - Parameters:
    ///   - pause: between two attempts.
    ///   - onWaiting: told the port at which the node says why it waits, and the reason.
    ///   - open: opens the stores; called again and again until it does.
    /// - Throws: what `open` throws where waiting cannot help; `CancellationError` when the task was
    ///   cancelled while it waited.
    public static func open(
        settings: NodeSettings, logger: Logger, pause: Duration = .seconds(5),
        onWaiting: @escaping @Sendable (Int, Message) async -> Void,
        _ open: @escaping @Sendable () throws -> NodeService
    ) async throws -> NodeService {
        do {
            return try open()
        } catch let error as StorageError where error.mayPass {
            try ListeningPort.check(host: settings.host, port: settings.port)
            return try await wait(
                error, settings, logger, pause: pause, onWaiting: onWaiting, open)
        }
    }

    private static func wait(
        _ first: StorageError, _ settings: NodeSettings, _ logger: Logger, pause: Duration,
        onWaiting: @escaping @Sendable (Int, Message) async -> Void,
        _ open: @escaping @Sendable () throws -> NodeService
    ) async throws -> NodeService {
        let latest = Latest(first)
        logger.say(latest.message, level: .error)
        var quiet = logger
        quiet.logLevel = .critical
        let socket = ListeningSocket()
        let application = makeWaitingApplication(
            configuration: WebConfiguration(host: settings.host, port: settings.port),
            logger: quiet, socket: socket, reason: { latest.message },
            onListening: { await onWaiting($0, latest.message) })
        return try await withThrowingTaskGroup(of: NodeService?.self) { group in
            group.addTask {
                try await socket.serve {
                    try await application.runService(gracefulShutdownSignals: [])
                }
                return nil
            }
            group.addTask {
                while true {
                    try await Task.sleep(for: pause)
                    do {
                        return try open()
                    } catch let error as StorageError where error.mayPass {
                        latest.take(error)
                    }
                }
            }
            let ended = try await group.next()
            // The port has to be free before the node listens there itself.
            group.cancelAll()
            // Losing the errors is right: the server reports its own orderly end as one.
            while let more = await group.nextResult() { _ = more }
            guard let service = ended ?? nil else { throw CancellationError() }
            return service
        }
    }

    /// Why the last attempt failed.
    private final class Latest: Sendable {
        private let error: Mutex<StorageError>

        init(_ error: StorageError) { self.error = Mutex(error) }

        func take(_ error: StorageError) { self.error.withLock { $0 = error } }

        var message: Message {
            let error = error.withLock { $0 }
            return
                "The node cannot start and waits: \(error) It starts by itself once that is over."
        }
    }
}

extension StorageError {
    /// Whether the same file can be opened once the disk has room or may be written again.
    fileprivate var mayPass: Bool {
        switch self {
        case .readOnly, .diskFull: true
        default: false
        }
    }
}

extension ListeningSocket {
    /// Runs a server until the task is cancelled. Its own task is cancelled only after the socket was
    /// closed and what it had accepted was taken up.
    ///
    /// - Throws: what the server throws.
    func serve(_ run: @escaping @Sendable () async throws -> Void) async throws {
        let server = Task { try await run() }
        try await withTaskCancellationHandler {
            try await server.value
        } onCancel: {
            Task {
                await close()
                server.cancel()
            }
        }
    }
}
