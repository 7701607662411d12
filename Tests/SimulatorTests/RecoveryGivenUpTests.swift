import Designation
import Testing
import TransparencyLog

@testable import Federation
@testable import Simulator

/// Of what a node lost, a peer has the first part and nobody the rest. The rest is given up; the first
/// part must come back all the same (protocol §4.4).
@Suite("Own entries that come back in part")
struct RecoveryGivenUpTests {
    /// The author loses two entries to a restored database, of which the root has one.
    private func begin(_ wires: Wires) throws -> (author: Exchange, origin: Origin) {
        let disk = Wires.disk()
        try wires.found(Wires.disk())
        var author = try wires.start("220000", on: disk, entropy: 2)
        try wires.connect("220000", to: "root")
        _ = try wires.suspend(author, cause: "one")
        try wires.settle()
        let backup = disk.live.logs
        let origin = try Origin(try wires.suspend(author, cause: "two").origin)
        try wires.settle()
        #expect(try wires.node("root").replica.registry.applied(origin) == 3)
        try wires.disconnect("220000", from: "root")
        _ = try wires.suspend(author, cause: "three")
        disk.replace { $0.logs = backup }
        author = try wires.start("220000", on: disk, entropy: 3)
        #expect(missing(author, origin) == 2..<4)
        return (author, origin)
    }

    private func missing(_ author: Exchange, _ origin: Origin) -> Range<UInt64>? {
        author.replica.ownMissing.first { $0.origin == origin }?.missing
    }

    @Test("What a peer has is there after the rest was given up", arguments: [true, false])
    func firstPart(authorDials: Bool) throws {
        let wires = Wires()
        let (author, origin) = try begin(wires)
        try wires.connect(
            authorDials ? "220000" : "root", to: authorDials ? "root" : "220000")
        #expect(missing(author, origin) == 3..<4)
        #expect(try author.replica.entriesGivenUp().isEmpty, "What may still come is not lost.")
        author.replica.giveUpRecovery(.sanctions)
        // The longest pause of a peer that handed it in for nothing.
        wires.now += 2 * BackOff.longestMilliseconds
        try wires.settle()
        #expect(author.replica.registry.applied(origin) == 3)
        #expect(author.replica.recordingState == .ready)
        // Somebody must know that an act which was acknowledged is nowhere.
        let lost = try author.replica.entriesGivenUp()
        #expect(lost.map(\.origin) == [origin] && lost.map(\.missing) == [3..<4])
    }
}
