import Designation
import Federation
import Synchronization
import Testing
import TransparencyLog
import Web

@testable import Federation
@testable import Node

/// Running nodes with more than one way between them (protocol §5.7).
@Suite("Several ways between running nodes", .serialized)
struct LiveLinksTests {
    /// A federation in which both cities of 220000 run; 220100 dials nobody yet.
    private func world() async throws -> LiveWorld {
        let world = try LiveWorld()
        try await world.federation()
        try await world.enrol("220100", "220100", .city, by: world.node("220000"))
        try await world.start("220100", registers: ["220000"])
        return world
    }

    /// Waits until a node finds these in its directory, so that it takes their logs.
    private func know(_ names: [String], at name: String, in world: LiveWorld) async throws {
        let registry = try world.node(name).service.core.registry
        try await world.eventually("\(name) knows \(names)") {
            names.allSatisfy { registry.view.directory.node(named: $0) != nil }
        }
    }

    private func mayRecord(_ name: String, in world: LiveWorld) async throws {
        let core = try world.node(name).service.core
        try await world.eventually("\(name) may record") { await core.recordingState == .ready }
    }

    @Test("A suspension reaches the lateral peer while the parent of both is cut off")
    func lateral() async throws {
        let world = try await world()
        for (one, two) in [("220100", "220000"), ("220100", "222400"), ("222400", "220100")] {
            try await world.dial(two, from: one)
        }
        for name in ["220100", "222400"] {
            try await know(["220100", "222400", "320000"], at: name, in: world)
        }
        try await mayRecord("220100", in: world)
        try await world.stop("220000")

        let event = try await world.suspend("practice-licence:220100:L7", by: "220100")
        try await world.arrives(event, at: "222400")
        let city = try world.node("222400")
        let answer = city.backend.status(LiveNodeTests.ask(7)).answer
        #expect(answer.knownSanctions.count == 1 && !answer.settleable)
        let origin = try Origin(event.origin)
        let root = try world.node("root").service.core.registry
        #expect(root.applied(origin) == 0, "there is no other way than the lateral one")
        // And the other way round, over the same two links.
        try await mayRecord("222400", in: world)
        let back = try await world.suspend("practice-licence:222400:L8", by: "222400")
        try await world.arrives(back, at: "220100")

        // The parent comes back: it and those above it get what they missed.
        try await world.startAgain("220000", peers: ["root"])
        for name in ["220100", "222400"] {
            try world.node(name).service.shell.setURL(
                "http://127.0.0.1:\(world.node("220000").port)", of: "220000")
        }
        for name in ["220000", "root", "320000"] {
            try await world.arrives(event, at: name)
            try await world.arrives(back, at: name)
        }
        #expect(!root.isForked(origin))
        await world.stopAll()
    }

    @Test("Whoever asks for an exchange on a quiet link has it at once, not after the long poll")
    func syncOnAQuietLink() async throws {
        let world = try LiveWorld()
        try await world.federation()
        let service = try world.node("222400").service
        try await know(["222400", "320000"], at: "222400", in: world)
        try await mayRecord("222400", in: world)
        // Twice: the second time certainly finds a link on which everything has been said.
        for _ in 0..<2 {
            let result = try await CommandNode(service).run(
                "sync", options: ["once": "yes", "wait": "12"])
            #expect(result.exit == 0, "\(result.error)")
        }
        let event = try await world.suspend("practice-licence:222400:L9", by: "222400")
        try await world.arrives(event, at: "root")
        await world.stopAll()
    }

    @Test("With two upstreams the loss of either costs nothing")
    func twoUpstreams() async throws {
        let world = try await world()
        for peer in ["220000", "root"] { try await world.dial(peer, from: "220100") }
        try await know(["320000", "220100"], at: "220100", in: world)
        try await mayRecord("220100", in: world)
        try await mayRecord("320000", in: world)
        try await world.stop("220000")

        let far = try await world.suspend("practice-licence:320000:L1", by: "320000")
        try await world.arrives(far, at: "220100")
        let own = try await world.suspend("practice-licence:220100:L2", by: "220100")
        try await world.arrives(own, at: "320000")

        try await world.startAgain("220000", peers: ["root"])
        try world.node("220100").service.shell.setURL(
            "http://127.0.0.1:\(world.node("220000").port)", of: "220000")
        try await world.arrives(own, at: "220000")
        try await mayRecord("220000", in: world)
        try await world.stop("root")
        let near = try await world.suspend("practice-licence:220000:L3", by: "220000")
        try await world.arrives(near, at: "220100")
        let states = try await world.node("220100").service.core.with {
            $0.states["220000"]?[try Origin(near.origin)]
        }
        #expect(states == .current)
        await world.stopAll()
    }

    /// What a node asked its peers for, resource by resource.
    private final class Asked: Sendable {
        private let counts = Mutex<[String: Int]>([:])
        func note(_ origin: Origin, _ resource: LogResource) {
            counts.withLock { $0["\(origin.text) \(resource.path)", default: 0] += 1 }
        }
        func counts(of origin: Origin) -> [String: Int] {
            counts.withLock { $0.filter { $0.key.hasPrefix(origin.text + " ") } }
        }
    }

    @Test("What two upstreams have is fetched once from each at most")
    func fetchedOnce() async throws {
        let world = try await world()
        var drafts: [EntryDraft] = []
        for number in 0..<700 {
            let suspension = Suspension(
                isOwnRequest: true, until: nil, type: .medical,
                place: BackendWorld.code("220100"), cause: "test")
            drafts.append(
                try .act(
                    .suspended(suspension),
                    subject: BackendWorld.institution("practice-licence:220100:M\(number)"),
                    region: BackendWorld.code("220100"), effective: BackendWorld.today,
                    basis: [Citation(edition: "N", article: "42")]))
        }
        let last = try await world.node("220000").service.core.record(
            RecordRequest(drafts, officer: "tester"))[699].reference
        try await world.arrives(last, at: "root")
        // Started again they know no recent entries by heart: whoever lacks them has to fetch.
        for (name, peers) in [("root", [String]()), ("220000", ["root"])] {
            try await world.stop(name)
            try await world.eventually("\(name) starts again") {
                try await world.start(
                    name, peers: peers, registers: name == "root" ? [] : [name])
                return true
            }
        }
        let asked = Asked()
        let service = try world.node("220100").service
        await service.core.setShell { action in
            if case .fetch(_, let origin, let resources) = action {
                for resource in resources { asked.note(origin, resource) }
            }
            service.shell.carryOut(action)
        }
        for peer in ["220000", "root"] { try await world.dial(peer, from: "220100") }
        try await world.arrives(last, at: "220100")
        let counts = asked.counts(of: try Origin(last.origin))
        #expect(counts.count >= 3, "three bundles, none of them along with the heads")
        // While one gives a log the other is left alone (`GivenOnceTests`), unless the first says nothing for
        // half a minute, which a machine under load may.
        #expect(counts.values.allSatisfy { $0 <= 2 }, "\(counts)")
        await world.stopAll()
    }
}
