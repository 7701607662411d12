public import Federation
import Messages
public import TransparencyLog
import Transport

/// Verifies logs of the read path's layout, in a folder or at a file server over one: every entry, every
/// tile, the signature. A receiver verifies what it uses and reads no more; this reads all of it.
public enum FolderVerifier {
    /// A log in a folder, with every tile and bundle of it that lies there, whoever might ask for it.
    ///
    /// - Parameter keys: keys known from elsewhere; without one, the key that lies beside the log is
    ///   used, which proves only that the folder agrees with itself.
    public static func verify(
        _ origin: Origin, in folder: String, keys: [Origin: VerifierKey]
    ) async -> LogVerification {
        await verify(origin, FolderLogSource(root: folder), keys)
    }

    /// `dingdian log verify --folder DIR|URL`.
    ///
    /// - Parameters:
    ///   - part: of an origin: only logs that it fits, and nothing that lies beside logs.
    ///   - anchor: names the root's key, where it is at hand.
    ///   - progress: told each log before it is read.
    /// - Throws: what keeps the folder from being listed.
    public static func run(
        _ place: String, only part: String?, anchor: Anchor?, progress: (String) -> Void
    ) async throws -> CommandResult {
        let isURL = place.hasPrefix("http://") || place.hasPrefix("https://")
        let client = isURL ? CurlClient() : nil
        defer { client?.shutdown() }
        let source: any LogSource =
            client.map { HTTPLogSource(client: $0, baseURL: place) }
            ?? FolderLogSource(root: place)
        var results: [LogVerification] = []
        for log in try await source.origins() where part.map(log.text.contains) ?? true {
            progress(log.text)
            results.append(await verify(log, source, [:]))
        }
        let besides =
            isURL || part != nil ? nil : await FolderBesides.verify(place, anchor: anchor)
        return LogVerification.result(results, isAsked: part != nil, besides: besides)
    }

    private static func verify(
        _ origin: Origin, _ source: any LogSource, _ keys: [Origin: VerifierKey]
    ) async -> LogVerification {
        var result = LogVerification(origin: origin.text, size: 0, byteCount: 0)
        do {
            let key = try await key(of: origin, source, keys)
            let checkpoint = try await checkpoint(of: origin, source, key)
            result.size = checkpoint.size
            var tree = TileCheck(origin: origin, source: source, size: checkpoint.size)
            result.byteCount = try await tree.entries()
            guard tree.edge.root == checkpoint.root else {
                throw CommandFailure("The entries do not lead to the root that was signed.")
            }
            try await tree.tiles()
            if let folder = source as? FolderLogSource {
                result.beyondCount = try await tree.rest(of: folder)
            }
        } catch {
            result.problem = CommandSentence.failure(error).message
        }
        return result
    }

    private static func checkpoint(
        of origin: Origin, _ source: any LogSource, _ key: VerifierKey
    ) async throws -> VerifiedCheckpoint {
        guard let note = try await source.fetch(.checkpoint, of: origin) else {
            throw CommandFailure("There is no checkpoint.")
        }
        // Logs of other software may have extension lines.
        let isOurs = (try? LogName(origin: origin)) != nil
        let checkpoint =
            try isOurs
            ? VerifiedCheckpoint(ofFederationLog: note.bytes, key: key)
            : VerifiedCheckpoint(verifying: note.bytes, key: key)
        guard checkpoint.origin == origin else { throw SyncRefusal.wrongKey }
        return checkpoint
    }

    private static func key(
        of origin: Origin, _ source: any LogSource, _ keys: [Origin: VerifierKey]
    ) async throws -> VerifierKey {
        guard let file = try await source.fetch(.verifierKey, of: origin) else {
            guard let known = keys[origin] else { throw CommandFailure("There is no vkey.") }
            return known
        }
        let key = try VerifierKey(parsing: Array(file.bytes.dropLast()))
        guard key.name == origin, file.bytes.last == 0x0A, keys[origin] ?? key == key else {
            throw SyncRefusal.wrongKey
        }
        // An epoch id is the hash of its key; foreign logs have names of another kind.
        if let name = try? LogName(origin: origin), !name.isSigned(by: key.publicKey) {
            throw SyncRefusal.wrongKey
        }
        return key
    }
}

