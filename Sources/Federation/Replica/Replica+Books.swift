public import Designation
public import TransparencyLog

extension Replica {
    /// Writes a receipt for what was applied since the last one, at most one entry a second
    /// (protocol §9).
    ///
    /// - Returns: whether one was written.
    /// - Throws: ``ReplicaError`` as recording does.
    @discardableResult
    public func writeReceipt(now: UInt64) throws(ReplicaError) -> Bool {
        guard directory.node(named: name) != nil else { return false }
        var builder = receipts
        guard let receipt = builder.take(now: now) else { return false }
        let draft: EntryDraft
        do throws(DraftError) {
            draft = try EntryDraft(
                .receipt(receipt), effective: LegalDate(unixMilliseconds: now))
        } catch {
            preconditionFailure("a receipt of bounded length is always a valid draft: \(error)")
        }
        _ = try record(
            RecordRequest([draft], officer: "", requiresCompetence: false), now: now)
        // Only a receipt that is on disk leaves the list of what is still to be said.
        receipts = builder
        return true
    }

    /// Keeps evidence of a fork durably, stops counting on what may differ, and tells everybody.
    ///
    /// - Throws: ``ReplicaError`` when the evidence cannot be kept.
    public func takeFork(
        _ evidence: ForkEvidence, key: VerifierKey, now: UInt64
    ) throws(ReplicaError) {
        guard let proven = evidence.verify(by: key) else { return }
        let origin = proven.first.origin
        let name = NoteName.fork + origin.text
        let isNarrower = proven.commonSize > registry.commonSize(origin) ?? 0
        do {
            // Evidence may be kept that a failing store was thought to have refused.
            guard try store.note(name) == nil || isNarrower || !registry.isForked(origin) else {
                return
            }
            // What is proved is in doubt from now on, whether or not the store can keep the proof.
            registry.setFork(origin, commonSize: proven.commonSize)
            try store.setNote(name, evidence.encoded())
            mayHaveUntoldForks = true
            if try store.log(origin) != nil { try store.setState(origin, "forked") }
        } catch {
            throw .store(error)
        }
        try tellForks(now: now)
    }

    /// Tells everybody of the forks for which this node keeps evidence. What cannot be recorded when it is
    /// found, because peers were not asked yet, the disk is full or the clock is wrong, is told later.
    ///
    /// - Throws: ``ReplicaError`` as recording does; what was not told stays to be told.
    public func tellForks(now: UInt64) throws(ReplicaError) {
        guard mayHaveUntoldForks, hasAskedPeers, directory.node(named: name) != nil else { return }
        let found: [(name: String, bytes: [UInt8])]
        do { found = try store.notes(prefix: NoteName.fork) } catch { throw .store(error) }
        for note in found {
            let told = NoteName.toldFork + note.name.dropFirst(NoteName.fork.count)
            let mark = TreeHash.sha256(note.bytes).bytes
            do { if try store.note(told) == mark { continue } } catch { throw .store(error) }
            let draft: EntryDraft
            do throws(DraftError) {
                draft = try EntryDraft(
                    .forkShown(note.bytes), effective: LegalDate(unixMilliseconds: now))
            } catch {
                throw .entry(.noSingleBody)
            }
            _ = try record(RecordRequest([draft], officer: "", requiresCompetence: false), now: now)
            // Told twice after a crash here, it changes nothing.
            do { try store.setNote(told, mark) } catch { throw .store(error) }
        }
        mayHaveUntoldForks = false
    }

    /// Evidence out of an entry or a note of the store.
    func takeFork(_ evidence: [UInt8]) {
        guard let parsed = try? ForkEvidence(encoded: evidence) else { return }
        restoreFork(parsed)
    }

    /// Evidence from the store or from an entry; the key is bound to the origin by the epoch id, so it
    /// is found by the log that is held, or the evidence waits until one is.
    func restoreFork(_ evidence: ForkEvidence) {
        guard let origin = evidence.claimedOrigin else { return }
        // Losing the error is right: without the log nothing was applied that could be in doubt.
        guard let log = try? store.log(origin) else { return wait(evidence, origin) }
        guard let proven = evidence.verify(by: log.key) else { return }
        registry.setFork(proven.first.origin, commonSize: proven.commonSize)
    }

    /// Keeps evidence until its log, and with it the key, is known here. Whoever floods evidence about
    /// logs that nobody has fills the room for it, and is in a signed log with that.
    private func wait(_ evidence: ForkEvidence, _ origin: Origin) {
        var waiting = waitingForks[origin] ?? []
        guard waiting.count < 8, !waiting.contains(evidence),
            waitingForks.count < 1_024 || !waiting.isEmpty
        else { return }
        waiting.append(evidence)
        waitingForks[origin] = waiting
    }

    /// Judges evidence that came before the log did.
    func retryForks(_ origin: Origin) {
        for evidence in waitingForks.removeValue(forKey: origin) ?? [] { restoreFork(evidence) }
    }

    /// The digest of an area with the hash of its inputs.
    ///
    /// - Throws: ``ReplicaError`` when the store cannot be read.
    public func digest(_ area: RegionCode) throws(ReplicaError) -> AreaDigest {
        let value = registry.digestBuckets(area)
        let view = registry.view
        var inputs = Array("fold \(view.directory.foldEdition)\n".utf8)
        do {
            for log in try digestInputs(area, view) {
                inputs += Array("\(log.origin.text) \(log.size)\n".utf8)
                log.root.append(to: &inputs)
            }
            for (origin, common) in registry.forks.sorted(by: { $0.key < $1.key })
            where counts(origin, for: area, view: view) {
                // What is known to be in doubt decides, too, and arrives in logs of its own.
                inputs += Array("fork \(origin.text) \(common)\n".utf8)
            }
        } catch {
            throw .store(error)
        }
        return AreaDigest(
            area: area, inputs: TreeHash.sha256(inputs), value: value.root)
    }

    /// The logs that a digest of the area rests on now, in the order of their origins.
    ///
    /// - Throws: ``ReplicaError`` when the store cannot be read.
    public func digestInputs(_ area: RegionCode) throws(ReplicaError) -> [DigestInput] {
        do { return try digestInputs(area, registry.view) } catch { throw .store(error) }
    }

    private func digestInputs(_ area: RegionCode, _ view: RegistryView) throws -> [DigestInput] {
        try store.logs().filter { counts($0.origin, for: area, view: view) }.map { log in
            let input = Self.input(of: log, view: view)
            return DigestInput(origin: log.origin, size: input.size, root: input.root)
        }
    }

    /// How much of a log counts: entries beyond a closing never do, and some nodes hold them.
    static func input(
        of log: StoredLog, view: RegistryView
    ) -> (size: UInt64, root: TreeHash) {
        if let closing = view.directory.closing(of: log.origin),
            closing.finalSize < log.position.size
        {
            return (closing.finalSize, closing.root)
        }
        return (log.position.size, log.position.edge.root)
    }

    func counts(_ origin: Origin, for area: RegionCode, view: RegistryView) -> Bool {
        guard let name = try? LogName(origin: origin) else { return false }
        switch name.stream {
        case .directory, .sanctions: return true
        case .register:
            guard area != Registry.common,
                let region = view.directory.node(named: name.node)?.region
            else { return false }
            return view.tree.area(of: region) == area
        case .casework, .receipts: return false
        }
    }
}
