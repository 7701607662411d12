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
        var attachments: [TreeHash] { record.attachments }
        /// Marks of everybody whom it names.
        var persons: [PersonMark] { record.persons + record.people.compactMap(\.mark) }
    }
    private static let maximumCount = 65_536

    let core: NodeCore
    private let store: any ReplicaStore
    /// Whether marks are made here, so that a comparison with all cases known here is an answer.
    private let holdsSecret: Bool
    private let opened = Mutex<[EventReference: Opened]>([:])
    /// Wrapped keys, with the case for which they were tried, that do not open to this node.
    private let shut = Mutex<Set<[UInt8]>>([])

    init(core: NodeCore, store: any ReplicaStore, holdsSecret: Bool = false) {
        self.core = core
        self.store = store
        self.holdsSecret = holdsSecret
    }

    /// For a node whose folder may hold the federation's secret.
    convenience init(service: NodeService) {
        // Losing the error is right: without a readable secret checks of persons stay open.
        let secret = try? MarkSecret.read(service.folder)
        self.init(core: service.core, store: service.logs, holdsSecret: secret != nil)
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
            if let known = opened.withLock({ $0[row.reference] }) { return known }
            guard row.event.chain.contains(core.name) else { return nil }
            let fresh = open(row, seed) {
                if cases.isEmpty { cases = Dictionary(grouping: rows, by: \.event.caseID) }
                return cases[row.event.caseID] ?? []
            }
            guard let fresh else { return nil }
            opened.withLock {
                if $0.count >= Self.maximumCount { $0.removeAll() }
                $0[row.reference] = fresh
            }
            return fresh
        }
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

    /// The key of the case as far as the event's wraps open to this node. Those that do not never
    /// will.
    private func key(in event: CaseEvent, _ seed: [UInt8]) -> [UInt8]? {
        let name = event.wraps.bytes + event.caseID
        // Losing the errors is right: see above.
        guard !shut.withLock({ $0.contains(name) }), let wrapped = try? store.blob(event.wraps)
        else { return nil }
        let key = try? CaseKeyWraps(wrapped, event: event)
            .open(node: core.name, privateKey: seed, federation: core.federationID)
        if key == nil {
            shut.withLock {
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
            holdsSecret: holdsSecret)
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
