import Designation
import Testing
import TransparencyLog

@testable import Federation
@testable import Simulator

/// The root puts rules of the fold in force that a node's software does not have (protocol §7.8).
@Suite("A fold edition newer than the software")
struct NewerFoldTests {
    private static let area = FederationPlan.code("220000")

    private func question() throws -> StatusQuestion {
        StatusQuestion(
            institution: try Wires.institution, region: Self.area, date: Wires.today)
    }

    private func publish(_ edition: UInt32, _ wires: Wires) throws {
        let draft = try EntryDraft.directory(.foldEdition(edition), effective: Wires.today)
        _ = try wires.node("root").replica.record(
            RecordRequest([draft], officer: "test", requiresCompetence: false), now: wires.now)
    }

    @Test func keepsEverythingAnswersNothingAndRecoversAfterAnUpdate() throws {
        let wires = Wires()
        try wires.found(Wires.disk())
        let disk = Wires.disk()
        var node = try wires.start("220000", on: disk, entropy: 2, heldAreas: [Self.area])
        try wires.connect("220000", to: "root")
        _ = try wires.suspend(node, cause: "one")
        #expect(node.replica.registry.answer(try question()).doubt == nil)
        _ = try node.publishDigests()
        #expect(!node.news.digests.isEmpty)

        try publish(2, wires)
        try wires.settle()
        #expect(node.replica.directory.foldEdition == 2)
        let second = try wires.suspend(node, cause: "two")
        let doubtful = node.replica.registry.answer(try question())
        #expect(doubtful.status == .unknown)
        #expect(doubtful.doubt == .foldEdition)
        #expect(!doubtful.settleable)
        // It says what it knows to speak against the institution all the same.
        #expect(doubtful.knownSanctions.count == 2)
        let query = DigestQuery(
            scope: Self.area.text, foldEdition: 2,
            inputs: try node.replica.digest(Self.area).inputs,
            bucket: nil)
        #expect(try node.publishDigests().isEmpty)
        #expect(try node.answer(query, caller: "220000#1") == .unknown)
        // What it records travels like everything else.
        try wires.settle()
        let there = try wires.node("root").replica.store.log(try Origin(second.origin))
        #expect(there?.position.size ?? 0 > second.index)

        // A start of the same software changes nothing; newer software takes up what is there.
        node = try wires.start("220000", on: disk, entropy: 3, heldAreas: [Self.area])
        #expect(node.replica.registry.answer(try question()).doubt == .foldEdition)
        node = try wires.start(
            "220000", on: disk, entropy: 4, heldAreas: [Self.area], knownFoldEdition: 2)
        let answer = node.replica.registry.answer(try question())
        #expect(answer.status != .unknown)
        #expect(answer.doubt == nil)
        _ = try node.publishDigests()
        #expect(node.news.digests.contains { $0.foldEdition == 2 })
    }
}
