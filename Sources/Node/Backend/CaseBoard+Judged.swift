import Designation
import Federation

/// Cases of one institution as they stand on a day, judged together: an act carries out the step of one
/// case and not that of another.
extension CaseBoard {
    struct Judged: Sendable {
        var id: [UInt8]
        var steps: [CaseStep]
        var setting: CaseSetting
        var state: CaseState
        /// Where the agency's acts count; the region itself where the tree does not know it.
        var unit: RegionCode?
        /// Acts in the unit that carry out no step of any case, the same in all cases of the unit.
        var left: [Fact] = []

        /// Steps that count.
        var counting: [CaseStep] { state.history.filter(\.hasEffect).map(\.step) }

        /// The day of its first step that counts, and when that was written.
        var beginning: Beginning? {
            guard let opened = state.opened,
                let since = counting.filter({ $0.day == opened }).map(\.stamp).min()
            else { return nil }
            return Beginning(day: opened, stamp: since)
        }

        /// Whether the case is one in which such an act is decided, and had begun when it was written.
        func decides(_ kind: Obligation.Kind, _ fact: Fact) -> Bool {
            guard state.kind.decidedActs.contains(kind), beginning?.isBefore(fact) == true
            else { return false }
            guard state.kind.decidesWhileOpen else { return true }
            // What is not renewed ends by time, and nobody asked for it.
            if case .ended(_, .notRenewed) = fact.act { return false }
            guard state.outcome != nil, let over = state.outcomeDay else { return true }
            return fact.written < over
        }
    }

    struct Beginning: Sendable {
        var day: LegalDate
        var stamp: Stamp

        /// Of the day itself only what was written after it.
        func isBefore(_ fact: Fact) -> Bool {
            fact.written > day || (fact.written == day && fact.stamp > stamp)
        }
    }

    func judged(_ id: [UInt8], on day: LegalDate) -> Judged? {
        guard let opened = cases[id], let first = opened.first else { return nil }
        let steps = opened.map(\.step)
        let setting = setting(for: steps, institution: first.institution, case: id, on: day)
        guard let state = CaseFold.state(of: steps, in: setting, on: day) else { return nil }
        return Judged(
            id: id, steps: steps, setting: setting, state: state,
            unit: state.region.map { view.tree.unit(of: $0) ?? $0 })
    }

    /// All cases that began with the institution, with what became of their obligations.
    func judged(of institution: InstitutionID, on day: LegalDate) -> [Judged] {
        var all = files(of: institution).compactMap { judged($0.id, on: day) }
        for unit in Set(all.map(\.unit)) {
            let places = all.indices.filter { all[$0].unit == unit }
            guard let first = places.first else { continue }
            let settled = Obligation.settled(
                places.map { all[$0].state.obligations }, by: all[first].setting.subject.acts,
                on: day)
            for (place, owed) in zip(places, settled.owed) {
                all[place].state.take(owed)
                all[place].left = settled.left
            }
        }
        return all
    }
}

extension CaseStep {
    /// A measure that ends the agreement.
    var isTermination: Bool { kind == .measure && details.items.contains("terminate") }
}
