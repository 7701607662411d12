import Designation
import Federation
import Messages
import Testing
import TransparencyLog
import Web

@testable import Node

@Suite("Backend: operations")
struct BackendOperationsTests {
    private struct Echo: LocalCommandHost {
        func run(_ request: [UInt8]) async -> [UInt8] { request.reversed() }
    }

    @Test("Local commands need the token, and a host that runs them")
    func control() async throws {
        let world = try await BackendWorld()
        let token = world.service.control.token
        #expect(await world.backend.control([1, 2], token: token) == SyncReply(status: 404))
        world.service.localCommands.host = Echo()
        #expect(
            await world.backend.control([1, 2], token: token)
                == SyncReply(status: 200, body: [2, 1]))
        for wrong in ["", "x" + token, String(token.dropLast()), String(token.reversed())] {
            #expect(await world.backend.control([1], token: wrong).status == 401)
        }
    }

    @Test("Tokens are compared whole")
    func comparison() {
        #expect(isEqualInConstantTime("abc", "abc"))
        #expect(isEqualInConstantTime("", ""))
        for other in ["abd", "bbc", "ab", "abcd", ""] {
            #expect(!isEqualInConstantTime("abc", other))
        }
    }

    @Test("A healthy node is ready and introduces itself")
    func readiness() async throws {
        let world = try await BackendWorld()
        let readiness = await world.backend.readiness()
        #expect(readiness == Readiness(isReady: true))
        let identity = world.backend.identity()
        #expect(identity.node == "220000")
        #expect(identity.federation == "probe")
        #expect(identity.isDemonstration)
    }

    @Test("A clock years off makes the node say so until it is right again")
    func clockTrouble() async throws {
        let world = try await BackendWorld()
        world.time.advance(milliseconds: 10 * 366 * 86_400_000)
        await #expect(throws: ReplicaError.self) { try await world.suspend() }
        let readiness = await world.backend.readiness()
        #expect(!readiness.isReady)
        #expect(readiness.problems.contains { $0.english.contains("clock") && $0.isComplete })
        world.time.goBack(milliseconds: 10 * 366 * 86_400_000)
        _ = try await world.suspend()
        #expect(await world.backend.readiness().isReady)
    }

    @Test("Metrics have HELP and TYPE for each family and count what happened")
    func metrics() async throws {
        let world = try await BackendWorld()
        try await world.designate()
        for _ in 0..<3 { _ = world.backend.status(world.ask("220100")) }
        _ = try await world.session(of: BackendWorld.city, at: world.backend)
        let lines = await world.backend.metrics().split(separator: "\n").map(String.init)
        #expect(lines.contains("dingdian_status_questions_total 3"))
        #expect(lines.contains("dingdian_refused_requests_total{limit=\"session\"} 0"))
        #expect(lines.contains("dingdian_applied_entries{stream=\"register\"} 4"))
        #expect(lines.contains("dingdian_freshness_seconds{node=\"220000\"} 0.0"))
        var families: Set<String> = []
        for line in lines where !line.hasPrefix("#") {
            let name = line.prefix { $0 != " " && $0 != "{" }
            families.insert(String(name))
        }
        for family in families {
            #expect(lines.contains { $0.hasPrefix("# HELP \(family) ") }, "\(family)")
            #expect(lines.contains { $0.hasPrefix("# TYPE \(family) ") }, "\(family)")
        }
        let memory = lines.first { $0.hasPrefix("process_resident_memory_bytes ") }
        #expect(memory?.hasSuffix(" 0") == false)
    }

    @Test("Label values cannot break out of their quotation marks")
    func labels() {
        var text = MetricsText()
        text.add(
            "a", .gauge, "Help.", [(labels: [("l", "x\"} 1\n\\")], value: "2")])
        #expect(text.text == "# HELP a Help.\n# TYPE a gauge\na{l=\"x\\\"} 1\\n\\\\\"} 2\n")
    }

    @Test("Digests name their inputs, and peers with the same inputs agree or differ")
    func digests() async throws {
        let world = try await BackendWorld()
        try await world.designate()
        let first = try await world.backend.digests()
        #expect(first.map { $0.area?.text ?? "common" } == ["common", "220000"])
        _ = try await world.suspend()
        let second = try await world.backend.digests()
        #expect(second[0].inputs != first[0].inputs)
        #expect(second[0].digest != first[0].digest)
        var ledger = DigestLedger()
        let own = DigestReport(
            scope: "common", foldEdition: 1, inputs: .sha256([1]), digest: .sha256([2]))
        _ = ledger.record(own)
        var other = own
        _ = ledger.compare(other, of: "a")
        other.digest = .sha256([3])
        _ = ledger.compare(other, of: "b")
        other.inputs = .sha256([4])
        _ = ledger.compare(other, of: "c")
        #expect(ledger.opinions(on: own).agreeing == ["a"])
        #expect(ledger.opinions(on: own).differing == ["b"])
    }

    @Test("Peers: who called is shown with what was exchanged")
    func peers() async throws {
        let world = try await BackendWorld()
        try await world.designate()
        let session = try await world.session(of: BackendWorld.city, at: world.backend)
        _ = await world.backend.heads(cursor: "", waitSeconds: 0, session: session)
        let peers = try await world.backend.peers()
        let city = try #require(peers.first { $0.node == BackendWorld.city })
        #expect(city.state == "online")
        #expect(city.address.isEmpty)
        #expect(city.sentByteCount > 0)
        world.time.advance(milliseconds: 200_000)
        #expect(try await world.backend.peers().first { $0.node == "222400" }?.state == "offline")
    }
}
