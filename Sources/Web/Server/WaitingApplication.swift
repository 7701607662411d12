import HTTPTypes
public import Hummingbird
import HummingbirdCore
public import Logging
public import Messages

/// The server of a node that cannot open its stores at present: it says so at every address, so that whoever
/// asks is told why instead of finding nobody. It has no registry, so it answers nothing else.
///
/// - Parameters:
///   - reason: what keeps the node from starting, as it is now.
///   - onListening: told the port, once connections are accepted.
public func makeWaitingApplication(
    configuration: WebConfiguration, logger: Logger, socket: ListeningSocket,
    reason: @escaping @Sendable () -> Message,
    onListening: @escaping @Sendable (Int) async -> Void
) -> some ApplicationProtocol {
    let router = Router(context: WebContext.self)
    router.add(middleware: WaitingMiddleware(reason: reason))
    return Application(
        router: router,
        server: HTTPServerBuilder { WatchedChannel(responder: $0, idleSeconds: 60) },
        configuration: ApplicationConfiguration(
            address: .hostname(configuration.host, port: configuration.port)),
        onServerRunning: { channel in
            socket.hold(channel)
            await onListening(channel.localAddress?.port ?? configuration.port)
        },
        logger: logger)
}

/// Answers everything, whatever is asked.
private struct WaitingMiddleware: RouterMiddleware {
    typealias Context = WebContext
    let reason: @Sendable () -> Message

    func handle(
        _ request: Request, context: WebContext,
        next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        switch request.uri.path {
        case "/healthz":
            Responses.bytes(Array("ok\n".utf8), type: "text/plain", cache: "no-store")
        case "/readyz":
            Responses.readiness(Readiness(isReady: false, problems: [reason()]))
        default: Responses.problem(.unavailable(reason(), retryAfterSeconds: 5))
        }
    }
}
