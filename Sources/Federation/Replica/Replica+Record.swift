public import Designation
import TransparencyLog

/// An own entry that is committed: on disk, under a signed head.
public struct Recorded: Sendable, Hashable {
    public var reference: EventReference
    public var stream: Designation.Stream
    public var stamp: Stamp
    /// Size of the log whose checkpoint covers the entry.
    public var size: UInt64
}

/// Acts that one caller asks to record together.
public struct RecordRequest: Sendable {
    public var drafts: [EntryDraft]
    public var officer: String
    /// Refuse acts that would be without effect; a scripted history may switch it off to show that.
    public var requiresCompetence: Bool

    public init(_ drafts: [EntryDraft], officer: String, requiresCompetence: Bool = true) {
        self.drafts = drafts
        self.officer = officer
        self.requiresCompetence = requiresCompetence
    }
}

extension Replica {
    /// Records the acts of one caller.
    ///
    /// - Parameter now: the machine's clock, milliseconds since 1970.
    public func record(
        _ request: RecordRequest, now: UInt64
    ) throws(ReplicaError) -> [Recorded] {
        try record([request], now: now)[0].get()
    }

    /// Records the acts of callers that waited at the same time: they share one fsync, one checkpoint
    /// and one signature per stream. A request that is refused does not touch the others.
    public func record(
        _ requests: [RecordRequest], now: UInt64
    ) -> [Result<[Recorded], ReplicaError>] {
        var batch = RecordBatch()
        var recorded = [[Recorded]](repeating: [], count: requests.count)
        var failures = [ReplicaError?](repeating: nil, count: requests.count)
        for (number, request) in requests.enumerated() {
            do throws(ReplicaError) {
                batch.entries += try encode(request, number: number, now: now)
                recorded[number].reserveCapacity(request.drafts.count)
            } catch {
                failures[number] = error
            }
        }
        for stream in Designation.Stream.allCases {
            let pending = batch.entries.filter { $0.stream == stream }
            guard !pending.isEmpty else { continue }
            do throws(ReplicaError) {
                let places = try append(pending, to: stream, now: now)
                for (entry, place) in zip(pending, places) {
                    recorded[entry.request].append(place)
                }
            } catch {
                for entry in pending { failures[entry.request] = error }
            }
        }
        return zip(recorded, failures).map { places, failure in
            failure.map { .failure($0) } ?? .success(places)
        }
    }

    private func encode(
        _ request: RecordRequest, number: Int, now: UInt64
    ) throws(ReplicaError) -> [PendingEntry] {
        var entries: [PendingEntry] = []
        for draft in request.drafts {
            if request.requiresCompetence { try checkCompetence(draft, now: now) }
            let stamp = try stamp(now: now)
            do throws(EntryError) {
                let bytes = try EntryCodec.encode(
                    Entry(draft, stamp: stamp, officer: request.officer))
                entries.append(
                    PendingEntry(
                        request: number, stream: draft.stream, stamp: stamp, bytes: bytes))
            } catch {
                throw .entry(error)
            }
        }
        return entries
    }

    private func checkCompetence(_ draft: EntryDraft, now: UInt64) throws(ReplicaError) {
        guard case .act(let body) = draft.body, let act = body.competency,
            let region = draft.region
        else { return }
        let day = LegalDate(unixMilliseconds: now)
        let competence = directory.competence(of: name, for: act, in: region, on: day)
        if competence == .none { throw .noCompetence(act, region) }
    }

    func stamp(now: UInt64) throws(ReplicaError) -> Stamp {
        do throws(ClockError) {
            return try clock.now(wallMilliseconds: now)
        } catch {
            throw .clock(error)
        }
    }

    private func append(
        _ batch: [PendingEntry], to stream: Designation.Stream, now: UInt64
    ) throws(ReplicaError) -> [Recorded] {
        let writer = try readyWriter(stream, now: now)
        let first = writer.edge?.size ?? 0
        let checkpoint = try append(batch.map(\.bytes), writer: writer, stream: stream, now: now)
        return batch.enumerated().map { offset, entry in
            let reference = EventReference(
                origin: writer.origin.text, index: first + UInt64(offset),
                leafPrefix: TreeHash.leaf(entry.bytes).leafPrefix)
            return Recorded(
                reference: reference, stream: stream, stamp: entry.stamp, size: checkpoint.size)
        }
    }

    /// Commits entries and lets every answer know of them before anybody is told.
    func append(
        _ entries: [[UInt8]], writer: LogWriter, stream: Designation.Stream, now: UInt64
    ) throws(ReplicaError) -> VerifiedCheckpoint {
        let first = writer.edge?.size ?? 0
        let checkpoint: VerifiedCheckpoint
        do throws(LogWriterError) {
            checkpoint = try writer.append(entries)
        } catch {
            // What happened is not known: the log is opened by its recovery path, and what was
            // committed all the same is applied and told to others. Losing the error is right: the
            // next call tries again.
            ownLogs[stream] = nil
            try? openOwnLogs()
            throw .log(error)
        }
        let prepared = registry.prepare(
            StoredRun(origin: writer.origin, from: first, entries: entries),
            after: registry.lastStamp(writer.origin))
        take(prepared, at: now)
        noteChange(writer.origin, from: first, count: entries.count) {
            // Losing the error is right: what was appended is not too large; without it the entries
            // are fetched instead of coming along.
            try? EntryBundle.encode(entries)
        }
        return checkpoint
    }
}

/// An encoded act on its way into a log.
private struct PendingEntry {
    var request: Int
    var stream: Designation.Stream
    var stamp: Stamp
    var bytes: [UInt8]
}

private struct RecordBatch {
    var entries: [PendingEntry] = []
}
