import Designation
import Dispatch
import Federation
import Messages
import Node
import Storage
import TransparencyLog

/// What the province under test does: ten years, everything folded from nothing, late events, cases.
extension BenchWorker {
    /// Records ten years of acts. They take effect over ten years and are written now: a node does not
    /// record under a clock that shows the distant past.
    ///
    /// - Returns: how many acts, and in how many seconds.
    func years(events: Int, institutions: Int) async throws -> String {
        let began = BenchClock.now()
        let today = LegalDate(unixMilliseconds: SystemClock.milliseconds())
        let start = today.adding(days: -BenchYears.count * BenchYears.daysOfYear)
        var years = BenchYears(institutions: institutions)
        var done = 0
        for year in 0..<BenchYears.count {
            let plan = BenchYears.plan(
                year: year, institutions: institutions, limit: events - done, start: start)
            for first in stride(from: 0, to: plan.count, by: 2_000) {
                let part = plan[first..<min(first + 2_000, plan.count)]
                let drafts = try part.map { try years.draft($0) }
                let recorded = try await core.record(RecordRequest(drafts, officer: "041"))
                for (entry, planned) in zip(recorded, part) {
                    years.recorded(entry.reference, planned)
                }
            }
            done += plan.count
        }
        return "\(done) \(BenchClock.seconds(began, BenchClock.now()))"
    }

    /// Folds everything from the logs alone, with nothing derived at hand.
    ///
    /// - Returns: seconds of reading and taking in, seconds of folding, processor seconds, entries.
    func foldFromNothing() async throws -> String {
        let store = try await core.with { $0.replica.store }
        let view = registry.view
        let fresh = Registry(
            anchor: registry.anchor, derived: BenchNoStore(), heldAreas: view.heldAreas,
            factBudget: .max / 2,
            parallel: ParallelWork { count, body in
                DispatchQueue.concurrentPerform(iterations: count, execute: body)
            })
        fresh.startsEmpty()
        let processor = BenchClock.processorSeconds()
        let began = BenchClock.now()
        var entries = 0
        let logs = try store.logs().sorted { Self.rank($0.origin) < Self.rank($1.origin) }
        for log in logs {
            for coordinate in BenchLog.bundles(size: log.position.size) {
                let run = StoredRun(
                    origin: log.origin, from: coordinate.entries.lowerBound,
                    entries: try store.entries(log.origin, coordinate.entries))
                let chunk = fresh.prepare(run, after: fresh.lastStamp(log.origin))
                fresh.apply(chunk)
                fresh.absorb(chunk.others, refreshing: false)
                entries += run.entries.count
            }
        }
        fresh.refreshView()
        let taken = BenchClock.now()
        fresh.foldAll()
        let folded = BenchClock.now()
        let spent = BenchClock.processorSeconds() - processor
        for area in [Registry.common] + view.heldAreas.sorted() {
            guard fresh.digestBuckets(area).root == registry.digestBuckets(area).root else {
                throw BenchError.tool("Folding again gave another registry; that is a fault.")
            }
        }
        return "\(BenchClock.seconds(began, taken)) \(BenchClock.seconds(taken, folded)) "
            + "\(spent) \(entries)"
    }

    private static func rank(_ origin: Origin) -> Int {
        // Losing the error is right: the benchmark has no other logs.
        (try? LogName(origin: origin))?.stream == .directory ? 0 : 1
    }

    // MARK: Late events

    /// Suspends institutions one by one, before the ten years are recorded, and writes what a peer would
    /// be handed: these events arrive after everything that was recorded later.
    func handOut(_ path: String, count: Int) async throws -> String {
        guard let region = RegionCode("990200") else { return "0" }
        let today = LegalDate(unixMilliseconds: SystemClock.milliseconds())
        let day = today.adding(days: -BenchYears.count * BenchYears.daysOfYear / 2)
        let acts = BenchActs(institutions: 0)
        for number in 0..<count {
            let draft = try EntryDraft.act(
                acts.suspension(number * 97), subject: BenchActs.institution(number * 97),
                region: region, effective: day, basis: BenchActs.basis)
            _ = try await core.record(RecordRequest([draft], officer: "041"))
        }
        let requests = try await core.with { exchange in
            try Self.requests(exchange.replica.store)
        }
        try FileSystem.writeDurably(Array(requests.joined(separator: "\n").utf8), to: path)
        return "\(requests.count)"
    }

