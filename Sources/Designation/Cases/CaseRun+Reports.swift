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
        let entries = rules.policy(on: step.day).reports(
            of: matter, isImposed: isImposed, by: step.region, qualifiers: rules.qualifiers)
        // P46 asks for no report of a pharmacy's persons (P35); where the edition does, it is among these.
        if matter != "persons-and-departments" || entries.contains(where: { $0.id == matter }) {
            due(matter, step)
        }
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

    // MARK: Made and acknowledged

    /// Whose agency took a step: its author's, whatever place it was taken for. A pool's own level
    /// (省本级, 州本级) has no other agency than the one that acts for it.
    func agency(of step: CaseStep) -> RegionCode {
        guard setting.regions[step.region]?.kind != .poolArea else { return step.region }
        return setting.agencyOf(step.author) ?? step.region
    }

    /// Something that is to be filed or reported happened.
    mutating func due(_ item: String, _ step: CaseStep, since day: LegalDate? = nil) {
        let day = day ?? step.day
        // Of one kind the last one counts until it is filed; a filed one stays beside it.
        if let open = filings.firstIndex(where: { $0.item == item && $0.filed == nil }) {
            filings[open].since = max(filings[open].since, day)
            filings[open].region = agency(of: step)
        } else if !filings.contains(where: { $0.item == item && $0.since == day }) {
            filings.append(filing(item, step, since: day))
        }
    }

    private func filing(_ item: String, _ step: CaseStep, since day: LegalDate) -> Filing {
        Filing(
            item: item, since: day, region: agency(of: step),
            wanted: filingEntry(item, on: day)?.item.words(.to) ?? ["department"])
    }

    mutating func applyFiling(_ step: CaseStep) {
        let items = step.details.items
        if step.kind == .filed {
            for item in items where !filings.contains(where: { $0.item == item && $0.filed == nil })
            {
                filings.append(filing(item, step, since: step.day))
            }
            for index in filings.indices
            where filings[index].filed == nil
                && (items.isEmpty || items.contains(filings[index].item))
            {
                file(index, step)
            }
            return
        }
        for index in filings.indices
        where !filings[index].recipients.isEmpty
            && (items.isEmpty || items.contains(filings[index].item))
        {
            let by = step.details.parties.isEmpty ? ["department"] : step.details.parties
            filings[index].acknowledged = Set(filings[index].acknowledged + by).sorted()
        }
    }

    /// Made when everybody has it who is to have it; a step that names nobody went to all.
    private mutating func file(_ index: Int, _ step: CaseStep) {
        let filing = filings[index]
        let to = step.details.parties.isEmpty ? filing.wanted : step.details.parties
        filings[index].recipients += to.filter { !filing.recipients.contains($0) }
        if filing.wanted.allSatisfy(filings[index].recipients.contains) {
            filings[index].filed = step.day
        }
    }
}
