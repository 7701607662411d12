import Designation
import Federation
import Messages

/// Tells a file of acts that stands in the own logs already, whole: a doubled Enter is common, and two
/// genuine acts that say the same of one institution from the same day are very rare.
///
/// Public acts are compared, by whom and where they are about, their first day, basis and content; who
/// decided is not, since a second officer may hand in the same file. Acts that were taken back do not count.
/// Steps of cases and directory events are left to the rules of the case and to the rehearsal of the
/// directory.
struct RepeatedFile {
    private let context: CommandContext
    /// Own public acts about an institution that no act of the file was found to repeat yet.
    private var left: [InstitutionID: [Fact]] = [:]

    init(_ context: CommandContext) { self.context = context }

    /// - Parameter items: acts of the file with the drafts of its rehearsal.
    /// - Throws: ``CommandFailure`` that names the last of the acts when all are there already.
    mutating func check(
        _ items: [(act: PlannedAct, draft: EntryDraft)], file: String
    ) throws(CommandFailure) {
        var last: (line: Int, fact: Fact)?
        var count = 0
        for (planned, draft) in items {
            // Something else besides is new, and the acts beside it are the officer's to look at.
            guard case .act(let act) = draft.body, let fact = take(act, draft) else { return }
            last = (planned.line, fact)
            count += 1
        }
        guard let last else { return }
        throw CommandFailure(
            "\(file): all \(count) acts of the file stand in this node's logs already, the last (line "
                + "\(last.line)) as \(last.fact.reference); to record them once more, give --from 1."
        )
    }

    private mutating func take(_ act: Act, _ draft: EntryDraft) -> Fact? {
        guard let subject = draft.subject, let region = draft.region else { return nil }
        var facts = left[subject] ?? own(of: subject)
        let index = facts.firstIndex { fact in
            fact.region == region && fact.effective == draft.effective
                && fact.basis == draft.basis && act.isRepeated(by: fact.act)
        }
        let found = index.map { facts.remove(at: $0) }
        left[subject] = facts
        return found
    }

    private func own(of institution: InstitutionID) -> [Fact] {
        let facts = context.registry.facts(of: institution)
        let withdrawn = Set(Obligation.standingWithdrawals(facts).map(\.target.reference))
        return facts.filter {
            $0.author == context.core.name && !withdrawn.contains($0.reference)
        }
    }
}

extension Act {
    /// Whether a recorded act says the same; events that the file itself makes have no place yet.
    fileprivate func isRepeated(by recorded: Act) -> Bool {
        switch (self, recorded) {
        case (.recognised(let new), .recognised(let old)):
            return new.services == old.services && new.assessment.isSame(as: old.assessment)
        case (.signed(var new), .signed(let old)):
            guard let event = new.restsOn, event.isOfFile else { return new == old }
            new.restsOn = old.restsOn
            return new == old
        case (.changed(let event, let services, let sites), .changed(let old, let held, let places)):
            return event.isSame(as: old) && services == held && sites == places
        case (.renewed(let event, let until), .renewed(let old, let end)):
            return event.isSame(as: old) && until == end
        case (.ended(let event, let cause), .ended(let old, let reason)):
            return event.isSame(as: old) && cause == reason
        case (.resumed(let event, let funds), .resumed(let old, let held)):
            return event.isSame(as: old) && funds == held
        case (.restrictionLifted(let event), .restrictionLifted(let old)),
            (.resumptionRequested(let event), .resumptionRequested(let old)),
            (.resumptionRefused(let event), .resumptionRefused(let old)),
            (.withdrawn(let event), .withdrawn(let old)):
            return event.isSame(as: old)
        default: return self == recorded
        }
    }
}

extension EventReference {
    fileprivate var isOfFile: Bool { origin == ActBuilder.nowhere.origin }

    fileprivate func isSame(as recorded: EventReference) -> Bool {
        isOfFile || self == recorded
    }
}
