/// Acts that were taken back: whether what they carried out is owed again (protocol §10.5).
extension Obligation {
    /// Whether the act's days are those decided, and whether it stands.
    ///
    /// - Parameters:
    ///   - lacking: the act that does less than was decided is asked for.
    ///   - gone: acts that were taken back without a decision that overturned them.
    func fits(_ fact: Fact, _ lacking: Bool, _ gone: Set<EventReference>) -> Bool {
        if isOwedAgain, gone.contains(fact.reference) { return false }
        return days.fit(fact, last: lastDay) == (lacking ? .lacking : .same)
    }

    /// Kinds whose act has days that the step says.
    var hasDays: Bool {
        switch kind {
        case .signed, .renewed, .changed, .ended, .suspended, .terminated, .resumed, .restricted:
            true
        default: false
        }
    }

    /// What the institution asked for itself, and nobody imposed.
    var isOnRequest: Bool {
        stepKind == .decided && (kind == .suspended || kind == .terminated)
    }

    /// A signing that was taken back is followed by another step, or by none (protocol §10.5, "Signing
    /// again"); of the others the decision stands, and nothing carries it out.
    private var isOwedAgain: Bool {
        switch kind {
        case .suspended, .terminated, .ended, .barred, .restricted, .resumed, .renewed, .changed:
            true
        default: false
        }
    }

    /// Acts that were taken back without a decision of a case that asked for it (N46, P42): a withdrawal by
    /// itself undoes an entry and not what an agency decided.
    static func takenBack(
        _ acts: [Fact], _ owed: some Sequence<Obligation>
    ) -> Set<EventReference> {
        let overturned = Set(owed.filter { $0.kind == .withdrawn }.compactMap(\.target))
        return Set(
            standingWithdrawals(acts).filter { !overturned.contains($0.target.reference) }
                .map(\.target.reference))
    }

    /// Withdrawals that were not withdrawn themselves, with the act that each takes back.
    public static func standingWithdrawals(_ acts: [Fact]) -> [(withdrawal: Fact, target: Fact)] {
        var found: [(withdrawal: Fact, target: Fact)] = []
        var lifted: Set<EventReference> = []
        let latestFirst = acts.sorted { ($1.stamp, $1.reference) < ($0.stamp, $0.reference) }
        for fact in latestFirst where !lifted.contains(fact.reference) {
            guard case .withdrawn(let event) = fact.act,
                let target = acts.first(where: {
                    $0.reference == event || $0.earlierPlace == event
                })
            else { continue }
            lifted.insert(target.reference)
            found.append((fact, target))
        }
        return found
    }

    /// Withdrawals of sanctions, restrictions and bars that no decision asked for and that no other act of
    /// the kind makes good: what an agency imposed it takes back by a case (N46, P42).
    ///
    /// - Parameters:
    ///   - settled: the obligations of all cases in the unit.
    ///   - left: acts that carry out none of them.
    public static func withdrawalsWithoutCase(
        _ settled: some Sequence<Obligation>, left: [Fact], among acts: [Fact]
    ) -> [Fact] {
        let open = Set(left.map(\.reference))
        let settled = Array(settled)
        return standingWithdrawals(acts).filter { withdrawal, target in
            guard open.contains(withdrawal.reference), target.act.isHeldAgainst else {
                return false
            }
            // Entered anew, with what the decision says: an entry was put right.
            return !settled.contains { obligation in
                obligation.done.map { $0 != target.reference } ?? false
                    && obligation.kind == target.act.imposed && obligation.kind != .withdrawn
                    && acts.contains { $0.reference == obligation.done && target.stamp < $0.stamp }
            }
        }
        .map(\.withdrawal)
    }
}

extension CaseSubject {
    /// Whether something is left that going on again would end: a suspension that holds on the day, or one
    /// that was known when it was decided and begins later (N42 ¶2, P39 ¶2).
    func hasToResume(on day: LegalDate, decided: LegalDate) -> Bool {
        suspensions.contains { suspended in
            guard suspended.to.map({ day < $0 }) ?? true else { return false }
            if suspended.from <= day { return true }
            return acts.contains {
                ($0.reference == suspended.event || $0.earlierPlace == suspended.event)
                    && $0.written <= decided
            }
        }
    }
}

extension Act {
    /// Sanctions, restrictions and bars.
    fileprivate var isHeldAgainst: Bool { imposed != nil }

    fileprivate var imposed: Obligation.Kind? {
        switch self {
        case .suspended: .suspended
        case .terminated: .terminated
        case .restricted: .restricted
        case .barred: .barred
        default: nil
        }
    }
}
