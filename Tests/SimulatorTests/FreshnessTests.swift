import Designation
import Testing
import TransparencyLog

@testable import Federation
@testable import Simulator

/// A node states a time for another only if it has all that this one wrote before it (protocol §9.3).
@Suite("Freshness")
struct FreshnessTests {
    private let wires = Wires()
    private let disk = Wires.disk()
    private let readerDisk = Wires.disk()

    /// The root, the author 220000 that dials it, and the reader 320000 that gets by hand what a test
    /// gives it.
    private func begin() throws -> (author: Exchange, reader: Exchange) {
        try wires.found(Wires.disk())
        let author = try wires.start("220000", on: disk, entropy: 2)
        try wires.connect("220000", to: "root")
        let reader = try wires.start("320000", on: readerDisk, entropy: 3)
        try handAll(of: "root", from: "root")
        return (author, reader)
    }

    private func logs(of node: String, at holder: String) throws -> [Origin] {
        try wires.node(holder).replica.store.logs().map(\.origin)
            .filter { Replica.name(of: $0)?.node == node }
    }

    private func handAll(of node: String, from holder: String, but left: Origin? = nil) throws {
        for origin in try logs(of: node, at: holder) where origin != left {
            try hand(origin, from: holder)
        }
    }

    private func hand(_ origin: Origin, from holder: String) throws {
        let reader = try wires.node("320000")
        let source = try wires.node(holder).replica.store
        let log = try #require(try source.log(origin))
        let held = try reader.replica.store.log(origin)?.position.size ?? 0
        guard held < log.position.size, let name = Replica.name(of: origin),
            reader.replica.directory.inScope(of: "320000", origin: name)
                || name.stream == .directory
        else { return }
        let entries = try source.entries(origin, held..<log.position.size)
        let (answer, _) = reader.push(
            caller: "root#9",
            request: PushRequest(
                origin: origin, key: log.key.publicKey,
                note: try #require(log.position.checkpoint).note,
                entries: InlineEntries(
                    from: held, count: entries.count, bytes: try EntryBundle.encode(entries))),
            expanded: [], now: wires.now)
        #expect([.current, .closed].contains(answer.state), "\(origin)")
    }

    /// The author signs a heartbeat, and the reader hears of it.
    @discardableResult
    private func beat() throws -> UInt64 {
        wires.now += 1_000
        let heartbeat = try #require(try wires.node("220000").beat(now: wires.now))
        tell(heartbeat, to: try wires.node("320000"))
        return heartbeat.milliseconds
    }

    private func tell(_ heartbeat: Heartbeat, to reader: Exchange) {
        _ = reader.heard(
            HeadsAnswer(cursor: "0", heartbeats: [heartbeat.note]), from: "root", now: wires.now)
    }

    private func claim(at name: String = "320000") throws -> UInt64? {
        try wires.node(name).freshTimes(now: wires.now)["220000"]
    }

    @Test("A log of an earlier epoch that is missing holds freshness back")
    func earlierEpoch() throws {
        _ = try begin()
        let first = try Origin(wires.suspend(wires.node("220000"), cause: "one").origin)
        disk.replace { $0.heads = [:] }
        let author = try wires.start("220000", on: disk, entropy: 4)
        let second = try Origin(wires.suspend(author, cause: "two").origin)
        #expect(second != first)
        try handAll(of: "220000", from: "220000", but: first)
        let time = try beat()
        #expect(try claim() == nil, "nothing of what was written first is here")
        try hand(first, from: "220000")
        #expect(try claim() == time)
    }

