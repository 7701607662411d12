/// The content of a Merkle tile: hashes, one after another (C2SP tlog-tiles, "Merkle Tree").
public enum Tile {
    /// The number of hashes of a full tile.
    public static let width = 256
    /// The number of bytes of a full tile.
    public static let fullByteCount = width * TreeHash.byteCount

    /// Reads a tile of a known width; `nil` unless the bytes are exactly that many hashes.
    ///
    /// Nothing is proved by this: see ``TileAuthenticator``.
    public static func parse(_ bytes: [UInt8], width: Int) -> [TreeHash]? {
        guard (1...Self.width).contains(width), bytes.count == width * TreeHash.byteCount else {
            return nil
        }
        return hashes(bytes[...])
    }

    /// The bytes of a tile.
    public static func encode(_ hashes: [TreeHash]) -> [UInt8] {
        let byteCount = hashes.count * TreeHash.byteCount
        return [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
            let target = UnsafeMutableRawBufferPointer(buffer)
            var position = 0
            for hash in hashes {
                let end = position + TreeHash.byteCount
                hash.store(into: UnsafeMutableRawBufferPointer(rebasing: target[position..<end]))
                position = end
            }
            count = byteCount
        }
    }

    /// Any whole number of hashes; `nil` when bytes are left over.
    static func hashes(_ bytes: ArraySlice<UInt8>) -> [TreeHash]? {
        guard bytes.count.isMultiple(of: TreeHash.byteCount) else { return nil }
        return bytes.withUnsafeBytes { source in
            stride(from: 0, to: source.count, by: TreeHash.byteCount).map { start in
                let end = start + TreeHash.byteCount
                return TreeHash(loading: UnsafeRawBufferPointer(rebasing: source[start..<end]))
            }
        }
    }
}
