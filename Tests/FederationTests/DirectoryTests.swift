import Designation
import Federation
import Testing
import TransparencyLog

@Suite("Directory")
struct DirectoryTests {
    private func competence(
        _ directory: Directory, _ node: String, _ act: Competency, _ region: String,
        _ day: String = "2025-10-20"
    ) -> Competence {
        directory.competence(
            of: node, for: act, in: EntryFixtures.code(region), on: EntryFixtures.day(day))
    }

    @Test("The chain of enrolments gives nodes, parents and competence")
    func enrolment() throws {
        let (fixture, _) = try FederationFixture.standard()
        let directory = fixture.build()
        #expect(directory.problems.isEmpty)
        #expect(directory.nodes.count == 7)
        #expect(
            directory.chain(of: "222401.field") == [
                "222401.field", "222401", "222400", "220000", "root",
            ])
        #expect(directory.children(of: "root") == ["220000", "320000", "exchange"])
        #expect(directory.area(ofNode: "222401") == EntryFixtures.code("220000"))
        #expect(competence(directory, "222400", .suspend, "222400") == .own)
        #expect(competence(directory, "222400", .suspend, "222401") == .own)
        #expect(competence(directory, "222400", .suspend, "220100") == Competence.none)
        #expect(competence(directory, "222401", .suspend, "222401") == Competence.none)
        #expect(competence(directory, "stranger", .accept, "222401") == Competence.none)
    }

    @Test("The same logs in any order give the same directory")
    func order() throws {
        var (fixture, logs) = try FederationFixture.standard()
        let jilin = try unwrap(logs["220000"])
        try fixture.directory(
            jilin,
            .closed(
                LogClosing(
                    origin: try unwrap(logs["222401"]), finalSize: 1, root: .emptyTree,
                    reason: .retirement)))
        try fixture.directory(
            jilin,
            .decision(
                Decision(
                    region: EntryFixtures.code("220000"), name: "a",
                    value: DatedValue(
                        value: "1", from: FederationFixture.start, to: nil,
                        citation: Citation(edition: "S2", article: "1"), isDecision: true))))
        let expected = fixture.build()
        var random = EntriesRandom(seed: 7)
        for _ in 0..<50 {
            var shuffled = fixture.logs.map { ($0.key, $0.value) }
            shuffled.shuffle(using: &random)
            if Bool.random(using: &random) {
                // A stale copy of one log beside the longer one changes nothing.
                shuffled.append((shuffled[0].0, Array(shuffled[0].1.dropLast())))
            }
            #expect(Directory.build(anchor: fixture.anchor, logs: shuffled) == expected)
        }
    }

    @Test("Logs without their entry 0 are read when the opening is given apart")
    func epochsApart() throws {
        let (fixture, _) = try FederationFixture.standard()
        let stripped = fixture.logs.map { ($0.key, Array($0.value.dropFirst())) }
        #expect(
            Directory.build(anchor: fixture.anchor, logs: stripped, epochs: fixture.epochs)
                == fixture.build())
        #expect(Directory.build(anchor: fixture.anchor, logs: stripped).nodes.count == 1)
    }

    @Test("Only a key of the node opens an epoch, and only for its own origin")
    func forgedEpoch() throws {
        var (fixture, logs) = try FederationFixture.standard()
        let forged = try fixture.open("222400", .sanctions, epoch: "2", keyName: "thief")
        let good = try fixture.open("222400", .sanctions, epoch: "3")
        let stranger = try fixture.open("stranger", .sanctions)
        let directory = fixture.build()
        func judge(_ origin: Origin, as epochOf: Origin? = nil) throws -> DistrustReason? {
            let epoch = try unwrap(fixture.epochs[epochOf ?? origin])
            switch directory.trusts(epoch: epoch, origin: try fixture.name(origin)) {
            case .success: return nil
            case .failure(let reason): return reason
            }
        }
        #expect(try judge(good) == nil)
        #expect(try judge(forged) == .badSignature)
        #expect(try judge(stranger) == .notEnrolled)
        #expect(try judge(good, as: unwrap(logs["222400"])) == .nameMismatch)
        let other = try FederationFixture(name: "other")
        let elsewhere = Directory(anchor: other.anchor)
        #expect(
            !elsewhere.isTrusted(
                try unwrap(fixture.epochs[good]), origin: try fixture.name(good)))
    }

    @Test("A directory log opened with a foreign key is not read at all")
    func forgedDirectory() throws {
        var (fixture, _) = try FederationFixture.standard()
        let forged = try fixture.open("220000", .directory, epoch: "evil", keyName: "thief")
        try fixture.directory(
            forged,
            .nodeEnrolled(FederationFixture.record("puppet", "222400", .city, grants: [])))
        #expect(fixture.build().node(named: "puppet") == nil)
    }

    @Test("After a rotation the new key opens epochs; the old one only where it is kept or closed")
    func rotation() throws {
        var (fixture, logs) = try FederationFixture.standard()
        let kept = try fixture.open("222400", .sanctions, epoch: "old")
        let dropped = try fixture.open("222400", .register, epoch: "old")
        let jilin = try unwrap(logs["220000"])
        try fixture.directory(
            jilin,
            .keyRotated(
                KeyRotation(
                    node: "222400", nodeKey: try FederationFixture.publicKey("222400 second"),
                    from: EntryFixtures.day("2025-11-01"),
                    keeps: [kept, try unwrap(logs["222400"])])))
        let new = try fixture.open(
            "222400", .register, epoch: "new", keyName: "222400 second")
        let backdated = try fixture.open("222400", .sanctions, epoch: "backdated")
        func trusted(_ origin: Origin) throws -> Bool {
            fixture.build().isTrusted(
                try unwrap(fixture.epochs[origin]), origin: try fixture.name(origin))
        }
        #expect(try trusted(kept) && trusted(new))
        #expect(try !trusted(dropped))
        #expect(try !trusted(backdated), "a stolen old key opens nothing")
        #expect(fixture.build().node(named: "222401") != nil, "the kept directory is still read")
        try fixture.directory(
            jilin,
            .closed(
                LogClosing(origin: dropped, finalSize: 1, root: .emptyTree, reason: .rotation)))
        #expect(try trusted(dropped), "closed, it counts up to its closing")
    }

    @Test("Only superiors rotate, revoke and close")
    func notSuperior() throws {
        var (fixture, logs) = try FederationFixture.standard()
        let other = try unwrap(logs["320000"])
        let own = try unwrap(logs["222400"])
        let before = fixture.build()
        var events: [EventReference] = []
        for log in [other, own] {
            events.append(
                try fixture.directory(
                    log,
                    .keyRotated(
                        KeyRotation(
                            node: "222400", nodeKey: EntryFixtures.key(3),
                            from: FederationFixture.start, keeps: []))))
            events.append(try fixture.directory(log, .revoked(node: "222400", reason: "x")))
            events.append(
                try fixture.directory(
                    log,
                    .closed(
                        LogClosing(
                            origin: own, finalSize: 0, root: .emptyTree, reason: .retirement))))
        }
        let after = fixture.build()
        #expect(after.nodes == before.nodes && after.closing(of: own) == nil)
        #expect(after.problems.map(\.event) == events.sorted())
        #expect(after.problems.allSatisfy { $0.reason == .notSuperior })
    }

    @Test("A revoked node loses competence from the day, and its logs count up to their closings")
    func revocation() throws {
        var (fixture, logs) = try FederationFixture.standard()
        let sanctions = try fixture.open("222400", .sanctions)
        let jilin = try unwrap(logs["220000"])
        try fixture.directory(
            jilin, .revoked(node: "222400", reason: "stolen"),
            effective: EntryFixtures.day("2025-11-01"))
        let directory = fixture.build()
        #expect(competence(directory, "222400", .suspend, "222400", "2025-10-31") == .own)
        #expect(
            competence(directory, "222400", .suspend, "222400", "2025-11-01") == Competence.none)
        let epoch = try unwrap(fixture.epochs[sanctions])
        let name = try fixture.name(sanctions)
        #expect(!directory.isTrusted(epoch, origin: name))
        #expect(!directory.mayRead(node: "222400", origin: try fixture.name(jilin)))
        try fixture.directory(
            jilin,
            .closed(
                LogClosing(origin: sanctions, finalSize: 9, root: .emptyTree, reason: .revocation)))
        #expect(fixture.build().isTrusted(epoch, origin: name))
        #expect(fixture.build().closing(of: sanctions)?.finalSize == 9)
    }

    @Test("Beyond its closing a log never counts; the last closing counts, a superior's outranks")
    func closing() throws {
        var (fixture, logs) = try FederationFixture.standard()
        let yanji = try unwrap(logs["222401"])
        func close(_ by: String, _ size: UInt64, at stamp: UInt64? = nil) throws {
            try fixture.directory(
                unwrap(logs[by]),
                .closed(
                    LogClosing(
                        origin: yanji, finalSize: size, root: .emptyTree, reason: .forkSettled)),
                at: stamp)
        }
        #expect(fixture.build().node(named: "222401.field") != nil)
        try close("222400", 1)
        #expect(fixture.build().closing(of: yanji)?.finalSize == 1)
        #expect(fixture.build().node(named: "222401.field") == nil, "its enrolment is entry 1")
        // Dated far back, an entry beyond the closing still does not count.
        try fixture.directory(
            yanji,
            .nodeEnrolled(FederationFixture.record("222401.late", "222401", .office, grants: [])),
            at: 1_735_700_000_000)
        #expect(fixture.build().node(named: "222401.late") == nil)
        try close("222400", 2)
        #expect(fixture.build().node(named: "222401.field") != nil, "admitted by a later closing")
        #expect(fixture.build().node(named: "222401.late") == nil)
        try close("220000", 1, at: 1_735_700_000_000)
        #expect(fixture.build().closing(of: yanji)?.finalSize == 1, "a superior outranks")
        try close("222400", 3)
        #expect(fixture.build().closing(of: yanji)?.finalSize == 1)
        try close("root", 3)
        #expect(fixture.build().node(named: "222401.late") != nil)
    }

    @Test("A delegation that arrives later is reconsidered, and ends where it is ended")
    func delegation() throws {
        var (fixture, logs) = try FederationFixture.standard()
        let yanbian = try unwrap(logs["222400"])
        #expect(competence(fixture.build(), "222401", .sign, "222401") == Competence.none)
        let event = try fixture.directory(
            yanbian,
            .delegated(
                Delegation(
                    to: "222401", regions: [EntryFixtures.code("222401")], acts: [.sign],
                    from: FederationFixture.start, until: EntryFixtures.day("2027-01-01"))))
        #expect(competence(fixture.build(), "222401", .sign, "222401") == .delegated(event))
        #expect(competence(fixture.build(), "222401", .suspend, "222401") == Competence.none)
        #expect(competence(fixture.build(), "222401", .sign, "222400") == Competence.none)
        #expect(
            competence(fixture.build(), "222401", .sign, "222401", "2027-01-01")
                == Competence.none)
        try fixture.directory(
            yanbian, .delegationEnded(event), effective: EntryFixtures.day("2025-10-25"))
        #expect(competence(fixture.build(), "222401", .sign, "222401") == .delegated(event))
        #expect(
            competence(fixture.build(), "222401", .sign, "222401", "2025-10-25")
                == Competence.none)
        let ghost = try fixture.directory(
            yanbian, .delegationEnded(EntryFixtures.reference()))
        #expect(
            fixture.build().problems.contains {
                $0.event == ghost && $0.reason == .brokenReference
            })
    }

    @Test("Nobody delegates what it does not have, and a delegation cannot be passed on")
    func delegationBounds() throws {
        var (fixture, logs) = try FederationFixture.standard()
        func delegate(_ from: String, _ to: String, _ region: String, _ act: Competency) throws {
            try fixture.directory(
                unwrap(logs[from]),
                .delegated(
                    Delegation(
                        to: to, regions: [EntryFixtures.code(region)], acts: [act],
                        from: FederationFixture.start)))
        }
        try delegate("222400", "222401", "220100", .sign)
        #expect(competence(fixture.build(), "222401", .sign, "220100") == Competence.none)
        try delegate("222400", "222401", "222401", .suspend)
        try delegate("222401", "222401.field", "222401", .suspend)
        #expect(competence(fixture.build(), "222401.field", .suspend, "222401") == Competence.none)
        #expect(fixture.build().problems.count == 2)
    }

    @Test("A lapsed capability counts, flagged, for a while; a renewal leaves no gap")
    func lapse() throws {
        var (fixture, logs) = try FederationFixture.standard()
        let jilin = try unwrap(logs["220000"])
        let grants = [FederationFixture.grant(["220100"], [.sign])]
        let end = EntryFixtures.day("2025-10-01")
        var record = try FederationFixture.record(
            "220100", "220100", .city, grants: grants, to: end)
        try fixture.directory(jilin, .nodeEnrolled(record))
        func sign(_ day: String) -> Competence {
            competence(fixture.build(), "220100", .sign, "220100", day)
        }
        #expect(sign("2024-12-31") == Competence.none)
        #expect(sign("2025-09-30") == .own)
        #expect(sign("2025-10-01") == .lapsed)
        #expect(sign("2025-10-31") == .lapsed)
        #expect(sign("2025-11-01") == Competence.none)
        record.from = end
        record.to = nil
        try fixture.directory(jilin, .nodeEnrolled(record))
        #expect(sign("2025-09-30") == .own && sign("2025-11-01") == .own)
    }
}