    @Test("Logs of earlier epochs make heartbeats no larger")
    func size() throws {
        _ = try begin()
        _ = try wires.suspend(wires.node("220000"), cause: "first")
        for number in 1...5 {
            disk.replace { $0.heads = [:] }
            let author = try wires.start("220000", on: disk, entropy: 20 + UInt64(number))
            _ = try wires.suspend(author, cause: "\(number)")
        }
        #expect(try logs(of: "220000", at: "220000").count >= 6)
        wires.now += 1_000
        let heartbeat = try #require(try wires.node("220000").beat(now: wires.now))
        let streams = heartbeat.heads.compactMap { Replica.name(of: $0.origin)?.stream }
        #expect(Set(streams).count == streams.count, "one log for each stream")
        #expect(heartbeat.note.count < 1_000)
        // Whoever has all of them is fresh, and whoever lacks the first is not.
        let first = try #require(
            try logs(of: "220000", at: "220000").first { origin in
                wires.nodes["220000"]?.replica.registry.opening(of: origin)?.predecessor == nil
                    && Replica.name(of: origin)?.stream == .sanctions
            })
        try handAll(of: "220000", from: "220000", but: first)
        tell(heartbeat, to: try wires.node("320000"))
        #expect(try claim() == nil)
        try hand(first, from: "220000")
        #expect(try claim() == heartbeat.milliseconds)
    }

    @Test("So does one that its author got back after it had opened the next")
    func grewLater() throws {
        _ = try begin()
        let first = try Origin(wires.suspend(wires.node("220000"), cause: "one").origin)
        let early = disk.live
        _ = try wires.suspend(wires.node("220000"), cause: "two")
        try wires.settle()
        try handAll(of: "220000", from: "220000", but: first)
        // The machine burns; what replaces it has an older disk, and no head store.
        disk.replace { image in
            image = early
            image.heads = [:]
            image.epochs = [:]
        }
        let author = try wires.start("220000", on: disk, entropy: 5)
        let second = try Origin(wires.suspend(author, cause: "three").origin)
        try hand(first, from: "220000")
        try hand(second, from: "220000")
        let poor = try beat()
        #expect(try claim() == poor, "by then the author knew no more itself")
        try wires.connect("220000", to: "root")
        try wires.settle()
        try handAll(of: "220000", from: "220000", but: first)
        let rich = try beat()
        let bound = try #require(try claim())
        #expect(bound < poor && bound < rich, "the second suspension is missing here")
        try hand(first, from: "220000")
        #expect(try claim() == rich)
    }

    @Test("A stamp that is newer than what is missing counts for nothing")
    func newerStamp() throws {
        let (author, _) = try begin()
        let origin = try Origin(wires.suspend(author, cause: "one").origin)
        try wires.settle()
        try handAll(of: "220000", from: "220000")
        let time = try beat()
        #expect(try claim() == time)
        // First something in another log, which is not here, then something in this one.
        wires.now += 60_000
        let day = Wires.today
        let draft = try EntryDraft.directory(
            .delegated(
                Delegation(
                    to: "320000", regions: [FederationPlan.code("220000")], acts: [.assess],
                    from: day)), effective: day)
        _ = try author.record([RecordRequest([draft], officer: "test")], now: wires.now).0[0].get()
        wires.now += 60_000
        _ = try wires.suspend(author, cause: "two")
        try hand(origin, from: "220000")
        #expect(try claim() == time)
        let later = try beat()
        #expect(try claim().map { $0 < later } ?? true)
        try handAll(of: "220000", from: "220000")
        #expect(try claim() == later)
    }

    @Test("A heartbeat about another history of a log than the one held here says nothing")
    func otherHistory() throws {
        let (author, _) = try begin()
        let origin = try Origin(wires.suspend(author, cause: "one").origin)
        try wires.settle()
        let image = disk.live
        try handAll(of: "220000", from: "220000")
        let time = try beat()
        _ = try wires.suspend(author, cause: "two")
        try hand(origin, from: "220000")
        // Head store and all are set back, which nobody sees.
        disk.replace { $0 = image }
        let again = try wires.start("220000", on: disk, entropy: 6)
        _ = try wires.suspend(again, cause: "also two")
        let later = try beat()
        #expect(try claim().map { $0 <= time && $0 < later } ?? true)
    }

    @Test("Of a key that was replaced no heartbeat counts any more")
    func replacedKey() throws {
        let (author, _) = try begin()
        let origin = try Origin(wires.suspend(author, cause: "one").origin)
        try wires.settle()
        try handAll(of: "220000", from: "220000")
        try beat()
        #expect(try claim() != nil)
        let draft = try EntryDraft.directory(
            .keyRotated(
                KeyRotation(
                    node: "220000",
                    nodeKey: NodeSigning.publicKey(seed: [UInt8](repeating: 8, count: 32)),
                    from: Wires.today, keeps: [origin])), effective: Wires.today)
        _ = try wires.node("root").replica.record(
            RecordRequest([draft], officer: "test", requiresCompetence: false), now: wires.now)
        try handAll(of: "root", from: "root")
        #expect(try claim() == nil)
    }

    @Test("A log that a superior closes further than it is held here holds freshness back")
    func closedFurther() throws {
        let (author, reader) = try begin()
        let origin = try Origin(wires.suspend(author, cause: "one").origin)
        try wires.settle()
        try handAll(of: "220000", from: "220000")
        let time = try beat()
        _ = try wires.suspend(author, cause: "two")
        try wires.settle()
        let held = try #require(try wires.node("root").replica.store.log(origin)).position
        let closing = LogClosing(
            origin: origin, finalSize: held.size, root: held.edge.root, reason: .rotation)
        let draft = try EntryDraft.directory(.closed(closing), effective: Wires.today)
        _ = try wires.node("root").replica.record(
            RecordRequest([draft], officer: "test", requiresCompetence: false), now: wires.now)
        try handAll(of: "root", from: "root")
        // A thief who has the key may still say that nothing happened.
        let stamp = reader.replica.registry.lastStamp(origin).milliseconds
        #expect(try claim() == stamp && stamp < time)
        try hand(origin, from: "root")
        #expect(try claim() == time)
    }

    @Test("Nothing is promised before this node knows what it wrote, and nothing is taken back")
    func promise() throws {
        let (author, _) = try begin()
        author.replica.hasAskedPeers = false
        #expect(try author.beat(now: wires.now + 500) == nil)
        author.replica.confirmPeersAsked()
        let time = try beat()
        // Started again under a clock that was set back by a minute.
        wires.now -= 60_000
        let again = try wires.start("220000", on: disk, entropy: 7)
        let region = FederationPlan.code("220000")
        let suspension = Suspension(
            isOwnRequest: false, until: nil, type: .medical, place: region, cause: "late")
        let draft = try EntryDraft.act(
            .suspended(suspension), subject: try Wires.institution, region: region,
            effective: Wires.today, basis: [Citation(edition: "N", article: "42")], references: [])
        let recorded = try again.record([RecordRequest([draft], officer: "test")], now: wires.now)
            .0[0].get()
        #expect(recorded.allSatisfy { $0.stamp.milliseconds >= time })
    }

    @Test("What is known of others' freshness is kept over a restart")
    func restart() throws {
        let (author, reader) = try begin()
        _ = try wires.suspend(author, cause: "one")
        try wires.settle()
        try handAll(of: "220000", from: "220000")
        let time = try beat()
        try reader.keepFreshness()
        wires.now += 60_000
        try wires.start("320000", on: readerDisk, entropy: 8)
        #expect(try claim() == time)
        // A database that was set back behind it holds less, and claims less.
        let empty = Wires.disk()
        empty.replace { $0.logs.notes = readerDisk.live.logs.notes }
        try wires.start("320000", on: empty, entropy: 9)
        #expect(try claim() == nil)
    }
}
