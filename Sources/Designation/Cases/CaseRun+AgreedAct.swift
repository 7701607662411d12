/// Whether the act that a step names agrees with the case: its fund, and what no case assessed.
extension CaseRun {
    func actBeyondCase(_ step: CaseStep) -> [CaseProblem] {
        guard let event = step.details.event,
            let fact = subject.acts.first(where: {
                $0.reference == event || $0.earlierPlace == event
            })
        else { return [] }
        if isOfOtherFund(fact, on: step.day) {
            return [CaseProblem(.actDiffers, step, cite("fund-scopes", on: step.day, "10", "9"))]
        }
        if daysBeyond(step, fact) {
            return [CaseProblem(.actDiffers, step, articleOfAct(step), detail: "days")]
        }
        guard let allowance = allowance(step),
            HeldBefore.isExceeded(by: fact, among: subject.acts, scope: scope, allowance)
        else { return [] }
        let article =
            switch kind {
            case .renewal: cite("41", "38")
            case .internetSupplement: cite("5", nil)
            case .enforcement: cite("38", "35")
            default: cite("40", "37")
            }
        return [CaseProblem(.actDiffers, step, article + cite("9", "8"))]
    }

    private func articleOfAct(_ step: CaseStep) -> [Citation] {
        switch step.kind {
        case .personSuspended, .departmentSuspended:
            cite("persons-and-departments", on: step.day, "45", "35")
        case .measure:
            step.details.items.contains("terminate") ? cite("43", "40") : cite("42", "39")
        case .signed: kind == .renewal ? cite("41", "38") : cite("10", "9")
        default: citationOfKind(on: step.day)
        }
    }

    /// Each fund has its own application, table and review (S3 四(三), S3 六, S3 七). Where the edition
    /// keeps none apart an agreement may be named either way.
    private func isOfOtherFund(_ fact: Fact, on day: LegalDate) -> Bool {
        guard let scope, let agreed = fact.agreement(among: subject.acts)?.scope else {
            return false
        }
        let keepsApart = rules.rule("fund-scopes", on: day) != nil
        return keepsApart ? agreed != scope : !agreed.isMet(by: [scope])
    }

    /// What the act that follows a step may add to what was agreed before; `nil` where what was assessed
    /// says it (``coverage(_:)``).
    func allowance(_ step: CaseStep) -> HeldBefore.Allowance? {
        switch kind {
        case .renewal: HeldBefore.Allowance(left: step.details.services)
        case .internetSupplement: HeldBefore.Allowance(services: [.internet])
        case .change:
            HeldBefore.Allowance(
                mayMove: !Self.placeChanges.isDisjoint(with: changes + step.details.items),
                left: step.details.services.isEmpty ? services : step.details.services)
        case .enforcement: HeldBefore.Allowance(left: step.details.services)
        default: nil
        }
    }

    /// Changes of information after which a place has another name or address (N40, S2 25, S4).
    private static let placeChanges: Set<String> = ["name", "registered-address", "address"]
}
