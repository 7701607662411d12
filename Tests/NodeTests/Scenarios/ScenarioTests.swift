import Designation
import Messages
import Testing

@testable import Node

/// The scenario of each area, played with real nodes: every act is taken by the rules, every
/// expectation holds on all nodes that hold the same, and in the end all registries are equal.
@Suite("Scenarios of the areas")
struct ScenarioTests {
    @Test("Every expectation of the area's scenario is met")
    func areas() async {
        // Tests run one after the other; the areas share the cores.
        await withTaskGroup(of: Void.self) { group in
            for name in ScenarioFolder.areas { group.addTask { await area(name) } }
        }
    }

    private func area(_ name: String) async {
        do {
            let played = try await ScenarioFolder.play("\(name)/scenario.yaml")
            #expect(played.missed.isEmpty, "\(played.missed.joined(separator: "\n"))")
            #expect(played.checkedCount >= 20, "\(name)")
            #expect(!played.digests.isEmpty, "\(name)")
        } catch {
            Issue.record("\(name): \(error)")
        }
    }

    private static let clinic = "clinic-filing:220100:PDY1"
    private static let designation = """
        - {on: 2026-03-02, by: "220100", act: register, institution: "\(clinic)", region: "220100",
           name: 甲, type: medical, place: "220100", officer: 甲}
        - {on: 2026-03-03, by: "220100", act: sign, institution: "\(clinic)", region: "220100",
           from: 2026-03-05, until: 2027-03-05, services: [outpatient], basis: N 10, officer: 甲}

        """

    private func play(_ text: String) async throws -> ScenarioFolder.Played {
        try await ScenarioFolder.play("story.yaml", Array(text.utf8))
    }

    @Test("What is not met is named with file, line, both answers and the reasons")
    func missed() async throws {
        let played = try await play(
            Self.designation + """
                - expect: {institution: "\(Self.clinic)", region: "220100", on: 2026-03-04,
                   status: designated}
                - expect: {institution: "\(Self.clinic)", region: "220100", on: 2026-03-05,
                   status: designated, settleable: no}
                """)
        let text = played.missed.joined(separator: "\n")
        #expect(text.contains("story.yaml:5: \(Self.clinic) 220100 2026-03-04 220100:"))
        #expect(text.contains("expected designated, 实际 found not-designated, not settleable"))
        #expect(text.contains("story.yaml:7"))
        #expect(
            text.contains("expected designated, not settleable, 实际 found designated, settleable"))
        #expect(text.contains("2026-03-05 → 2027-03-05"))
    }

    @Test("Who is cut off hears nothing and is not heard until the day of return")
    func offline() async throws {
        let played = try await play(
            """
            officer: 甲
            offline:
              - {node: "220100", from: 2026-03-02, to: 2026-03-09}
            acts:
              - {on: 2026-03-02, by: "220100", act: register, institution: "\(Self.clinic)",
                 region: "220100", name: 甲, type: medical, place: "220100"}
              - {on: 2026-03-03, by: "220100", act: sign, institution: "\(Self.clinic)",
                 region: "220100", from: 2026-03-05, until: 2027-03-05, services: [outpatient]}
              - expect: {institution: "\(Self.clinic)", region: "220000", on: 2026-03-05,
                 status: not-designated}
              - {on: 2026-03-04, by: "220000", act: suspend, institution: "\(Self.clinic)",
                 region: "229900", cause: 乙, basis: [N 42], type: medical, place: "220100"}
              - expect: {institution: "\(Self.clinic)", region: "220100", on: 2026-03-05,
                 status: designated}
              - day: 2026-03-09
              - expect: {institution: "\(Self.clinic)", region: "220100", on: 2026-03-05,
                 status: suspended}
            """)
        #expect(played.missed.isEmpty, "\(played.missed.joined(separator: "\n"))")
        #expect(played.checkedCount == 3)
    }

    @Test(
        "An act that fails, or is to fail and does not, ends it with file and line",
        arguments: [
            (
                #"- {on: 2026-03-02, act: bar, institution: "clinic-filing:1:1", region: "220100", until: 2027-01-01}"#,
                "story.yaml:1: Say which node does it"
            ),
            (
                #"- {on: 2026-03-02, by: "1", act: bar, institution: "clinic-filing:1:1", region: "220100", until: 2027-01-01}"#,
                "no node 1"
            ),
            (
                #"- {by: "220100", act: bar, institution: "clinic-filing:1:1", region: "220100", until: 2027-01-01}"#,
                "story.yaml:1: Say on which day"
            ),
            (
                #"- {on: 2026-03-02, by: "220103", act: bar, officer: a, institution: "clinic-filing:1:1", region: "220100", until: 2027-01-01}"#,
                "story.yaml:1: This node has no competence"
            ),
            (
                #"- {on: 2026-03-02, by: "220100", act: bar, officer: a, institution: "clinic-filing:1:1", region: "220100", until: 2027-01-01, refused: N 12}"#,
                "story.yaml:1: It was to be refused"
            ),
        ])
    func failing(_ text: String, _ sentence: String) async throws {
        let error = await #expect(throws: CommandFailure.self) { try await play(text) }
        let english = error?.message.english ?? ""
        #expect(english.contains(sentence), "\(english)")
    }
}

/// Plays files of the demonstration's folder.
enum ScenarioFolder {
    static let areas = ["shanghai", "yunnan", "jilin", "weihai", "changzhou"]
    static let spare = ScenarioStores.temporaryFolder(otherwise: "/tmp")
    static let path: String = {
        let parts = #filePath.split(separator: "/")
        return "/" + parts.dropLast(4).joined(separator: "/") + "/nodes"
    }()
    /// Read once: it is some hundred files.
    static let federation = Result { try FederationFolder.load(path) }

    struct Played {
        var missed: [String] = []
        var checkedCount = 0
        var digests: [RegionCode: String] = [:]
    }

    static func play(_ name: String) async throws -> Played {
        try await play(name, BoundedFile.read("\(path)/\(name)", limitByteCount: 3 << 20))
    }

    static func play(_ name: String, _ bytes: [UInt8]) async throws -> Played {
        let file = try ActFile(name: name, bytes: bytes, today: BackendWorld.today)
        let folder = TestFolder(in: spare)
        let player = try await ScenarioPlayer(file, federation.get(), in: folder.path + "/nodes")
        var failure: (any Error)?
        do { try await player.play() } catch { failure = error }
        await player.federation.close()
        if let failure { throw failure }
        return Played(
            missed: player.differences.flatMap { ScenarioText.missed($0, name) },
            checkedCount: player.checkedCount, digests: player.digests)
    }
}
