import Designation
import Federation
import Foundation
import Storage
import TransparencyLog

@testable import Node

/// A log of the province as it is served: what a receiver is given, file by file.
struct ServedLog {
    var origin: Origin
    var key: VerifierKey
    var note: [UInt8]
    var entries: [[UInt8]]
    /// Where it lies: `folder/log/<origin>/…`.
    var folder: String

    var place: String { "\(folder)/log/\(origin.text)" }

    /// Our own log, as our own writer committed it, laid out file by file.
    static func ours(_ world: BackendWorld, in folder: String) async throws -> ServedLog {
        let origin = try await world.origin(.sanctions, of: world.service)
        guard let log = try world.service.logs.log(origin), let note = log.position.checkpoint?.note
        else { throw TestFailure("no log") }
        let entries = try world.service.logs.entries(origin, 0..<log.position.size)
        let served = ServedLog(
            origin: origin, key: log.key, note: note, entries: entries, folder: folder)
        try served.write()
        return served
    }

    /// The same kind of log, written by code that is not ours: our entries, an epoch key of the
    /// province, everything else (tiles, bundles, root, signature) by PyPI's tlog-scales.
    static func foreign(
        _ anchor: Anchor, suspensions: Int, in folder: String
    ) throws -> ServedLog {
        let seed = BackendWorld.seed("foreign epoch")
        let name = try LogName.make(
            federation: anchor.federationID, node: BackendWorld.province,
            stream: .sanctions, epochKey: NodeSigning.publicKey(seed: seed))
        let signer = try NoteSigner(name: name.origin, seed: seed)
        let entries = try WrittenLog.entries(suspensions, name: name, key: signer.verifierKey)
        try FileSystem.makeFolder(folder)
        let file = folder + "/entries"
        let framed = entries.flatMap { [UInt8($0.count >> 8), UInt8($0.count & 255)] + $0 }
        try Data(framed).write(to: URL(fileURLWithPath: file))
        try FileServer.run(
            "write_foreign_log.py",
            [
                folder, "--origin", name.origin.text, "--sizes", "1,2,\(entries.count)",
                "--seed", seed.map { String(format: "%02x", $0) }.joined(), "--entries", file,
            ])
        let place = "\(folder)/log/\(name.origin.text)"
        let note = [UInt8](try Data(contentsOf: URL(fileURLWithPath: place + "/checkpoint")))
        return ServedLog(
            origin: name.origin, key: signer.verifierKey, note: note, entries: entries,
            folder: folder)
    }

    /// Lays a log of at most 65,536 entries out; see C2SP tlog-tiles.
    private func write() throws {
        var hashes = entries.map { TreeHash.leaf($0) }
        var level = 0
        while !hashes.isEmpty {
            for start in stride(from: 0, to: hashes.count, by: Tile.width) {
                let part = Array(hashes[start..<min(start + Tile.width, hashes.count)])
                guard
                    let tile = TileCoordinate(
                        level: level, index: UInt64(start / Tile.width), width: part.count)
                else { throw TestFailure("tile") }
                try put(.tile(tile), Tile.encode(part))
            }
            hashes = stride(from: 0, to: hashes.count - hashes.count % Tile.width, by: Tile.width)
                .map { MerkleTree.root(ofLeaves: Array(hashes[$0..<$0 + Tile.width])) }
            level += 1
        }
        for start in stride(from: 0, to: entries.count, by: 256) {
            let part = Array(entries[start..<min(start + 256, entries.count)])
            guard
                let bundle = BundleCoordinate(index: UInt64(start / 256), width: part.count)
            else { throw TestFailure("bundle") }
            try put(.entries(bundle), try EntryBundle.encode(part))
        }
        try put(.checkpoint, note)
    }

    private func put(_ resource: LogResource, _ bytes: [UInt8]) throws {
        let file = URL(fileURLWithPath: "\(place)/\(resource.path)")
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }

    /// The answer to a caller that knows nothing yet.
    func heads(inline: Bool = false) throws -> HeadsAnswer {
        let run =
            inline
            ? InlineEntries(
                from: 0, count: entries.count, bytes: try EntryBundle.encode(entries)) : nil
        return HeadsAnswer(
            cursor: "cursor-1",
            heads: [HeadRow(origin: origin, key: key.publicKey, note: note, entries: run)])
    }
}
