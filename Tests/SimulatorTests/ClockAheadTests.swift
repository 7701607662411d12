import Designation
import Testing
import TransparencyLog

@testable import Federation
@testable import Simulator

/// A node whose clock was a year ahead for a while: too little to be noticed, and what it stamped keeps
/// it from recording by the right clock, until its superior closes its log before that.
@Suite("A clock that was a year ahead")
struct ClockAheadTests {
    private let wires = Wires()
    private static let year: UInt64 = 366 * 86_400_000

    private func suspend(_ author: Exchange, _ cause: String, at now: UInt64) throws -> Recorded {
        let region = FederationPlan.code("220000")
        let draft = try EntryDraft.act(
            .suspended(
                Suspension(
                    isOwnRequest: false, until: nil, type: .medical, place: region, cause: cause)),
            subject: try Wires.institution, region: region, effective: Wires.today,
            basis: [Citation(edition: "N", article: "42")], references: [])
        let recorded = try author.replica.record(
            RecordRequest([draft], officer: "test"), now: now)
        return try #require(recorded.first)
    }

    @Test func recordsAgainOnceItsLogIsClosedBeforeThat() throws {
        try wires.found(Wires.disk())
        let disk = Wires.disk()
        let author = try wires.start("220000", on: disk, entropy: 2)
        try wires.connect("220000", to: "root")
        let first = try suspend(author, "before", at: wires.now)
        let origin = try Origin(first.reference.origin)
        try wires.settle()
        let before = try #require(try author.replica.store.log(origin)?.position)
        let ahead = try suspend(author, "ahead", at: wires.now + Self.year)
        try wires.settle()
        #expect {
            try suspend(author, "now", at: wires.now)
        } throws: { error in
            if case ReplicaError.clock(.behindOwnLog) = error { true } else { false }
        }
        try wires.close(origin, at: before, .retirement)
        try wires.settle()
        let now = try suspend(author, "now", at: wires.now)
        #expect(now.stamp.milliseconds <= wires.now)
        #expect(now.reference.origin != origin.text)
        // What was cut off was recorded again, by the right clock, and the day is the right one.
        #expect(try wires.recordedAgain(author) == [ahead.reference])
        // The stamps beyond the closing are still on the disk; they say nothing after a start either.
        let again = try wires.start("220000", on: disk, entropy: 6)
        let later = try suspend(again, "later", at: wires.now + 60_000)
        #expect(later.stamp.milliseconds <= wires.now + 60_000)
        let standing = again.replica.registry.standing(
            of: try Wires.institution, area: Registry.common)
        #expect(standing.sanctions.count == 4)
    }
}
