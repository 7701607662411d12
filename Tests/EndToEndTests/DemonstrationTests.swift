import Foundation
import Testing

/// The federation as people run it: 22 processes of the real command with stores of their own, and the
/// demonstration day played into them.
@Suite struct DemonstrationTests {
    @Test(.timeLimit(.minutes(40)))
    func theDayComesOutAsTold() throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("dingdian-day-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let output = try Program.run([
            "demo", TidyTests.root.appendingPathComponent("nodes").path, "--once", "--data",
            folder.path, "--base-port", "\(try FreePorts.base(count: 300))",
        ])
        // Of a failure the checks that did not hold come first: only the end of a log may be kept.
        let lines = output.text.split(separator: "\n")
        let failed = lines.filter { $0.contains("✗") || $0.contains("arrive") }
        #expect(failed.isEmpty, "\(failed.joined(separator: "\n"))")
        #expect(
            output.status == 0 && output.text.contains("The day is over; every check held."),
            "\(lines.suffix(25).joined(separator: "\n"))")
    }
}
