public import Designation
public import TransparencyLog

extension Replica {
    /// What recording would say now.
    public var recordingState: RecordingState {
        let recovering = ownLogs.filter {
            if case .recovering = $0.value.state { true } else { false }
        }
        if !recovering.isEmpty {
            return .recovering(streams: recovering.keys.sorted { $0.rawValue < $1.rawValue })
        }
        return hasAskedPeers ? .ready : .mustAskPeers
    }

    /// Peers were asked for our own checkpoints (and what they gave was taken through `accept`), or
    /// nobody can be reached: signing is allowed from here on (protocol §4).
    public func confirmPeersAsked() { hasAskedPeers = true }

    /// Gives up on entries that no peer has: the stream goes on in a new epoch.
    public func giveUpRecovery(_ stream: Designation.Stream) {
        guard let own = ownLogs[stream], case .recovering = own.state else { return }
        ownLogs[stream]?.state = .spent(.givenUp)
        givenUp.append(own.writer.origin)
    }

    /// Own logs that were given up since this was last asked: what peers gave back for the writer,
    /// which published nothing of it, must be given once more.
    func drainGivenUp() -> [Origin] {
        defer { givenUp = [] }
        // In a fixed order, so that a simulated history can be repeated.
        return givenUp.sorted()
    }

    /// Own logs that went on elsewhere since this was last asked: a peer showed entries, signed by their keys,
    /// that this node had not written when it was ready to record. The machine was put back from a copy
    /// while nobody could be reached, or somebody else has the key (protocol §4.4).
    public func drainContinuedElsewhere() -> [Origin] {
        defer { continuedElsewhere = [] }
        return continuedElsewhere.sorted()
    }

    /// Origins of own logs that want entries back.
    public var ownMissing: [(origin: Origin, missing: Range<UInt64>)] {
        ownLogs.values.compactMap { log in
            guard case .recovering(let missing) = log.state else { return nil }
            return (log.writer.origin, missing)
        }
    }

    func openOwnLogs() throws(ReplicaError) {
        let epochs: [Designation.Stream: EpochKey]
        do { epochs = try keys.currentEpochs() } catch { throw .store(error) }
        // In a fixed order, so that a simulated history can be repeated.
        for stream in Designation.Stream.allCases where ownLogs[stream] == nil {
            if let key = epochs[stream] { try openOwnLog(stream, key) }
        }
        mustReopen = false
    }

    /// A store failed under the log of a stream: only opening tells what is in it.
    func close(_ stream: Designation.Stream) {
        ownLogs[stream] = nil
        mustReopen = true
    }

    /// Opens logs again that a failing store left closed, so that what was committed is applied here and
    /// told to others although nobody records anything.
    func reopenOwnLogs() {
        // Losing the error is right: a store that still fails is tried again at the next tick.
        if mustReopen { try? openOwnLogs() }
    }

    private func openOwnLog(_ stream: Designation.Stream, _ key: EpochKey) throws(ReplicaError) {
        let writer = try makeWriter(key)
        // A restored database may be older than the log: it must be known before it is filled again,
        // or nobody would ever be told of it.
        do { try store.open(writer.origin, key: writer.verifierKey) } catch { throw .store(error) }
        do throws(LogWriterError) {
            let outcome = try writer.open()
            var state = OwnLog.state(of: outcome)
            // A crash before entry 0 leaves an empty log: what followed would never be believed.
            if case .ready(let head) = outcome, head.size == 0 { state = .spent(.neverOpened) }
            if directory.closing(of: writer.origin) != nil { state = .spent(.closed) }
            ownLogs[stream] = OwnLog(writer: writer, state: state)
        } catch {
            throw .log(error)
        }
        try applyPublished(writer.origin)
    }

    /// Opening may have published entries that a crash had hidden from the registry.
    func applyPublished(_ origin: Origin) throws(ReplicaError) {
        do {
            guard let log = try store.log(origin) else { return }
            let applied = registry.applied(origin)
            guard log.position.size > applied else { return }
            try replay(log, applied..<log.position.size)
            noteChange(origin, from: applied, count: Int(log.position.size - applied)) { nil }
        } catch {
            throw .store(error)
        }
    }

    private func makeWriter(_ key: EpochKey) throws(ReplicaError) -> LogWriter {
        do throws(NoteError) {
            let signer = try NoteSigner(name: key.origin, seed: key.seed)
            return LogWriter(
                signer: signer, store: store, heads: heads, machineMark: identity.machineMark)
        } catch {
            throw .log(.unreadableHead(error))
        }
    }

