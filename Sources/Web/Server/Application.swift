public import Hummingbird
import HummingbirdCore
public import Logging

/// The HTTP server of a node, to be run as a service.
///
/// - Parameters:
///   - socket: holds the listening socket from then on, for an orderly end.
///   - onListening: told the port, once connections are accepted.
public func makeApplication(
    backend: some WebBackend, configuration: WebConfiguration, logger: Logger,
    socket: ListeningSocket = ListeningSocket(),
    onListening: @escaping @Sendable (Int) async -> Void = { _ in }
) throws -> some ApplicationProtocol {
    let lookups = Lookups(backend: backend, gate: configuration.gate)
    return Application(
        router: try makeRouter(
            backend: backend, limits: configuration.limits, gate: configuration.gate),
        server: HTTPServerBuilder { responder in
            WatchedChannel(
                responder: responder, idleSeconds: configuration.limits.waitSeconds + 60,
                lookups: {
                    LookupHandler {
                        lookups.answer($0, from: $1)
                    } clock: {
                        backend.nowMilliseconds()
                    }
                })
        },
        configuration: ApplicationConfiguration(
            address: .hostname(configuration.host, port: configuration.port)),
        onServerRunning: { channel in
            socket.hold(channel)
            await onListening(channel.localAddress?.port ?? configuration.port)
        },
        logger: logger)
}

/// All addresses of a node. Separate from the server so that tests can call it in memory.
///
/// - Parameter gate: the rates of callers; without it there are none.
/// - Throws: when a page template or the string catalogue is damaged, which only a broken build is.
public func makeRouter(
    backend: some WebBackend, limits: WebConfiguration.Limits = WebConfiguration.Limits(),
    gate: RequestGate? = nil
) throws -> Router<WebContext> {
    let router = Router(context: WebContext.self, options: [.autoGenerateHeadEndpoints])
    let pages = try PageRenderer { backend.identity() }
    router.add(middleware: FailureMiddleware(pages: pages, gate: gate))
    let routes = RouteTable(router: router)
    StatusEndpoints(backend: backend, limits: limits, catalogue: pages.catalogue).add(to: routes)
    LogEndpoints(backend: backend).add(to: routes)
    SyncEndpoints(backend: backend, limits: limits).add(to: routes)
    RegistryEndpoints(backend: backend).add(to: routes)
    CaseworkEndpoints(backend: backend).add(to: routes)
    OperationsEndpoints(backend: backend, limits: limits).add(to: routes)
    PageEndpoints(backend: backend, pages: pages).add(to: routes)
    CaseworkPages(backend: backend, pages: pages).add(to: routes)
    return router
}
