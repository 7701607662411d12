public import Designation
public import TransparencyLog

extension Replica {
    /// Writes a receipt for what was applied since the last one, at most one entry a second
    /// (protocol §9).
    ///
    /// - Returns: whether one was written.
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
    public func takeFork(
        _ evidence: ForkEvidence, key: VerifierKey, now: UInt64
    ) throws(ReplicaError) {
        guard let proven = evidence.verify(by: key) else { return }
        let origin = proven.first.origin
        let name = NoteName.fork + origin.text
        do {
            guard try store.note(name) == nil else { return }
            try store.setNote(name, evidence.encoded())
            if try store.log(origin) != nil { try store.setState(origin, "forked") }
        } catch {
            throw .store(error)
        }
        registry.setFork(origin, commonSize: commonSize(proven))
        guard directory.node(named: self.name) != nil else { return }
        let draft: EntryDraft
        do throws(DraftError) {
            draft = try EntryDraft(
                .forkShown(evidence.encoded()), effective: LegalDate(unixMilliseconds: now))
        } catch {
            throw .entry(.noSingleBody)
        }
        _ = try record(RecordRequest([draft], officer: "", requiresCompetence: false), now: now)
    }

    /// Everything of the log that the evidence leaves in doubt. Where the histories part is not in the
    /// evidence, so the whole log is in doubt until a superior settles it; what lies below a size that
    /// both notes are known to extend is not.
    private func commonSize(_ proven: ForkEvidence.Proven) -> UInt64 { 0 }

    func takeFork(_ evidence: [UInt8]) {
        guard let parsed = try? ForkEvidence(encoded: evidence) else { return }
        restoreFork(parsed)
    }

    /// Evidence from the store or from an entry; the key is bound to the origin by the epoch id, so it
    /// is found by the log that is held, or the evidence waits until one is.
    func restoreFork(_ evidence: ForkEvidence) {
        guard let origin = evidence.claimedOrigin else { return }
        // Losing the error is right: without the log nothing was applied that could be in doubt.
        guard let log = try? store.log(origin), let proven = evidence.verify(by: log.key) else {
            return
        }
        registry.setFork(proven.first.origin, commonSize: commonSize(proven))
    }

    /// The digest of an area with the hash of its inputs.
    public func digest(_ area: RegionCode) throws(ReplicaError) -> AreaDigest {
        let value = registry.digestBuckets(area)
        let view = registry.view
        var inputs = Array("fold \(view.directory.foldEdition)\n".utf8)
        do {
            for log in try store.logs() where counts(log.origin, for: area, view: view) {
                inputs += Array("\(log.origin.text) \(log.position.size)\n".utf8)
                log.position.edge.root.append(to: &inputs)
            }
        } catch {
            throw .store(error)
        }
        return AreaDigest(
            area: area, inputs: TreeHash.sha256(inputs), value: value.root)
    }

    private func counts(_ origin: Origin, for area: RegionCode, view: RegistryView) -> Bool {
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
