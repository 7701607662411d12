import Designation
import Testing

/// Protocol §3: sanctions and bars follow an institution to the licence that replaces its own.
@Suite struct SuccessionTests {
    static let earlier = World.institution("practice-licence:220100:OLD1")
    static let earliest = World.institution("practice-licence:220100:OLD0")

    /// A new licence, registered and signed, that names its predecessor.
    private func successor(of licence: InstitutionID, author: String? = nil) -> [Fact] {
        var history = History()
        let facts = InstitutionFacts(
            name: "演示医院", type: .medical, kind: "hospital", place: World.code("220100"),
            predecessor: licence)
        history.write("220100", .register, "2026-01-01", .registered(facts), author: author)
        history.sign("220100", "2026-01-01", "2027-01-01")
        history.sign("222400", "2026-01-01", "2027-01-01")
        return history.facts
    }

    /// Facts of an earlier licence lie in logs of their own here, so that places differ.
    private func earlier(_ write: (inout History) -> Void) -> [Fact] {
        var history = History()
        write(&history)
        return history.facts.map { fact in
            var fact = fact
            fact.reference.origin += "-earlier"
            return fact
        }
    }

    private func standing(
        _ own: [Fact], _ others: [InstitutionID: [Fact]], judge: Judge = Judge()
    ) -> Standing {
        let context = World.context(judge: judge)
        let facts = Fold.facts(
            of: World.hospital, area: World.code("220000"), own: own, others: others,
            context: context)
        return Fold.standing(
            of: World.hospital, area: World.code("220000"), facts: facts, context: context)
    }

    @Test("A suspension of the old licence holds for the new one, in every pool")
    func suspensionFollows() {
        let own = successor(of: Self.earlier)
        let old = earlier { $0.suspend("220100", "2026-02-01", until: "2026-05-01") }
        #expect(standing(own, [:]).status("220100", "2026-03-01") == .designated)
        let standing = standing(own, [Self.earlier: old])
        for region in ["220100", "222400"] {
            #expect(standing.status(region, "2026-01-31") == .designated)
            #expect(standing.status(region, "2026-03-01") == .suspended)
            #expect(standing.status(region, "2026-05-01") == .designated)
        }
        #expect(standing.ask("222400", "2026-03-01").reasons.first?.event == old[0].reference)
    }

    @Test(
        "N42: a suspension that the old licence asked for ends with the agreement that it suspended"
    )
    func requestedSuspensionEnds() {
        let own = successor(of: Self.earlier)
        for end in ["2026-01-01", "2026-01-02"] {
            let old = earlier {
                $0.sign("220100", "2025-01-01", end)
                $0.suspend("220100", "2025-12-01", ownRequest: true)
            }
            let isOver = end == "2026-01-01"
            let standing = standing(own, [Self.earlier: old])
            #expect(standing.status("220100", "2026-03-01") == (isOver ? .designated : .suspended))
            #expect(standing.status("220100", "2026-06-30") == (isOver ? .designated : .ended))
        }
    }

    @Test(
        "A predecessor that is named late suspends the past, and is asked about; so is one left out"
    )
    func namedLate() {
        for (written, asked) in [("2026-01-01", false), ("2026-04-01", true)] {
            var history = History()
            history.register("220100", "2026-01-01")
            history.sign("220100", "2026-01-01", "2027-01-01")
            let facts = InstitutionFacts(
                name: "演示医院", type: .medical, kind: "hospital", place: World.code("220100"),
                predecessor: Self.earlier)
            history.write("220100", .register, written, .registered(facts))
            let old = earlier { $0.suspend("220100", "2026-02-01", until: "2026-08-01") }
            let late = standing(history.facts, [Self.earlier: old])
            #expect(late.status("220100", "2026-03-01") == .suspended)
            #expect(late.has(.retroactive) == asked && !late.has(.contradictsRegister))
            history.register("220100", "2026-05-01")
            let left = standing(history.facts, [Self.earlier: old])
            #expect(left.status("220100", "2026-06-01") == .suspended)
            #expect(left.has(.contradictsRegister))
        }
    }

    @Test("A resumption and a withdrawal follow with what they lift")
    func liftsFollow() {
        let own = successor(of: Self.earlier)
        let resumed = earlier {
            let place = $0.suspend("220100", "2026-02-01")
            $0.resume("220100", "2026-03-01", place)
        }
        // The references move with the logs of the earlier licence.
        let old = [resumed[0], resumed[1]].map { fact in
            var fact = fact
            if case .resumed = fact.act { fact.act = .resumed(suspension: resumed[0].reference) }
            return fact
        }
        let standing = standing(own, [Self.earlier: old.reversed()])
        #expect(standing.status("220100", "2026-02-15") == .suspended)
        #expect(standing.status("220100", "2026-03-01") == .designated)
        #expect(!standing.has(.brokenReference))
    }

