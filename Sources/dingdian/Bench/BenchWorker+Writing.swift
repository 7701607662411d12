import Designation
import Federation
import Node
import Storage
import TransparencyLog

extension BenchWorker {
    /// Records the history, round by round over all institutions.
    func fill(events: Int, institutions: Int) async throws -> String {
        acts = BenchActs(institutions: institutions)
        let began = BenchClock.now()
        var done = 0
        var round = 0
        while done < events {
            for start in stride(from: 0, to: institutions, by: 2_000) where done < events {
                let end = min(start + 2_000, institutions, start + events - done)
                let drafts = try (start..<end).map { try acts.draft($0, round: round) }
                let recorded = try await core.record(RecordRequest(drafts, officer: "041"))
                for (offset, entry) in recorded.enumerated() {
                    acts.recorded(entry.reference, start + offset, round: round)
                }
                done += drafts.count
            }
            round += 1
        }
        return "\(BenchClock.seconds(began, BenchClock.now()))"
    }

    /// Changes in requests of `batch` acts by so many writers at a time.
    ///
    /// - Returns: when the first was asked for and the last acknowledged.
    func stream(_ count: Int, batch: Int, writers: Int) async throws -> String {
        let requests = count / batch
        let acts = self.acts
        let core = self.core
        let institutions = max(1, acts.signed.count)
        let began = BenchClock.now()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<writers {
                group.addTask {
                    for request in stride(from: writer, to: requests, by: writers) {
                        let first = request * batch
                        let drafts = try (first..<first + batch).map {
                            try acts.change($0 * 7_919 % institutions, step: $0)
                        }
                        _ = try await core.record(RecordRequest(drafts, officer: "041"))
                    }
                }
            }
            try await group.waitForAll()
        }
        return "\(began) \(BenchClock.now())"
    }

    /// Suspends institutions one after the other with a pause between them.
    ///
    /// - Returns: when each was asked for, then when each was acknowledged.
    func suspend(from: Int, count: Int, pause milliseconds: Int) async throws -> String {
        var asked: [String] = []
        var told: [String] = []
        for number in from..<from + count {
            let draft = try EntryDraft.act(
                acts.suspension(number), subject: BenchActs.institution(number),
                region: BenchActs.region, effective: BenchActs.day(500),
                basis: [Citation(edition: "N", article: "44")])
            asked.append("\(BenchClock.now())")
            _ = try await core.record(RecordRequest([draft], officer: "041"))
            told.append("\(BenchClock.now())")
            await pause(milliseconds)
        }
        return (asked + told).joined(separator: " ")
    }

    /// Makes so many logs of other authors known, each with its opening entry.
    ///
    /// The authors are not enrolled: their logs are kept and passed on, and count for nothing.
    func addStrangers(_ count: Int) async throws -> String {
        let federation = core.federationID
        let day = BenchActs.day(0)
        let requests = try (0..<count).map { number in
            try Self.stranger(number, federation: federation, day: day)
        }
        var taken = 0
        for request in requests {
            let answer = await core.push(caller: "province#bench", request: request)
            taken += answer.size == 1 ? 1 : 0
        }
        return "\(taken)"
    }

    private static func stranger(
        _ number: Int, federation: String, day: LegalDate
    ) throws -> PushRequest {
        let seed = SystemEntropy.bytes()
        let key = NodeSigning.publicKey(seed: seed)
        let name = try LogName.make(
            federation: federation, node: "stranger-\(number)", stream: .sanctions, epochKey: key)
        let opened = EpochOpened.make(
            federation: federation, node: name.node, stream: .sanctions, epochPublicKey: key
        ) { NodeSigning.sign($0, seed: seed) }
        let draft = try EntryDraft(.epochOpened(opened), stream: .sanctions, effective: day)
        let stamp = Stamp(milliseconds: SystemClock.milliseconds(), counter: 0)
        let entry = try EntryCodec.encode(Entry(draft, stamp: stamp, officer: ""))
        var edge = CompactRange()
        edge.append(leaf: TreeHash.leaf(entry))
        let signed = try NoteSigner(name: name.origin, seed: seed).sign(
            Checkpoint(origin: name.origin, size: 1, root: edge.root))
        return PushRequest(
            origin: name.origin, key: key, note: signed.note,
            entries: InlineEntries(from: 0, count: 1, bytes: try EntryBundle.encode([entry])))
    }

    /// Writes the entries as rows for `COPY`: number, institution, bytes.
    func dump(_ path: String, limit: Int) async throws -> String {
        let institutions = max(1, acts.signed.count)
        let logs = try await core.with { exchange in
            try exchange.replica.store.logs().filter {
                guard let name = try? LogName(origin: $0.origin) else { return false }
                return name.node == "source"
                    && (name.stream == .register || name.stream == .sanctions)
            }
        }
        let file = try BenchRows(path)
        var row = 0
        for log in logs {
            for coordinate in BenchLog.bundles(size: log.position.size) where row < limit {
                let entries = try await core.with {
                    try $0.replica.store.entries(log.origin, coordinate.entries)
                }
                for entry in entries where row < limit {
                    file.write(row, institution: row % institutions, entry)
                    row += 1
                }
            }
        }
        file.close()
        return "\(row)"
    }
}
