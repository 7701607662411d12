import Designation
import Federation
import Synchronization
import TransparencyLog

/// Cases as far as this node is in their chain: finds who may read what lies beside a log, and
/// opens payloads for review. Plaintexts stay in memory and are never written.
final class CaseReader: Sendable {
    /// What review needs of an opened event.
    struct Opened: Sendable {
        var row: CaseBook.Row
        var author: String
        var institution: InstitutionID
        var step: CaseRecord.Step
        var region: RegionCode
        var day: LegalDate
        var attachments: [TreeHash]
        var persons: [PersonMark]
    }
    private static let maximumCount = 8_192

    private let core: NodeCore
    private let store: any ReplicaStore
    private let opened = Mutex<[EventReference: Opened]>([:])

    init(core: NodeCore, store: any ReplicaStore) {
        self.core = core
        self.store = store
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
        let federation = core.federationID
        return rows.compactMap { row in
            if let known = opened.withLock({ $0[row.reference] }) { return known }
            guard row.event.chain.contains(core.name),
                let fresh = open(row, seed: seed, federation: federation)
            else { return nil }
            opened.withLock {
                if $0.count >= Self.maximumCount { $0.removeAll() }
                $0[row.reference] = fresh
            }
            return fresh
        }
    }

    private func open(_ row: CaseBook.Row, seed: [UInt8], federation: String) -> Opened? {
        // Losing the errors is right: an event that cannot be opened (not fetched yet, erased,
        // damaged) simply is not reviewed here; the log shows that it is there.
        guard let origin = try? Origin(row.reference.origin),
            let author = try? LogName(origin: origin).node,
            let wrapped = try? store.blob(row.event.wraps),
            let sealed = try? store.blob(row.event.payload),
            let key = try? CaseKeyWraps(wrapped, event: row.event)
                .open(node: core.name, privateKey: seed, federation: federation),
            let plain = try? CasePayload.open(
                sealed, caseKey: key, event: row.event, federation: federation, author: author),
            let record = try? CaseRecord(plain)
        else { return nil }
        return Opened(
            row: row, author: author, institution: record.institution, step: record.step,
            region: record.region, day: record.day, attachments: record.attachments,
            persons: record.persons)
    }
}

extension NodeCore {
    /// All case events held here, and the key that opens those of this node's chain.
    func caseEvents() -> (rows: [CaseBook.Row], seed: [UInt8]) {
        (exchange.replica.cases.all, exchange.replica.identity.encryptionSeed)
    }

    func caseEvents(naming blob: TreeHash) -> [CaseBook.Row] {
        exchange.replica.cases.all.filter { $0.event.payload == blob || $0.event.wraps == blob }
    }
}
