import Designation
import Federation

/// What other agencies did about an institution, and what other cases of it come to.
extension CaseSubjects {
    /// Days on which the institution is or was looked into (S4): from the first step that counts of an
    /// enforcement case to the day on which it was over. A finding that was overturned or has no effect
    /// starts none, and a closing without effect ends none.
    func investigations(besides id: [UInt8]) -> [CaseSubject.Term] {
        board.files(of: institution).compactMap { other, opened -> CaseSubject.Term? in
            guard other != id, opened.contains(where: { $0.step.details.caseKind == .enforcement }),
                let state = board.alone(other), state.kind == .enforcement, let from = state.opened
            else { return nil }
            return CaseSubject.Term(
                from: from, to: state.outcome == nil ? nil : state.outcomeDay)
        }
        .sorted { ($0.from, $0.to ?? $0.from) < ($1.from, $1.to ?? $1.from) }
    }

    /// Appraisals that count, of this unit.
    func appraisals(besides id: [UInt8]) -> [CaseSubject.Appraisal] {
        board.files(of: institution).flatMap { other, opened -> [CaseSubject.Appraisal] in
            guard other != id, opened.contains(where: { $0.step.kind == .appraised }),
                let state = board.alone(other), state.kind == .appraisal,
                state.region.flatMap({ tree.unit(of: $0) }) == unit
            else { return [] }
            return state.history.filter { $0.hasEffect && $0.step.kind == .appraised }
                .map { .init(day: $0.step.day, isPassed: $0.step.details.passed) }
        }
        .sorted { $0.day < $1.day }
    }

    /// Ends that other cases of the unit decided (N43, N44, P40, P41), but those that were taken back: on
    /// request, or by a dispute.
    func endsDecided(besides id: [UInt8], _ acts: [Fact]) -> [CaseSubject.DecidedEnd] {
        let files = board.files(of: institution).filter { $0.id != id }
        guard
            files.contains(where: { file in
                file.steps.contains { row in
                    row.step.isTermination || row.step.details.caseKind == .end
                }
            })
        else { return [] }
        let owed = files.compactMap { board.alone($0.id) }
            .filter { $0.region.flatMap { tree.unit(of: $0) } == unit }.map(\.obligations)
        let last =
            (acts.map(\.written) + owed.joined().map(\.since)).max() ?? .init(daysSince1970: 0)
        let gone = Set(Obligation.standingWithdrawals(acts).map(\.target.reference))
            .union(board.overturnedActs)
        return Obligation.settled(owed, by: acts, on: last).owed.joined().compactMap { end in
            guard end.kind == .terminated, !end.isMoot,
                end.done.map({ !gone.contains($0) }) ?? true
            else { return nil }
            return CaseSubject.DecidedEnd(day: end.since, scope: end.scope ?? .basic)
        }
    }

    // MARK: Overturned (N46, P42)

    /// Public acts that lose what they rest on when a step is overturned: those that carry it out, and
    /// those that carry out what other steps came to only through it. Acts are joined with steps as
    /// everywhere (``Obligation/settled(_:by:on:)``), so the step need not name them.
    func actsLeft(
        by event: EventReference, besides id: [UInt8], _ acts: [Fact]
    ) -> [EventReference] {
        guard let last = acts.map(\.written).max() else { return [] }
        func owed(_ void: Set<EventReference>) -> [[Obligation]] {
            board.files(of: institution).filter { $0.id != id }
                .compactMap { board.alone($0.id, overturned: void) }
                .filter { $0.region.flatMap { tree.unit(of: $0) } == unit }.map(\.obligations)
        }
        let before = owed(board.overturned.subtracting([event]))
        let after = Set(owed(board.overturned.union([event])).joined())
        let known = Set(acts.map(\.reference))
        let settled = Obligation.settled(before, by: acts, on: last).owed
        var left: [EventReference] = []
        for (owed, settled) in zip(before.joined(), settled.joined()) where !after.contains(owed) {
            guard let act = settled.done, known.contains(act), !left.contains(act) else { continue }
            left.append(act)
        }
        return left
    }

    // MARK: The recognition pair (S2 7, 25)

    private var pairs: [RecognitionGroup] {
        board.view.directory.groups.filter { lies(region, in: $0.members) }
    }

    private func lies(_ region: RegionCode, in members: Set<RegionCode>) -> Bool {
        members.contains(region) || tree.unit(of: region).map(members.contains) == true
    }

