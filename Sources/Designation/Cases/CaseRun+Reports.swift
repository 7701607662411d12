/// What is to be filed and reported of what a step did.
extension CaseRun {
    /// A signing is filed with the department (N10, P9, S4), unless the edition says that it is not.
    mutating func fileSigning(_ step: CaseStep) {
        // A contract with a laboratory is no agreement of the agency's (S4).
        guard kind != .thirdPartyFiling, !rules.says("signed-list-filed", "no", on: step.day)
        else {
            return
        }
        due("agreement-signed", step)
    }

    /// A suspension, a termination, or a measure on persons or departments: the report of that name
    /// (N49, P46), and what the edition asks to be reported besides (S2 31, S4).
    mutating func report(_ matter: String, _ step: CaseStep, isImposed: Bool) {
        due(matter, step)
        let entries = rules.policy(on: step.day).reports(
            of: matter, isImposed: isImposed, by: step.region, qualifiers: rules.qualifiers)
        for entry in entries where entry.id != matter { due(entry.id, step) }
    }

    /// Filings and reports for which the edition gives a last day.
    func filingClocks() -> [CaseClock?] {
        filings.map { filing in
            guard let entry = filingEntry(filing.item, on: filing.since),
                let time = rules.policy(on: filing.since).time(
                    of: entry, qualifiers: rules.qualifiers),
                let end = time.lastDay(from: filing.since, calendar: calendar)
            else { return nil }
            return CaseClock(
                rule: filing.item, value: time.text, citation: time.citation,
                start: filing.since, stops: [], lastDay: end.day,
                isProvisional: end.isProvisional, responsible: .office, done: filing.filed,
                isWait: false)
        }
    }
}
