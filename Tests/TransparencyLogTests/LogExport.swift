import Foundation
import Testing

@testable import TransparencyLog

/// Writes a log into a folder, in the layout in which nodes export and serve it:
/// `FOLDER/log/<origin>/{checkpoint,vkey,tile/…}`.
enum LogExport {
    /// Writes a log made with our own writer, of the first `size` entries of the golden vectors,
    /// and returns its folder.
    static func write(size: Int, into folder: URL, name: String) throws -> URL {
        let log = try TestLog(name: name)
        var head = try log.writer.create()
        var next = 0
        // In portions, as logs grow; the last one is small.
        while next < size {
            let end = min(size, next + max(1, (size - next + 1) / 2))
            head = try log.writer.append(entries(next..<end))
            next = end
        }
        let place = folder.appendingPathComponent("log").appendingPathComponent(name)
        let all = log.store.contents[log.origin]?.entries ?? []
        let table = HashTable(leaves: all.map { TreeHash.leaf($0) })
        try write(.checkpoint, head.note, at: place)
        try write(.verifierKey, bytes(log.signer.verifierKey.vkey + "\n"), at: place)
        for level in 0...7 {
            for index in 0..<TileCoordinate.count(level: level, treeSize: head.size) {
                let tile = try #require(
                    TileCoordinate.covering(level: level, index: index, treeSize: head.size))
                try write(.tile(tile), Tile.encode(table.tile(tile)), at: place)
            }
        }
        for index in 0..<TileCoordinate.count(level: 0, treeSize: head.size) {
            let bundle = try #require(
                BundleCoordinate.covering(index: index, treeSize: head.size))
            let range = Int(bundle.entries.lowerBound)..<Int(bundle.entries.upperBound)
            try write(.entries(bundle), EntryBundle.encode([[UInt8]](all[range])), at: place)
        }
        return place
    }

    private static func write(_ resource: LogResource, _ content: [UInt8], at place: URL) throws {
        let file = place.appendingPathComponent(resource.path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(content).write(to: file)
    }

    /// All files below a folder, in a fixed order.
    static func files(below folder: URL) throws -> [URL] {
        let root = folder.resolvingSymlinksInPath()
        return try FileManager.default.subpathsOfDirectory(atPath: root.path).sorted()
            .map { root.appendingPathComponent($0) }
            .filter { !$0.hasDirectoryPath && !isDirectory($0) }
    }

    private static func isDirectory(_ url: URL) -> Bool {
        var isDirectory: ObjCBool = false
        _ = FileManager.default.fileExists(atPath: url.path, isDirectory: &isDirectory)
        return isDirectory.boolValue
    }
}

/// A folder for one test, removed at the end.
final class TemporaryFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory
            .appendingPathComponent("transparency-log-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        // What cannot be removed is left to the system's own cleaning.
        try? FileManager.default.removeItem(at: url)
    }
}
