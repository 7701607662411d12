import Foundation
import Testing
import Transport

/// What lies beside the logs on a foreign stick.
@Suite struct FolderFilesTests {
    private let root = FileManager.default.temporaryDirectory
        .appendingPathComponent("folder-files-\(UUID().uuidString)")

    private func make(_ names: [String: String]) throws {
        for (name, text) in names {
            let place = root.appendingPathComponent(name)
            try FileManager.default.createDirectory(
                at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: place)
        }
    }

    private func withFiles(
        _ names: [String: String], _ body: (FolderFiles) throws -> Void
    ) throws {
        try make(names)
        defer { try? FileManager.default.removeItem(at: root) }
        try body(FolderFiles(root: root.path))
    }

    @Test func plainFilesAreReadUpToTheLimit() throws {
        try withFiles(["blob/a": "1234", "blob/b": "12345"]) { files in
            #expect(files.contents(of: "a", in: "blob", limit: 4) == Array("1234".utf8))
            #expect(files.contents(of: "b", in: "blob", limit: 4) == nil)
            #expect(files.contents(of: "c", in: "blob", limit: 4) == nil)
            #expect(files.contents(of: "a", in: "other", limit: 4) == nil)
        }
    }

    @Test func linksPipesAndWaysOutAreNotThere() throws {
        try withFiles(["blob/a": "1", "secret": "2", "far/b": "3"]) { files in
            let manager = FileManager.default
            let (link, folder) = (root.path + "/blob/link", root.path + "/linked")
            try manager.createSymbolicLink(atPath: link, withDestinationPath: root.path + "/secret")
            try manager.createSymbolicLink(atPath: folder, withDestinationPath: root.path + "/far")
            #expect(mkfifo(root.path + "/blob/pipe", 0o600) == 0)
            for name in ["link", "pipe", "../secret", "..", ".", ""] {
                #expect(files.contents(of: name, in: "blob", limit: 9) == nil, "\(name)")
            }
            #expect(files.contents(of: "b", in: "linked", limit: 9) == nil)
            #expect(files.contents(of: "secret", in: "..", limit: 9) == nil)
            #expect(files.names(in: "linked", limit: 9) { _ in true } == [])
            #expect(files.names(in: "blob", limit: 9) { _ in true } == ["a"])
        }
    }

    /// A computer of another kind leaves files of its own on every stick; they do not use up the bound.
    @Test func onlyWantedNamesCount() throws {
        var names = ["cut-off/f1": "", "cut-off/f2": "", "cut-off/f3": ""]
        for number in 0..<50 { names["cut-off/__\(number)"] = "" }
        try withFiles(names) { files in
            let found = files.names(in: "cut-off", limit: 2) { $0.hasPrefix("f") }
            #expect(found == ["f1", "f2"])
        }
    }

    @Test func aFileInTheFoldersPlaceHoldsNothing() throws {
        try withFiles(["cut-off": "not a folder"]) { files in
            #expect(files.names(in: "cut-off", limit: 9) { _ in true } == [])
            #expect(files.contents(of: "a", in: "cut-off", limit: 9) == nil)
        }
    }
}
