import Designation
import Federation
import Testing
import TransparencyLog

@testable import Simulator

/// A replica over a simulated disk: what simulated histories led to, without the histories.
@Suite("Replica on a disk")
struct ReplicaOnDiskTests {
    private static let seed = [UInt8](repeating: 7, count: 32)
    private static let now = Simulation.startTime

    private func machine() -> MachineDisk {
        MachineDisk(gate: DiskGate(random: SeededGenerator(seed: 1)))
    }

    private func replica(
        _ disk: MachineDisk, name: String = "root", entropy: UInt64
    ) throws -> Replica {
        let anchor = try Anchor(
            federationName: "test", rootNode: "root",
            rootPublicKey: NodeSigning.publicKey(seed: Self.seed))
        var random = SeededGenerator(seed: entropy)
        let replica = Replica(
            identity: NodeIdentity(
                anchor: anchor, name: name, nodeSeed: Self.seed, encryptionSeed: Self.seed,
                machineMark: [1]),
            store: disk.logStore, heads: disk.headStore, keys: disk.keyStore,
            derived: disk.derivedStore, heldAreas: [], factBudget: 0, entropy: { random.bytes32() })
        try replica.open(now: Simulation.startTime)
        replica.confirmPeersAsked()
        return replica
    }

    private func publish(_ edition: UInt32, by replica: Replica) throws -> Origin {
        let draft = try EntryDraft.directory(
            .foldEdition(edition), effective: LegalDate(unixMilliseconds: Self.now))
        let recorded = try replica.record(
            RecordRequest([draft], officer: "test", requiresCompetence: false), now: Self.now)
        return try Origin(try #require(recorded.first).reference.origin)
    }

    /// Hands a log over, as a peer that holds all of it would to one that holds `held` of it.
    private func copy(
        _ log: StoredLog, of disk: MachineDisk, to replica: Replica, held: LogPosition = .empty
    ) throws {
        let news = try disk.logStore.entries(log.origin, held.size..<log.position.size)
        var follower = LogFollower(origin: log.origin, key: log.key, held: held)
        let outcome = follower.offered(
            note: try #require(log.position.checkpoint).note,
            inline: InlineEntries(
                from: held.size, count: news.count, bytes: try EntryBundle.encode(news)))
        guard case .verified(let chunks) = outcome else {
            Issue.record("the peer's entries are not taken: \(outcome)")
            return
        }
        try replica.accept(
            replica.registry.prepare(chunks), keys: [log.origin: log.key], now: Self.now)
    }

    /// An append failed before its head was committed, a backup was taken, and the log went on. Restored
    /// without its head store, the node may not sign for that epoch any more: it must take its own log
    /// back from peers like everybody else's, although the entry that came to nothing lies in its way.
    @Test func whatAFailedAppendLeftDoesNotKeepTheLogFromComingBack() throws {
        let disk = machine()
        let first = try replica(disk, entropy: 1)
        let origin = try publish(1, by: first)
        let backedUp = try #require(try disk.logStore.log(origin))
        try disk.logStore.stage(origin, from: backedUp.position.size, entries: [[9], [9, 9]])
        var backup = disk.live
        backup.heads = [:]
        _ = try publish(1, by: first)
        let whole = try #require(try disk.logStore.log(origin))
        let restored = machine()
        restored.replace { $0 = backup }
        let second = try replica(restored, entropy: 2)
        try copy(whole, of: disk, to: second, held: backedUp.position)
        #expect(try restored.logStore.log(origin)?.position == whole.position)
        #expect(second.registry.applied(origin) == whole.position.size)
        // What was behind the entry that came to nothing is gone with it.
        #expect(try restored.logStore.storedSize(origin) == whole.position.size)
    }

    /// Facts that were saved may leave the memory. A question about earlier knowledge reads them again:
    /// without them an institution under a sanction would look like one that nobody ever heard of.
    @Test func earlierKnowledgeIsAnsweredFromFactsThatLeftTheMemory() throws {
        let region = FederationPlan.code("220000")
        let today = LegalDate(unixMilliseconds: Self.now)
        let plan = FederationPlan(count: 3, start: today)
        let record = NodeRecord(
            name: "220000", nodeKey: NodeSigning.publicKey(seed: Self.seed),
            encryptionKey: SealingKey.publicKey(seed: Self.seed), region: region,
            role: .province,
            grants: [CompetenceGrant(regions: [region], acts: Competency.allCases)], from: today)
        let above = machine()
        _ = try replica(above, entropy: 1).record(
            RecordRequest(
                [
                    try EntryDraft.directory(.regions(plan.regions), effective: today),
                    try EntryDraft.directory(.nodeEnrolled(record), effective: today),
                ], officer: "test", requiresCompetence: false), now: Self.now)
        let province = try replica(machine(), name: "220000", entropy: 2)
        for log in try above.logStore.logs() { try copy(log, of: above, to: province) }
        let institution = try #require(
            InstitutionID(scheme: .practiceLicence, issuer: region, number: "TEST1"))
        let suspension = Suspension(
            isOwnRequest: false, until: nil, type: .medical, place: region, cause: "test")
        let draft = try EntryDraft.act(
            .suspended(suspension), subject: institution, region: region, effective: today,
            basis: [Citation(edition: "N", article: "42")], references: [])
        _ = try province.record(RecordRequest([draft], officer: "test"), now: Self.now)
        let vector = Dictionary(
            province.registry.applied.map { ($0.key.text, $0.value) }, uniquingKeysWith: { $1 })
        func sanctions() -> Int {
            province.registry.standing(of: institution, area: Registry.common, vector: vector)
                .sanctions.count
        }
        #expect(sanctions() == 1)
        let (rows, snapshot) = province.registry.unsaved()
        try province.derived.save(rows, snapshot: snapshot)
        province.registry.markSaved(rows)
        #expect(sanctions() == 1)
    }
}
