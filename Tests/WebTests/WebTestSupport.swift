import Designation
import Hummingbird
import HummingbirdTesting
import Logging
import Testing
import Web

/// Runs requests against a router in memory. The same bodies run over a socket with `live`.
func withWeb<Value>(
    _ backend: FakeBackend, live: Bool = false, gate: RequestGate? = nil,
    _ body: @Sendable (any TestClientProtocol) async throws -> Value
) async throws -> Value {
    guard live else {
        return try await Application(router: try makeRouter(backend: backend, gate: gate))
            .test(.router, body)
    }
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    return try await makeApplication(
        backend: backend, configuration: WebConfiguration(port: 0, gate: gate), logger: logger
    ).test(.live, body)
}

extension TestResponse {
    /// The body as it reads: blanks at which no line breaks (``UnbrokenText``) are like others, and dates stand
    /// without what keeps them together (``UnbrokenDates``).
    var text: String {
        String(buffer: body).replacing("\u{A0}", with: " ")
            .replacing(#/<span class="nb">([0-9-]*)<\/span>/#) { $0.output.1 }
    }
    var bytes: [UInt8] { Array(body.readableBytesView) }

    /// The value of a header by its name.
    func header(_ name: String) -> String? {
        headers.first { $0.name.canonicalName == name }?.value
    }
}

/// The whole address of the hospital's page or resource below a prefix.
func hospital(_ prefix: String, _ query: String = "") -> String {
    "\(prefix)practice-licence:220100:PDY22010017A1001\(query)"
}

/// The path of the suspension's propagation below a prefix.
func suspension(_ prefix: String, _ rest: String = "") -> String {
    "\(prefix)\(FakeRegistry.suspension.origin)/\(FakeRegistry.suspension.index)\(rest)"
}
