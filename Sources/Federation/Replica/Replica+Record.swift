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
    /// - Throws: ``ReplicaError``; nothing of the request is recorded then.
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
        var pending: [Designation.Stream: [PendingEntry]] = [:]
        var recorded = [[Recorded]](repeating: [], count: requests.count)
        var failures = [ReplicaError?](repeating: nil, count: requests.count)
        for (number, request) in requests.enumerated() {
            do throws(ReplicaError) {
                let entries = try encode(request, number: number, now: now)
                for (stream, own) in Self.parted(entries) { pending[stream, default: []] += own }
                recorded[number].reserveCapacity(request.drafts.count)
            } catch {
                failures[number] = error
            }
        }
        for stream in Designation.Stream.allCases {
            guard let entries = pending[stream] else { continue }
            do throws(ReplicaError) {
                let places = try append(entries, of: requests, to: stream, now: now)
                for (entry, place) in zip(entries, places) {
                    recorded[entry.request].append(place)
                }
            } catch {
                for entry in entries { failures[entry.request] = error }
            }
        }
        return zip(recorded, failures).map { places, failure in
            failure.map { .failure($0) } ?? .success(places)
        }
    }

    /// By stream. The drafts of a request nearly always go to one.
    private static func parted(
        _ entries: [PendingEntry]
    ) -> [(Designation.Stream, [PendingEntry])] {
        guard let first = entries.first?.stream else { return [] }
        if entries.allSatisfy({ $0.stream == first }) { return [(first, entries)] }
        return Designation.Stream.allCases.compactMap { stream in
            let own = entries.filter { $0.stream == stream }
            return own.isEmpty ? nil : (stream, own)
        }
    }

    private func encode(
        _ request: RecordRequest, number: Int, now: UInt64
    ) throws(ReplicaError) -> [PendingEntry] {
        // Before anything that goes by the day: under a wrong clock every other reason misleads.
        if let fault = clock.fault(wallMilliseconds: now) { throw .clock(fault) }
        var entries: [PendingEntry] = []
        entries.reserveCapacity(request.drafts.count)
        let directory = self.directory
        let day = LegalDate(unixMilliseconds: now)
        var checked: (act: Competency, region: RegionCode)?
        for (place, draft) in request.drafts.enumerated() {
            if request.requiresCompetence {
                try checkCompetence(draft, directory, on: day, &checked)
            }
            let stamp = try stamp(now: now)
            do throws(EntryError) {
                let bytes = try draft.template.bytes(stamp: stamp, officer: request.officer)
                entries.append(
                    PendingEntry(
                        request: number, draft: place, stream: draft.stream, stamp: stamp,
                        bytes: bytes))
            } catch {
                throw .entry(error)
            }
        }
        return entries
    }

    /// - Parameter checked: what was found allowed last; drafts of one request are much alike.
    private func checkCompetence(
        _ draft: EntryDraft, _ directory: Directory, on day: LegalDate,
        _ checked: inout (act: Competency, region: RegionCode)?
    ) throws(ReplicaError) {
        guard case .act(let body) = draft.body, let act = body.competency,
            let region = draft.region
        else { return }
        if let checked, checked == (act, region) { return }
        let competence = directory.competence(of: name, for: act, in: region, on: day)
        if competence == .none { throw .noCompetence(act, region) }
        checked = (act, region)
    }

    func stamp(now: UInt64) throws(ReplicaError) -> Stamp {
        do throws(ClockError) {
            return try clock.now(wallMilliseconds: now)
        } catch {
            throw .clock(error)
        }
    }

    private func append(
        _ batch: [PendingEntry], of requests: [RecordRequest], to stream: Designation.Stream,
        now: UInt64
    ) throws(ReplicaError) -> [Recorded] {
        let writer = try readyWriter(stream, now: now)
        let first = writer.edge?.size ?? 0
        let appended = try append(
            batch.map(\.bytes), writer: writer, stream: stream, now: now
        ) { offset in
            let number = batch[offset].request
            return OwnEntry(
                draft: requests[number].drafts[batch[offset].draft], stamp: batch[offset].stamp,
                officer: requests[number].officer)
        }
        let origin = writer.origin.text
        return batch.indices.map { offset in
            let reference = EventReference(
                origin: origin, index: first + UInt64(offset),
                leafPrefix: appended.leafHashes[offset].leafPrefix)
            return Recorded(
                reference: reference, stream: stream, stamp: batch[offset].stamp,
                size: appended.checkpoint.size)
        }
    }

    /// Commits entries and lets every answer know of them before anybody is told.
    ///
    /// - Parameter entry: what the bytes of one say, by its number; they need not be read again.
    func append(
        _ bytes: [[UInt8]], writer: LogWriter, stream: Designation.Stream, now: UInt64,
        entry: (Int) -> OwnEntry
    ) throws(ReplicaError) -> Appended {
        let first = writer.edge?.size ?? 0
        let appended: Appended
        do throws(LogWriterError) {
            appended = try writer.appendHashed(bytes)
        } catch {
            // What happened is not known: the log is opened by its recovery path, and what was
            // committed all the same is applied and told to others. Losing the errors is right: the
            // next call tries again, at the latest the next tick.
            close(stream)
            try? openOwnLogs()
            // Opening may have failed behind its publishing: what others can read counts here, too.
            try? applyPublished(writer.origin)
            throw .log(error)
        }
        let prepared = registry.prepare(
            appended.leafHashes, of: writer.origin, from: first, entry: entry)
        take(prepared, at: now)
        noteChange(writer.origin, from: first, count: bytes.count) {
            // Losing the error is right: what was appended is not too large; without it the entries
            // are fetched instead of coming along.
            try? InlineEntries.encode(bytes)
        }
        return appended
    }
}

/// An encoded act on its way into a log.
private struct PendingEntry {
    var request: Int
    /// Its place among the drafts of the request.
    var draft: Int
    var stream: Designation.Stream
    var stamp: Stamp
    var bytes: [UInt8]
}
