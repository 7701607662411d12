import Designation
import Federation
import Synchronization
import TransparencyLog

/// Cases as far as this node is in their chain: finds who may read what lies beside a log, and
/// opens payloads. Plaintexts stay in memory and are never written.
final class CaseReader: Sendable {
    /// An opened event.
    struct Opened: Sendable {
        var row: CaseBook.Row
        var record: CaseRecord
        /// The step as the rules judge it.
        var step: CaseStep

        var author: String { step.author }
        var institution: InstitutionID { record.institution }
        /// Names of everything that it brings along, beside the log.
        var attachments: [TreeHash] { record.attachments + record.files.map(\.sealed) }
        /// Marks of everybody whom it names.
        var persons: [PersonMark] { record.persons + record.people.compactMap(\.mark) }
    }
    private static let maximumCount = 65_536

    let core: NodeCore
    private let store: any ReplicaStore
    /// Whether marks are made here, so that a comparison with all cases known here is an answer.
    private let holdsSecret: Bool
    private let memory: CaseMemory

    init(
        core: NodeCore, store: any ReplicaStore, holdsSecret: Bool = false,
        memory: CaseMemory = CaseMemory()
    ) {
        self.memory = memory
        self.core = core
        self.store = store
        self.holdsSecret = holdsSecret
    }

    /// For a node whose folder may hold the federation's secret; what one reader opened is at hand for
    /// the next.
    convenience init(service: NodeService) {
        // Losing the error is right: without a readable secret checks of persons stay open.
        let secret = try? MarkSecret.read(service.folder)
        self.init(
            core: service.core, store: service.logs, holdsSecret: secret != nil,
            memory: service.caseMemory)
    }

    /// Events whose payload, wrapped keys or scans the blob is.
    func events(naming name: TreeHash) async -> [CaseBook.Row] {
        let named = await core.caseEvents(naming: name)
        guard named.isEmpty else { return named }
        return await all().filter { $0.attachments.contains(name) }.map(\.row)
    }

    /// Every case event that this node can open now, oldest first. What lacks its payload is tried
    /// again next time.
    func all() async -> [Opened] {
        let (rows, seed) = await core.caseEvents()
        var cases: [[UInt8]: [CaseBook.Row]] = [:]
        return rows.compactMap { row in
            if let known = memory.opened.withLock({ $0[row.reference] }) { return known }
            guard row.event.chain.contains(core.name) else { return nil }
            let fresh = open(row, seed) {
                if cases.isEmpty { cases = Dictionary(grouping: rows, by: \.event.caseID) }
                return cases[row.event.caseID] ?? []
            }
            guard let fresh else { return nil }
            memory.opened.withLock {
                if $0.count >= Self.maximumCount { $0.removeAll() }
                $0[row.reference] = fresh
            }
            return fresh
        }
    }

    /// The papers of all cases that this node can open, as they lie beside the logs. What was opened
    /// for them is not kept.
    func papers() async -> [CaseBlob] {
        let (rows, seed) = await core.caseEvents()
        var cases: [[UInt8]: [CaseBook.Row]] = [:]
        for row in rows where row.event.chain.contains(core.name) {
            if memory.found.withLock({ $0.steps.contains(row.reference) }) { continue }
            let known = memory.opened.withLock { $0[row.reference] }
            let step =
                known
                ?? open(row, seed) {
                    if cases.isEmpty { cases = Dictionary(grouping: rows, by: \.event.caseID) }
                    return cases[row.event.caseID] ?? []
                }
            guard let step else { continue }
            memory.found.withLock {
                guard $0.steps.insert(row.reference).inserted else { return }
                $0.papers += step.attachments.map {
                    CaseBlob(name: $0, chain: row.event.chain)
                }
            }
        }
        return memory.found.withLock { $0.papers }
    }

