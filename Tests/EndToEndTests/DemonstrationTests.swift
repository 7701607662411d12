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
        let output = try run([
            "demo", TidyTests.root.appendingPathComponent("nodes").path, "--once", "--data",
            folder.path, "--base-port", "\(try FreePorts.base(count: 200))",
        ])
        // Of a failure the checks that did not hold come first: only the end of a log may be kept.
        let lines = output.text.split(separator: "\n")
        let failed = lines.filter { $0.contains("✗") || $0.contains("arrive") }
        #expect(failed.isEmpty, "\(failed.joined(separator: "\n"))")
        #expect(
            output.status == 0 && output.text.contains("The day is over; every check held."),
            "\(lines.suffix(25).joined(separator: "\n"))")
    }

    @Test func everyCallHasHelpAndUsageErrorsEndWithTwo() throws {
        #expect(try run(["help"]).status == 0)
        #expect(try run(["status"]).status == 2)
        #expect(try run(["no-such-call"]).status == 2)
    }

    private func run(_ arguments: [String]) throws -> (status: Int32, text: String) {
        let process = Process()
        process.executableURL = try program()
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: bytes, as: UTF8.self))
    }

    /// The command lies beside the test bundle.
    private func program() throws -> URL {
        let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        let beside = bundle.appendingPathComponent("dingdian")
        if FileManager.default.isExecutableFile(atPath: beside.path) { return beside }
        let built = TidyTests.root.appendingPathComponent(".build/debug/dingdian")
        try #require(
            FileManager.default.isExecutableFile(atPath: built.path),
            "Build the command first: swift build --build-tests")
        return built
    }
}