/// Builds the tree of a served log and compares every tile with it.
struct TileCheck {
    let origin: Origin
    let source: any LogSource
    let size: UInt64
    private(set) var edge = CompactRange()
    /// What was compared, in the form in which it lies there.
    private var seen: Set<FolderLogSource.LaidFile> = []
    /// Hashes of each level that a tile of that level holds.
    private var levels: [[TreeHash]] = [[]]

    init(origin: Origin, source: any LogSource, size: UInt64) {
        self.origin = origin
        self.source = source
        self.size = size
    }

    /// Hashes all entries.
    mutating func entries() async throws -> UInt64 {
        var byteCount: UInt64 = 0
        var index: UInt64 = 0
        while let coordinate = BundleCoordinate.covering(index: index, treeSize: size) {
            guard let part = try await source.fetch(.entries(coordinate), of: origin) else {
                throw CommandFailure("\(LogResource.entries(coordinate).path) is missing.")
            }
            seen.insert(.init(resource: .entries(coordinate), isGzip: part.isGzip))
            guard let hashed = try LogVerifier.hashAll([(coordinate, part)]).first else { break }
            byteCount += UInt64(hashed.byteCount)
            levels[0] += hashed.leaves
            for leaf in hashed.leaves { edge.append(leaf: leaf) }
            index += 1
        }
        return byteCount
    }

    mutating func tiles() async throws {
        for level in 0...7 {
            guard TileCoordinate.count(level: level, treeSize: size) > 0 else { return }
            let hashes = levels[level]
            var index: UInt64 = 0
            var above: [TreeHash] = []
            while let tile = TileCoordinate.covering(level: level, index: index, treeSize: size) {
                let start = Int(index) << 8
                let expected = Array(hashes[start..<start + tile.width])
                try await compare(tile, expected)
                if tile.isFull { above.append(MerkleTree.root(ofLeaves: expected)) }
                index += 1
            }
            levels.append(above)
        }
    }

    private mutating func compare(_ tile: TileCoordinate, _ expected: [TreeHash]) async throws {
        let path = LogResource.tile(tile).path
        guard let part = try await source.fetch(.tile(tile), of: origin) else {
            throw CommandFailure("\(path) is missing.")
        }
        seen.insert(.init(resource: .tile(tile), isGzip: false))
        guard part.bytes == Tile.encode(expected) else {
            throw SyncRefusal.resourceMismatch(path: path)
        }
    }

    /// Compares what lies there besides: partial tiles and bundles of earlier checkpoints, a compressed
    /// bundle beside the plain one. Somebody may be served them.
    ///
    /// - Returns: how many files lie beyond the checkpoint, as after an export that was interrupted; nothing
    ///   is there to compare them with.
    func rest(of folder: FolderLogSource) async throws -> Int {
        var beyondCount = 0
        for file in try await folder.laidFiles(of: origin) where !seen.contains(file) {
            guard let part = try await folder.contents(of: file, in: origin) else { continue }
            let isSame: Bool?
            switch file.resource {
            case .tile(let tile):
                isSame = hashes(tile.level, tile.index, tile.width).map {
                    part.bytes == Tile.encode($0)
                }
            case .entries(let bundle):
                isSame = hashes(0, bundle.index, bundle.width).map { expected in
                    // Losing the error is right: a bundle that cannot be taken apart is another one.
                    (try? LogVerifier.hashAll([(bundle, part)]))?.first?.leaves == expected
                }
            case .checkpoint, .verifierKey: continue
            }
            guard let isSame else {
                beyondCount += 1
                continue
            }
            guard isSame else { throw SyncRefusal.resourceMismatch(path: file.path) }
        }
        return beyondCount
    }

    /// Hashes of the tree; `nil` where it does not have all of them.
    private func hashes(_ level: Int, _ index: UInt64, _ width: Int) -> [TreeHash]? {
        guard level < levels.count, index <= UInt64(levels[level].count) >> 8 else { return nil }
        let start = Int(index) << 8
        guard start + width <= levels[level].count else { return nil }
        return Array(levels[level][start..<start + width])
    }
}
