import Federation
import Logging
import Messages
import Storage
import Synchronization
import Testing
import Transport

@testable import Node

/// A node at whose start the disk takes nothing, as on a read-only mount.
@Suite("A node that waits for its disk")
struct WaitingNodeTests {
    private var logger: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }

    private func folder(_ folder: TestFolder) throws -> (NodeFolder, NodeSettings) {
        let place = NodeFolder(folder.path + "/root")
        let settings = NodeSettings(node: "root", port: 0, isOffline: true)
        var seeds = [BackendWorld.seed("root"), BackendWorld.seed("box")]
        let anchor = try Anchor(
            federationName: "probe", rootNode: "root",
            rootPublicKey: NodeSigning.publicKey(seed: BackendWorld.seed("root")))
        _ = try place.create(name: "root", anchor: anchor) { seeds.removeFirst() }
        return (place, settings)
    }

    private func get(_ port: Int, _ path: String) async -> (status: Int, text: String) {
        // Losing the error is right: nobody answers, which is what 0 says.
        guard
            let answer = try? await CurlClient().send(
                HTTPRequest(url: "http://127.0.0.1:\(port)\(path)"))
        else { return (0, "") }
        return (answer.status, String(decoding: answer.body, as: UTF8.self))
    }

    @Test(
        "It says why at every address, goes on trying, and starts by itself",
        arguments: [true, false])
    func recovers(isReadOnly: Bool) async throws {
        let temporary = TestFolder()
        defer { withExtendedLifetime(temporary) {} }
        let (place, settings) = try folder(temporary)
        let path = place.logs
        let isWell = Mutex(false)
        let attempts = Mutex(0)
        let (ports, tell) = AsyncStream.makeStream(of: Int.self)
        let told: @Sendable (Int, Message) async -> Void = { port, _ in tell.yield(port) }
        let opening = Task {
            try await WaitingNode.open(
                settings: settings, logger: logger, pause: .milliseconds(10),
                onWaiting: told
            ) {
                attempts.withLock { $0 += 1 }
                guard isWell.withLock({ $0 }) else {
                    throw isReadOnly
                        ? StorageError.readOnly(path: path) : StorageError.diskFull(path: path)
                }
                return try NodeService.open(folder: place, settings: settings, logger: logger)
            }
        }
        let port = try #require(await ports.first { _ in true })
        #expect(await get(port, "/healthz").status == 200)
        let ready = await get(port, "/readyz")
        #expect(ready.status == 503)
        #expect(ready.text.contains("logs.sqlite"), "\(ready.text)")
        for address in ["/api/v1/status?institution=x&region=1", "/", "/sync/v1/heads", "/log/x"] {
            let answer = await get(port, address)
            #expect(answer.status == 503, "\(address)")
            #expect(answer.text.contains("logs.sqlite"), "\(answer.text)")
        }
        while attempts.withLock({ $0 }) < 5 { await Task.yield() }
        isWell.withLock { $0 = true }
        let service = try await opening.value
        #expect(service.core.name == "root")
        // The port is free for the node itself.
        #expect(await get(port, "/healthz").status == 0)
        await service.close()
    }

    @Test("Where waiting cannot help it ends at once, and it can be told to stop")
    func ends() async throws {
        let logger = logger
        let temporary = TestFolder()
        defer { withExtendedLifetime(temporary) {} }
        let (place, settings) = try folder(temporary)
        let path = place.logs
        let nobody: @Sendable (Int, Message) async -> Void = { _, _ in }
        await #expect(throws: StorageError.corrupt(path: path)) {
            try await WaitingNode.open(settings: settings, logger: logger, onWaiting: nobody) {
                throw StorageError.corrupt(path: path)
            }
        }
        let (ports, tell) = AsyncStream.makeStream(of: Int.self)
        let told: @Sendable (Int, Message) async -> Void = { port, _ in tell.yield(port) }
        let opening = Task {
            try await WaitingNode.open(
                settings: settings, logger: logger, pause: .milliseconds(10),
                onWaiting: told
            ) { throw StorageError.readOnly(path: path) }
        }
        _ = await ports.first { _ in true }
        opening.cancel()
        await #expect(throws: (any Error).self) { try await opening.value }
    }
}
