import Designation
import Testing
import TransparencyLog

@testable import Federation
@testable import Simulator

/// A superior gives a node another key: what is told "recorded" must count, before and after
/// (protocol §2.4).
@Suite("Replaced node keys")
struct ReplacedKeyTests {
    private static let newSeed = [UInt8](repeating: 8, count: 32)
    private let wires = Wires()
    private let disk = Wires.disk()

    /// Root and province exchange; the province has one suspension in a log of its old key.
    private func begin() throws -> EventReference {
        try wires.found(Wires.disk())
        let author = try wires.start("220000", on: disk, entropy: 2)
        try wires.connect("220000", to: "root")
        let first = try wires.suspend(author, cause: "one")
        try wires.settle()
        return first
    }

    private func order(_ event: DirectoryEvent, on day: LegalDate = Wires.today) throws {
        let draft = try EntryDraft.directory(event, effective: day)
        _ = try wires.node("root").replica.record(
            RecordRequest([draft], officer: "test", requiresCompetence: false), now: wires.now)
    }

    private func rotate(keeping keeps: [Origin]) throws {
        try order(
            .keyRotated(
                KeyRotation(
                    node: "220000", nodeKey: NodeSigning.publicKey(seed: Self.newSeed),
                    from: Wires.today, keeps: keeps)))
    }

    private func sanctions(at name: String) throws -> Int {
        try wires.node(name).replica.registry.standing(
            of: Wires.institution, area: Registry.common
        ).sanctions.count
    }

    @Test func anEpochThatIsKeptGoesOnUnderBothKeys() throws {
        let first = try begin()
        let origin = try Origin(first.origin)
        try rotate(keeping: [origin])
        // The machine has its old key yet, and knows of the rotation.
        try wires.connect("220000", to: "root")
        try wires.settle()
        let second = try wires.suspend(wires.node("220000"), cause: "two")
        #expect(second.origin == first.origin)
        try wires.start("220000", on: disk, entropy: 3, seed: Self.newSeed)
        try wires.connect("220000", to: "root")
        let third = try wires.suspend(wires.node("220000"), cause: "three")
        #expect(third.origin == first.origin)
        try wires.settle()
        #expect(try sanctions(at: "root") == 3)
        #expect(try !wires.node("root").replica.registry.isSuperseded(origin))
    }

    @Test func nothingIsToldRecordedThatWouldNotCount() throws {
        let first = try begin()
        let origin = try Origin(first.origin)
        // Cut off, the author goes on under the key that its superior has replaced.
        try wires.disconnect("220000", from: "root")
        try rotate(keeping: [])
        let second = try wires.suspend(wires.node("220000"), cause: "two")
        #expect(second.origin == first.origin)
        try wires.connect("220000", to: "root")
        try wires.settle()
        #expect(try sanctions(at: "root") == 0, "nobody vouches for the log")
        #expect(try wires.node("root").replica.registry.isSuperseded(origin))
        // Now it knows: with the old key it refuses, with the new one it goes on in a new epoch.
        let author = try wires.node("220000")
        #expect {
            try wires.suspend(author, cause: "refused")
        } throws: { error in
            if case ReplicaError.keyReplaced = error { true } else { false }
        }
        try wires.start("220000", on: disk, entropy: 4, seed: Self.newSeed)
        try wires.connect("220000", to: "root")
        let third = try wires.suspend(wires.node("220000"), cause: "three")
        #expect(third.origin != first.origin)
        try wires.settle()
        #expect(try sanctions(at: "root") == 1)
        // The superior, who has seen what was written meanwhile, vouches for it.
        let held = try #require(try wires.node("root").replica.store.log(origin)).position
        try order(
            .closed(
                LogClosing(
                    origin: origin, finalSize: held.size, root: held.edge.root,
                    reason: .newEpoch)))
        try wires.settle()
        for name in ["root", "220000"] { #expect(try sanctions(at: name) == 3, "\(name)") }
    }

    @Test func aRevokedNodeOpensNothingMore() throws {
        let first = try begin()
        let origin = try Origin(first.origin)
        let held = try #require(try wires.node("root").replica.store.log(origin)).position
        try order(
            .closed(
                LogClosing(
                    origin: origin, finalSize: held.size, root: held.edge.root,
                    reason: .revocation)))
        try wires.settle()
        // From tomorrow on: from its first day no act of the node counts, not even an earlier one.
        try order(.revoked(node: "220000", reason: "test"), on: Wires.today.adding(days: 1))
        // It learns of it by somebody else's hand; from the root it gets nothing more.
        let author = try wires.node("220000")
        let root = try wires.node("root")
        let directory = try #require(
            try root.replica.store.logs().first { $0.origin.text.contains("/root/directory/") })
        try wires.push(directory, of: root, to: author, by: "root")
        #expect(throws: ReplicaError.self) { try wires.suspend(author, cause: "after") }
        #expect(try sanctions(at: "root") == 1, "what was closed goes on to count")
    }
}
