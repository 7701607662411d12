import Crypto

/// A SHA-256 value: the hash of a leaf, of an inner node or of a whole Merkle tree
/// (RFC 6962 §2.1).
///
/// The 32 bytes are kept inline as four machine words, so the type is trivially copyable and an
/// array of hashes is one flat block of memory without reference counts. The words hold the bytes
/// in big-endian order; comparing words therefore compares the bytes.
public struct TreeHash: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The number of bytes of a hash.
    public static let byteCount = 32

    private let word0: UInt64
    private let word1: UInt64
    private let word2: UInt64
    private let word3: UInt64

    /// Takes the hash out of memory. The caller guarantees at least 32 bytes.
    init(loading source: UnsafeRawBufferPointer) {
        precondition(source.count >= Self.byteCount)
        word0 = UInt64(bigEndian: source.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
        word1 = UInt64(bigEndian: source.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        word2 = UInt64(bigEndian: source.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
        word3 = UInt64(bigEndian: source.loadUnaligned(fromByteOffset: 24, as: UInt64.self))
    }

    /// Makes a hash of exactly 32 bytes; `nil` for any other count.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        let loaded = bytes.withContiguousStorageIfAvailable {
            TreeHash(loading: UnsafeRawBufferPointer($0))
        }
        if let loaded {
            self = loaded
            return
        }
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        var position = 0
        for byte in bytes {
            switch position >> 3 {
            case 0: words.0 = words.0 << 8 | UInt64(byte)
            case 1: words.1 = words.1 << 8 | UInt64(byte)
            case 2: words.2 = words.2 << 8 | UInt64(byte)
            default: words.3 = words.3 << 8 | UInt64(byte)
            }
            position += 1
        }
        word0 = words.0
        word1 = words.1
        word2 = words.2
        word3 = words.3
    }

    /// Makes a hash of exactly 64 lower-case hexadecimal digits; `nil` for anything else.
    public init?(hex: String) {
        guard let bytes = Hex.decode(hex.utf8) else { return nil }
        self.init(bytes)
    }

    /// The first and second 8 bytes as numbers, most significant byte first.
    public var words: (UInt64, UInt64) { (word0, word1) }

    /// The 32 bytes, in the order in which they are written and hashed.
    public var bytes: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Self.byteCount) { buffer, count in
            store(into: UnsafeMutableRawBufferPointer(buffer))
            count = Self.byteCount
        }
    }

    /// 64 lower-case hexadecimal digits.
    public var hex: String { Hex.encode(bytes) }

    /// The same as ``hex``.
    public var description: String { hex }

    /// Appends the 32 bytes.
    public func append(to buffer: inout [UInt8]) {
        withUnsafeTemporaryAllocation(byteCount: Self.byteCount, alignment: 8) { scratch in
            store(into: scratch)
            buffer.append(contentsOf: scratch)
        }
    }

    /// Writes the 32 bytes to the start of a buffer that has room for them.
    func store(into target: UnsafeMutableRawBufferPointer) {
        precondition(target.count >= Self.byteCount)
        target.storeBytes(of: word0.bigEndian, toByteOffset: 0, as: UInt64.self)
        target.storeBytes(of: word1.bigEndian, toByteOffset: 8, as: UInt64.self)
        target.storeBytes(of: word2.bigEndian, toByteOffset: 16, as: UInt64.self)
        target.storeBytes(of: word3.bigEndian, toByteOffset: 24, as: UInt64.self)
    }

    /// Byte order, as `memcmp` would say.
    public static func < (left: TreeHash, right: TreeHash) -> Bool {
        if left.word0 != right.word0 { return left.word0 < right.word0 }
        if left.word1 != right.word1 { return left.word1 < right.word1 }
        if left.word2 != right.word2 { return left.word2 < right.word2 }
        return left.word3 < right.word3
    }
}

extension TreeHash {
    /// The root of the tree without leaves: SHA-256 of nothing (RFC 6962 §2.1).
    public static let emptyTree = TreeHash.sha256([])

    /// The hash of a leaf: SHA-256 of `0x00` and the entry (RFC 6962 §2.1).
    public static func leaf(_ entry: [UInt8]) -> TreeHash {
        entry.withUnsafeBytes { leaf($0) }
    }

    /// The hash of a leaf whose entry lies in memory: SHA-256 of `0x00` and the entry.
    public static func leaf(_ entry: UnsafeRawBufferPointer) -> TreeHash {
        // One contiguous input is hashed in one call; that is faster than feeding the prefix byte
        // on its own, because the hasher then never has to fill up a half-used block.
        withUnsafeTemporaryAllocation(byteCount: entry.count + 1, alignment: 8) { scratch in
            scratch[0] = 0x00
            if entry.count > 0 {
                UnsafeMutableRawBufferPointer(rebasing: scratch[1...]).copyMemory(from: entry)
            }
            return digest(UnsafeRawBufferPointer(scratch))
        }
    }

    /// The hash of an inner node: SHA-256 of `0x01`, left and right (RFC 6962 §2.1).
    public static func node(_ left: TreeHash, _ right: TreeHash) -> TreeHash {
        withUnsafeTemporaryAllocation(byteCount: 1 + 2 * byteCount, alignment: 8) { scratch in
            scratch[0] = 0x01
            left.store(into: UnsafeMutableRawBufferPointer(rebasing: scratch[1..<33]))
            right.store(into: UnsafeMutableRawBufferPointer(rebasing: scratch[33..<65]))
            return digest(UnsafeRawBufferPointer(scratch))
        }
    }

    /// Plain SHA-256, for key identifiers, fingerprints and the like.
    public static func sha256(_ bytes: [UInt8]) -> TreeHash {
        bytes.withUnsafeBytes { digest($0) }
    }

    private static func digest(_ input: UnsafeRawBufferPointer) -> TreeHash {
        var hasher = SHA256()
        hasher.update(bufferPointer: input)
        return hasher.finalize().withUnsafeBytes { TreeHash(loading: $0) }
    }
}
