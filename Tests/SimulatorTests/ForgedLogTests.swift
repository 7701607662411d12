import Designation
import Testing
import TransparencyLog

@testable import Federation
@testable import Simulator

/// Any member can make a log under another's name and hand it in: it is kept and passed on, and makes
/// nobody say anything (protocol §2.3).
@Suite("Logs under others' names")
struct ForgedLogTests {
    private let wires = Wires()

    /// Hands a node's log of a stream to another, as any member may.
    private func hand(
        _ stream: Designation.Stream, of author: Exchange, to receiver: String = "root",
        by caller: String = "220000"
    ) throws {
        let store = author.replica.store
        let log = try #require(
            try store.logs().first {
                Replica.name(of: $0.origin)?.node == author.replica.name
                    && Replica.name(of: $0.origin)?.stream == stream
            })
        try wires.push(log, of: author, to: wires.node(receiver), by: caller)
    }

    /// A machine that calls itself like a node and has another key.
    private func forger(_ name: String, ahead milliseconds: UInt64 = 0) throws -> Exchange {
        let own = wires.nodes[name]
        wires.now += milliseconds
        defer {
            wires.now -= milliseconds
            wires.nodes[name] = own
        }
        let forger = try wires.start(
            name, on: Wires.disk(), entropy: 99, seed: [UInt8](repeating: 66, count: 32))
        return forger
    }

    private func claim(_ sizes: [AppliedSize], by node: Exchange, at now: UInt64) throws {
        let draft = try EntryDraft(.receipt(AppliedSizes(sizes)), effective: Wires.today)
        _ = try node.replica.record(
            RecordRequest([draft], officer: "", requiresCompetence: false), now: now)
    }

    @Test("Forged receipts say of nobody what it has applied, or had applied at a moment")
    func receipts() throws {
        try wires.found(Wires.disk())
        let author = try wires.start("220000", on: Wires.disk(), entropy: 2)
        try wires.connect("220000", to: "root")
        let event = try wires.suspend(author, cause: "one")
        try wires.settle()
        let root = try wires.node("root")
        let subject = try Origin(event.origin)
        let before = try #require(author.replica.vector(of: "220000", before: .max))
        let size = AppliedSize(origin: subject, size: 1_000, appliedMilliseconds: 7)
        let stranger = try forger("320000")
        try claim([size], by: stranger, at: wires.now)
        try hand(.receipts, of: stranger)
        #expect(root.replica.board(for: event, nodes: ["320000"])[0].state == .unknown)
        #expect(root.replica.vector(of: "320000", before: .max) == nil)
        // Not even a node itself would know better, were it asked what it knew at a moment.
        let double = try forger("220000")
        try claim([size], by: double, at: wires.now)
        try hand(.receipts, of: double, to: "220000", by: "root")
        let rows = author.replica.board(for: event, nodes: ["220000"])
        #expect(rows[0].state != .applied(milliseconds: 7))
        #expect(author.replica.vector(of: "220000", before: .max) == before)
        #expect(author.replica.vector(of: "220000", before: 8) == [:])
        // What the node itself says counts.
        try wires.start("320000", on: Wires.disk(), entropy: 3)
        try wires.connect("320000", to: "root")
        try wires.settle()
        guard case .applied = root.replica.board(for: event, nodes: ["320000"])[0].state else {
            Issue.record("a genuine receipt is not shown")
            return
        }
    }

    @Test("Forged steps of cases are not shown, and those that a closing cut off neither")
    func steps() throws {
        try wires.found(Wires.disk())
        let event = CaseEvent(
            caseID: [UInt8](repeating: 1, count: 16), sequence: 0, chain: ["220000"],
            saltedHash: .sha256([1]), payload: .sha256([2]), payloadByteCount: 9,
            wraps: .sha256([3]))
        let author = try wires.start("220000", on: Wires.disk(), entropy: 2)
        try wires.connect("220000", to: "root")
        func step(_ node: Exchange) throws {
            let draft = try EntryDraft(.casework(event), effective: Wires.today)
            _ = try node.replica.record(RecordRequest([draft], officer: "x"), now: wires.now)
        }
        let forger = try forger("220000")
        try step(forger)
        let store = forger.replica.store
        let log = try #require(
            try store.logs().first { Replica.name(of: $0.origin)?.stream == .casework })
        try wires.push(log, of: forger, to: author, by: "220000")
        #expect(author.replica.cases.all.isEmpty)
        // Its attachments stay what they are: for the chain of the case, and not for every member.
        #expect(!author.replica.mayRead(blob: event.payload, node: "320000"))
        try step(author)
        #expect(author.replica.cases.all.count == 1)
    }

    @Test("Forged stamps keep nobody from recording")
    func stamps() throws {
        try wires.found(Wires.disk())
        try wires.start("220000", on: Wires.disk(), entropy: 2)
        try wires.connect("220000", to: "root")
        let year: UInt64 = 366 * 86_400_000
        for name in ["220000", "320000", "530000"] {
            let forger = try forger(name, ahead: year)
            try claim([], by: forger, at: wires.now + year)
            try hand(.receipts, of: forger)
        }
        try claim([], by: wires.node("root"), at: wires.now)
    }

    @Test("A stamp from the future moves no clock, not even over a restart")
    func restart() throws {
        let rootDisk = Wires.disk()
        try wires.found(rootDisk)
        let disk = Wires.disk()
        let author = try wires.start("220000", on: disk, entropy: 2)
        try wires.connect("220000", to: "root")
        let year: UInt64 = 366 * 86_400_000
        try claim([], by: author, at: wires.now + year)
        try wires.settle()
        let root = try wires.start("root", on: rootDisk, entropy: 5)
        let draft = try EntryDraft(.receipt(AppliedSizes([])), effective: Wires.today)
        let recorded = try root.replica.record(
            RecordRequest([draft], officer: "", requiresCompetence: false), now: wires.now)
        #expect(recorded.allSatisfy { $0.stamp.milliseconds <= wires.now + 1_000 })
        // Who made the stamp knows after a restart, too, that its clock is behind it.
        let again = try wires.start("220000", on: disk, entropy: 6)
        #expect {
            try claim([], by: again, at: wires.now)
        } throws: { error in
            if case ReplicaError.clock(.behindOwnLog) = error { true } else { false }
        }
    }
}
