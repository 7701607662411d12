import Federation
import TransparencyLog

/// A log in memory that serves every resource of every size it ever had, for the tests of the
/// exchange. Entries are computed, so that logs of 70,001 entries cost little.
struct TestLog: Sendable {
    let signer: NoteSigner
    private(set) var entries: [[UInt8]] = []
    private(set) var leaves: [TreeHash] = []
    /// Hashes of complete subtrees by level, 0 first.
    private var levels: [[TreeHash]] = [[]]

    var origin: Origin { signer.verifierKey.name }
    var key: VerifierKey { signer.verifierKey }
    var size: UInt64 { UInt64(entries.count) }

    init(_ name: String = "test.example/a/sanctions/0", seed: UInt8 = 1) throws {
        signer = try NoteSigner(name: Origin(name), seed: [UInt8](repeating: seed, count: 32))
    }

    init(size: Int, salt: String = "", name: String = "test.example/a/sanctions/0") throws {
        try self.init(name)
        for number in 0..<size { append([UInt8]("entry \(number) \(salt)".utf8)) }
    }

    mutating func append(_ entry: [UInt8]) {
        entries.append(entry)
        var hash = TreeHash.leaf(entry)
        leaves.append(hash)
        levels[0].append(hash)
        var level = 0
        while levels[level].count.isMultiple(of: 2) {
            let count = levels[level].count
            hash = TreeHash.node(levels[level][count - 2], levels[level][count - 1])
            level += 1
            if level == levels.count { levels.append([]) }
            levels[level].append(hash)
        }
    }

    func node(_ level: Int, _ index: UInt64) throws -> TreeHash { levels[level][Int(index)] }

    func edge(_ size: UInt64) -> CompactRange {
        var hashes: [TreeHash] = []
        var start: UInt64 = 0
        while start < size {
            let level = 63 - (size - start).leadingZeroBitCount
            hashes.append(levels[level][Int(start >> UInt64(level))])
            start += 1 << UInt64(level)
        }
        return CompactRange(size: size, hashes: hashes) ?? CompactRange()
    }

    func checkpoint(_ size: UInt64) throws -> VerifiedCheckpoint {
        try signer.sign(Checkpoint(origin: origin, size: size, root: edge(size).root))
    }

    func position(_ size: UInt64, checkpoint covered: UInt64? = nil) throws -> LogPosition {
        LogPosition(edge: edge(size), checkpoint: try checkpoint(covered ?? size))
    }

    func inline(_ from: UInt64, _ to: UInt64) -> InlineEntries {
        let part = entries[Int(from)..<Int(to)]
        return InlineEntries(from: from, count: part.count, bytes: part.flatMap(Self.framed))
    }

    static func framed(_ entry: [UInt8]) -> [UInt8] {
        [UInt8(entry.count >> 8), UInt8(entry.count & 255)] + entry
    }

    /// The bytes of a resource, `nil` when the log is not that large.
    func serve(_ resource: LogResource) -> [UInt8]? {
        switch resource {
        case .tile(let tile):
            let first = Int(tile.index) * 256
            let hashes = levels.count > tile.level * 8 ? levels[tile.level * 8] : []
            guard first + tile.width <= hashes.count else { return nil }
            return Tile.encode([TreeHash](hashes[first..<first + tile.width]))
        case .entries(let bundle):
            guard bundle.entries.upperBound <= size else { return nil }
            return entries[Int(bundle.entries.lowerBound)..<Int(bundle.entries.upperBound)]
                .flatMap(Self.framed)
        case .checkpoint, .verifierKey: return nil
        }
    }
}

/// A store that keeps what a follower hands out and checks each chunk from nothing.
final class TestStore {
    private(set) var position = LogPosition.empty
    private(set) var entries: [[UInt8]] = []

    init() {}

    /// Starts with the first entries of a log.
    init(_ log: TestLog, _ size: UInt64) throws {
        entries = Array(log.entries.prefix(Int(size)))
        position = size == 0 ? .empty : try log.position(size)
    }

    /// `nil` when the chunk does not follow on what is held or does not say the truth about itself.
    func store(_ chunk: VerifiedChunk) -> Bool {
        guard chunk.from == position.size, chunk.count <= 256,
            chunk.count == 0 || chunk.from >> 8 == (chunk.size - 1) >> 8
        else { return false }
        var edge = position.edge
        for number in 0..<chunk.count {
            let entry = [UInt8](chunk.entry(number))
            guard chunk.leafHashes[number] == TreeHash.leaf(entry) else { return false }
            edge.append(leaf: chunk.leafHashes[number])
            entries.append(entry)
        }
        guard edge == chunk.edge, chunk.covers.map({ $0.root == edge.root }) ?? true else {
            return false
        }
        position = chunk.position(after: position.checkpoint)
        return true
    }
}

/// SplitMix64 with a printed seed.
struct TestRandom: RandomNumberGenerator {
    var state: UInt64
    init(_ seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
