import Federation
import Testing
import TransparencyLog
import Transport
import Web

@testable import Federation
@testable import Node

/// A node that limits the rate of its callers, and one that keeps to it (protocol §5.12).
@Suite("Rates between running nodes", .serialized)
struct LiveRatesTests {
    private func refused(_ world: LiveWorld, _ limit: String) async throws -> Int {
        let metrics = try await CurlClient().send(
            HTTPRequest(url: "http://127.0.0.1:\(world.node("root").port)/metrics"))
        let name = "dingdian_refused_requests_total{limit=\"\(limit)\"} "
        let line = try #require(
            String(decoding: metrics.body, as: UTF8.self).split(separator: "\n")
                .first { $0.hasPrefix(name) })
        return try #require(Int(line.dropFirst(name.count)))
    }

    @Test("With a rate of four a second all arrives all the same, a little later")
    func arrives() async throws {
        let world = try LiveWorld()
        let root = try await world.start(
            "root", rates: RequestRates(perAddress: 0, pagesPerAddress: 0, perSession: 4))
        try await world.eventually("the root may record") {
            try await world.foundRoot(root)
            return true
        }
        try await world.start("220000", peers: ["root"], registers: ["220000"])
        let registry = try world.node("220000").service.core.registry
        try await world.eventually("220000 knows 320000") {
            registry.view.directory.node(named: "320000") != nil
        }
        try await world.eventually("220000 may record") {
            await (try world.node("220000")).service.core.recordingState == .ready
        }
        // More than four submissions a second, until one was refused.
        var last = try await world.suspend(1)
        try await world.eventually("somebody met the rate") {
            last = try await world.suspend(2)
            return try await refused(world, "session") > 0
        }
        try await world.arrives(last, at: "root")
        await world.stopAll()
    }

    @Test("Refused requests are told when to come again, and are counted")
    func refuses() async throws {
        let world = try LiveWorld()
        let live = try await world.start(
            "root", rates: RequestRates(perAddress: 0, pagesPerAddress: 3, perSession: 0))
        let client = CurlClient()
        let before = try await refused(world, "pages")
        #expect(before == 0)
        try await world.eventually("a page is refused") {
            let answer = try await client.send(
                HTTPRequest(url: "http://127.0.0.1:\(live.port)/api/v1/institutions"))
            guard answer.status == 429 else { return false }
            #expect(answer.header("retry-after") == "1")
            return true
        }
        #expect(try await refused(world, "pages") == 1)
        #expect(try await refused(world, "address") == 0)
        client.shutdown()
        await world.stopAll()
    }
}
