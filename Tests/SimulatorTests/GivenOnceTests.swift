import Designation
import Testing
import TransparencyLog

@testable import Federation
@testable import Simulator

/// Two upstreams announce the same large gap: each part of it is asked of one of them (protocol §5.7).
@Suite("A gap that two upstreams could fill")
struct GivenOnceTests {
    private let wires = Wires()
    private let count = 700

    /// Root and 220000 hold a long log that nobody knows by heart any more; 320000 dials both.
    private func begin() throws -> Origin {
        let disks = ["root": Wires.disk(), "220000": Wires.disk()]
        try wires.found(try #require(disks["root"]))
        let author = try wires.start("220000", on: try #require(disks["220000"]), entropy: 2)
        try wires.connect("220000", to: "root")
        let region = FederationPlan.code("220000")
        let drafts = try (0..<count).map { number in
            let suspension = Suspension(
                isOwnRequest: false, until: nil, type: .medical, place: region, cause: "\(number)")
            return try EntryDraft.act(
                .suspended(suspension), subject: try Wires.institution, region: region,
                effective: Wires.today, basis: [Citation(edition: "N", article: "42")],
                references: [])
        }
        let recorded = try author.replica.record(
            RecordRequest(drafts, officer: "test"), now: wires.now)
        try wires.settle()
        let origin = try Origin(recorded[0].reference.origin)
        #expect(try wires.node("root").replica.registry.applied(origin) == UInt64(count + 1))
        // Started again they have no recent entries that would come along with the heads.
        for (number, name) in ["root", "220000"].enumerated() {
            try wires.start(name, on: try #require(disks[name]), entropy: UInt64(number) + 11)
        }
        try wires.start("320000", on: Wires.disk(), entropy: 3)
        return origin
    }

    private func held(_ origin: Origin) throws -> UInt64 {
        try wires.node("320000").replica.registry.applied(origin)
    }

    @Test("Nothing is asked for twice")
    func once() throws {
        let origin = try begin()
        try wires.connect("320000", toAll: ["220000", "root"])
        #expect(try held(origin) == UInt64(count + 1))
        let asked = wires.fetched.filter { $0.origin == origin }
        #expect(asked.count >= 3, "two bundles and what proves them, none along with the heads")
        #expect(Set(asked.map(\.resource)).count == asked.count, "\(asked)")
    }

    @Test("Whoever takes over begins at what is held")
    func takesOver() throws {
        let origin = try begin()
        let second = LogResource.entries(
            try #require(BundleCoordinate(index: 1, width: 256)))
        // The first of them to be asked never gives the second bundle.
        var giver: String?
        wires.breaks = { server, log, resource in
            guard log == origin else { return false }
            giver = giver ?? server
            return server == giver && resource == second
        }
        try wires.connect("320000", toAll: ["220000", "root"])
        try wires.settle()
        #expect(try held(origin) == UInt64(count + 1))
        let asked = wires.fetched.filter { $0.origin == origin }
        #expect(Set(asked.filter { $0.resource == second }.map(\.server)).count == 2)
        let first = LogResource.entries(try #require(BundleCoordinate(index: 0, width: 256)))
        #expect(asked.filter { $0.resource == first }.map(\.server) == [try #require(giver)])
    }
}
