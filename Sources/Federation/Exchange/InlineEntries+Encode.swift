import TransparencyLog

extension InlineEntries {
    /// Entries in bundle encoding, any number of them: a bundle itself ends at 256.
    static func encode(_ entries: [[UInt8]]) throws(BundleError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entries.reduce(0) { $0 + 2 + $1.count })
        for start in stride(from: 0, to: entries.count, by: Tile.width) {
            let end = min(start + Tile.width, entries.count)
            bytes += try EntryBundle.encode(entries[start..<end])
        }
        return bytes
    }
}