    /// How many cases name this node in their chain while nothing of them opens here.
    func shutCases() async -> Int {
        let opened = Set(await all().map(\.row.event.caseID))
        let own = await core.caseEvents().rows.map(\.event).filter { $0.chain.contains(core.name) }
        return Set(own.map(\.caseID)).subtracting(opened).count
    }

    /// - Parameter others: all events of the case, any of which may carry its key for this node: it
    ///   is wrapped anew where a node of the chain got another one (protocol §10.2).
    private func open(
        _ row: CaseBook.Row, _ seed: [UInt8], others: () -> [CaseBook.Row]
    ) -> Opened? {
        let federation = core.federationID
        // Losing the errors is right: an event that cannot be opened (not fetched yet, erased,
        // damaged) simply is not reviewed here; the log shows that it is there.
        guard let origin = try? Origin(row.reference.origin),
            let author = try? LogName(origin: origin).node,
            let sealed = try? store.blob(row.event.payload),
            let key = key(in: row.event, seed)
                ?? others().lazy.compactMap({ self.key(in: $0.event, seed) }).first,
            let plain = try? CasePayload.open(
                sealed, caseKey: key, event: row.event, federation: federation, author: author),
            let record = try? CaseRecord(plain)
        else { return nil }
        let step = record.domainStep(
            reference: row.reference, stamp: row.stamp, author: author)
        return Opened(row: row, record: record, step: step)
    }

    /// The content of a paper; `nil` where it has not come here yet.
    ///
    /// - Throws: ``CaseError`` where what lies here is not what the step brought along, and what the
    ///   store says.
    func contents(of file: CaseAttachment, in step: Opened) async throws -> [UInt8]? {
        guard let sealed = try store.blob(file.sealed) else { return nil }
        let (rows, seed) = await core.caseEvents()
        let event = step.row.event
        let key =
            key(in: event, seed)
            ?? rows.lazy.filter { $0.event.caseID == event.caseID }
            .compactMap { self.key(in: $0.event, seed) }.first
        guard let key else { throw CaseError.cannotOpen }
        return try file.open(
            sealed, caseKey: key,
            context: CaseContext(
                federation: core.federationID, author: step.author, caseID: event.caseID,
                sequence: event.sequence))
    }

    /// Whether a paper lies here.
    func holds(_ file: CaseAttachment) -> Bool {
        // Losing the error is right: what cannot be read now counts as not here.
        (try? store.hasBlob(file.sealed)) ?? false
    }

    /// The key of the case as far as the event's wraps open to this node. Those that do not never
    /// will.
    private func key(in event: CaseEvent, _ seed: [UInt8]) -> [UInt8]? {
        // A key that was replaced since opens other wraps.
        let name = event.wraps.bytes + event.caseID + seed
        // Losing the errors is right: see above.
        guard !memory.shut.withLock({ $0.contains(name) }),
            let wrapped = try? store.blob(event.wraps)
        else { return nil }
        let key = try? CaseKeyWraps(wrapped, event: event)
            .open(node: core.name, privateKey: seed, federation: core.federationID)
        if key == nil {
            memory.shut.withLock {
                if $0.count >= Self.maximumCount { $0.removeAll() }
                $0.insert(name)
            }
        }
        return key
    }

    // MARK: Judged

    /// All cases that this node can open, with the rules of now.
    func board() async -> CaseBoard {
        CaseBoard(
            node: core.name, registry: core.registry, opened: await all(),
            holdsSecret: holdsSecret, acts: memory.acts)
    }

    /// Every case of the node as it stands on a day, in the order in which they were opened.
    func states(on day: LegalDate) async -> [CaseBoard.Row] { await board().rows(on: day) }
}

extension NodeCore {
    /// All case events held here, and the key that opens those of this node's chain.
    func caseEvents() -> (rows: [CaseBook.Row], seed: [UInt8]) {
        (exchange.replica.cases.all, exchange.replica.identity.encryptionSeed)
    }

    func caseEvents(naming blob: TreeHash) -> [CaseBook.Row] {
        exchange.replica.caseBook.events(naming: blob)
    }
}
