public import TransparencyLog

extension LogFollower {
    /// The resources to fetch now, most urgent first, none of which is under way.
    ///
    /// - Parameter maximum: How many more fetches the peer can take.
    public mutating func nextFetches(_ maximum: Int) -> [LogResource] {
        guard evidence == nil || narrowing != nil, maximum > 0 else { return [] }
        if evidence == nil && probe == nil && gap == nil { startGap() }
        let needs: [LogResource]
        if let narrowing {
            needs = narrowing.needs
        } else if let probe {
            needs = probe.needs
        } else if let gap, !gap.isProved {
            needs = gap.needs.filter { !gap.isLoaded($0) }
        } else {
            needs = fillingNeeds(maximum)
        }
        let busy = Set(inFlight.values)
        let open = needs.filter { !busy.contains($0) }.prefix(maximum)
        return open.map { need in
            let request = grown.contains(need) ? Self.full(need) : need
            inFlight[request] = need
            return request
        }
    }

    /// A resource arrived.
    ///
    /// - Parameters:
    ///   - bytes: Its content, expanded if it came compressed.
    ///   - gzip: The compressed form as received, which the caller expanded to `bytes`.
    public mutating func received(
        _ resource: LogResource, bytes: [UInt8], gzip: [UInt8]? = nil
    ) -> ReceiveOutcome {
        received(resource, bytes: bytes, gzip: gzip, run: nil)
    }

    /// A bundle arrived and was taken apart.
    public mutating func received(_ bundle: FetchedBundle) -> ReceiveOutcome {
        received(
            bundle.resource, bytes: bundle.run.bytes, gzip: bundle.gzip, run: bundle.run)
    }

    private mutating func received(
        _ resource: LogResource, bytes: [UInt8], gzip: [UInt8]?, run: EntryRun?
    ) -> ReceiveOutcome {
        guard let need = inFlight.removeValue(forKey: resource) else { return .unexpected }
        switch (resource, need) {
        case (.tile(let sent), .tile(let wanted)):
            // A tile that grew since is wider: its first hashes are those of the smaller tree.
            guard let hashes = Tile.parse(bytes, width: sent.width) else {
                return refuseLength(resource, bytes.count)
            }
            return take(wanted, [TreeHash](hashes.prefix(wanted.width)))
        case (.entries(let sent), .entries(let wanted)):
            guard bytes.count <= EntryBundle.maximumByteCount else {
                return refuseLength(resource, bytes.count)
            }
            return take(wanted, as: sent, bytes: bytes, gzip: gzip, run: run)
        default:
            return .unexpected
        }
    }

    /// A resource did not come.
    public mutating func failed(
        _ resource: LogResource, _ failure: FetchFailure
    ) -> ReceiveOutcome {
        guard let need = inFlight.removeValue(forKey: resource) else { return .unexpected }
        guard failure == .missing else { return .progress([]) }
        if Self.full(need) != need && grown.insert(need).inserted {
            // Servers may drop partial tiles once the full ones exist (C2SP tlog-tiles, "Partial
            // Tiles").
            return .progress([])
        }
        if narrowing != nil {
            // The whole log stays in doubt, unless somebody else finds out.
            narrowing = nil
            return .progress([])
        }
        let reason = SyncRefusal.missing(path: resource.path)
        if let gap, gap.isProved { return refuse(reason) }
        return abandon(reason)
    }

    // MARK: Needs

    mutating func startGap() {
        guard let target = next, target.size > verified.size else { return }
        if let limit, verified.size >= limit.size { return }
        next = nil
        grown = []
        gap = GapFill(start: verified.alignedEdge, target: target, limit: limit)
    }

    /// The next bundles, and the level-1 tiles without which they could not be verified.
    private func fillingNeeds(_ maximum: Int) -> [LogResource] {
        guard let gap else { return [] }
        let first = verified.size >> 8
        let busy = Set(inFlight.values)
        var taken = unstored.count + gap.readyCount + inFlight.count
        var byteCount = unstored.reduce(0) { $0 + $1.byteCount } + gap.readyByteCount
        byteCount += inFlight.count * largestBundleByteCount
        var needs: [LogResource] = []
        var bundle = first
        while bundle < gap.fullEnd, needs.count < maximum {
            let isFirst = bundle == first && unstored.isEmpty
            guard isFirst || taken < limits.windowBundleCount,
                isFirst || byteCount + largestBundleByteCount <= limits.windowByteCount
            else { break }
            guard gap.blockIsKnown(bundle >> 8) else {
                if let tile = gap.blockNeed(bundle >> 8), !busy.contains(tile) {
                    needs.append(tile)
                }
                break
            }
            defer { bundle += 1 }
            guard !gap.isReady(bundle), let full = BundleCoordinate(index: bundle, width: 256),
                !busy.contains(.entries(full))
            else { continue }
            needs.append(.entries(full))
            taken += 1
            byteCount += largestBundleByteCount
        }
        return needs
    }

    static func full(_ need: LogResource) -> LogResource {
        switch need {
        case .tile(let tile):
            TileCoordinate(level: tile.level, index: tile.index, width: Tile.width)
                .map(LogResource.tile) ?? need
        case .entries(let bundle):
            BundleCoordinate(index: bundle.index, width: Tile.width).map(LogResource.entries)
                ?? need
        case .checkpoint, .verifierKey: need
        }
    }

