import TransparencyLog

/// The state of one large gap: from the last full bundle held up to a signed checkpoint.
///
/// First everything is fetched that proves the root in one go: level-1 hashes (one for a bundle of
/// 256 entries) up to the next multiple of 65,536, level-2 hashes (one for 65,536 entries) from
/// there, level-1 hashes of the last block and the last, partial bundle. Once these lead from the
/// edge held to the signed root, every full bundle is verified by itself, in any order:
///
///     edge held │ level 1 │      level 2      │ level 1 │ last bundle │ ⇒ signed root
///               └ bundles │ level-1 tile each │ bundles │
///
/// So memory is bounded by 32 bytes for 65,536 entries, and one bad bundle costs one bundle.
struct GapFill: Sendable {
    let target: VerifiedCheckpoint
    /// The edge at a multiple of 256 from which the proof starts.
    let start: CompactRange
    let limit: LogLimit?
    /// Where filling ends: the target, or the end of a closed log below it.
    let end: UInt64
    private(set) var isProved = false
    private(set) var needs: [LogResource]
    private var tiles: [TileCoordinate: [TreeHash]] = [:]
    private var proofRuns: [BundleCoordinate: EntryRun] = [:]
    /// Level-1 hashes that are proved, by block.
    private var blocks: [UInt64: [TreeHash]] = [:]
    /// Verified bundles that wait for their turn.
    private var ready: [UInt64: (run: EntryRun, gzip: [UInt8]?)] = [:]

    var readyCount: Int { ready.count }
    var readyByteCount: Int { ready.values.reduce(0) { $0 + $1.run.bytes.count } }
    /// The full bundles to be filled end here.
    var fullEnd: UInt64 { end >> 8 }

    init(start: CompactRange, target: VerifiedCheckpoint, limit: LogLimit?) {
        precondition(start.size & 255 == 0 && start.size <= target.size, "a gap starts at a bundle")
        self.start = start
        self.target = target
        self.limit = limit
        end = min(target.size, limit?.size ?? target.size)
        var needs = Self.needs(from: start.size, to: target.size, tree: target.size)
        for need in Self.needs(from: start.size, to: end, tree: target.size)
        where !needs.contains(need) {
            needs.append(need)
        }
        self.needs = needs
    }

    // MARK: Proving

    /// What leads from the edge at `from` to the edge at `size` within a tree of `tree` entries.
    private static func needs(from: UInt64, to size: UInt64, tree: UInt64) -> [LogResource] {
        let parts = Parts(from: from, to: size)
        var tiles: [TileCoordinate?] = []
        if let block = parts.head?.block {
            tiles.append(TileCoordinate.covering(level: 1, index: block, treeSize: tree))
        }
        if !parts.blocks.isEmpty {
            for index in parts.blocks.lowerBound >> 8...(parts.blocks.upperBound - 1) >> 8 {
                tiles.append(TileCoordinate.covering(level: 2, index: index, treeSize: tree))
            }
        }
        if let block = parts.tail?.block {
            tiles.append(TileCoordinate.covering(level: 1, index: block, treeSize: tree))
        }
        var needs = tiles.compactMap { $0.map(LogResource.tile) }
        if size & 255 != 0, let last = BundleCoordinate.covering(index: size >> 8, treeSize: tree) {
            needs.append(.entries(last))
        }
        return needs
    }

    func isLoaded(_ need: LogResource) -> Bool {
        switch need {
        case .tile(let coordinate): tiles[coordinate] != nil
        case .entries(let coordinate): proofRuns[coordinate] != nil
        case .checkpoint, .verifierKey: false
        }
    }

    mutating func load(_ coordinate: TileCoordinate, _ hashes: [TreeHash]) {
        tiles[coordinate] = hashes
    }

    mutating func load(_ coordinate: BundleCoordinate, _ run: EntryRun) {
        proofRuns[coordinate] = run
    }

    var isComplete: Bool { needs.allSatisfy(isLoaded) }

    enum ProofOutcome { case proved, otherRoot, otherBranch }

    /// Checks, once everything is loaded, that it leads to the signed root, and to the root of the
    /// closing where that ends earlier.
    mutating func prove() -> ProofOutcome {
        guard edge(at: target.size)?.root == target.root else { return .otherRoot }
        if let limit, limit.size <= target.size {
            guard edge(at: limit.size)?.root == limit.root else { return .otherBranch }
        }
        for size in [target.size, end] {
            let parts = Parts(from: start.size, to: size)
            for block in [parts.head?.block, parts.tail?.block].compactMap({ $0 }) {
                blocks[block] = levelOne(block)
            }
        }
        isProved = true
        return .proved
    }