    @Test("A bar and a termination follow through a chain of licences")
    func chain() {
        let own = successor(of: Self.earlier)
        let middle = earlier { history in
            let facts = InstitutionFacts(
                name: "演示医院", type: .medical, kind: "hospital", place: World.code("220100"),
                predecessor: Self.earliest)
            history.write("220100", .register, "2025-01-01", .registered(facts))
        }
        let first = earlier {
            $0.terminate("220100", "2026-06-01")
            $0.write("220100", .sanctions, "2025-06-01", .barred(until: World.day("2026-06-01")))
        }
        let standing = standing(own, [Self.earlier: middle, Self.earliest: first])
        #expect(standing.status("222400", "2026-06-01") == .terminated)
        #expect(standing.bars.map(\.until) == [World.day("2026-06-01")])
        #expect(standing.has(.signedWhileBarred))
        // Two licences that name each other end the search.
        let circle = earlier { history in
            let facts = InstitutionFacts(
                name: "演示医院", type: .medical, kind: "hospital", place: World.code("220100"),
                predecessor: World.hospital)
            history.write("220100", .register, "2025-01-01", .registered(facts))
        }
        let circled = self.standing(own, [Self.earlier: circle])
        #expect(circled.status("220100", "2026-03-01") == .designated)
    }

    @Test("Only a registration that counts names a predecessor; agreements do not follow")
    func onlyWhatCounts() {
        let old = earlier {
            $0.suspend("220100", "2026-02-01")
            $0.sign("220200", "2026-01-01", "2027-01-01")
        }
        let stranger = successor(of: Self.earlier, author: "mallory")
        let judge = Judge.saying(.none, "mallory", .register)
        let refused = standing(stranger, [Self.earlier: old], judge: judge)
        #expect(refused.status("220100", "2026-03-01") == .designated)
        let followed = standing(successor(of: Self.earlier), [Self.earlier: old])
        #expect(followed.status("220100", "2026-03-01") == .suspended)
        #expect(followed.timelines.allSatisfy { $0.unit != World.code("220200") })
    }

    /// Acts of the old licence that lift each other, whichever of them arrived first.
    @Test("What follows from the old licence does not depend on the order of arrival")
    func orderOfArrival() {
        let old = earlier {
            let suspension = $0.suspend("220100", "2026-02-01")
            let moved = Self.moved(suspension)
            let resumption = $0.resume("220100", "2026-03-01", moved)
            let withdrawn = $0.write(
                "220100", .sanctions, "2026-03-02", .withdrawn(act: Self.moved(resumption)))
            $0.write(
                "220100", .sanctions, "2026-03-03", .withdrawn(act: Self.moved(withdrawn)))
        }
        let own = successor(of: Self.earlier)
        let there = standing(own, [Self.earlier: old])
        #expect(there.status("220100", "2026-02-15") == .suspended)
        #expect(there.status("220100", "2026-04-01") == .designated, "the resumption stands")
        for order in [[3, 2, 1, 0], [1, 3, 0, 2], [2, 0, 3, 1], [3, 1, 2, 0]] {
            let other = standing(own, [Self.earlier: order.map { old[$0] }])
            #expect(other.encoded() == there.encoded(), "\(order)")
        }
    }

    private static func moved(_ reference: EventReference) -> EventReference {
        var reference = reference
        reference.origin += "-earlier"
        return reference
    }

    @Test("A termination that names the new licence too still follows from the old one")
    func namedHeir() {
        let old = earlier { $0.terminate("220100", "2026-03-01", affects: [World.hospital]) }
        // The decision names this licence, so it lies among its own facts as well.
        let standing = standing(successor(of: Self.earlier) + old, [Self.earlier: old])
        #expect(standing.status("220100", "2026-02-28") == .designated)
        #expect(standing.status("220100", "2026-03-01") == .terminated)
        #expect(standing.status("222400", "2026-03-01") == .terminated)
    }

    @Test("The end that was asked for the old number says nothing against the new one")
    func oldNumberEnded() {
        let old = earlier { $0.terminate("220100", "2026-03-01", ownRequest: true) }
        let standing = standing(successor(of: Self.earlier), [Self.earlier: old])
        #expect(standing.status("220100", "2026-04-01") == .designated)
    }

    @Test("A request to resume under the old number waits for its answer under the new one")
    func requestFollows() {
        let old = earlier {
            let suspension = $0.suspend("220100", "2025-10-01", ownRequest: true)
            $0.write(
                "220100", .register, "2026-03-01",
                .resumptionRequested(suspension: Self.moved(suspension)))
        }
        let open = standing(successor(of: Self.earlier), [Self.earlier: old])
        #expect(open.status("220100", "2026-06-01") == .suspended)
        let silent = standing(successor(of: Self.earlier), [Self.earlier: [old[0]]])
        #expect(silent.status("220100", "2026-06-01") == .ended)
    }

    @Test("A decision on a third licence that only lists the old one binds neither")
    func listed() {
        let old = earlier { $0.terminate("220100", "2026-02-01", affects: [Self.earlier]) }
        let standing = standing(successor(of: Self.earlier), [Self.earlier: old])
        #expect(standing.status("220100", "2026-03-01") == .designated)
    }
}
