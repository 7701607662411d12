import Hummingbird
import Logging

/// A plain endpoint of the same server in the same process: what an answer over HTTP costs at least.
enum BenchHello {
    /// Starts it and returns its port.
    static func start() async throws -> Int {
        let (ports, continuation) = AsyncStream<Int>.makeStream()
        let router = Router()
        router.get("/api/v1/hello") { _, _ in "{\"hello\":\"world\"}" }
        let application = Application(
            router: router,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { continuation.yield($0.localAddress?.port ?? 0) },
            logger: Output.logger())
        Task { try await application.runService(gracefulShutdownSignals: []) }
        for await port in ports { return port }
        return 0
    }
}