    /// The edge at `size`, from what is loaded.
    private func edge(at size: UInt64) -> CompactRange? {
        let parts = Parts(from: start.size, to: size)
        var edge = start
        guard append(parts.head, to: &edge), append(blocks: parts.blocks, to: &edge),
            append(parts.tail, to: &edge)
        else { return nil }
        let rest = Int(size & 255)
        guard rest > 0 else { return edge }
        guard let leaves = lastRun(at: size)?.leafHashes, rest <= leaves.count else { return nil }
        for leaf in leaves[..<rest] { edge.append(leaf: leaf) }
        return edge
    }

    private func append(
        _ part: (block: UInt64, places: Range<Int>)?, to edge: inout CompactRange
    ) -> Bool {
        guard let part else { return true }
        guard let tile = levelOne(part.block), part.places.upperBound <= tile.count else {
            return false
        }
        for hash in tile[part.places] { edge.append(subtree: hash, level: 8) }
        return true
    }

    private func append(blocks: Range<UInt64>, to edge: inout CompactRange) -> Bool {
        for block in blocks {
            guard let hash = levelTwo(block) else { return false }
            edge.append(subtree: hash, level: 16)
        }
        return true
    }

    private func levelOne(_ block: UInt64) -> [TreeHash]? {
        TileCoordinate.covering(level: 1, index: block, treeSize: target.size).flatMap {
            tiles[$0]
        }
    }

    private func levelTwo(_ block: UInt64) -> TreeHash? {
        let coordinate = TileCoordinate.covering(
            level: 2, index: block >> 8, treeSize: target.size)
        guard let tile = coordinate.flatMap({ tiles[$0] }) else { return nil }
        let place = Int(block & 255)
        return place < tile.count ? tile[place] : nil
    }

    /// The loaded bundle in which `size` ends.
    func lastRun(at size: UInt64) -> EntryRun? {
        BundleCoordinate.covering(index: size >> 8, treeSize: target.size).flatMap {
            proofRuns[$0]
        }
    }

    // MARK: Filling

    func blockIsKnown(_ block: UInt64) -> Bool { blocks[block] != nil }

    /// The tile with the level-1 hashes of a block in the middle.
    func blockNeed(_ block: UInt64) -> LogResource? {
        TileCoordinate.covering(level: 1, index: block, treeSize: target.size).map(LogResource.tile)
    }

    /// Takes level-1 hashes if they lead to the proved level-2 hash of their block.
    mutating func fill(block: UInt64, _ hashes: [TreeHash]) -> Bool {
        guard hashes.count == Tile.width, MerkleTree.root(ofLeaves: hashes) == levelTwo(block)
        else { return false }
        blocks[block] = hashes
        return true
    }

    func expectedHash(bundle: UInt64) -> TreeHash? {
        guard let block = blocks[bundle >> 8] else { return nil }
        let place = Int(bundle & 255)
        return place < block.count ? block[place] : nil
    }

    /// Takes a full bundle if it has its proved level-1 hash.
    mutating func fill(bundle: UInt64, _ run: EntryRun, gzip: [UInt8]?) -> Bool {
        guard run.leafHashes.count == Tile.width,
            (run.root ?? MerkleTree.root(ofLeaves: run.leafHashes))
                == expectedHash(bundle: bundle)
        else { return false }
        ready[bundle] = (run, gzip)
        return true
    }

    func isReady(_ bundle: UInt64) -> Bool { ready[bundle] != nil }

    mutating func takeReady(_ bundle: UInt64) -> (run: EntryRun, gzip: [UInt8]?)? {
        ready.removeValue(forKey: bundle)
    }

    /// Drops what lies below a bundle that is durable.
    mutating func forget(below bundle: UInt64) {
        ready = ready.filter { $0.key >= bundle }
        blocks = blocks.filter { $0.key >= bundle >> 8 }
    }
}

extension GapFill {
    /// How the hashes between two sizes are divided among the levels.
    struct Parts {
        /// Level-1 hashes of the block in which the gap starts, unless it is taken whole.
        var head: (block: UInt64, places: Range<Int>)?
        /// Blocks of 65,536 entries that are taken whole.
        var blocks: Range<UInt64>
        /// Level-1 hashes of the block in which the gap ends.
        var tail: (block: UInt64, places: Range<Int>)?

        init(from: UInt64, to size: UInt64) {
            let first = from >> 8
            let last = max(first, size >> 8)
            let headBlock = first >> 8
            let tailBlock = last >> 8
            if headBlock == tailBlock {
                blocks = tailBlock..<tailBlock
                if first < last { tail = (tailBlock, Int(first & 255)..<Int(last & 255)) }
                return
            }
            let headIsWhole = first & 255 == 0
            if !headIsWhole { head = (headBlock, Int(first & 255)..<Tile.width) }
            blocks = (headIsWhole ? headBlock : headBlock + 1)..<tailBlock
            if last & 255 != 0 { tail = (tailBlock, 0..<Int(last & 255)) }
        }
    }
}
