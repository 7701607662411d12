import Designation
import Testing
import TransparencyLog

@testable import Federation
@testable import Simulator

/// A machine ran twice, its log has two histories, and the author lost the one that was not closed:
/// what officers were told is recorded comes back from those who kept it (protocol §4.6).
@Suite("Branches that a closing cut off")
struct CutOffBranchTests {
    private struct Scene {
        var wires: Wires
        var origin: Origin
        /// What stands on the branch that the other province holds only.
        var lost: EventReference
    }

    /// The root holds one branch of the author's log, the other province the second one; then the root
    /// closes the log on the first, and the author starts from nothing.
    private func play(_ reason: LogClosing.Reason) throws -> Scene {
        let wires = Wires()
        let branches = try wires.branch(causes: ["two"])
        try close(branches.origin, reason, wires)
        // Whatever was on both machines is gone.
        try wires.start("220000", on: Wires.disk(), entropy: 6, mark: 2)
        return Scene(wires: wires, origin: branches.origin, lost: branches.other)
    }

    private func close(_ origin: Origin, _ reason: LogClosing.Reason, _ wires: Wires) throws {
        let root = try wires.node("root")
        let held = try #require(try root.replica.store.log(origin)).position
        let closing = LogClosing(
            origin: origin, finalSize: held.size, root: held.edge.root, reason: reason)
        let draft = try EntryDraft.directory(.closed(closing), effective: Wires.today)
        let (results, _) = root.record(
            [RecordRequest([draft], officer: "test", requiresCompetence: false)], now: wires.now)
        _ = try results[0].get()
    }

    @Test func comeBackToAnAuthorThatLostThem() throws {
        let scene = try play(.forkSettled)
        let wires = scene.wires
        // The other province hands what it kept to the root, the root to the author.
        try wires.connect("320000", to: "root")
        try wires.connect("220000", to: "root")
        try wires.settle()
        let author = try wires.node("220000")
        #expect(try wires.recordedAgain(author) == [scene.lost])
        for name in ["root", "220000", "320000"] {
            let registry = try wires.node(name).replica.registry
            let standing = registry.standing(of: try Wires.institution, area: Registry.common)
            #expect(standing.sanctions.count == 3, "\(name)")
        }
        // A second look, and another start of everybody, record nothing twice.
        author.replica.mayHaveLost = true
        try wires.settle()
        #expect(try wires.recordedAgain(author) == [scene.lost])
    }

    @Test(arguments: [LogClosing.Reason.rotation, .revocation])
    func areNotRecordedWhereTheKeyMayBeStolen(reason: LogClosing.Reason) throws {
        let scene = try play(reason)
        try scene.wires.connect("320000", to: "root")
        try scene.wires.connect("220000", to: "root")
        try scene.wires.settle()
        let author = try scene.wires.node("220000")
        // It is there as evidence, and nothing more.
        #expect(!author.replica.cutOff.isEmpty)
        #expect(try scene.wires.recordedAgain(author) == [])
    }

    @Test func areServedAgainAfterARestart() throws {
        let scene = try play(.forkSettled)
        let wires = scene.wires
        try wires.connect("320000", to: "root")
        let parts = try wires.node("root").replica.cutOff
        #expect(parts.count == 1)
        let answer = try wires.node("root").poll(
            caller: "320000#7", cursor: nil, waitMilliseconds: 0, now: wires.now)
        guard case .answer(let page) = answer else {
            Issue.record("a first poll is answered at once")
            return
        }
        #expect(page.cutOff.count == 1)
        // Told once; told again if the answer did not arrive.
        let next = try wires.node("root").poll(
            caller: "320000#7", cursor: page.cursor, waitMilliseconds: 0, now: wires.now)
        if case .answer(let second) = next { #expect(second.cutOff.isEmpty) }
        // Nobody is told who may not read the log.
        let stranger = try wires.node("root").poll(
            caller: "nobody#8", cursor: nil, waitMilliseconds: 0, now: wires.now)
        guard case .answer(let none) = stranger else { return }
        #expect(none.cutOff.isEmpty)
    }

    @Test func everyFlippedByteIsRefused() throws {
        let scene = try play(.forkSettled)
        try scene.wires.connect("320000", to: "root")
        let root = try scene.wires.node("root").replica
        let name = try #require(root.cutOff.keys.first)
        let bytes = try #require(try root.store.note(name))
        let part = try CutOffPart(encoded: bytes)
        #expect(part.origin == scene.origin)
        let proved = try #require(part.verified())
        #expect(proved.entries.contains { TreeHash.leaf($0).leafPrefix == scene.lost.leafPrefix })
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 1
            let read = try? CutOffPart(encoded: changed)
            #expect(read == nil || read == part || read?.verified() == nil, "byte \(index)")
        }
    }
}
