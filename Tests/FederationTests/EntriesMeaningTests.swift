import Designation
import Federation
import Testing
import TransparencyLog

@Suite("What entries mean")
struct EntriesMeaningTests {
    private func fact(_ entry: Entry, in stream: Designation.Stream) -> Fact? {
        entry.fact(
            reference: EntryFixtures.reference(42), effectiveStamp: entry.header.stamp,
            author: "222400", area: EntryFixtures.code("220000"), stream: stream)
    }

    @Test("An act is a fact in its stream only")
    func streams() throws {
        for act in try EntryFixtures.acts {
            let body = EntryBody.act(act)
            let entry = Entry(header: try EntryFixtures.header(body), body: body)
            for stream in [Designation.Stream.sanctions, .register] {
                let fact = try unwrap(fact(entry, in: stream))
                let belongs = try unwrap(act.kind).streams.contains(stream)
                let expected: Act =
                    belongs ? act : .unknown(kind: entry.header.kind, isRestrictive: false)
                #expect(fact.act == expected)
                #expect(fact.region == EntryFixtures.code("222400"))
                #expect(fact.reference == EntryFixtures.reference(42))
            }
        }
    }

    @Test("An agreement names up to 1,024 sites, all in one entry; a reader takes no more")
    func sites() throws {
        func entry(_ count: Int) throws -> Entry {
            // Twenty characters each, as names of village clinics with township and village have.
            let sites = (1...count).map { number in
                String(repeating: "村", count: 18) + String(1_000_000 + number).suffix(6)
            }
            let body = EntryBody.act(
                .signed(
                    Agreement(
                        from: EntryFixtures.day("2025-01-01"),
                        until: EntryFixtures.day("2026-01-01"), services: [.outpatient],
                        scope: .basic, sites: sites)))
            return Entry(header: try EntryFixtures.header(body), body: body)
        }
        let full = try entry(Agreement.maximumSiteCount)
        let bytes = try EntryCodec.encode(full)
        #expect(try EntryCodec.decode(bytes) == full)
        let more = try entry(Agreement.maximumSiteCount + 1)
        #expect(throws: EntryError.tooLarge(field: 6, limit: Agreement.maximumSiteCount)) {
            try EntryCodec.encode(more)
        }
    }

    @Test("An act recorded again counts as the act, at its new place")
    func lost() throws {
        let body = EntryBody.act(try EntryFixtures.acts[10])
        let inner = Entry(header: try EntryFixtures.header(body), body: body)
        let bytes = try EntryCodec.encode(inner)
        // Another epoch of the stream of that node.
        let place = EventReference(
            origin: "test.0123456789abcdef/222400/register/ffff2233445566778899aabbccddeeff",
            index: 3, leafPrefix: TreeHash.leaf(bytes).leafPrefix)
        let draft = try EntryDraft.lost(bytes, place: place, stream: .sanctions)
        let stamp = Stamp(milliseconds: 1_770_000_000_000, counter: 0)
        let entry = Entry(draft, stamp: stamp, officer: "")
        #expect(entry.header.references == [place])
        let found = try unwrap(fact(entry, in: .sanctions))
        #expect(found.act == (try EntryFixtures.acts[10]))
        #expect(found.stamp == stamp && found.reference == EntryFixtures.reference(42))
        #expect(found.earlierPlace == place)
        #expect(found.earlierStamp == inner.header.stamp)
        // Nobody records for others, nor anything but what stood there.
        var foreign = place
        foreign.origin = foreign.origin.replacing("222400", with: "222401")
        var forged = place
        forged.leafPrefix ^= 1
        for wrong in [foreign, forged, EntryFixtures.reference(3)] {
            let draft = try EntryDraft.lost(bytes, place: wrong, stream: .sanctions)
            let shown = try unwrap(fact(Entry(draft, stamp: stamp, officer: ""), in: .sanctions))
            #expect(shown.act == .unknown(kind: EntryKind.lost.rawValue, isRestrictive: false))
            #expect(shown.earlierPlace == nil)
        }
        let twice = try EntryCodec.encode(entry)
        #expect(throws: DraftError.self) {
            try EntryDraft.lost(twice, place: EntryFixtures.reference(), stream: .sanctions)
        }
    }

    @Test("A restricted person stands in the register by a code; anything else is malformed")
    func restrictedNames() throws {
        func decoded(_ part: RestrictedPart, _ name: String) throws -> EntryBody {
            let act = Act.restricted(
                Restriction(part: part, name: name, until: nil, cause: "x"))
            let body = EntryBody.act(act)
            let entry = Entry(header: try EntryFixtures.header(body), body: body)
            return try EntryCodec.decode(try EntryCodec.encode(entry)).body
        }
        #expect(try decoded(.person, "D220102000123") != .unknown)
        for name in ["张三", "d220102000123", "D 1", ""] {
            #expect(throws: EntryError.self, "\(name)") { try decoded(.person, name) }
        }
        #expect(try decoded(.department, "内科") != .unknown)
        #expect(throws: EntryError.self) { try decoded(.department, " 内科") }
        #expect(throws: EntryError.self) { try decoded(.site, "") }
        #expect(EntryKind.restricted.isRestrictive)
        #expect(EntryKind.restricted.streams == [.register])
    }

    @Test("A licence scheme of newer software makes an act unknown, not malformed")
    func unknownScheme() throws {
        for act in [try EntryFixtures.acts[8], try EntryFixtures.acts[10]] {
            let body = EntryBody.act(act)
            let entry = Entry(header: try EntryFixtures.header(body), body: body)
            var bytes = try EntryCodec.encode(entry)
            let scheme = try unwrap(
                bytes.indices.dropLast(3).first {
                    // Field 7, its length, field 1 and a scheme that exists.
                    bytes[$0] == 7 << 3 | 2 && bytes[$0 + 2] == 1 << 3 && bytes[$0 + 3] == 1
                })
            bytes[scheme + 3] = 99
            let read = try EntryCodec.decode(bytes)
            #expect(read.body == .unknown)
            #expect(read.header.subject == nil && read.institutions.isEmpty)
            #expect(read.header.isRestrictive == entry.header.isRestrictive)
            #expect(fact(read, in: .sanctions) == nil)
        }
    }

    @Test("The event that an act is about travels as the first reference")
    func leading() throws {
        let entry = Entry(
            header: EntryHeader(
                stamp: Stamp(milliseconds: 5, counter: 0), subject: try EntryFixtures.institution(),
                region: EntryFixtures.code("222400"), effective: EntryFixtures.day("2025-01-01"),
                references: [EntryFixtures.reference(1)]),
            body: .act(.resumed(suspension: EntryFixtures.reference(9))))
        #expect(
            entry.header.references == [EntryFixtures.reference(9), EntryFixtures.reference(1)])
        #expect(try EntryCodec.decode(EntryCodec.encode(entry)) == entry)
    }

    @Test("A termination names every licence it affects")
    func institutions() throws {
        let body = EntryBody.act(try EntryFixtures.acts[13])
        let entry = Entry(header: try EntryFixtures.header(body), body: body)
        #expect(entry.institutions.map(\.number) == ["PDY001", "A1", "A2"])
    }

    @Test("Drafts are refused in the wrong stream, without a subject, or too long")
    func drafts() throws {
        let subject = try EntryFixtures.institution()
        let region = EntryFixtures.code("222400")
        let day = EntryFixtures.day("2025-01-01")
        #expect(throws: DraftError.wrongStream(kind: .barred, stream: .register)) {
            try EntryDraft.act(
                .barred(until: day), stream: .register, subject: subject, region: region,
                effective: day, basis: [])
        }
        #expect(throws: DraftError.missingSubject) {
            try EntryDraft(.act(.barred(until: day)), region: region, effective: day)
        }
        #expect(throws: DraftError.missingRegion) {
            try EntryDraft(.act(.barred(until: day)), subject: subject, effective: day)
        }
        #expect(throws: DraftError.entry(.tooLarge(field: 5, limit: 2048))) {
            try EntryDraft.act(
                .suspended(
                    Suspension(
                        isOwnRequest: false, until: nil, type: .medical, place: region,
                        cause: String(repeating: "因", count: 1000))),
                subject: subject, region: region, effective: day, basis: [])
        }
        let draft = try EntryDraft.act(
            .withdrawn(act: EntryFixtures.reference()), stream: .register, subject: subject,
            region: region, effective: day, basis: [])
        #expect(draft.stream == .register)
    }
}

