import Foundation

/// A child process that is asked by lines on its input and answers by lines on its output.
final class BenchProcess {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var pending: [UInt8] = []
    let name: String

    init(_ executable: String, _ arguments: [String], name: String) throws {
        self.name = name
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        try process.run()
    }

    deinit { if process.isRunning { process.terminate() } }

    var identifier: Int32 { process.processIdentifier }

    func send(_ line: String) {
        input.fileHandleForWriting.write(Data((line + "\n").utf8))
    }

    /// Waits for the next line.
    func receive() throws -> String {
        let newline = UInt8(ascii: "\n")
        while true {
            if let end = pending.firstIndex(of: newline) {
                let line = String(decoding: pending[..<end], as: UTF8.self)
                pending.removeSubrange(...end)
                if line.hasPrefix("error ") { throw BenchError.child("\(name): \(line)") }
                return line
            }
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else { throw BenchError.child("\(name) ended without an answer.") }
            pending += data
        }
    }

    func ask(_ line: String) throws -> String {
        send(line)
        return try receive()
    }

    func wait() { process.waitUntilExit() }

    func kill() {
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}

/// Programs that run to their end.
enum BenchTool {
    /// The path of a program, `nil` when it is not installed.
    static func find(_ name: String) -> String? {
        let folders =
            (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
            .split(separator: ":").map(String.init) + ["/usr/sbin", "/sbin"]
        return folders.map { "\($0)/\(name)" }.first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
    }

    /// Runs a program and returns what it printed.
    ///
    /// - Throws: ``BenchError/tool(_:)`` with its messages when it fails.
    @discardableResult
    static func run(
        _ executable: String, _ arguments: [String], input: String = ""
    ) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: "/")
        let (output, errors, source) = (Pipe(), FileManager.default.temporaryDirectory, Pipe())
        let errorPath = errors.appendingPathComponent("dingdian-bench-\(UUID().uuidString)").path
        _ = FileManager.default.createFile(atPath: errorPath, contents: nil)
        defer {
            // Losing the error is right: a forgotten scrap of text in the temporary folder.
            try? FileManager.default.removeItem(atPath: errorPath)
        }
        process.standardOutput = output
        process.standardError = FileHandle(forWritingAtPath: errorPath)
        process.standardInput = source
        try process.run()
        source.fileHandleForWriting.write(Data(input.utf8))
        try source.fileHandleForWriting.close()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let text = FileManager.default.contents(atPath: errorPath) ?? Data()
            throw BenchError.tool(
                "\(executable) failed: \(String(decoding: text.suffix(500), as: UTF8.self))")
        }
        return String(decoding: data, as: UTF8.self)
    }
}
