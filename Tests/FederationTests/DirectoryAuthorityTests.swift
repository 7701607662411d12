import Designation
import Federation
import Testing
import TransparencyLog

@Suite("Authority in the directory")
struct DirectoryAuthorityTests {
    @Test("A parent grants no more than it may")
    func attenuation() throws {
        var (fixture, logs) = try FederationFixture.standard()
        let yanbian = try unwrap(logs["222400"])
        let event = try fixture.directory(
            yanbian,
            .nodeEnrolled(
                FederationFixture.record(
                    "222400.greedy", "222401", .office,
                    grants: [
                        FederationFixture.grant(["222401"], [.sign, .enrol]),
                        FederationFixture.grant(["220000"], [.sign]),
                    ])))
        let directory = fixture.build()
        #expect(
            directory.node(named: "222400.greedy")?.grants
                == [FederationFixture.grant(["222401"], [.sign])])
        #expect(
            directory.problems.map(\.event) == [event]
                && directory.problems[0].reason == .grantBeyondReach)
    }

    @Test("Names, keys and regions of others cannot be taken")
    func takeover() throws {
        var (fixture, logs) = try FederationFixture.standard()
        let other = try unwrap(logs["320000"])
        let jilin = try unwrap(logs["220000"])
        let before = fixture.build()
        let early: UInt64 = 1_735_700_000_000
        func enrol(_ log: Origin, _ name: String, _ region: String, key: String? = nil) throws {
            try fixture.directory(
                log,
                .nodeEnrolled(
                    FederationFixture.record(name, region, .city, grants: [], keyName: key)),
                at: early)
        }
        try enrol(other, "222401", "320000")
        try enrol(other, "220100.new", "320000")
        try enrol(other, "someone", "222401")
        try enrol(jilin, "222400", "222400", key: "other key")
        try fixture.directory(
            other, .regions([FederationFixture.region("222401", "320000", .county)]))
        try fixture.directory(
            other, .regions([FederationFixture.region("320099", "220000", .county)]))
        let after = fixture.build()
        #expect(after.nodes == before.nodes && after.regions == before.regions)
        #expect(
            Set(after.problems.map(\.reason)) == [.notCompetent, .keyMustRotate])
        #expect(after.problems.count == 6)
    }

    @Test("Rules are set by those who may, for their regions; the fold's edition by the root only")
    func rules() throws {
        var (fixture, logs) = try FederationFixture.standard()
        let root = try unwrap(logs["root"])
        let jilin = try unwrap(logs["220000"])
        let day = FederationFixture.start
        let citation = Citation(edition: "S2", article: "30")
        func value(_ text: String, _ from: LegalDate = day) -> DatedValue {
            DatedValue(value: text, from: from, to: nil, citation: citation, isDecision: false)
        }
        func edition(_ region: String, _ text: String) -> DirectoryEvent {
            .edition(
                EditionPart(
                    id: "S2", region: EntryFixtures.code(region), titleChinese: "",
                    titleEnglish: "",
                    values: [NamedValue(name: "cross-region.reach", value: value(text))]))
        }
        func reach(_ region: String, _ directory: Directory) -> String? {
            directory.rules.value(
                "cross-region.reach", for: EntryFixtures.code(region), on: day,
                in: directory.regions)?.value
        }
        try fixture.directory(root, edition("CN", "federation"))
        try fixture.directory(jilin, edition("220000", "old"))
        try fixture.directory(jilin, edition("220000", "area"))
        let wrong = try fixture.directory(jilin, edition("320000", "area"))
        try fixture.directory(jilin, .foldEdition(9))
        try fixture.directory(root, .foldEdition(2))
        try fixture.directory(
            jilin,
            .group(
                NamedGroup(
                    id: "pair",
                    group: RecognitionGroup(
                        members: [EntryFixtures.code("220000"), EntryFixtures.code("220100")],
                        services: [.inpatient], from: day, to: nil, citation: citation))))
        try fixture.directory(
            root,
            .calendar(CalendarYear(year: 2026, holidays: [day], workdays: [], citation: citation)))
        let directory = fixture.build()
        #expect(reach("222401", directory) == "area", "the part that replaced the other")
        #expect(reach("320000", directory) == "federation")
        #expect(directory.foldEdition == 2)
        #expect(directory.groups.count == 1 && directory.calendars[2026]?.holidays == [day])
        #expect(directory.problems.contains { $0.event == wrong && $0.reason == .notCompetent })
        #expect(directory.foldContext().groups == directory.groups)
    }

    @Test("An agency keeps its own roster of officers, and its superior may; others may not")
    func roster() throws {
        var (fixture, logs) = try FederationFixture.standard()
        func officer(_ region: String, _ name: String, _ roles: String) -> DirectoryEvent {
            .decision(
                Decision(
                    region: EntryFixtures.code(region), name: Roster.prefix + name,
                    value: DatedValue(
                        value: roles, from: FederationFixture.start, to: nil,
                        citation: Citation(edition: "decision", article: ""), isDecision: true)))
        }
        // The office of Yanji may decide nothing by an edition, but knows who its officers are.
        try fixture.directory(unwrap(logs["222401"]), officer("222401", "甲", "clerk"))
        try fixture.directory(unwrap(logs["220000"]), officer("222401", "乙", "reviewer"))
        let wrong = try fixture.directory(
            unwrap(logs["222401"]), officer("222400", "丙", "signer"))
        let other = try fixture.directory(
            unwrap(logs["320000"]), officer("222401", "丁", "signer"))
        let directory = fixture.build()
        let day = FederationFixture.start.adding(days: 1)
        let roster = try unwrap(
            directory.rules.roster(of: EntryFixtures.code("222401"), on: day))
        #expect(roster.officers == ["甲": [.clerk], "乙": [.reviewer]])
        #expect(directory.rules.roster(of: EntryFixtures.code("222400"), on: day) == nil)
        #expect(Set(directory.problems.map(\.event)) == [wrong, other])
        #expect(directory.problems.allSatisfy { $0.reason == .notCompetent })
    }

    @Test("What reaches back without a ground counts from its publication")
    func retroactive() throws {
        var (fixture, logs) = try FederationFixture.standard()
        let decision = DirectoryEvent.decision(
            Decision(
                region: EntryFixtures.code("220000"), name: "x",
                value: DatedValue(
                    value: "yes", from: FederationFixture.start, to: nil,
                    citation: Citation(edition: "S2", article: "1"), isDecision: true)))
        let event = try fixture.directory(unwrap(logs["220000"]), decision, ground: "")
        let directory = fixture.build()
        func value(_ day: String) -> String? {
            directory.rules.value(
                "x", for: EntryFixtures.code("220000"), on: EntryFixtures.day(day),
                in: directory.regions)?.value
        }
        #expect(value("2025-10-08") == nil)
        #expect(value("2025-10-09") == "yes", "the day of its stamp")
        #expect(
            directory.problems.map(\.event) == [event]
                && directory.problems[0].reason == .retroactiveWithoutGround)
    }

    @Test(
        "A directory event recorded again in a new epoch counts, and old references still find it")
    func recordedAgain() throws {
        var (fixture, _) = try FederationFixture.standard()
        let entry = Entry(
            header: EntryHeader(
                stamp: Stamp(milliseconds: 1_759_000_000_000, counter: 0),
                effective: FederationFixture.start, retroactiveGround: "g"),
            body: .directory(
                .delegated(
                    Delegation(
                        to: "222401", regions: [EntryFixtures.code("222401")], acts: [.sign],
                        from: FederationFixture.start))))
        let bytes = try EntryCodec.encode(entry)
        let second = try fixture.open("222400", .directory, epoch: "2")
        // An epoch that is gone, of the same node and stream.
        let origin = second.text.dropLast(32) + String(repeating: "f", count: 32)
        let place = EventReference(
            origin: String(origin), index: 77, leafPrefix: TreeHash.leaf(bytes).leafPrefix)
        var foreign = place
        foreign.origin = foreign.origin.replacing("/222400/", with: "/222401/")
        try fixture.append(second, .lost(LostEntry(place: foreign, entry: bytes)))
        func sign() -> Competence {
            fixture.build().competence(
                of: "222401", for: .sign, in: EntryFixtures.code("222401"),
                on: EntryFixtures.day("2026-01-01"))
        }
        #expect(sign() == Competence.none, "nobody records for others")
        for _ in 0..<2 { try fixture.append(second, .lost(LostEntry(place: place, entry: bytes))) }
        #expect(sign() != Competence.none)
        try fixture.directory(
            second, .delegationEnded(place), effective: EntryFixtures.day("2025-12-01"))
        #expect(sign() == Competence.none)
    }

    @Test("What travels where")
    func scopes() throws {
        let (fixture, _) = try FederationFixture.standard()
        let directory = fixture.build()
        let readers = [
            "root", "exchange", "220000", "320000", "222400", "222401", "222401.field", "nobody",
        ]
        func holders(_ author: String, _ stream: Designation.Stream) throws -> [String] {
            let name = try LogName.make(
                federation: fixture.anchor.federationID, node: author, stream: stream,
                epochKey: EntryFixtures.key(1))
            return readers.filter { directory.mayRead(node: $0, origin: name) }
        }
        let everybody = readers.dropLast()
        #expect(try holders("222401", .directory) == Array(everybody))
        #expect(try holders("222401", .sanctions) == Array(everybody))
        #expect(
            try holders("222401", .register) == ["220000", "222400", "222401", "222401.field"])
        #expect(
            try holders("222401", .casework)
                == ["220000", "222400", "222401", "222401.field"],
            "what a superior decides comes back to those below")
        #expect(
            try holders("222401.field", .casework)
                == ["220000", "222400", "222401", "222401.field"])
        #expect(try holders("320000", .casework) == ["320000"])
        #expect(
            try holders("222400", .receipts)
                == ["root", "exchange", "220000", "320000", "222400", "222401", "222401.field"])
        #expect(
            try holders("320000", .receipts) == ["root", "exchange", "220000", "320000"])
        let foreign = try LogName.make(
            federation: "other.0123456789abcdef", node: "222401", stream: .directory,
            epochKey: EntryFixtures.key(1))
        #expect(!directory.inScope(of: "222401", origin: foreign))
    }

    @Test("A register is held elsewhere where the enrolment says so")
    func configuredRegister() throws {
        var (fixture, logs) = try FederationFixture.standard()
        var record = try FederationFixture.record("watch", "CN", .exchange, grants: [])
        record.registers = [EntryFixtures.code("220000")]
        try fixture.directory(unwrap(logs["root"]), .nodeEnrolled(record))
        let directory = fixture.build()
        func reads(_ author: String) throws -> Bool {
            directory.mayRead(
                node: "watch",
                origin: try LogName.make(
                    federation: fixture.anchor.federationID, node: author, stream: .register,
                    epochKey: EntryFixtures.key(1)))
        }
        #expect(try reads("222400"))
        #expect(try !reads("320000"))
    }
}
