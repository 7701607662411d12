import Foundation

/// Programs of others, run as processes of their own.
enum ForeignProgram {
    /// The folder `Tests/Foreign`.
    static var folder: URL {
        URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Foreign")
    }

    /// Runs a program to its end; its output goes to a file, so that no pipe can fill up.
    static func run(
        _ program: URL, _ arguments: [String], in folder: URL, environment: [String: String]
    ) throws -> (status: Int32, text: String) {
        let scratch = try TemporaryFolder()
        let output = scratch.url.appendingPathComponent("output")
        try Data().write(to: output)
        let handle = try FileHandle(forWritingTo: output)
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = environment
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        process.waitUntilExit()
        try handle.close()
        let text = try String(decoding: Data(contentsOf: output), as: UTF8.self)
        return (process.terminationStatus, text)
    }

    /// Runs a script of `Tests/Foreign` with the Python that has the packages of
    /// `requirements.txt`: the one that the variable `FOREIGN_PYTHON` names, else `python3`.
    static func runPython(
        _ script: String, _ arguments: [String], in folder: URL
    ) throws -> (status: Int32, text: String) {
        var environment = ProcessInfo.processInfo.environment
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
        let python = environment["FOREIGN_PYTHON"] ?? "python3"
        let script = Self.folder.appendingPathComponent(script).path
        return try run(
            URL(fileURLWithPath: "/usr/bin/env"), [python, script] + arguments, in: folder,
            environment: environment)
    }
}