    /// One submission for each entry of the own logs of sanctions.
    private static func requests(_ store: any ReplicaStore) throws -> [String] {
        var lines: [String] = []
        for log in try store.logs() {
            guard let name = try? LogName(origin: log.origin), name.node == "near",
                name.stream == .sanctions, let checkpoint = log.position.checkpoint
            else { continue }
            // Under one checkpoint: a receiver that has the beginning verifies the rest by tiles, so
            // the log goes over whole, once.
            let entries = try store.entries(log.origin, 0..<checkpoint.size)
            let bytes = try entries.flatMap { try EntryBundle.encode([$0]) }
            let request = PushRequest(
                origin: log.origin, key: log.key.publicKey, note: checkpoint.note,
                entries: InlineEntries(from: 0, count: entries.count, bytes: bytes))
            lines.append(BenchHex.encode(request.encoded()))
        }
        return lines
    }

    /// Takes the late events in, and asks for each institution at once.
    ///
    /// - Returns: seconds until they were durable and applied, then microseconds of each refold.
    func late(_ path: String, count: Int) async throws -> String {
        guard let bytes = try FileSystem.read(path) else { throw BenchError.missing(path) }
        let registry = registry
        let area = RegionCode(BenchPlan.province) ?? Registry.common
        let began = BenchClock.now()
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            let request = try PushRequest(encoded: BenchHex.decode(String(line)))
            let answer = await core.push(caller: "near#bench", request: request)
            guard answer.size > UInt64(count) else {
                throw BenchError.tool("Late events were not taken: \(answer).")
            }
        }
        let applied = BenchClock.now()
        return try await core.with { _ in
            var times: [String] = []
            for number in 0..<count {
                let began = BenchClock.now()
                let standing = registry.standing(
                    of: BenchActs.institution(number * 97), area: area)
                times.append("\(Double(BenchClock.now() - began) / 1_000)")
                guard standing.sanctions.contains(where: { $0.region.text == "990200" }) else {
                    throw BenchError.tool("A late event had no effect; that is a fault.")
                }
            }
            return "\(BenchClock.seconds(began, applied)) " + times.joined(separator: " ")
        }
    }

    // MARK: Cases

    /// What `dingdian due` does inside the node.
    ///
    /// - Returns: seconds, and how many rows it lists.
    func due() async throws -> String {
        let host = CommandHost(service: service, backend: NodeBackend(service: service))
        let began = BenchClock.now()
        let result = await host.run(LocalCommand("due", options: ["all": "true"]))
        let seconds = BenchClock.seconds(began, BenchClock.now())
        guard result.exit == 0 else { throw BenchError.tool("due: \(result.error)") }
        return "\(seconds) \(result.text.split(separator: "\n").count)"
    }

    /// Opens applications in different stages over the last weeks, sealed as all cases are.
    func openCases(_ count: Int) async throws -> String {
        "\(try await openCases(0..<count, decided: false))"
    }

    /// - Parameter decided: enforcement cases of today that decide suspensions, instead of applications.
    private func openCases(_ numbers: Range<Int>, decided: Bool) async throws -> Int {
        let directory = registry.view.directory
        let chain = directory.caseworkChain(of: core.name)
            .compactMap { directory.node(named: $0) }
        let today = LegalDate(unixMilliseconds: SystemClock.milliseconds())
        var drafts: [EntryDraft] = []
        for number in numbers {
            let file = try BenchCase(
                number: number, today: today, decided: decided, federation: core.federationID,
                author: core.name, chain: chain)
            let blobs = file.blobs
            try await core.with { exchange in
                for blob in blobs { _ = try exchange.replica.store.putBlob(blob) }
            }
            for event in file.events {
                drafts.append(try EntryDraft(.casework(event), effective: today))
            }
        }
        let recorded = try await core.record(RecordRequest(drafts, officer: "041"))
        return recorded.count
    }

    /// What waits in and beside cases, where the agency keeps cases for suspensions: it is looked for in
    /// the whole register.
    ///
    /// - Returns: seconds of the first question, then of one after each of some acts.
    func review() async throws -> String {
        _ = try await openCases(10_000..<10_020, decided: true)
        let backend = NodeBackend(service: service)
        let today = LegalDate(unixMilliseconds: SystemClock.milliseconds())
        let acts = BenchActs(institutions: 0)
        var times: [String] = []
        for number in 0..<6 {
            if number > 0 {
                let draft = try EntryDraft.act(
                    acts.suspension(number * 31), subject: BenchActs.institution(number * 31),
                    region: BenchActs.region, effective: today, basis: BenchActs.basis)
                _ = try await core.record(RecordRequest([draft], officer: "041"))
            }
            let began = BenchClock.now()
            _ = try await backend.caseReviewItems(area: nil, includingResolved: false)
            times.append("\(BenchClock.seconds(began, BenchClock.now()))")
        }
        return times.joined(separator: " ")
    }
}

