import Foundation
import Testing

/// The federation as people run it: 22 processes of the real command with stores of their own, and the
/// demonstration day played into them.
@Suite struct DemonstrationTests {
    @Test(.timeLimit(.minutes(10)))
    func theDayComesOutAsTold() throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("dingdian-day-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let output = try run([
            "demo", TidyTests.root.appendingPathComponent("nodes").path, "--once", "--data",
            folder.path, "--base-port", "\(20_000 + Int(getpid()) % 20_000)",
        ])
        #expect(output.status == 0, "\(output.text)")
        #expect(!output.text.contains("✗"), "\(output.text)")
        #expect(output.text.contains("The day is over; every check held."))
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
