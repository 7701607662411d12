import Foundation
import Testing

@testable import TransparencyLog

/// The entry with a number, as in the golden vectors.
func entry(_ index: Int) -> [UInt8] { [UInt8]("entry \(index)".utf8) }

/// The first entries of the golden vectors.
func entries(_ range: Range<Int>) -> [[UInt8]] { range.map(entry) }

/// The leaf hashes of the first entries.
func leaves(_ count: Int) -> [TreeHash] { (0..<count).map { TreeHash.leaf(entry($0)) } }

/// The bytes of a text.
func bytes(_ text: String) -> [UInt8] { [UInt8](text.utf8) }

/// A signer with a fixed key.
func makeSigner(_ name: String = "example.cn/222401/sanctions/e1", seed: UInt8 = 7) throws
    -> NoteSigner
{
    try NoteSigner(name: Origin(name), seed: [UInt8](repeating: seed, count: 32))
}

/// All node hashes of a tree, so that proofs need no tiles.
struct HashTable {
    let levels: [[TreeHash]]

    init(leaves: [TreeHash]) {
        var levels = [leaves]
        while let last = levels.last, last.count > 1 {
            levels.append((0..<last.count / 2).map { .node(last[2 * $0], last[2 * $0 + 1]) })
        }
        self.levels = levels
    }

    func node(_ level: Int, _ index: UInt64) -> TreeHash { levels[level][Int(index)] }

    /// The hashes of a tile.
    func tile(_ coordinate: TileCoordinate) -> [TreeHash] {
        let start = Int(coordinate.index) * Tile.width
        return [TreeHash](levels[8 * coordinate.level][start..<start + coordinate.width])
    }
}

/// The lines of a file of vectors, split at blanks.
func vectorLines(_ name: String) throws -> [[String]] {
    let text = try String(decoding: vectorBytes(name), as: UTF8.self)
    return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map {
        $0.split(separator: " ").map(String.init)
    }
}

/// A file of vectors.
func vectorBytes(_ name: String) throws -> [UInt8] {
    let folder = try #require(Bundle.module.url(forResource: "Vectors", withExtension: nil))
    return [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
}

/// Hexadecimal text of a hash that must be right, because it is our own file.
func hash(_ hex: String) throws -> TreeHash { try #require(TreeHash(hex: hex)) }

/// Every copy of some bytes with one byte changed: in its lowest bit, in its highest, and to what
/// looks most alike (a letter in the other case, a newline for a blank).
func singleByteChanges(
    of original: [UInt8], _ body: (_ changed: [UInt8], _ position: Int) throws -> Void
) rethrows {
    for position in original.indices {
        for mask in [UInt8(0x01), 0x20, 0x80] {
            var changed = original
            changed[position] ^= mask
            try body(changed, position)
        }
    }
}

/// A small generator with a seed, for choices that must be the same in every run.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