@Suite("Hybrid logical time")
struct EntriesClockTests {
    private let noon: UInt64 = 1_760_000_000_000

    @Test("Stamps only rise, also when the wall clock goes back a little")
    func monotone() throws {
        var clock = HybridClock()
        var last = Stamp(milliseconds: 0, counter: 0)
        for wall in [noon, noon, noon + 5, noon + 3, noon - 60_000, noon + 6] {
            let stamp = try clock.now(wallMilliseconds: wall)
            #expect(stamp > last)
            last = stamp
        }
        #expect(last == Stamp(milliseconds: noon + 6, counter: 0))
    }

    @Test("A full counter carries into the millisecond")
    func carry() throws {
        var clock = HybridClock(last: Stamp(milliseconds: noon, counter: .max))
        let stamp = try clock.now(wallMilliseconds: noon)
        #expect(stamp == Stamp(milliseconds: noon + 1, counter: 0))
    }

    @Test("What others stamped before now is followed, what they stamped ahead moves nothing")
    func observing() throws {
        var clock = HybridClock()
        let seen = Stamp(milliseconds: noon, counter: 17)
        clock.observe(seen, author: "a", wallMilliseconds: noon)
        #expect(try clock.now(wallMilliseconds: noon) == Stamp(milliseconds: noon, counter: 18))
        clock.observe(
            Stamp(milliseconds: noon + 10_000, counter: 0), author: "b", wallMilliseconds: noon)
        #expect(try clock.now(wallMilliseconds: noon) == Stamp(milliseconds: noon, counter: 19))
    }

