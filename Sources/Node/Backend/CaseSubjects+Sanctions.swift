import Designation
import Federation

/// Terminations and bars that stand against an application, as the register shows them.
extension CaseSubjects {
    /// Those of a licence that this one replaced are among the standing's (protocol §7.5);
    /// their grounds stand with the old licence.
    ///
    /// - Parameter given: facts of an institution that is not registered yet.
    func addSanctions(to facts: inout Screening.Facts, given: InstitutionFacts? = nil) {
        let standing = board.registry.standing(of: institution, area: area)
        // The standing has them of the whole line, and so must their grounds be found.
        let licences = [institution] + board.registry.predecessors(of: institution)
        let events = licences.flatMap { board.registry.facts(of: $0) }
        // What a dispute overturned says nothing against anybody, though its withdrawal be owed still (N46, P42).
        let overturned = board.overturnedActs
        for sanction in standing.sanctions
        where sanction.isTermination && !overturned.contains(sanction.event) {
            facts.terminations.append(
                .init(
                    event: sanction.event, day: sanction.from, isOwnRequest: sanction.isOwnRequest,
                    basis: events.first { $0.reference == sanction.event }?.basis ?? []))
        }
        facts.bars = standing.bars.filter { !overturned.contains($0.event) }.map { bar in
            let act = events.first { $0.reference == bar.event }
            return Screening.KnownBar(
                event: bar.event, from: act?.effective, until: bar.until, basis: act?.basis ?? [])
        }
        addOtherLicences(
            of: (standing.facts ?? given)?.socialCreditCode ?? "", to: &facts)
    }

    /// The same legal person under another licence: for an officer to judge (N12(5), P11(3)), as the code
    /// says who holds both, and not whether one continues the other.
    private func addOtherLicences(
        of code: String, to facts: inout Screening.Facts
    ) {
        var known = board.overturnedActs.union(facts.terminations.map(\.event))
        for row in board.terminated.rows(code, besides: institution)
        where known.insert(row.event).inserted {
            // A licence has those of the licences that it replaced, too.
            let line = [row.institution] + board.registry.predecessors(of: row.institution)
            var ended = Screening.Termination(
                event: row.event, day: row.day, isOwnRequest: false,
                basis: line.lazy.flatMap { board.registry.facts(of: $0) }
                    .first { $0.reference == row.event }?.basis ?? [])
            ended.isOfOtherLicence = true
            facts.terminations.append(ended)
        }
    }
}
