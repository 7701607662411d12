import Compression
import TransparencyLog

@testable import Federation

/// An invented log with a key, whose entries follow from their index.
struct SampleLog {
    let signer: NoteSigner
    private(set) var edge = CompactRange()
    private(set) var leaves: [TreeHash] = []

    init(_ name: String = "test.0123456789abcdef/n1/register/aa", seed: UInt8 = 7) throws {
        signer = try NoteSigner(
            name: Origin(name), seed: [UInt8](repeating: seed, count: 32))
    }

    var origin: Origin { signer.verifierKey.name }
    var key: VerifierKey { signer.verifierKey }
    var size: UInt64 { edge.size }

    /// Lengths from nothing to a few hundred bytes.
    static func entry(_ index: UInt64, variant: String = "") -> [UInt8] {
        if index % 97 == 13 && variant.isEmpty { return [] }
        let text = "entry \(index)\(variant) "
        return Array(String(repeating: text, count: 1 + Int(index % 7)).utf8)
    }

    static func entries(_ range: Range<UInt64>, variant: String = "") -> [[UInt8]] {
        range.map { entry($0, variant: variant) }
    }

    /// Grows the log and signs its head.
    mutating func grow(
        to size: UInt64, variant: String = ""
    ) throws -> VerifiedCheckpoint {
        for index in edge.size..<size {
            let leaf = TreeHash.leaf(Self.entry(index, variant: variant))
            leaves.append(leaf)
            edge.append(leaf: leaf)
        }
        return try signer.sign(Checkpoint(origin: origin, size: size, root: edge.root))
    }

    /// Grows the log; the new entries as verified chunks, the full ones compressed on request.
    mutating func chunks(to size: UInt64, compressed: Bool = false) throws -> [VerifiedChunk] {
        let before = edge
        let checkpoint = try grow(to: size)
        let chunks = try VerifiedChunk.own(
            key: key, after: before, entries: Self.entries(before.size..<size),
            checkpoint: checkpoint)
        guard compressed else { return chunks }
        return chunks.map { chunk in
            VerifiedChunk(
                key: chunk.key, from: chunk.from, bundle: chunk.bundle,
                ranges: chunk.ranges, leafHashes: chunk.leafHashes,
                gzip: chunk.count == 256 ? Gzip.compress(chunk.bundle, level: 9) : nil,
                edge: chunk.edge, against: chunk.against, covers: chunk.covers,
                endsAtLimit: chunk.endsAtLimit)
        }
    }

    /// What tile of this log has to hold, computed from all leaves.
    func tile(_ coordinate: TileCoordinate) -> [TreeHash] {
        let span = 1 << (8 * coordinate.level)
        return (0..<coordinate.width).map { offset in
            let start = (Int(coordinate.index) * 256 + offset) * span
            return MerkleTree.root(ofLeaves: [TreeHash](leaves[start..<start + span]))
        }
    }
}