    @Test("One node far ahead stops nobody; three show that the clock is behind")
    func witnesses() throws {
        var clock = HybridClock()
        let far = Stamp(milliseconds: noon + 10 * 86_400_000, counter: 0)
        clock.observe(far, author: "a", wallMilliseconds: noon)
        clock.observe(far, author: "b", wallMilliseconds: noon)
        clock.observe(far, author: "b", wallMilliseconds: noon)
        #expect(clock.fault(wallMilliseconds: noon) == nil)
        clock.observe(far, author: "c", wallMilliseconds: noon)
        #expect(throws: ClockError.behindOthers(wallMilliseconds: noon, authors: 3)) {
            try clock.now(wallMilliseconds: noon)
        }
        #expect(try clock.now(wallMilliseconds: far.milliseconds).milliseconds == far.milliseconds)
    }

    @Test("An implausible clock stamps nothing until it is set")
    func implausible() throws {
        var clock = HybridClock(last: Stamp(milliseconds: noon, counter: 0))
        let tenYears: UInt64 = 3_652 * 86_400_000
        #expect(throws: ClockError.self) { try clock.now(wallMilliseconds: 0) }
        #expect(throws: ClockError.self) { try clock.now(wallMilliseconds: noon - 2 * 86_400_000) }
        #expect(throws: ClockError.self) { try clock.now(wallMilliseconds: noon + tenYears) }
        #expect(throws: ClockError.self) { try clock.now(wallMilliseconds: .max) }
        #expect(clock.last == Stamp(milliseconds: noon, counter: 0))
        #expect(try clock.now(wallMilliseconds: noon + 1).milliseconds == noon + 1)
    }
}
