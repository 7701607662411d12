import Designation
public import TransparencyLog

extension Replica {
    /// Stores verified, prepared chunks and applies them. One transaction, durable on return; of a call
    /// that throws nothing is applied.
    ///
    /// - Parameters:
    ///   - keys: keys of logs that may be new here.
    ///   - now: when they were applied, for receipts.
    /// - Throws: ``ReplicaError`` when the store takes no change.
    public func accept(
        _ chunks: [PreparedChunk], keys: [Origin: VerifierKey], now: UInt64
    ) throws(ReplicaError) {
        let foreign = chunks.filter { !isRestorable($0.origin) }
        let origins = Set(foreign.map(\.origin)).sorted()
        try applyStored(origins, now: now)
        var reached: [Origin: UInt64] = [:]
        for chunk in foreign {
            let applied = reached[chunk.origin] ?? registry.applied(chunk.origin)
            guard chunk.from <= applied || chunk.count == 0 else {
                throw .outOfOrder(held: applied)
            }
            reached[chunk.origin] = max(applied, chunk.from + UInt64(chunk.count))
        }
        if !foreign.isEmpty {
            defer { for origin in origins { retryForks(origin) } }
            do {
                for origin in origins {
                    if let key = keys[origin], try store.log(origin) == nil {
                        try store.open(origin, key: key)
                    }
                }
                for chunk in foreign { try dropStaged(chunk) }
                try store.store(foreign.compactMap(\.verified))
            } catch {
                // It may have been written all the same. Losing the second error is right: what is
                // stored and not applied is looked for again with the next chunk and at the start.
                try? applyStored(origins, now: now)
                throw .store(error)
            }
            for chunk in foreign {
                if Self.name(of: chunk.origin)?.node == name { mayHaveLost = true }
                take(rebased(chunk), at: now)
                noteChange(chunk.origin, from: chunk.from, count: chunk.count) {
                    chunk.verified?.bundle
                }
            }
        }
        for chunk in chunks where isRestorable(chunk.origin) { try restore(chunk, now: now) }
    }

    /// An append that failed, or that a restored backup caught in the middle, leaves staged entries in
    /// an own log. No writer clears them away once the epoch is spent, and the store lets nothing else
    /// take their place: what this key has signed does, or the log would never be whole here again.
    private func dropStaged(_ chunk: PreparedChunk) throws {
        // Losing the error is right: an origin that is no name of ours is no log of ours.
        guard let verified = chunk.verified, chunk.count > 0,
            (try? LogName(origin: chunk.origin))?.node == name
        else { return }
        let end = min(try store.storedSize(chunk.origin), chunk.from + UInt64(chunk.count))
        guard end > chunk.from else { return }
        let entries = (0..<chunk.count).map { Array(verified.entry($0)) }
        let staged = try store.entries(chunk.origin, chunk.from..<end)
        guard !entries.starts(with: staged) else { return }
        try store.stage(chunk.origin, from: chunk.from, entries: entries)
    }

    /// A store that failed may have written all the same: what it holds beyond what is applied is
    /// applied and told to others now, or every later chunk would seem to leave a gap.
    private func applyStored(_ origins: [Origin], now: UInt64) throws(ReplicaError) {
        do {
            for origin in origins {
                guard let log = try store.log(origin) else { continue }
                let applied = registry.applied(origin)
                guard log.position.size > applied else { continue }
                try replay(log, applied..<log.position.size, at: now)
                noteChange(origin, from: applied, count: Int(log.position.size - applied)) { nil }
            }
        } catch {
            throw .store(error)
        }
    }

    /// A chunk prepared before its predecessor was applied may have been stamped too low.
    private func rebased(_ chunk: PreparedChunk) -> PreparedChunk {
        let base = registry.lastStamp(chunk.origin)
        guard chunk.baseStamp < base, let first = chunk.firstStamp, first < base,
            let verified = chunk.verified
        else { return chunk }
        return registry.prepare(verified, after: base)
    }

    /// The registry and the books take what was stored; before anybody is told of it.
    func take(_ chunk: PreparedChunk, at now: UInt64?) {
        registry.apply(chunk)
        registry.absorb(chunk.others, refreshing: !isReplaying)
        for entry in chunk.others { takeOther(entry, at: now) }
        notices.note(chunk, now: now)
        observe(chunk, now: now)
        guard let now, Self.isReceipted(chunk.origin), chunk.count > 0 else { return }
        receipts.applied(chunk.origin, size: chunk.from + UInt64(chunk.count), at: now)
    }

    private func observe(_ chunk: PreparedChunk, now: UInt64?) {
        // At a start all logs are looked at once it is known which of them count.
        guard !isReplaying else { return }
        observe(chunk.origin, chunk.newestStamp, wallMilliseconds: now)
    }

    /// What lies in the store at a start is judged like what comes in: a stamp that is ahead does not
    /// move the clock because the node was started again.
    func observeAll(now: UInt64) {
        for (origin, stamp) in registry.lastStamps.sorted(by: { $0.key < $1.key }) {
            observe(origin, stamp, wallMilliseconds: now)
        }
    }

    /// The same once closings have cut something off: a node whose clock was years ahead stamps by the
    /// right one again when its superior has closed its logs before that.
    func observeAnew(now: UInt64) {
        clock.forgetStamps()
        observeAll(now: now)
    }

