import Designation
import TransparencyLog

/// Own entries that a closing cut off (protocol §4.6): they are found again in the own log beyond
/// the closing, where peers gave them back, or in a branch that was set aside here or by others, and
/// recorded anew.
extension Replica {
    /// Records again, in the present epochs, what closings cut off from own logs. Doing it twice
    /// changes nothing: what stands there already, by its first place, is left out.
    ///
    /// - Returns: what was recorded now.
    /// - Throws: ``ReplicaError`` as recording does; what was not recorded again is tried at the next call.
    @discardableResult
    public func recordLost(now: UInt64) throws(ReplicaError) -> [Recorded] {
        guard mayHaveLost, recordingState == .ready, directory.node(named: name) != nil,
            isKeyCurrent
        else { return [] }
        var recorded: [Recorded] = []
        for (origin, closing) in directory.closings.sorted(by: { $0.key < $1.key }) {
            guard let log = Self.name(of: origin), log.node == name else { continue }
            recorded += try recordLost(log, closing, now: now)
        }
        mayHaveLost = false
        return recorded
    }

    private func recordLost(
        _ log: LogName, _ closing: LogClosing, now: UInt64
    ) throws(ReplicaError) -> [Recorded] {
        let drafts: [EntryDraft]
        let mark: [UInt8]
        do {
            mark = try lostMark(log, closing)
            guard try store.note(NoteName.recordedAgain + log.origin.text) != mark else {
                return []
            }
            var found = try cutOff(log, closing)
            if !found.isEmpty {
                var known = try recordedPlaces(node: log.node, stream: log.stream)
                found = found.filter { known.insert($0.place).inserted }
            }
            drafts = try found.map {
                try EntryDraft.lost($0.entry, place: $0.place, stream: log.stream)
            }
        } catch {
            throw .store(error)
        }
        var recorded: [Recorded] = []
        for start in stride(from: 0, to: drafts.count, by: 256) {
            let batch = Array(drafts[start..<min(start + 256, drafts.count)])
            recorded += try record(
                RecordRequest(batch, officer: "", requiresCompetence: false), now: now)
        }
        do {
            // Anew, since recording may have opened an epoch.
            let mark = try lostMark(log, closing)
            try store.setNote(NoteName.recordedAgain + log.origin.text, mark)
        } catch {
            throw .store(error)
        }
        return recorded
    }

    /// What a search was made for: with the same closing, entries and epoch it need not be repeated.
    private func lostMark(_ log: LogName, _ closing: LogClosing) throws -> [UInt8] {
        let held = try store.log(log.origin)?.position
        let aside = try store.notes(prefix: NoteName.aside + log.origin.text + "/").count
        let given = cutOff.values.count { $0.origin == log.origin }
        let epoch = ownLogs[log.stream]?.writer.origin.text ?? ""
        let why = closing.reason.rawValue
        return Array(
            "\(closing.finalSize) \(held?.size ?? 0) \(aside) \(given) \(why) \(epoch)".utf8)
    }

    /// Entries that do not count because of the closing, each with the place where it first stood.
    private func cutOff(_ log: LogName, _ closing: LogClosing) throws -> [LostEntry] {
        let size = try store.log(log.origin)?.position.size ?? 0
        var found: [LostEntry] = []
        func take(_ entry: [UInt8], _ index: UInt64) {
            // Losing the error is right: malformed bytes had no effect where they stood.
            guard let decoded = try? EntryCodec.decode(entry) else { return }
            if case .lost(let lost) = decoded.body { return found.append(lost) }
            guard decoded.isRecordable else { return }
            let place = EventReference(
                origin: log.origin.text, index: index,
                leafPrefix: TreeHash.leaf(entry).leafPrefix)
            found.append(LostEntry(place: place, entry: entry))
        }
        var from = closing.finalSize
        while from < size {
            let end = min(size, (from | 255) + 1)
            for (offset, entry) in try store.entries(log.origin, from..<end).enumerated() {
                take(entry, from + UInt64(offset))
            }
            from = end
        }
        // Whether an entry of a branch set aside is in the other branch, too, can be told once that
        // one is here whole.
        guard size >= closing.finalSize else { return found }
        for run in try setAsideRuns(log.origin, closing) {
            for (offset, entry) in run.entries.enumerated() {
                let index = run.from + UInt64(offset)
                if index < closing.finalSize,
                    try store.entries(log.origin, index..<index + 1) == [entry]
                {
                    continue
                }
                take(entry, index)
            }
        }
        return found
    }

    /// First places of everything that counts as recorded again in the logs of a stream.
    private func recordedPlaces(
        node: String, stream: Designation.Stream
    ) throws -> Set<EventReference> {
        var places: Set<EventReference> = []
        for log in try store.logs() {
            guard let name = Self.name(of: log.origin), name.node == node, name.stream == stream
            else { continue }
            let end = min(
                log.position.size, directory.closing(of: log.origin)?.finalSize ?? .max)
            var from: UInt64 = 0
            while from < end {
                let next = min(end, (from | 255) + 1)
                for entry in try store.entries(log.origin, from..<next) {
                    // Losing the error is right: malformed bytes record nothing.
                    if case .lost(let lost)? = (try? EntryCodec.decode(entry))?.body {
                        places.insert(lost.place)
                    }
                }
                from = next
            }
        }
        return places
    }

    /// Keeps the entries of a branch that is about to be discarded, from where the histories may
    /// part: its author records again what is not in the other branch.
    func setAside(_ log: StoredLog) throws {
        var from = registry.commonSize(log.origin) ?? 0
        while from < log.position.size {
            let end = min(log.position.size, (from | 255) + 1)
            let part = SetAside(
                origin: log.origin, root: log.position.edge.root, from: from,
                entries: try store.entries(log.origin, from..<end))
            try store.setNote(part.name, try EntryBundle.encode(part.entries))
            from = end
        }
        try keepForAuthor(log, from: registry.commonSize(log.origin) ?? 0)
    }

    static func name(of origin: Origin) -> LogName? {
        // Losing the error is right: an origin that is no name of ours is nobody's log.
        try? LogName(origin: origin)
    }
}

/// Part of a branch that was discarded; a note of the store.
struct SetAside {
    var name: String
    var from: UInt64
    var entries: [[UInt8]]

    init(origin: Origin, root: TreeHash, from: UInt64, entries: [[UInt8]]) {
        let branch = Hex.encode(root.bytes.prefix(8))
        name = "\(NoteName.aside)\(origin.text)/\(branch)/\(from)"
        self.from = from
        self.entries = entries
    }

    init?(name: String, bytes: [UInt8]) {
        guard let last = name.split(separator: "/").last, let from = UInt64(last) else {
            return nil
        }
        self.name = name
        self.from = from
        entries = []
        var position = 0
        while position < bytes.count {
            guard bytes.count - position >= 2 else { return nil }
            let start = position + 2
            let length = Int(bytes[position]) << 8 | Int(bytes[position + 1])
            guard length <= bytes.count - start else { return nil }
            entries.append(Array(bytes[start..<start + length]))
            position = start + length
        }
    }
}
