import Designation
public import TransparencyLog

/// A kept part of a branch that a closing cut off, as far as the answering side must know it.
public struct CutOffNote: Sendable, Hashable {
    public var origin: Origin
    public var byteCount: Int
}

/// Branches that closings cut off are passed on until their authors have them: who lost own entries
/// records them again from what others held (protocol §4.6).
extension Replica {
    /// Parts of one log that are kept. Whoever has its key could sign more of them than anybody wants.
    static let cutOffCount = 1_024
    /// Parts that wait until the directory says whose they are.
    private static let waitingCutOffCount = 64

    /// What became of a part.
    enum TakenCutOff {
        case kept, known
        /// Whether the log is for this node cannot be told yet.
        case early
        /// Not proved, not for this node, or one too many.
        case refused
    }

    /// Reads which parts are kept here.
    func openCutOff() throws {
        cutOff = [:]
        for note in try store.notes(prefix: NoteName.cutOff) {
            // Losing the error is right: a damaged note is of no use to anybody.
            guard let part = try? CutOffPart(encoded: note.bytes) else { continue }
            cutOff[note.name] = CutOffNote(origin: part.origin, byteCount: note.bytes.count)
        }
    }

    /// The parts of logs that somebody may have, as they travel (`CutOffMessage`), in a fixed order; a
    /// folder carries them like heads do (protocol §5.8).
    ///
    /// - Throws: ``ReplicaError`` when the store cannot be read.
    public func cutOffParts(
        where isWanted: (Origin) -> Bool
    ) throws(ReplicaError) -> [[UInt8]] {
        let names = cutOff.filter { isWanted($0.value.origin) }.keys.sorted()
        do { return try names.compactMap { try store.note($0) } } catch { throw .store(error) }
    }

    /// Parts that are kept since the last call.
    func drainCutOff() -> [String] {
        defer { newCutOff = [] }
        return newCutOff
    }

    /// Keeps a part that a peer passed on, once it is proved.
    func take(cutOff bytes: [UInt8]) throws(ReplicaError) {
        guard try keep(bytes) == .early, waitingCutOff.count < Self.waitingCutOffCount,
            !waitingCutOff.contains(bytes)
        else { return }
        waitingCutOff.append(bytes)
    }

    /// Looks again at parts that came before the directory did.
    func retryCutOff() throws(ReplicaError) {
        guard !waitingCutOff.isEmpty else { return }
        var waiting = waitingCutOff[...]
        waitingCutOff = []
        // Those that a failing store cannot keep now are looked at again, too.
        defer { waitingCutOff += waiting }
        while let bytes = waiting.first {
            try take(cutOff: bytes)
            waiting.removeFirst()
        }
    }

    private func keep(_ bytes: [UInt8]) throws(ReplicaError) -> TakenCutOff {
        // Losing the error is right: what cannot be read is of no use, whatever is wrong with it.
        guard let part = try? CutOffPart(encoded: bytes), let name = Self.name(of: part.origin),
            name.federation == federationID
        else { return .refused }
        guard directory.inScope(of: self.name, origin: name) else {
            return directory.node(named: name.node) == nil ? .early : .refused
        }
        guard cutOff.values.count(where: { $0.origin == part.origin }) < Self.cutOffCount,
            let proved = part.verified()
        else { return .refused }
        let note = Self.noteName(proved.checkpoint, from: part.entries.from)
        guard cutOff[note] == nil else { return .known }
        do {
            let range = part.entries.from..<part.entries.from + UInt64(proved.entries.count)
            // What is part of the log as it is held here was not cut off as far as this node knows.
            if let held = try store.log(part.origin), range.upperBound <= held.position.size,
                try store.entries(part.origin, range) == proved.entries
            {
                return .known
            }
            try keep(part, as: note)
        } catch {
            throw .store(error)
        }
        if name.node == self.name { mayHaveLost = true }
        return .kept
    }

    private func keep(_ part: CutOffPart, as note: String) throws {
        let bytes = part.encoded()
        try store.setNote(note, bytes)
        cutOff[note] = CutOffNote(origin: part.origin, byteCount: bytes.count)
        newCutOff.append(note)
    }

    private static func noteName(_ checkpoint: VerifiedCheckpoint, from: UInt64) -> String {
        let branch = Hex.encode(checkpoint.root.bytes.prefix(8))
        return "\(NoteName.cutOff)\(checkpoint.origin.text)/\(branch)/\(from)"
    }

    /// Keeps for the author what is about to be discarded here, as far as a checkpoint covers it: what
    /// lies beyond could be proved to nobody.
    func keepForAuthor(_ log: StoredLog, from first: UInt64) throws {
        guard let checkpoint = log.position.checkpoint else { return }
        let tree = tree(log.origin, checkpoint.size)
        var from = first
        while from < checkpoint.size {
            let end = min(checkpoint.size, (from | 255) + 1)
            defer { from = end }
            let note = Self.noteName(checkpoint, from: from)
            // Closings are looked at again after every start.
            guard cutOff[note] == nil else { continue }
            let entries = try store.entries(log.origin, from..<end)
            let part = CutOffPart(
                checkpoint, key: log.key, edge: try PrefixProof.edge(from, nodes: tree.node),
                entries: InlineEntries(
                    from: from, count: entries.count, bytes: try EntryBundle.encode(entries)),
                proof: try tree.consistencyProof(from: end))
            try keep(part, as: note)
        }
    }

    /// Entries of other branches of a log of this node's own, with the index of the first of each run.
    ///
    /// What this node held itself always; what others held only where the closing does not say that the
    /// key may be in other hands: a thief's acts must not be recorded by the one it was stolen from.
    func setAsideRuns(
        _ origin: Origin, _ closing: LogClosing
    ) throws -> [(from: UInt64, entries: [[UInt8]])] {
        var runs: [(from: UInt64, entries: [[UInt8]])] = []
        for note in try store.notes(prefix: NoteName.aside + origin.text + "/") {
            guard let part = SetAside(name: note.name, bytes: note.bytes) else { continue }
            runs.append((part.from, part.entries))
        }
        guard closing.reason.leavesKeyTrusted else { return runs }
        for note in try store.notes(prefix: NoteName.cutOff + origin.text + "/") {
            // Losing the errors is right: it was verified when it came; damage since makes it useless.
            guard let part = try? CutOffPart(encoded: note.bytes), let proved = part.verified()
            else { continue }
            runs.append((part.entries.from, proved.entries))
        }
        return runs
    }

    /// The own tree of a log at a size, out of the store.
    public func tree(_ origin: Origin, _ size: UInt64) -> TiledTree {
        TiledTree(size: size) { [store] coordinate in
            guard let tile = try store.tile(origin, coordinate) else {
                throw ProofError.tileMismatch
            }
            return tile
        }
    }
}

extension LogClosing.Reason {
    /// Whether what the log's key signed was the author's own, as far as the closing knows.
    var leavesKeyTrusted: Bool {
        switch self {
        case .forkSettled, .retirement, .newEpoch: true
        case .rotation, .revocation: false
        }
    }
}
