import Foundation
import Testing

@testable import TransparencyLog

/// Logs that the Python package tlog-scales writes are read here, and the other way round.
@Suite(.serialized) struct PythonLogTests {
    private static let origin = "foreign.example/node/register/1"

    @Test(arguments: ["0", "1", "1,255,256,257", "3,300,1000", "256,65536,70001"])
    func aForeignLogIsVerifiedHere(sizes: String) throws {
        let folder = try TemporaryFolder()
        let written = try ForeignProgram.runPython(
            "write_foreign_log.py", [folder.url.path, "--sizes", sizes, "--origin", Self.origin],
            in: folder.url)
        try #require(written.status == 0, "\(written.text)")
        let place = folder.url.appendingPathComponent("log").appendingPathComponent(Self.origin)
        let size = try #require(sizes.split(separator: ",").last.flatMap { Int($0) })
        var resources: [LogResource] = []
        #expect(try readLog(place, noting: { resources.append($0) }) == entries(0..<size))
        // Any change of any file that belongs to the tree is noticed. The package also leaves
        // partial tiles of earlier sizes behind, which a receiver never asks for.
        var generator = SplitMix(seed: UInt64(size))
        let files = resources.map { place.appendingPathComponent($0.path) }
        for number in 0..<20 {
            let file =
                number < files.count
                ? files[number] : try #require(files.randomElement(using: &generator))
            let original = try Data(contentsOf: file)
            var changed = [UInt8](original)
            let position = Int.random(in: changed.indices, using: &generator)
            changed[position] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            try Data(changed).write(to: file)
            #expect(throws: (any Error).self, "byte \(position) of \(file.path)") {
                try readLog(place)
            }
            try original.write(to: file)
        }
        #expect(try readLog(place).count == size)
    }

    /// Reads and verifies a whole log out of a folder, as a receiver does.
    private func readLog(
        _ place: URL, noting note: (LogResource) -> Void = { _ in }
    ) throws -> [[UInt8]] {
        func read(_ resource: LogResource) throws -> [UInt8] {
            note(resource)
            return [UInt8](try Data(contentsOf: place.appendingPathComponent(resource.path)))
        }
        func readTile(_ tile: TileCoordinate) throws -> [TreeHash] {
            try #require(Tile.parse(read(.tile(tile)), width: tile.width))
        }
        let vkey = try read(.verifierKey)
        try #require(vkey.last == UInt8(ascii: "\n"))
        let key = try VerifierKey(parsing: [UInt8](vkey.dropLast()))
        let head = try VerifiedCheckpoint(verifying: read(.checkpoint), key: key)
        let coordinates = TileAuthenticator.edgeCoordinates(size: head.size)
        let edge = try TileAuthenticator(checkpoint: head, edge: coordinates.map(readTile))
        var entries: [[UInt8]] = []
        var above: [UInt64: [TreeHash]] = [:]
        for level in (0...7).reversed() {
            var proved: [UInt64: [TreeHash]] = [:]
            for index in 0..<TileCoordinate.count(level: level, treeSize: head.size) {
                let tile = try #require(
                    TileCoordinate.covering(level: level, index: index, treeSize: head.size))
                if tile.isFull {
                    let hashes = try readTile(tile)
                    let parent = try #require(above[index >> 8])
                    try TileAuthenticator.check(hashes, at: tile, parent: parent)
                    proved[index] = hashes
                } else {
                    proved[index] = edge.edgeTile(tile)
                }
            }
            above = proved
        }
        for index in 0..<TileCoordinate.count(level: 0, treeSize: head.size) {
            let bundle = try #require(
                BundleCoordinate.covering(index: index, treeSize: head.size))
            let content = try read(.entries(bundle))
            let leaves = try #require(above[index])
            let ranges = try TileAuthenticator.checkBundle(content, at: bundle, leaves: leaves)
            entries += ranges.map { [UInt8](content[$0]) }
        }
        return entries
    }

    @Test(arguments: [0, 1, 257, 65_537])
    func ourLogsAreVerifiedThere(size: Int) throws {
        let folder = try TemporaryFolder()
        let name = "example.cn/222401/casework/e\(size)"
        let place = try LogExport.write(size: size, into: folder.url, name: name)
        let result = try ForeignProgram.runPython(
            "verify_log.py", [folder.url.path], in: folder.url)
        #expect(result.status == 0, "\(result.text)")
        #expect(result.text == "\(name): \(size) entries verified\n")
        let checkpoint = place.appendingPathComponent("checkpoint")
        var changed = [UInt8](try Data(contentsOf: checkpoint))
        changed[name.utf8.count + 1] ^= 1
        try Data(changed).write(to: checkpoint)
        let refused = try ForeignProgram.runPython(
            "verify_log.py", [folder.url.path], in: folder.url)
        #expect(refused.status == 1, "\(refused.text)")
    }
}
