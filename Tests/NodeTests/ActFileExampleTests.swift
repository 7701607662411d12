import Designation
import Foundation
import Testing

@testable import Node

/// The first thing that a reader of `protocol/act-file.md` copies.
@Suite("The example of act-file.md")
struct ActFileExampleTests {
    @Test("It is recorded as it stands, and all that it expects comes true")
    func example() async throws {
        let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("protocol/act-file.md")
        let lines = try String(contentsOf: page, encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex(of: "```yaml"))
        let end = try #require(lines[start...].firstIndex(of: "```"))
        let example = lines[(start + 1)..<end].joined(separator: "\n")
        let world = try await CommandsWorld()
        let result = try await world.city.record(example)
        #expect(result.exit == 0, "\(result.error)\n\(result.text)")
        #expect(result.json.contains(#""expectations":2"#), "\(result.json)")
        #expect(result.json.contains(#""differences":[]"#), "\(result.json)")
        let hospital = "practice-licence:222401:PDY10026"
        #expect(world.city.answer(hospital, "222401", on: "2026-01-01").status == .designated)
    }
}
