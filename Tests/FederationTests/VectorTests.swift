import Foundation
import Testing

/// The files of `protocol/vectors` are what this software computes today.
///
/// Run with `REGENERATE_VECTORS=1` after a wanted change of a format: the files are then written
/// anew, and the difference shows in review what a second implementation has to follow.
@Suite("Test vectors", .serialized)
struct VectorTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    private static var folder: URL { root.appendingPathComponent("protocol/vectors") }

    private static let isRegenerating =
        ProcessInfo.processInfo.environment["REGENERATE_VECTORS"] == "1"

    private func check(_ name: String, _ document: VectorJSON) throws {
        let file = Self.folder.appendingPathComponent(name)
        let fresh = Data(document.file.utf8)
        if Self.isRegenerating { try fresh.write(to: file) }
        let kept = try Data(contentsOf: file)
        let isEqual = kept == fresh
        #expect(isEqual, "\(name) differs at \(Self.firstDifference(kept, fresh))")
    }

    /// The line where two files part, as far as it tells something.
    private static func firstDifference(_ kept: Data, _ fresh: Data) -> String {
        let left = String(decoding: kept, as: UTF8.self).split(separator: "\n")
        let right = String(decoding: fresh, as: UTF8.self).split(separator: "\n")
        for (number, (one, two)) in zip(left, right).enumerated() where one != two {
            return "line \(number + 1): \(one.prefix(200)) is now \(two.prefix(200))"
        }
        return "its end: \(left.count) lines are now \(right.count)"
    }

    @Test func notes() throws { try check("notes.json", LogVectors.notes()) }
    @Test func checkpoints() throws { try check("checkpoints.json", LogVectors.checkpoints()) }
    @Test func trees() throws { try check("trees.json", TreeVectors.document()) }
    @Test func entries() throws { try check("entries.json", EntryVectors.document()) }
    @Test func openings() throws { try check("epochs.json", EntryVectors.epochs()) }
    @Test func cases() throws { try check("cases.json", EntryVectors.cases()) }
    @Test func exchange() throws { try check("exchange.json", ExchangeVectors.document()) }
    @Test func messages() throws { try check("messages.json", ExchangeVectors.messages()) }
    @Test func directory() throws { try check("directory.json", RegistryVectors.directory()) }
    @Test func registry() throws { try check("registry.json", RegistryVectors.registry()) }
    @Test func review() throws { try check("review.json", ReviewVectors.document()) }

    /// A reader in another language, which shares no code with this project, comes to the same.
    @Test func aSecondReaderAgrees() throws {
        let script = Self.root.appendingPathComponent("Tests/Foreign/read_vectors.py")
        let arguments = [
            Self.folder.path, Self.root.appendingPathComponent("protocol/proto").path,
        ]
        let whole = try Self.python(script, arguments)
        #expect(whole.status == 0, "\(whole.text)")
        #expect(whole.text.contains("all vectors agree"), "\(whole.text)")
    }

    /// The second reader does read: a changed vector is refused by it.
    @Test func theSecondReaderRefusesChangedVectors() throws {
        let copy = FileManager.default.temporaryDirectory
            .appendingPathComponent("vectors-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: Self.folder, to: copy)
        defer { try? FileManager.default.removeItem(at: copy) }
        let file = copy.appendingPathComponent("entries.json")
        let text = try String(contentsOf: file, encoding: .utf8)
        let changed = text.replacing("\"officer\":\"张三 0017\"", with: "\"officer\":\"\"")
        try #require(changed != text)
        try changed.write(to: file, atomically: false, encoding: .utf8)
        let script = Self.root.appendingPathComponent("Tests/Foreign/read_vectors.py")
        let schema = Self.root.appendingPathComponent("protocol/proto").path
        let result = try Self.python(script, [copy.path, schema])
        #expect(result.status == 1, "\(result.text)")
        #expect(result.text.contains("entries.json"), "\(result.text)")
    }

    /// Runs the reader with the Python that the tests were given; it needs the standard library
    /// only.
    private static func python(
        _ script: URL, _ arguments: [String]
    ) throws -> (status: Int32, text: String) {
        var environment = ProcessInfo.processInfo.environment
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
        let program =
            environment["FOREIGN_PYTHON"] ?? environment["DINGDIAN_PYTHON"] ?? "python3"
        let output = FileManager.default.temporaryDirectory
            .appendingPathComponent("reader-\(UUID().uuidString)")
        try Data().write(to: output)
        defer { try? FileManager.default.removeItem(at: output) }
        let handle = try FileHandle(forWritingTo: output)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program, script.path] + arguments
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
