import Designation
import Federation

/// What waits for a person in the cases that this node can open.
///
/// These items never leave the chain: they are computed from sealed contents, stand in no public log
/// and on no page that others may read, and are settled by a note in the case itself.
extension CaseBoard {
    func reviewItems(on day: LegalDate) -> [ReviewItem] { look(on: day).items }

    /// All cases, and what waits in and beside them, judged once for both.
    func look(on day: LegalDate) -> (rows: [Row], items: [ReviewItem]) {
        let all = files.keys.map { judged(of: $0, on: day) }
        let rows = all.flatMap { self.rows(of: $0, on: day) }
        var found = rows.flatMap { row in
            row.problems.map { problem in item(problem, row) }
                + row.proposals.map { proposal in item(proposal, row) }
        }
        let known = Set(found.map(\.key))
        found += actsBesideCases(all, on: day).filter { !known.contains($0.key) }
        return (Self.sorted(rows, on: day), found.sorted { $0.key < $1.key })
    }

    private func item(_ problem: CaseProblem, _ row: CaseBoard.Row) -> ReviewItem {
        let key = row.key(of: problem)
        return ReviewItem(
            key: key, kind: .caseProblem, institution: row.state.institution,
            events: [problem.step], citations: problem.citations,
            region: row.state.region ?? .everywhere, resolution: row.resolutions[key])
    }

    private func item(_ proposal: Proposal, _ row: CaseBoard.Row) -> ReviewItem {
        let isPerson = proposal.kind == .barredPersonEntered
        // No text sets a day until which an act's case is found again; its own day is none.
        let due = proposal.kind == .actWithoutCase ? nil : proposal.day
        return ReviewItem(
            key: proposal.key, kind: isPerson ? .barredPersonEntered : .caseProposal,
            institution: proposal.institution, events: proposal.events,
            citations: proposal.citations, region: proposal.region,
            resolution: row.resolutions[proposal.key], due: due)
    }
}

extension CaseBoard.Row {
    /// Problems that wait for a person: steps without effect, and an acceptance while barred. What was
    /// recorded with a reason was decided already.
    var problems: [CaseProblem] {
        state.problems.filter { problem in
            problem.kind != .overturned
                && (!problem.leavesEffect || problem.kind == .acceptedWhileBarred)
        }
    }

    func key(of problem: CaseProblem) -> String {
        ReviewItem.key(.caseProblem, state.institution, [problem.step])
            + ",\(problem.kind.rawValue)"
    }
}