    // MARK: Arrivals

    private mutating func take(_ tile: TileCoordinate, _ hashes: [TreeHash]) -> ReceiveOutcome {
        if narrowing != nil {
            narrowing?.load(tile, hashes)
            return .progress([])
        }
        if probe != nil {
            probe?.load(tile, hashes)
            return judgeProbe()
        }
        guard let gap else { return .unexpected }
        if !gap.isProved {
            self.gap?.load(tile, hashes)
            return proveGap()
        }
        guard self.gap?.fill(block: tile.index, hashes) == true else {
            return refuse(.resourceMismatch(path: LogResource.tile(tile).path))
        }
        return .progress([])
    }

    private mutating func take(
        _ wanted: BundleCoordinate, as sent: BundleCoordinate, bytes: [UInt8], gzip: [UInt8]?,
        run parsed: EntryRun?
    ) -> ReceiveOutcome {
        guard let gap else { return .unexpected }
        largestBundleByteCount = max(largestBundleByteCount, bytes.count)
        let run: EntryRun
        do throws(SyncRefusal) {
            let first = sent.entries.lowerBound
            let whole: EntryRun
            if let parsed {
                whole = parsed
            } else {
                whole = try EntryRun(from: first, bytes: bytes, count: sent.width)
            }
            run = whole.slice(first, wanted.entries.upperBound)
        } catch {
            return gap.isProved ? refuse(error) : abandon(error)
        }
        if !gap.isProved {
            self.gap?.load(wanted, run)
            return proveGap()
        }
        let path = LogResource.entries(wanted).path
        guard self.gap?.fill(bundle: wanted.index, run, gzip: gzip) == true else {
            return refuse(.resourceMismatch(path: path))
        }
        return emit()
    }

    private mutating func proveGap() -> ReceiveOutcome {
        guard gap?.isComplete == true else { return .progress([]) }
        switch gap?.prove() {
        case .proved: return emit()
        case .otherBranch: return abandon(.otherBranch(limit: limit?.size ?? 0))
        case .otherRoot: return conflict()
        case nil: return .unexpected
        }
    }

    /// Hands out whatever follows on what was handed out before.
    private mutating func emit() -> ReceiveOutcome {
        var chunks: [VerifiedChunk] = []
        while let gap, verified.size < gap.end {
            let bundle = verified.size >> 8
            let part: (run: EntryRun, gzip: [UInt8]?)
            if bundle < gap.fullEnd {
                guard let ready = self.gap?.takeReady(bundle) else { break }
                part = ready
            } else {
                guard let last = gap.lastRun(at: gap.end) else { break }
                part = (last, nil)
            }
            guard let chunk = chunk(part.run, gzip: part.gzip, gap: gap) else { return conflict() }
            promise = gap.target
            chunks += handOut([chunk])
        }
        if let gap, verified.size >= gap.end {
            leaveGap()
            promise = nil
        } else if !chunks.isEmpty {
            gap?.forget(below: verified.size >> 8)
        }
        return .progress(chunks)
    }

    /// The part of a verified bundle that is new; `nil` when the part that is not new differs from
    /// what is held.
    private func chunk(
        _ run: EntryRun, gzip: [UInt8]?, gap: GapFill
    ) -> VerifiedChunk? {
        let stop = min(run.end, gap.end)
        let overlap = Int(verified.size & 255)
        var edge = verified.alignedEdge
        for leaf in run.leafHashes[..<overlap] { edge.append(leaf: leaf) }
        guard edge == verified.edge else { return nil }
        let news = run.slice(verified.size, stop)
        if news.leafHashes.count == Tile.width, let hash = gap.expectedHash(bundle: run.from >> 8) {
            edge.append(subtree: hash, level: 8)
        } else {
            for leaf in news.leafHashes { edge.append(leaf: leaf) }
        }
        let reachesTarget = edge.size == gap.target.size
        if reachesTarget && edge.root != gap.target.root { return nil }
        return VerifiedChunk(
            key: key, from: news.from, bundle: news.bytes, ranges: news.ranges,
            leafHashes: news.leafHashes,
            gzip: news.leafHashes.count == Tile.width ? gzip : nil, edge: edge,
            against: gap.target, covers: reachesTarget ? gap.target : nil,
            endsAtLimit: edge.size == limit?.size)
    }

    // MARK: Refusals

    private mutating func refuseLength(_ resource: LogResource, _ count: Int) -> ReceiveOutcome {
        let reason = SyncRefusal.wrongLength(path: resource.path, byteCount: count)
        if let gap, gap.isProved { return refuse(reason) }
        return abandon(reason)
    }

    /// One resource was bad; everything else that was verified stays.
    mutating func refuse(_ reason: SyncRefusal) -> ReceiveOutcome {
        refusal = reason
        return .refused(reason)
    }

    /// The proof failed: which of its parts is wrong cannot be told, so all are fetched anew.
    mutating func abandon(_ reason: SyncRefusal) -> ReceiveOutcome {
        let target = gap?.target ?? probe?.larger
        leaveGap()
        remember(target)
        return refuse(reason)
    }
}