    /// The writer of a stream, opened anew after trouble, in a new epoch where the old one is spent.
    func readyWriter(
        _ stream: Designation.Stream, now: UInt64
    ) throws(ReplicaError) -> LogWriter {
        guard hasAskedPeers else { throw .mustAskPeers }
        if ownLogs[stream] == nil { try openOwnLogs() }
        if let own = ownLogs[stream], directory.closing(of: own.writer.origin) != nil {
            ownLogs[stream]?.state = .spent(.closed)
        }
        if let own = ownLogs[stream], registry.isForked(own.writer.origin) {
            // Nobody takes anything more of a log with two histories.
            ownLogs[stream]?.state = .spent(.forked)
        }
        if let own = ownLogs[stream], registry.isSuperseded(own.writer.origin) {
            ownLogs[stream]?.state = .spent(.keyReplaced)
        }
        switch ownLogs[stream]?.state {
        case .ready:
            if let writer = ownLogs[stream]?.writer { return writer }
            return try openEpoch(stream, now: now)
        case .recovering: throw .recovering(stream)
        case .spent, nil: return try openEpoch(stream, now: now)
        }
    }

    /// Opens a new epoch: a key made here, a log of its own, and as entry 0 the word of the node key
    /// that this is so, with where the predecessor was left (protocol §2).
    func openEpoch(
        _ stream: Designation.Stream, now: UInt64
    ) throws(ReplicaError) -> LogWriter {
        guard isKeyCurrent else { throw .keyReplaced }
        let predecessor = ownLogs[stream]?.writer.origin
        let opened: (key: EpochKey, entry: OwnEntry, bytes: [UInt8])
        opened = try makeEpoch(stream, after: predecessor, now: now)
        let writer = try makeWriter(opened.key)
        // The key first: a crash after this line leaves a key without a head, which opening finds to
        // be "head missing" and replaces. A crash before it leaves nothing.
        do {
            try keys.setCurrentEpoch(stream, opened.key)
            try store.open(writer.origin, key: writer.verifierKey)
        } catch {
            throw .store(error)
        }
        do throws(LogWriterError) { _ = try writer.create() } catch { throw .log(error) }
        ownLogs[stream] = OwnLog(writer: writer, state: .ready)
        mayHaveLost = true
        _ = try append([opened.bytes], writer: writer, stream: stream, now: now) { _ in
            opened.entry
        }
        return writer
    }

    /// Whether what this node opens would be believed. Before it finds itself in the directory nobody
    /// can say.
    var isKeyCurrent: Bool {
        guard let record = directory.node(named: name) else { return true }
        return record.nodeKey == NodeSigning.publicKey(seed: identity.nodeSeed)
            && !directory.isRevoked(name)
    }

    private func makeEpoch(
        _ stream: Designation.Stream, after predecessor: Origin?, now: UInt64
    ) throws(ReplicaError) -> (EpochKey, OwnEntry, [UInt8]) {
        let seed = entropy()
        let publicKey = NodeSigning.publicKey(seed: seed)
        let opened = EpochOpened.make(
            federation: federationID, node: name, stream: stream, epochPublicKey: publicKey,
            predecessor: try treeState(predecessor)
        ) { NodeSigning.sign($0, seed: identity.nodeSeed) }
        do {
            let origin = try LogName.make(
                federation: federationID, node: name, stream: stream, epochKey: publicKey
            ).origin
            let draft = try EntryDraft(
                .epochOpened(opened), stream: stream, effective: LegalDate(unixMilliseconds: now))
            let own = OwnEntry(draft: draft, stamp: epochStamp(now), officer: "")
            return (EpochKey(origin: origin, seed: seed), own, try EntryCodec.encode(own.entry))
        } catch {
            throw .store(error)
        }
    }

    private func treeState(_ origin: Origin?) throws(ReplicaError) -> TreeState? {
        guard let origin else { return nil }
        do {
            return try store.log(origin).map {
                TreeState(
                    origin: origin, size: $0.position.size, root: $0.position.edge.root)
            }
        } catch {
            throw .store(error)
        }
    }

    /// An epoch may be opened under a clock that is not believable (it is no act): the newest stamp
    /// seen serves then.
    private func epochStamp(_ now: UInt64) -> Stamp {
        // Losing the error is right: it says that the clock is not believable, see above.
        (try? clock.now(wallMilliseconds: now)) ?? clock.last
    }
}

extension Replica {
    /// Committed sizes of the own logs that are open.
    public var ownSizes: [Origin: UInt64] {
        var sizes: [Origin: UInt64] = [:]
        for log in ownLogs.values {
            if let checkpoint = log.writer.checkpoint {
                sizes[log.writer.origin] = checkpoint.size
            }
        }
        return sizes
    }
}