    /// Whether a region is the pair's other agency's on a day.
    private func isInPair(_ other: RegionCode, on day: LegalDate) -> Bool {
        tree.unit(of: other) != unit
            && pairs.contains { pair in
                pair.from <= day && (pair.to.map { day < $0 } ?? true)
                    && lies(other, in: pair.members)
            }
    }

    /// The day on which the pair's other agency registered the licence, or one that replaces it, under a
    /// code that is not the one kept (S2 25). A code that both use is one code, and no hindrance.
    func codedInPair(kept: String) -> LegalDate? {
        guard let unit, !pairs.isEmpty else { return nil }
        let licences = [institution] + board.registry.successors(of: institution)
        return licences.flatMap { board.registry.facts(of: $0) }.compactMap { fact in
            guard case .registered(let facts) = fact.act, !facts.nationalCode.isEmpty,
                facts.nationalCode != kept, tree.unit(of: fact.region) != unit,
                isInPair(fact.region, on: fact.effective)
            else { return nil }
            return fact.effective
        }
        .min()
    }

    /// Changes that the pair's other agency granted, told by its public facts, and by its own case where
    /// this node can open it; with the day on which this agency took them over.
    func grantedInPair(_ events: [Fact], besides id: [UInt8]) -> [CaseSubject.GrantedChange] {
        guard unit != nil, !pairs.isEmpty else { return [] }
        let cases = grantedChanges(besides: id)
        // What was itself taken over is no news to whom it was taken from.
        let theirs = cases.filter { !$0.isTakenOver && isInPair($0.region, on: $0.granted.day) }
            .map(\.granted)
        let ours = cases.filter { tree.unit(of: $0.region) == unit }.map(\.granted)
        // An act before the case that it follows from: it is what everybody can look up.
        return (theirs + registered(events)).map { granted in
            var granted = granted
            let settled = ours.filter {
                $0.day >= granted.day && !$0.items.isDisjoint(with: granted.items)
            }
            granted.until = (settled.map(\.day) + [granted.until].compactMap(\.self)).min()
            return granted
        }
        .sorted { $0.day < $1.day }
    }

    private struct Granted {
        var granted: CaseSubject.GrantedChange
        var region: RegionCode
        var isTakenOver: Bool
    }

    /// Other cases of the institution in which a change was granted.
    private func grantedChanges(besides id: [UInt8]) -> [Granted] {
        board.files(of: institution).compactMap { other, opened -> Granted? in
            guard other != id, opened.contains(where: { $0.step.details.caseKind == .change }),
                let state = board.alone(other), state.kind == .change, state.outcome == .granted,
                let region = state.region
            else { return nil }
            let steps = state.history.filter(\.hasEffect).map(\.step)
            guard let step = steps.last(where: { $0.kind == .decided }) else { return nil }
            let items = Set(steps.filter(\.kind.opens).flatMap(\.details.items))
            return Granted(
                granted: .init(event: step.reference, day: step.day, items: items),
                region: region, isTakenOver: steps.contains { $0.kind == .recognised })
        }
    }

    /// Registrations of the other agency that tell something else than its last one, or, where that is
    /// its first, than whoever registered before, and that this agency does not tell yet.
    private func registered(_ events: [Fact]) -> [CaseSubject.GrantedChange] {
        let told = events.compactMap { fact -> (fact: Fact, facts: InstitutionFacts)? in
            guard case .registered(let facts) = fact.act, fact.area == area else { return nil }
            return (fact, facts)
        }
        .sorted { ($0.fact.effective, $0.fact.stamp) < ($1.fact.effective, $1.fact.stamp) }
        return told.indices.compactMap { place -> CaseSubject.GrantedChange? in
            let (fact, facts) = told[place]
            let earlier = told[..<place]
            let other = tree.unit(of: fact.region)
            let last = earlier.last { tree.unit(of: $0.fact.region) == other } ?? earlier.last
            guard isInPair(fact.region, on: fact.effective), let last else { return nil }
            var items = facts.changes(since: last.facts)
            if let own = earlier.last(where: { tree.unit(of: $0.fact.region) == unit }) {
                items.formIntersection(facts.changes(since: own.facts))
            }
            guard !items.isEmpty else { return nil }
            let taken = told[(place + 1)...].first { later in
                tree.unit(of: later.fact.region) == unit
                    && items.isDisjoint(with: facts.changes(since: later.facts))
            }
            return .init(
                event: fact.reference, day: fact.effective, items: items,
                until: taken?.fact.effective)
        }
    }
}
