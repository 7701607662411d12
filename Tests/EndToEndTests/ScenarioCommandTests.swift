import Foundation
import Testing

/// A scenario played by the command itself: what it prints, what it ends with, what it leaves behind.
@Suite("Scenarios by the command")
struct ScenarioCommandTests {
    private static let story = """
        officer: 甲
        acts:
          - {on: 2026-03-02, by: "220100", act: register, institution: "clinic-filing:220100:PDY1",
             region: "220100", name: 演示诊所, type: medical, place: "220100"}
          - {on: 2026-03-03, by: "220100", act: sign, institution: "clinic-filing:220100:PDY1",
             region: "220100", from: 2026-03-05, until: 2027-03-05, services: [outpatient]}
          - expect: {institution: "clinic-filing:220100:PDY1", region: "220100", on: 2026-03-05,
             status: designated}

        """
    private static let nodes = TidyTests.root.appendingPathComponent("nodes").path

    private func written(_ text: String, in folder: TestFolder) throws -> String {
        let path = folder.path + "/story.yaml"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    @Test("It prints acts and expectations, ends with 0, and keeps data only where it is told to")
    func met() throws {
        let folder = try TestFolder()
        let path = try written(Self.story, in: folder)
        let data = folder.path + "/kept"
        let played = try Program.run([
            "record", path, "--federation", Self.nodes, "--data", data,
        ])
        #expect(played.status == 0, "\(played.error)")
        #expect(played.text.contains("2026-03-03\n  220100  sign  clinic-filing:220100:PDY1"))
        #expect(played.text.contains("✓ clinic-filing:220100:PDY1 220100 2026-03-05 designated"))
        #expect(played.text.contains("1/1 / expectations met"))
        let status = try Program.run([
            "status", "clinic-filing:220100:PDY1", "--region", "220100", "--on", "2026-03-05",
            "--data", data, "--node", "220000", "--json",
        ])
        #expect(status.text.contains(#""status":"designated""#), "\(status.error)")
    }

    @Test("An expectation that is not met is named with its line, and the command ends with 1")
    func missed() throws {
        let folder = try TestFolder()
        let path = try written(
            Self.story.replacingOccurrences(of: "designated", with: "suspended"), in: folder)
        let played = try Program.run(["record", path, "--federation", Self.nodes])
        #expect(played.status == 1)
        #expect(played.error.contains("1 of 1 expectations are not met."))
        #expect(played.text.contains("story.yaml:7: clinic-filing:220100:PDY1 220100 2026-03-05"))
        #expect(played.text.contains("期望 expected suspended, 实际 found designated"))
        let json = try Program.run(["record", path, "--federation", Self.nodes, "--json"])
        #expect(json.text.contains(#""expectedStatus":"suspended""#))
        #expect(json.text.contains(#""line":7"#))
    }
}
