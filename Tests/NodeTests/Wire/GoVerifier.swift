import Foundation
import Testing

/// `Tests/Foreign/verifylog`, which checks logs with Go's sumdb/note and sumdb/tlog; built once.
final class GoVerifier: Sendable {
    private let folder = TestFolder()

    init() throws {
        let go = ["/usr/bin/go", "/usr/local/go/bin/go", "/usr/lib/go/bin/go"]
            .first(where: FileManager.default.isExecutableFile(atPath:))
        let compiler = try #require(
            go, "Go is not installed: run `make test`, or apt install golang-go")
        let source = URL(fileURLWithPath: FileServer.script("verifylog"))
        let built = try Self.run(
            compiler, ["build", "-o", "\(folder.path)/verifylog", "."], in: source,
            environment: [
                "GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOFLAGS": "",
                "GOCACHE": "\(folder.path)/cache", "HOME": folder.path, "PATH": "/usr/bin:/bin",
            ])
        try #require(built.status == 0, "verifylog does not build: \(built.text)")
    }

    /// - Parameter arguments: folders, or an address and origins.
    func run(_ arguments: [String]) throws -> (status: Int32, text: String) {
        try Self.run(
            "\(folder.path)/verifylog", arguments, in: URL(fileURLWithPath: folder.path),
            environment: [:])
    }

    /// The output goes to a file, so that no pipe can fill up.
    private static func run(
        _ program: String, _ arguments: [String], in folder: URL, environment: [String: String]
    ) throws -> (status: Int32, text: String) {
        let scratch = TestFolder()
        let output = URL(fileURLWithPath: scratch.path).appendingPathComponent("output")
        try Data().write(to: output)
        let handle = try FileHandle(forWritingTo: output)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
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
}
