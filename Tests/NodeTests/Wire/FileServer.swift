import Foundation
import Testing

/// `Tests/Foreign/serve_files.py` as a child of the test process; it ends with its standard input,
/// so it goes with the test however that ends.
final class FileServer: Sendable {
    let url: String
    private let input: FileHandle
    private let process: Process

    init(folder: String) throws {
        process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", Self.script("serve_files.py"), folder]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        self.input = input.fileHandleForWriting
        try process.run()
        var line: [UInt8] = []
        while let byte = try output.fileHandleForReading.read(upToCount: 1)?.first, byte != 10 {
            line.append(byte)
        }
        url = String(decoding: line, as: UTF8.self)
        try #require(url.hasPrefix("http://"), "python3 is needed for this test")
    }

    deinit {
        // Losing the error is right: a server that is gone already needs no end.
        try? input.close()
        process.waitUntilExit()
    }

    static func script(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Foreign/\(name)").path
    }

    /// Runs a script of `Tests/Foreign` with the Python that has the packages of others.
    static func run(_ name: String, _ arguments: [String]) throws {
        let environment = ProcessInfo.processInfo.environment
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            [environment["FOREIGN_PYTHON"] ?? "python3", script(name)] + arguments
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(name) failed; run it by `make test`")
    }
}
