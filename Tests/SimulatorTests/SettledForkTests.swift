import Designation
import Testing
import TransparencyLog

@testable import Federation
@testable import Simulator

/// A fork is settled by closing the log on the branch that others than the root hold: whoever held the
/// other one gives it up and gets what was closed, in the sessions that are open already, and although
/// its store fails meanwhile (protocol §4.5, §4.6).
@Suite("Forks that a closing settled")
struct SettledForkTests {
    private let wires = Wires()
    private let rootDisk = Wires.disk()

    /// The root holds one branch of the author's log, the other province, which dials it, the second one;
    /// both know of the fork. The author is gone.
    ///
    /// - Returns: the log as the other province holds it, and the suspensions in it.
    private func fork() throws -> (StoredLog, Set<EventReference>) {
        let branches = try wires.branch(root: rootDisk, causes: ["two", "three"])
        let origin = branches.origin
        wires.end("220000")
        try wires.connect("320000", to: "root")
        try wires.settle()
        for name in ["root", "320000"] {
            #expect(try wires.node(name).replica.registry.isForked(origin), "\(name)")
        }
        let held = try wires.node("320000").replica.store.log(origin)
        return (try #require(held), [branches.first, branches.other])
    }

    private func expectSettled(_ closed: StoredLog, _ events: Set<EventReference>) throws {
        for name in ["root", "320000"] {
            let replica = try wires.node(name).replica
            let held = try #require(try replica.store.log(closed.origin), "\(name)")
            #expect(held.position.edge == closed.position.edge, "\(name)")
            let standing = replica.registry.standing(
                of: try Wires.institution, area: Registry.common)
            #expect(Set(standing.sanctions.map(\.event)) == events, "\(name)")
            #expect(!replica.registry.isDamaged, "\(name)")
        }
    }

    @Test func theClosedBranchComesFromWhoDials() throws {
        let (closed, events) = try fork()
        try wires.close(closed.origin, at: closed.position, .forkSettled)
        try wires.settle()
        try expectSettled(closed, events)
    }

    @Test(
        "A store that fails while a branch is given up: nothing is answered from a part, and it goes on",
        arguments: ["derived", "discard", "note"], [false, true])
    func failingStore(after write: String, isStartedAnew: Bool) throws {
        let (closed, events) = try fork()
        let gate = rootDisk.gate
        // Of the root's own closing the head and its publishing come first.
        var isClosing = false
        gate.onWrite = { name, _ in
            if name == "head" { isClosing = true }
            if isClosing, name == write { gate.kill() }
        }
        try? wires.close(closed.origin, at: closed.position, .forkSettled)
        #expect(gate.isDead)
        let registry = try wires.node("root").replica.registry
        let standing = registry.standing(of: try Wires.institution, area: Registry.common)
        #expect(registry.isDamaged || standing.reviewItems.contains { $0.kind == .forkedLog })
        gate.onWrite = nil
        gate.revive()
        if isStartedAnew {
            try wires.disconnect("320000", from: "root")
            try wires.start("root", on: rootDisk, entropy: 9)
            #expect(try rootDisk.logStore.log(closed.origin)?.position.edge != closed.position.edge)
            try wires.connect("320000", to: "root")
        }
        try wires.settle()
        try expectSettled(closed, events)
    }

    @Test("Of a fork whose proof the store kept and then failed, nothing in doubt counts any more")
    func proofKeptByAFailingStore() throws {
        try wires.found(rootDisk)
        let disk = Wires.disk()
        var author = try wires.start("220000", on: disk, entropy: 2)
        try wires.connect("220000", to: "root")
        let first = try wires.suspend(author, cause: "one")
        let origin = try Origin(first.origin)
        try wires.settle()
        let copy = Wires.disk()
        copy.replace { $0 = disk.live }
        try wires.disconnect("220000", from: "root")
        author = try wires.start("220000", on: disk, entropy: 4)
        _ = try wires.suspend(author, cause: "two")
        try wires.connect("220000", to: "root")
        let twin = try wires.start("220000", on: copy, entropy: 5)
        _ = try wires.suspend(twin, cause: "also two")
        let log = try #require(try wires.node("root").replica.store.log(origin))
        let other = try #require(try twin.replica.store.log(origin)?.position.checkpoint)
        let held = try #require(log.position.checkpoint)
        let evidence = try #require(ForkEvidence(sameSize: held, other))
        let root = try wires.node("root").replica
        let gate = rootDisk.gate
        gate.onWrite = { name, _ in if name == "note" { gate.kill() } }
        #expect(throws: ReplicaError.self) {
            try root.takeFork(evidence, key: log.key, now: wires.now)
        }
        #expect(root.registry.isForked(origin))
        gate.onWrite = nil
        gate.revive()
        wires.end("220000")
        try wires.settle()
        #expect(try rootDisk.logStore.notes(prefix: NoteName.toldFork).count == 1)
    }
}
