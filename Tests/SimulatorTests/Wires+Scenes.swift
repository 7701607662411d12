import Designation
import Testing
import TransparencyLog

@testable import Federation
@testable import Simulator

/// How several tests begin.
extension Wires {
    /// The author 220000, connected to the root, after its first suspension.
    struct Start {
        var author: Exchange
        var disk: MachineDisk
        var first: EventReference
        var origin: Origin
    }

    /// - Parameter withOther: whether the province 320000, which dials the root too, is there.
    func begin(root: MachineDisk = Wires.disk(), withOther: Bool = false) throws -> Start {
        try found(root)
        let disk = Wires.disk()
        let author = try start("220000", on: disk, entropy: 2)
        try connect("220000", to: "root")
        if withOther {
            try start("320000", on: Wires.disk(), entropy: 3)
            try connect("320000", to: "root")
        }
        let first = try suspend(author, cause: "one")
        let origin = try Origin(first.origin)
        try settle()
        return Start(author: author, disk: disk, first: first, origin: origin)
    }

    /// A log with two histories.
    struct Branches {
        var origin: Origin
        var first: EventReference
        /// What stands on the branch that the other province holds only.
        var other: EventReference
    }

    /// The author's machine ran twice: the root holds one branch of its log, the other province, which has
    /// no link to the root any more, the second one.
    ///
    /// - Parameter causes: of the suspensions on the root's branch.
    func branch(root: MachineDisk = Wires.disk(), causes: [String]) throws -> Branches {
        let begun = try begin(root: root, withOther: true)
        try disconnect("320000", from: "root")
        try disconnect("220000", from: "root")
        let copy = Wires.disk()
        copy.replace { $0 = begun.disk.live }
        let author = try start("220000", on: begun.disk, entropy: 4)
        for cause in causes { _ = try suspend(author, cause: cause) }
        try connect("220000", to: "root")
        let twin = try start("220000", on: copy, entropy: 5)
        let other = try suspend(twin, cause: "also two")
        try connect("220000", to: "320000")
        return Branches(origin: begun.origin, first: begun.first, other: other)
    }

    /// Hands in a whole log that `holder` has, as any member may.
    func push(
        _ log: StoredLog, of holder: Exchange, to receiver: Exchange, by caller: String
    ) throws {
        let entries = try holder.replica.store.entries(log.origin, 0..<log.position.size)
        let answer = receiver.push(
            caller: "\(caller)#9",
            request: PushRequest(
                origin: log.origin, key: log.key.publicKey,
                note: try #require(log.position.checkpoint).note,
                entries: InlineEntries(
                    from: 0, count: entries.count, bytes: try EntryBundle.encode(entries))),
            expanded: [], now: now)
        #expect(answer.0.state == .current)
    }
}
