import Designation
import Testing

@Suite struct CodecTests {
    private func facts() -> [Fact] {
        (1...40).flatMap { RandomHistory(seed: $0 &* 31, length: 30).history.facts } + rareFacts()
    }

    private func rareFacts() -> [Fact] {
        var history = History()
        var registered = InstitutionFacts(
            name: "演示药店", type: .pharmacy, kind: "chain", place: World.code("220100"))
        registered.predecessor = World.pharmacy
        registered.isDemonstration = true
        history.write("220100", .register, "1969-12-31", .registered(registered))
        history.write("220100", .sanctions, "9999-12-31", .barred(until: World.day("1900-01-01")))
        history.terminate("220100", "2026-01-01", affects: [World.hospital, World.pharmacy])
        history.write(
            "220100", .sanctions, "2026-01-01", .unknown(kind: .max, isRestrictive: true))
        return history.facts
    }

    @Test("Every fact comes back from its compact form, which is compact")
    func factRoundTrip() {
        var origins = OriginTable()
        var all: [UInt8] = []
        let facts = facts()
        for fact in facts {
            var bytes: [UInt8] = []
            fact.encode(into: &bytes, origins: &origins)
            #expect(Fact.decode(bytes[...], origins: origins) == fact)
            fact.encode(into: &all, origins: &origins)
        }
        #expect(all.count / facts.count < 100)
        #expect(Fact.decodeAll(all[...], origins: origins) == facts)
        let kept = OriginTable(names: origins.names)
        #expect(kept == origins)
        #expect(OriginTable(names: ["a", "a"]) == nil)
    }

    @Test("Cut, lengthened or changed facts are refused or read as other facts, never trapped on")
    func damagedFacts() {
        var origins = OriginTable()
        for fact in facts().prefix(120) + rareFacts() {
            var bytes: [UInt8] = []
            fact.encode(into: &bytes, origins: &origins)
            for length in 0..<bytes.count {
                #expect(Fact.decode(bytes[..<length], origins: origins) == nil)
            }
            #expect(Fact.decode((bytes + [0])[...], origins: origins) == nil)
            for place in bytes.indices {
                for bit in [1, 0x80, 0xFF] as [UInt8] {
                    var damaged = bytes
                    damaged[place] ^= bit
                    guard let read = Fact.decode(damaged[...], origins: origins) else { continue }
                    #expect(read != fact)
                }
            }
        }
    }

    @Test("Every standing comes back from its canonical bytes; no other bytes are accepted for it")
    func standingRoundTrip() {
        for seed: UInt64 in 1...60 {
            let random = RandomHistory(seed: seed &* 17, length: 24)
            let standing = random.history.standing("220000", context: random.context)
            let bytes = standing.encoded()
            #expect(Standing(encoded: bytes[...]) == standing, "seed \(seed)")
            #expect(Standing(encoded: (bytes + [0])[...]) == nil)
            for length in stride(from: Int(seed % 13), to: bytes.count, by: 13) {
                #expect(Standing(encoded: bytes[..<length]) == nil)
            }
        }
    }

    @Test("An answer straight from the bytes is the answer of the decoded standing")
    func answersFromBytes() {
        var answers = 0
        for seed: UInt64 in 1...150 {
            let random = RandomHistory(seed: seed &* 53, length: 4 + Int(seed % 30))
            for area in ["220000", "320000"].map(World.code) {
                let standing = random.history.standing(area.text, context: random.context)
                let bytes = standing.encoded()
                for question in questions(area) {
                    let unit = World.tree.unit(of: question.region) ?? question.region
                    let quick = Standing.answer(
                        question, ownEncoding: bytes, area: area, unit: unit)
                    let whole = standing.answer(question, tree: World.tree)
                    // Few standings have parts; those are decoded whole.
                    if quick == nil,
                        !standing.restrictions.isEmpty || !standing.places.isEmpty
                            || hasSites(standing) || hasFunds(standing)
                    {
                        continue
                    }
                    #expect(quick == whole, "seed \(seed)")
                    var ofSite = question
                    ofSite.site = "EAST"
                    #expect(
                        Standing.answer(ofSite, ownEncoding: bytes, area: area, unit: unit) == nil)
                    if !whole.reasons.isEmpty { answers += 1 }
                    if quick != whole { return }
                }
            }
        }
        #expect(answers > 5_000)
    }

    private func hasFunds(_ standing: Standing) -> Bool {
        standing.sanctions.contains { !$0.funds.isEmpty || !$0.lifted.isEmpty }
    }

    private func hasSites(_ standing: Standing) -> Bool {
        standing.timelines.contains { $0.spans.contains { !$0.covers.isEmpty } }
    }

    private func questions(_ area: RegionCode) -> [StatusQuestion] {
        var list: [StatusQuestion] = []
        for region in World.tree.regions.keys.sorted() where World.tree.area(of: region) == area {
            for day in stride(from: -3, through: 130, by: 7) {
                for (service, scope) in [
                    (nil, nil), (.inpatient, nil), (.purchase, .basic), (nil, .care),
                ] as [(Service?, FundScope?)] {
                    list.append(
                        StatusQuestion(
                            institution: World.hospital, region: region, service: service,
                            scope: scope, date: RandomHistory.firstDay.adding(days: day)))
                }
            }
        }
        return list
    }

    @Test("Bytes that are cut give no answer or are passed over, never trapped on")
    func answersFromDamage() {
        var damagedCount = 0
        for seed: UInt64 in 1...60 where damagedCount < 4 {
            let random = RandomHistory(seed: seed &* 71, length: 14)
            let bytes = random.history.standing("220000", context: random.context).encoded()
            let question = StatusQuestion(
                institution: World.hospital, region: World.code("220100"),
                date: RandomHistory.firstDay.adding(days: 30))
            let answer = Standing.answer(
                question, ownEncoding: bytes, area: World.code("220000"),
                unit: World.code("220100"))
            // A standing with parts is decoded whole.
            guard answer != nil else { continue }
            damagedCount += 1
            for length in 0..<bytes.count {
                let cut = Standing.answer(
                    question, ownEncoding: Array(bytes[..<length]), area: World.code("220000"),
                    unit: World.code("220100"))
                #expect(cut == nil || cut == answer)
            }
            for place in bytes.indices {
                for bit in [1, 0x80, 0xFF] as [UInt8] {
                    var damaged = bytes
                    damaged[place] ^= bit
                    _ = Standing.answer(
                        question, ownEncoding: damaged, area: World.code("220000"),
                        unit: World.code("220100"))
                }
            }
        }
        #expect(damagedCount == 4)
    }

    @Test("Changed bytes of a standing are another standing or none")
    func damagedStandings() {
        for seed: UInt64 in 1...3 {
            let random = RandomHistory(seed: seed &* 91, length: 12)
            let standing = random.history.standing("220000", context: random.context)
            let bytes = standing.encoded()
            for place in bytes.indices {
                for bit in [1, 0x80, 0xFF] as [UInt8] {
                    var damaged = bytes
                    damaged[place] ^= bit
                    guard let read = Standing(encoded: damaged[...]) else { continue }
                    #expect(read != standing, "seed \(seed)")
                    #expect(read.encoded() == damaged, "seed \(seed)")
                }
            }
        }
    }
}
