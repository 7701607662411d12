/// Which Merkle tile: up to 256 consecutive hashes of one tree level out of eight
/// (C2SP tlog-tiles, "Merkle Tree").
///
/// A hash of level *l* covers 256^l leaves. Level 7 is the highest that a tree of less than 2^63
/// leaves can have.
public struct TileCoordinate: Hashable, Sendable {
    /// 0 for tiles of leaf hashes, up to 7.
    public let level: Int
    /// The number of the tile within its level.
    public let index: UInt64
    /// The number of hashes, 1 to 256; below 256 for a partial tile.
    public let width: Int

    /// `nil` when the tile cannot be part of any tree of up to ``Checkpoint/maximumSize`` leaves.
    public init?(level: Int, index: UInt64, width: Int) {
        guard (0...7).contains(level), (1...Tile.width).contains(width) else { return nil }
        let hashCount = Checkpoint.maximumSize >> UInt64(8 * level)
        guard index <= hashCount >> 8, UInt64(width) <= hashCount,
            index << 8 <= hashCount - UInt64(width)
        else { return nil }
        self.level = level
        self.index = index
        self.width = width
    }

    /// The tile as a tree of that size has it: full, or partial at the right edge; `nil` when the
    /// tree has no such tile.
    public static func covering(level: Int, index: UInt64, treeSize: UInt64) -> TileCoordinate? {
        guard (0...7).contains(level), treeSize <= Checkpoint.maximumSize else { return nil }
        let hashCount = treeSize >> UInt64(8 * level)
        let fullCount = hashCount >> 8
        if index < fullCount {
            return TileCoordinate(level: level, index: index, width: Tile.width)
        }
        guard index == fullCount else { return nil }
        return TileCoordinate(level: level, index: index, width: Int(hashCount & 255))
    }

    /// Whether the tile has all its 256 hashes and so never changes again.
    public var isFull: Bool { width == Tile.width }

    /// The tiles of one level that a tree of `treeSize` leaves has.
    public static func count(level: Int, treeSize: UInt64) -> UInt64 {
        guard (0...7).contains(level), treeSize <= Checkpoint.maximumSize else { return 0 }
        let hashCount = treeSize >> UInt64(8 * level)
        return hashCount >> 8 + (hashCount & 255 == 0 ? 0 : 1)
    }
}

/// Which bundle of entries: the entries behind one tile of level 0
/// (C2SP tlog-tiles, "Log entries").
public struct BundleCoordinate: Hashable, Sendable {
    /// The number of the bundle.
    public let index: UInt64
    /// The number of entries, 1 to 256.
    public let width: Int

    /// `nil` when the bundle cannot be part of any tree of up to ``Checkpoint/maximumSize``.
    public init?(index: UInt64, width: Int) {
        guard let tile = TileCoordinate(level: 0, index: index, width: width) else { return nil }
        self.init(tile)
    }

    /// The bundle as a tree of that size has it, or `nil` when it has none of that number.
    public static func covering(index: UInt64, treeSize: UInt64) -> BundleCoordinate? {
        TileCoordinate.covering(level: 0, index: index, treeSize: treeSize).map { Self($0) }
    }

    private init(_ tile: TileCoordinate) {
        index = tile.index
        width = tile.width
    }

    /// Whether the bundle has all its 256 entries and so never changes again.
    public var isFull: Bool { width == Tile.width }

    /// The indices of its entries in the log.
    public var entries: Range<UInt64> { index << 8..<index << 8 + UInt64(width) }
}
