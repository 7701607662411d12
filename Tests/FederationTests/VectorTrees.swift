import Testing
import TransparencyLog

/// Vectors of RFC 6962 trees, tlog-tiles and tlog-proof over the entries "entry 0", "entry 1", ….
enum TreeVectors {
    static let size: UInt64 = 66_000

    /// A log of the first entries, in a name of its own.
    static func log(_ size: UInt64 = 1_000) throws -> TestLog {
        var log = try TestLog(LogVectors.name, seed: 1)
        for number in 0..<size { log.append(Array("entry \(number)".utf8)) }
        return log
    }

    static func document() throws -> VectorJSON {
        let log = try log(size)
        let sizes: [UInt64] = [0, 1, 2, 3, 4, 7, 8, 100, 255, 256, 257, 512, 1_000, 65_536, 66_000]
        let roots = sizes.map { size -> VectorJSON in
            .object([("size", .number(size)), ("root", .hash(log.edge(size).root))])
        }
        return .object([
            (
                "about",
                .text("Entry N is the text 'entry N'. Tiles and bundles are given by SHA-256.")
            ),
            ("roots", .list(roots)), ("inclusion", .list(try inclusion(log))),
            ("consistency", .list(try consistency(log))),
            ("resources", .list(try resources(log))), ("paths", .list(try paths())),
            ("refused_paths", .texts(try refusedPaths())), ("proof", try proof(log)),
            ("bundle", try bundle(log)),
        ])
    }

    private static func inclusion(_ log: TestLog) throws -> [VectorJSON] {
        let places: [(UInt64, UInt64)] = [
            (0, 1), (0, 2), (1, 2), (0, 3), (2, 3), (5, 7), (6, 7), (99, 100), (255, 256),
            (256, 257), (700, 1_000), (65_535, 65_536), (65_999, 66_000), (12_345, 66_000),
        ]
        return try places.map { index, size in
            let path = try MerkleTree.inclusionProof(index: index, size: size, nodes: log.node)
            return .object([
                ("index", .number(index)), ("size", .number(size)), ("path", .hashes(path)),
            ])
        }
    }

    private static func consistency(_ log: TestLog) throws -> [VectorJSON] {
        let pairs: [(UInt64, UInt64)] = [
            (0, 5), (1, 1), (1, 2), (2, 3), (3, 7), (4, 8), (6, 8), (7, 8), (255, 256), (256, 257),
            (257, 1_000), (1_000, 65_536), (65_536, 66_000), (65_537, 66_000),
        ]
        return try pairs.map { from, to in
            let proof = try MerkleTree.consistencyProof(from: from, to: to, nodes: log.node)
            return .object([
                ("from", .number(from)), ("to", .number(to)), ("proof", .hashes(proof)),
            ])
        }
    }

    private static func resources(_ log: TestLog) throws -> [VectorJSON] {
        let paths = [
            "tile/0/000.p/1", "tile/0/000", "tile/0/003.p/232", "tile/0/257.p/208",
            "tile/1/000.p/3",
            "tile/1/000", "tile/1/001.p/1", "tile/2/000.p/1", "tile/entries/000.p/1",
            "tile/entries/000", "tile/entries/003.p/232", "tile/entries/257.p/208",
        ]
        return try paths.map { path in
            let resource = try #require(LogResource(path: path))
            let bytes = try #require(log.serve(resource), "\(path)")
            return .object([
                ("path", .text(path)), ("byte_count", .count(bytes.count)),
                ("sha256", .hash(.sha256(bytes))),
            ])
        }
    }

    private static func paths() throws -> [VectorJSON] {
        let tiles: [(Int, UInt64, Int)] = [
            (0, 0, 256), (0, 0, 1), (1, 999, 256), (0, 1_000, 5), (3, 1_234_067, 255),
            (7, 0, 127),
        ]
        return try tiles.map { level, index, width in
            let tile = try #require(TileCoordinate(level: level, index: index, width: width))
            return .object([
                ("level", .count(level)), ("index", .number(index)), ("width", .count(width)),
                ("path", .text(LogResource.tile(tile).path)),
            ])
        }
    }

    private static func refusedPaths() throws -> [String] {
        let paths = [
            "tile/0/0", "tile/0/0000", "tile/0/x000/001", "tile/00/000", "tile/8/000",
            "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/x1/000", "tile/0/000/",
            "Checkpoint", "tile/entries/+01", "../checkpoint", "tile//000",
        ]
        for path in paths { #expect(LogResource(path: path) == nil, "\(path)") }
        return paths
    }

    /// A tlog-proof of entry 700 under a checkpoint of 1,000.
    private static func proof(_ log: TestLog) throws -> VectorJSON {
        let signer = try LogVectors.signer()
        let head = try signer.sign(
            Checkpoint(origin: signer.verifierKey.name, size: 1_000, root: log.edge(1_000).root))
        let path = try MerkleTree.inclusionProof(index: 700, size: 1_000, nodes: log.node)
        let proof = try TlogProof(
            extra: Array("for people".utf8), index: 700, path: path,
            checkpoint: SignedNote(parsing: head.note))
        _ = try proof.verify(entry: Array("entry 700".utf8), key: signer.verifierKey)
        return .object([
            ("entry", .text("entry 700")), ("vkey", .text(signer.verifierKey.vkey)),
            ("text", .note(proof.encoded())),
        ])
    }

    /// The first bundle of a log of three entries, one of them empty.
    private static func bundle(_ log: TestLog) throws -> VectorJSON {
        let entries = [Array("a".utf8), [], [UInt8](repeating: 7, count: 300)]
        let bytes = try EntryBundle.encode(entries)
        let hashes = entries.map { TreeHash.leaf($0) }
        return .object([
            ("entries", .list(entries.map { .hex($0) })), ("bytes", .hex(bytes)),
            ("leaf_hashes", .hashes(hashes)), ("root", .hash(MerkleTree.root(ofLeaves: hashes))),
        ])
    }
}
