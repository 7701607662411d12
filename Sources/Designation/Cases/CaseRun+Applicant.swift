/// Who may apply, and for what.
extension CaseRun {
    /// Village clinics and online pharmacies for which another institution applies or signs (S0 三,
    /// S2 23(4), S4).
    func applicant(_ step: CaseStep, _ statement: Statement) -> [CaseProblem] {
        let name: String
        switch subject.kind {
        case "village-clinic": name = "village-clinics"
        case "online-pharmacy": name = "online-pharmacies"
        default: return []
        }
        let isMissing: Bool =
            switch rules.word(name, on: step.day) {
            case "health-centre-applies", "through-physical-pharmacy":
                statement.text(.appliedThrough) == nil
            case "named-in-township-agreement": statement.says(.runByTownship, "yes")
            default: false
            }
        guard isMissing else { return [] }
        return [
            CaseProblem(.notForeseen, step, cite(name, on: step.day, "5", "5"), detail: name)
        ]
    }

    /// A branch on its own licence signs for itself (S2 23(1)), unless a medical community signs as one
    /// through its lead (S2 23(3)) or a health centre for the village clinics that it runs (S2 23(4),
    /// S0 三).
    func ownLicences(_ step: CaseStep, _ statement: Statement) -> [CaseProblem] {
        let day = step.day
        let others = step.details.sites.compactMap { InstitutionID($0) }
            .filter { $0 != subject.institution }
        guard !others.isEmpty, rules.says("branches-own-licence", "sign-themselves", on: day)
        else { return [] }
        if statement.says(.medicalCommunity, "lead"),
            rules.says("medical-community", "may-sign-as-one", on: day)
        {
            return []
        }
        if Self.runsVillageClinics.contains(subject.kind),
            rules.rule("village-clinics", on: day) != nil
        {
            return []
        }
        return others.map {
            CaseProblem(
                .notForeseen, step, cite("branches-own-licence", on: day, "7", "6"), detail: "\($0)"
            )
        }
    }

    private static let runsVillageClinics: Set<String> = ["township-hospital", "community-centre"]

    /// What an institution of the type cannot be designated for: pharmacies supply drugs and treat nobody
    /// (P1, P13, P48), homes are no matter of either order (N5, P5, S2 9). Nothing is asked where no edition
    /// says it.
    func servicesBeyondType(_ step: CaseStep) -> [CaseProblem] {
        guard let rule = rules.rule("services", on: step.day) else { return [] }
        let known = PolicyValue.words(of: rule.text)
        let asked = services.isEmpty ? step.details.services : services
        return asked.filter { !known.contains($0.rawValue) }.map {
            CaseProblem(.notForeseen, step, [rule.citation], detail: $0.rawValue)
        }
    }
}
