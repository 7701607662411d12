/// Whether the act that a signing names agrees with the case: its fund, and what no case assessed.
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
        guard kind == .renewal || kind == .internetSupplement, goesBeyondHeld(fact) else {
            return []
        }
        let article = kind == .renewal ? cite("41", "38") : cite("5", nil)
        return [CaseProblem(.actDiffers, step, article + cite("9", "8"))]
    }

    /// Each fund has its own application, table and review (S3 四(三), S3 六, S3 七). Where the edition
    /// keeps none apart an agreement may be named either way.
    private func isOfOtherFund(_ fact: Fact, on day: LegalDate) -> Bool {
        guard let scope, let agreed = agreementSigned(by: fact)?.scope else { return false }
        let keepsApart = rules.rule("fund-scopes", on: day) != nil
        return keepsApart ? agreed != scope : !agreed.isMet(by: [scope])
    }

    /// The agreement that the act signs, changes or renews.
    private func agreementSigned(by fact: Fact) -> Agreement? {
        let target: EventReference
        switch fact.act {
        case .signed(let agreement): return agreement
        case .changed(let agreement, _, _): target = agreement
        case .renewed(let agreement, _): target = agreement
        default: return nil
        }
        let signed = subject.acts.first { $0.reference == target || $0.earlierPlace == target }
        guard let signed, case .signed(let agreement) = signed.act else { return nil }
        return agreement
    }

    /// A renewal goes on with what was agreed, and a supplement adds its internet hospital alone: nobody
    /// assessed anything else (N5 ¶2, N9, N41).
    private func goesBeyondHeld(_ fact: Fact) -> Bool {
        let services: [Service]
        let sites: [String]
        switch fact.act {
        case .signed(let agreement): (services, sites) = (agreement.services, agreement.sites)
        case .changed(_, let changed, let places): (services, sites) = (changed, places ?? [])
        default: return false
        }
        var held: Set<Service> = kind == .internetSupplement ? [.internet] : []
        var places: Set<String> = []
        for earlier in subject.acts where earlier.stamp < fact.stamp {
            guard let agreement = agreementSigned(by: earlier),
                scope.map({ agreement.scope.isMet(by: [$0]) }) ?? true
            else { continue }
            switch earlier.act {
            case .signed(let agreement):
                held.formUnion(agreement.services)
                places.formUnion(agreement.sites)
            case .changed(_, let services, let sites):
                held.formUnion(services)
                places.formUnion(sites ?? [])
            default: break
            }
        }
        if !held.isSuperset(of: services) { return true }
        // The one place of a licence may be named or not.
        return places.isEmpty ? sites.count > 1 : !places.isSuperset(of: sites)
    }
}