/// A case under way: received, perhaps told to supplement, accepted, assessed; or one of today that
/// decided a suspension.
private struct BenchCase {
    var events: [CaseEvent] = []
    var blobs: [[UInt8]] = []

    init(
        number: Int, today: LegalDate, decided: Bool, federation: String, author: String,
        chain: [NodeRecord]
    ) throws {
        let id = SystemEntropy.bytes(16)
        let key = SystemEntropy.bytes(32)
        let wraps = try CaseKeyWraps(
            caseKey: key, federation: federation, caseID: id, chain: chain)
        blobs.append(wraps.encoded())
        let region = BenchActs.region
        let opened = decided ? today : today.adding(days: -(number % 75) - 1)
        let all: [(CaseStep.Kind, Int)] = [
            (.received, 0), (.accepted, 4), (.assessed, 20), (.resultNotified, 25),
        ]
        let steps = decided ? [(.finding, 0), (.measure, 0)] : Array(all.prefix(1 + number % 4))
        for (kind, after) in steps {
            let day = opened.adding(days: after)
            guard day <= today else { continue }
            var record = CaseRecord(
                institution: BenchActs.institution(number * 13 + 5), step: kind, region: region,
                day: day, note: "", services: BenchActs.services, scope: .basic, passed: true)
            record.details.caseKind =
                decided ? .enforcement : number % 3 == 0 ? .renewal : .new
            if decided { record.details.items = [kind == .finding ? "grave-risk" : "suspend"] }
            record.officer = kind == .assessed || kind == .finding ? "052" : "041"
            let sequence = UInt32(events.count)
            let sealed = try CasePayload.seal(
                record.encoded(), caseKey: key, salt: SystemEntropy.bytes(32),
                context: CaseContext(
                    federation: federation, author: author, caseID: id, sequence: sequence))
            blobs.append(sealed.bytes)
            events.append(
                CaseEvent(
                    caseID: id, sequence: sequence, chain: chain.map(\.name),
                    saltedHash: sealed.saltedHash, payload: sealed.name,
                    payloadByteCount: UInt64(sealed.bytes.count), wraps: wraps.name))
        }
    }
}

/// Nothing derived: everything comes from the logs.
private final class BenchNoStore: DerivedStore {
    func snapshot() throws -> DerivedSnapshot? { nil }
    func dossier(_ institution: InstitutionID) throws -> DossierRow? { nil }
    func dossiers(after institution: InstitutionID?, limit: Int) throws -> [DossierRow] { [] }
    func save(_ rows: [DossierRow], snapshot: DerivedSnapshot) throws {}
    func find(_ text: String, limit: Int) throws -> [InstitutionID] { [] }
    func institutionCount() throws -> Int { 0 }
    func erase() throws {}
}
