import Designation
import Federation

/// Changes that one agency of a recognition pair granted and the other has not taken over (S2 25 ¶2).
extension CaseBoard {
    /// What the other agencies of its pairs owe about an institution: none where they have a case about it, which
    /// says so itself (`take-over`).
    ///
    /// - Parameter standings: of the institution.
    func changesToTakeOver(
        _ institution: InstitutionID, _ standings: [Standing], on day: LegalDate
    ) -> [Duty] {
        let groups = view.directory.groups
        guard !groups.isEmpty else { return [] }
        let units = Set(
            standings.flatMap(\.timelines).filter { timeline in
                guard let span = timeline.span(on: day) else { return false }
                return span.status == .designated || span.status == .suspended
            }.map(\.unit))
        // Whoever is in no pair, or has an agreement with one of its agencies only, waits for nobody.
        let paired = units.filter { unit in
            groups.contains {
                $0.members.contains(unit) && $0.members.count(where: units.contains) > 1
            }
        }
        return paired.sorted().compactMap { unit in
            changeToTakeOver(institution, by: unit, standings, on: day)
        }
    }

    private func changeToTakeOver(
        _ institution: InstitutionID, by unit: RegionCode, _ standings: [Standing],
        on day: LegalDate
    ) -> Duty? {
        let type =
            standings.lazy.compactMap(\.facts?.type).first ?? CaseSubjects.type(of: institution)
        let policy = Policy(
            region: unit, day: day, rules: view.directory.rules, regions: view.tree)
        guard
            let value = policy.value("change-recognised-in-pair", qualifiers: [type.name]),
            value.text == "yes"
        else { return nil }
        let granted = CaseSubjects(board: self, institution: institution, region: unit)
            .grantedInPair(registry.facts(of: institution), besides: [])
            .last { $0.day <= day && ($0.until.map { day < $0 } ?? true) }
        guard let granted, !hasCase(of: institution, in: unit, since: granted.day, on: day) else {
            return nil
        }
        return Duty(
            rule: "change-recognised-in-pair", value: value.text, citation: value.citation,
            subject: .event(granted.event), institution: institution, region: unit,
            responsible: .office, start: granted.day, lastDay: nil, ending: .recorded)
    }

    /// Whether the agency has a case about a change that goes on, or was opened since.
    private func hasCase(
        of institution: InstitutionID, in unit: RegionCode, since granted: LegalDate,
        on day: LegalDate
    ) -> Bool {
        files(of: institution).contains { id, opened in
            guard opened.contains(where: { $0.step.details.caseKind == .change }),
                let state = alone(id, on: day), state.kind == .change,
                state.region.flatMap({ view.tree.unit(of: $0) }) == unit
            else { return false }
            return state.outcome == nil || (state.opened.map { granted <= $0 } ?? false)
        }
    }
}
