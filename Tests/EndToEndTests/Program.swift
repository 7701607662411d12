import Foundation
import Testing

/// The real command, as a process of its own.
enum Program {
    struct Output {
        var status: Int32
        var text: String
        var error: String
    }

    /// Runs it to its end. Output goes to files, so that no pipe can fill up.
    static func run(
        _ arguments: [String], environment: [String: String] = [:]
    ) throws -> Output {
        let folder = try TestFolder()
        let process = Process()
        process.executableURL = try path()
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try handle(folder.path + "/out")
        process.standardError = try handle(folder.path + "/err")
        try process.run()
        process.waitUntilExit()
        return Output(
            status: process.terminationReason == .exit ? process.terminationStatus : 128,
            text: try read(folder.path + "/out"), error: try read(folder.path + "/err"))
    }

    private static func handle(_ path: String) throws -> FileHandle {
        try Data().write(to: URL(fileURLWithPath: path))
        return try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    }

    private static func read(_ path: String) throws -> String {
        try String(decoding: Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    }

    /// The command lies beside the test bundle.
    static func path() throws -> URL {
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

/// A folder for one test, removed at the end.
final class TestFolder: Sendable {
    let path: String

    init() throws {
        path =
            FileManager.default.temporaryDirectory
            .appendingPathComponent("dingdian-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        // Losing the error is right: what cannot be removed is left to the system's own cleaning.
        try? FileManager.default.removeItem(atPath: path)
    }

    func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
        let file = "\(path)/\(name)"
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        return file
    }
}
