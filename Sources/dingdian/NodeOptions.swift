import ArgumentParser
import Federation
import Foundation
import Logging
import Messages
import Node
import Storage

/// Options of every command that needs a node's data.
struct NodeOptions: ParsableArguments {
    @Option(
        help:
            "节点的文件夹，或每个节点各一个子文件夹的联盟文件夹；默认 DINGDIAN_DATA / A node's folder, or a federation's with one folder for each node. Default: DINGDIAN_DATA."
    )
    var data: String?
    @Option(help: "联盟文件夹中的哪个节点 / Which node of a federation's folder.")
    var node: String?
    @Flag(help: "输出一个 JSON 文档而不是文本 / Print one JSON document instead of text.")
    var json = false

    func location() throws -> NodeLocation {
        let data = data ?? ProcessInfo.processInfo.environment["DINGDIAN_DATA"] ?? "."
        return try NodeLocation.find(data: Paths.absolute(data), node: node)
    }

    /// Runs a command in the node's process, or in this one when none runs, and ends with its status.
    func run(
        _ name: String, options: [String: String] = [:], arguments: [String] = [],
        files: [String: [UInt8]] = [:]
    ) async throws {
        let result = try await result(name, options: options, arguments: arguments, files: files)
        try Output.show(result, json: json)
    }

    /// Runs a command and hands back what it came to.
    func result(
        _ name: String, options: [String: String] = [:], arguments: [String] = [],
        files: [String: [UInt8]] = [:]
    ) async throws -> CommandResult {
        let client = LocalCommandClient(try location(), logger: Output.logger()) { text in
            Output.progress(text)
        }
        let result = try await client.run(
            LocalCommand(name, options: options, arguments: arguments, files: files))
        Output.endProgress()
        return result
    }
}

/// Paths as another process understands them.
enum Paths {
    static func absolute(_ path: String) -> String {
        URL(fileURLWithPath: path).standardizedFileURL.path
    }

    /// A file that the command line names.
    ///
    /// - Throws: ``CommandFailure`` that names the file as it was given.
    static func bytes(of file: String) throws -> [UInt8] {
        if isFolder(file) { throw CommandFailure("\(file) is a folder; give a file.") }
        guard let bytes = try FileSystem.read(absolute(file)) else {
            throw CommandFailure("There is no file \(file).")
        }
        return bytes
    }

    /// The folder in which a file lies, as another process understands it.
    static func folder(of file: String) -> String {
        URL(fileURLWithPath: file).standardizedFileURL.deletingLastPathComponent().path
    }

    /// A folder that the command line names and that has to be there.
    static func folder(_ path: String) throws -> String {
        guard isFolder(path) else {
            throw CommandFailure("There is no folder \(path); check the path or insert the medium.")
        }
        return absolute(path)
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: absolute(path), isDirectory: &isFolder)
            && isFolder.boolValue
    }
}

/// What goes to the terminal.
enum Output {
    static func show(_ result: CommandResult, json: Bool) throws {
        if json {
            try Console.say(result.json)
        } else if !result.text.isEmpty {
            try Console.say(result.text)
        }
        if !result.error.isEmpty {
            complain(Message(lines: result.error), status: result.exit)
        }
        if result.exit != 0 { throw ExitCode(result.exit) }
    }

    /// One sentence on standard error, Chinese on the first line and English on the next, each with
    /// what it means for the caller before it.
    static func complain(_ message: Message, status: Int32) {
        let text: Message =
            switch status {
            case 0: "note: \(message)"
            case 2: "wrong usage: \(message)"
            case 3: "stale or provisional: \(message)"
            default: "not done: \(message)"
            }
        warn(PlainText.shown(text.lines, keepsLines: true))
    }

    /// Lines on standard error.
    static func warn(_ text: String) { Console.tryToWrite(text + "\n", to: STDERR_FILENO) }

    /// One line that is written over, on terminals only.
    static func progress(_ text: String) {
        guard isatty(STDERR_FILENO) != 0 else { return }
        Console.tryToWrite("\r\u{1B}[K\(text)", to: STDERR_FILENO)
    }

    static func endProgress() { progress("") }

    static func logger(_ level: Logger.Level = .error) -> Logger {
        var logger = Logger(label: "dingdian") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = level
        return logger
    }
}

/// Options as the node reads them: only those that were given.
struct GivenOptions {
    private(set) var values: [String: String] = [:]

    mutating func set(_ name: String, _ value: String?) {
        if let value { values[name] = value }
    }

    mutating func set(_ name: String, _ flag: Bool) {
        if flag { values[name] = "yes" }
    }
}