    /// Stamps of logs that nobody vouches for say nothing: anybody can write them under others' names.
    private func observe(_ origin: Origin, _ stamp: Stamp, wallMilliseconds now: UInt64?) {
        guard let author = Self.name(of: origin)?.node,
            registry.isTrusted(origin) || isOwn(origin)
        else { return }
        let stamp = counting(stamp, of: origin)
        guard stamp.milliseconds > 0 else { return }
        if author == name {
            clock.recall(stamp)
        } else if let now {
            clock.observe(stamp, author: author, wallMilliseconds: now)
        }
    }

    /// The newest stamp of what a closing keeps of a log; of an open log its newest.
    private func counting(_ stamp: Stamp, of origin: Origin) -> Stamp {
        guard let closing = directory.closing(of: origin),
            registry.applied(origin) > closing.finalSize
        else { return stamp }
        if let last = closing.lastStamp { return min(stamp, last) }
        guard closing.finalSize > 0 else { return Stamp(milliseconds: 0, counter: 0) }
        // Losing the errors is right: of what cannot be read the newest is taken, as of an open log.
        let last = try? store.entries(origin, closing.finalSize - 1..<closing.finalSize).first
        guard let last, let entry = try? EntryCodec.decode(last) else { return stamp }
        return min(stamp, entry.header.stamp)
    }

    /// Receipts cover `directory`, `sanctions` and `register` (protocol §9).
    static func isReceipted(_ origin: Origin) -> Bool {
        switch stream(of: origin) {
        case .directory, .sanctions, .register: true
        case .casework, .receipts: false
        }
    }

    private func takeOther(_ logged: LoggedEntry, at now: UInt64?) {
        var body = logged.entry.body
        var (place, stamp) = (logged.reference, logged.stamp)
        if case .lost(let lost) = body, lost.isRecorded(at: logged.origin.text),
            // Losing the error is right: malformed content has no effect.
            let inner = try? EntryCodec.decode(lost.entry), inner.isRecordable
        {
            body = inner.body
            (place, stamp) = (lost.place, inner.header.stamp)
        }
        switch body {
        case .receipt(let sizes):
            // Losing the error is right: a receipt under a name that is none counts for nobody.
            if let name = try? LogName(origin: logged.origin) {
                propagation.take(
                    sizes, node: name.node, origin: logged.origin, index: logged.index)
                knowledge.take(
                    sizes, node: name.node, origin: logged.origin, index: logged.index)
            }
        case .casework(let event):
            caseBook.take(
                event, at: place, stamp, standing: (origin: logged.origin, index: logged.index))
        case .forkShown(let evidence): takeFork(evidence)
        case .lost, .epochOpened, .directory, .act, .unknown: break
        }
    }

    public func isOwn(_ origin: Origin) -> Bool {
        ownLogs.values.contains { $0.writer.origin == origin }
    }

    /// Whether entries of the log come back through its writer. An epoch that signs nothing any more is
    /// held like the log of somebody else.
    func isRestorable(_ origin: Origin) -> Bool {
        ownLogs.values.contains { own in
            if case .spent = own.state { return false }
            return own.writer.origin == origin
        }
    }

    /// Entries of our own that a peer gave back.
    private func restore(_ chunk: PreparedChunk, now: UInt64) throws(ReplicaError) {
        let stream = Self.stream(of: chunk.origin)
        guard let own = ownLogs[stream], own.writer.origin == chunk.origin,
            let verified = chunk.verified
        else { return }
        do throws(LogWriterError) {
            if own.writer.isReady {
                switch try own.writer.reconcile(peerCheckpoint: verified.against) {
                case .current: return
                case .behindPeer(let missing):
                    // Before peers were asked a restored machine expects it.
                    if hasAskedPeers { continuedElsewhere.append(chunk.origin) }
                    ownLogs[stream]?.state = .recovering(missing: missing)
                case .forked:
                    ownLogs[stream]?.state = .spent(.forked)
                    return
                }
            }
            try restorePiece(verified, own.writer, stream)
        } catch {
            // The writer does nothing more until it is opened again; that peers hold more than the
            // head says is forgotten by that, so they are asked again before anything is signed.
            // Losing the later errors is right: the next call tries again.
            hasAskedPeers = false
            close(stream)
            try? openOwnLogs()
            try? applyPublished(chunk.origin)
            throw .log(error)
        }
    }

    private func restorePiece(
        _ chunk: VerifiedChunk, _ writer: LogWriter, _ stream: Designation.Stream
    ) throws(LogWriterError) {
        guard case .recovering(let missing) = ownLogs[stream]?.state,
            chunk.from <= missing.lowerBound,
            chunk.from + UInt64(chunk.count) > missing.lowerBound
        else { return }
        let skip = Int(missing.lowerBound - chunk.from)
        let entries = (skip..<chunk.count).map { Array(chunk.entry($0)) }
        var goal = chunk.against
        if let head = writer.checkpoint, head.size > goal.size { goal = head }
        switch try writer.restore(entries: entries, from: missing.lowerBound, checkpoint: goal) {
        case .incomplete(let rest): ownLogs[stream]?.state = .recovering(missing: rest)
        case .ready: ownLogs[stream]?.state = .ready
        }
        noteChange(chunk.origin, from: chunk.from, count: chunk.count) { nil }
        let applied = registry.prepare(chunk, after: registry.lastStamp(chunk.origin))
        take(applied, at: nil)
    }
}
