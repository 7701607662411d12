import Compression
public import Federation
import GRDB
public import TransparencyLog

/// Entries, bundles and tiles.
extension LogDatabase {
    public func entries(_ origin: Origin, _ range: Range<UInt64>) throws -> [[UInt8]] {
        if range.isEmpty { return [] }
        return try file.read { database in
            let header = try LogHeader.existing(database, origin)
            let stored = try header.storedSize(database)
            guard range.upperBound <= stored else {
                throw StorageError.notHeld(origin, held: stored, wanted: range.upperBound)
            }
            return try entries(database, header, range)
        }
    }

    public func bundle(_ origin: Origin, _ coordinate: BundleCoordinate) throws -> StoredBundle? {
        try file.read { database in
            guard let header = try LogHeader.find(database, origin),
                coordinate.entries.upperBound <= header.size
            else { return nil }
            if let gzip = try compressedBundle(database, header, coordinate.index) {
                if coordinate.isFull {
                    return StoredBundle(bytes: gzip, isGzip: true, count: Tile.width)
                }
                let (bytes, ranges) = try expanded(gzip)
                let end = ranges[coordinate.width - 1].upperBound
                return StoredBundle(
                    bytes: [UInt8](bytes[..<end]), isGzip: false, count: coordinate.width)
            }
            let bytes = try EntryBundle.encode(entries(database, header, coordinate.entries))
            return StoredBundle(bytes: bytes, isGzip: false, count: coordinate.width)
        }
    }

    public func tile(_ origin: Origin, _ coordinate: TileCoordinate) throws -> [TreeHash]? {
        try file.read { database in
            guard let header = try LogHeader.find(database, origin),
                (coordinate.index << 8) + UInt64(coordinate.width)
                    <= header.size >> UInt64(8 * coordinate.level)
            else { return nil }
            return try tile(database, header, coordinate)
        }
    }

    /// Full tiles never change, so they are remembered; partial ones are made anew.
    private func tile(
        _ database: Database, _ header: LogHeader, _ coordinate: TileCoordinate
    ) throws -> [TreeHash] {
        let name = TileCache.Name(
            log: header.id, level: coordinate.level, index: coordinate.index)
        if let full = tiles[name] { return [TreeHash](full.prefix(coordinate.width)) }
        let hashes: [TreeHash] =
            switch coordinate.level {
            case 0: try leafHashes(database, header, coordinate)
            case 1: try bundleRoots(database, header, coordinate)
            default: try upperHashes(database, header, coordinate)
            }
        if coordinate.isFull { tiles[name] = hashes }
        return hashes
    }

    private func leafHashes(
        _ database: Database, _ header: LogHeader, _ coordinate: TileCoordinate
    ) throws -> [TreeHash] {
        if let gzip = try compressedBundle(database, header, coordinate.index) {
            let (bytes, ranges) = try expanded(gzip)
            return EntryBundle.leafHashes(
                bytes, ranges: [Range<Int>](ranges.prefix(coordinate.width)))
        }
        let start = coordinate.index << 8
        return try entries(database, header, start..<start + UInt64(coordinate.width))
            .map { TreeHash.leaf($0) }
    }

    private func bundleRoots(
        _ database: Database, _ header: LogHeader, _ coordinate: TileCoordinate
    ) throws -> [TreeHash] {
        let start = LogSchema.key(header.id, coordinate.index << 8)
        var roots: [TreeHash] = []
        roots.reserveCapacity(coordinate.width)
        try database.forEach(
            "SELECT root FROM bundle WHERE id BETWEEN ? AND ? ORDER BY id",
            [start, start + Int64(coordinate.width) - 1]
        ) { row in
            guard let root = TreeHash(try row.bytes(0)) else { throw damaged }
            roots.append(root)
        }
        guard roots.count == coordinate.width else { throw damaged }
        return roots
    }

    /// Each hash is the root over one full tile of the level below.
    private func upperHashes(
        _ database: Database, _ header: LogHeader, _ coordinate: TileCoordinate
    ) throws -> [TreeHash] {
        try (0..<UInt64(coordinate.width)).map { offset in
            guard
                let below = TileCoordinate(
                    level: coordinate.level - 1, index: coordinate.index << 8 + offset,
                    width: Tile.width)
            else { throw damaged }
            return MerkleTree.root(ofLeaves: try tile(database, header, below))
        }
    }

    /// Stored entries of a range that is known to be held.
    func entries(
        _ database: Database, _ header: LogHeader, _ range: Range<UInt64>
    ) throws -> [[UInt8]] {
        var found: [[UInt8]] = []
        var next = range.lowerBound
        // Bundles lie before rows, so the first bundle that is not there begins the rows.
        while next < range.upperBound, next >> 8 < header.size >> 8,
            let gzip = try compressedBundle(database, header, next >> 8)
        {
            let (bytes, ranges) = try expanded(gzip)
            let end = min(range.upperBound, (next >> 8 + 1) << 8)
            for index in Int(next & 255)..<Int(next & 255) + Int(end - next) {
                found.append([UInt8](bytes[ranges[index]]))
            }
            next = end
        }
        if next < range.upperBound {
            try appendRuns(database, header, next..<range.upperBound, to: &found)
        }
        guard found.count == range.count else { throw damaged }
        return found
    }

    private func appendRuns(
        _ database: Database, _ header: LogHeader, _ range: Range<UInt64>,
        to found: inout [[UInt8]]
    ) throws {
        var next = range.lowerBound
        try header.forEachRun(database, range) { from, count, bytes in
            guard from <= next, from + UInt64(count) > next,
                // What is stored was checked before: not being readable now means damage.
                let ranges = try? EntryBundle.decode(bytes, count: count)
            else { throw damaged }
            let end = min(range.upperBound, from + UInt64(count))
            for place in Int(next - from)..<Int(end - from) {
                found.append([UInt8](bytes[ranges[place]]))
            }
            next = end
        }
    }

    private func compressedBundle(
        _ database: Database, _ header: LogHeader, _ number: UInt64
    ) throws -> [UInt8]? {
        guard number < header.size >> 8 else { return nil }
        return try database.first(
            "SELECT data FROM bundle WHERE id = ?", [LogSchema.key(header.id, number)]
        ) { try $0.bytes(0) }
    }

    private func expanded(_ gzip: [UInt8]) throws -> (bytes: [UInt8], ranges: [Range<Int>]) {
        guard
            // What is stored was verified before: not being readable now means damage.
            let bytes = try? Gzip.decompress(
                gzip, maximumByteCount: EntryBundle.maximumByteCount),
            let ranges = try? EntryBundle.decode(bytes, count: Tile.width)
        else { throw damaged }
        return (bytes, ranges)
    }

    var damaged: StorageError { .corrupt(path: file.path) }
}
