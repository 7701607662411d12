import Foundation
import Messages

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
    /// Everything passes through files: a program that leaves a server behind hands its open pipes
    /// on to it, and whoever waits for their end waits for ever.
    ///
    /// - Throws: ``BenchError/tool(_:)`` with its messages when it fails.
    @discardableResult
    static func run(
        _ executable: String, _ arguments: [String], input: String = ""
    ) throws -> String {
        let base = FileManager.default.temporaryDirectory
            .appendingPathComponent("dingdian-bench-\(UUID().uuidString)").path
        let files = (input: base + ".in", output: base + ".out", errors: base + ".err")
        defer {
            for file in [files.input, files.output, files.errors] { unlink(file) }
        }
        guard FileManager.default.createFile(atPath: files.input, contents: Data(input.utf8))
        else { throw BenchError.missing(files.input) }
        let status = try spawn([executable] + arguments, files)
        guard status == 0 else {
            let text = FileManager.default.contents(atPath: files.errors) ?? Data()
            throw BenchError.tool(
                "\(executable) failed: \(String(decoding: text.suffix(500), as: UTF8.self))")
        }
        let output = FileManager.default.contents(atPath: files.output) ?? Data()
        return String(decoding: output, as: UTF8.self)
    }

    /// - Returns: the exit status as `waitpid` gives it.
    private static func spawn(
        _ command: [String], _ files: (input: String, output: String, errors: String)
    ) throws -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let fresh = O_WRONLY | O_CREAT | O_TRUNC
        posix_spawn_file_actions_addopen(&actions, 0, files.input, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, files.output, fresh, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, files.errors, fresh, 0o600)
        // The shell only changes the folder: the program may run as a user who cannot read ours.
        let shell = ["/bin/sh", "-c", "cd / && exec \"$@\"", "sh"]
        var arguments = (shell + command).map { strdup($0) }
        arguments.append(nil)
        defer { for argument in arguments { free(argument) } }
        var child: pid_t = 0
        guard posix_spawn(&child, shell[0], &actions, nil, arguments, environ) == 0 else {
            throw BenchError.tool("\(command[0]) cannot be started.")
        }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        return status
    }
}
