import Designation
import Messages

/// Registrations whose codes are not in form, or whose kind is one of another type. They are told and not
/// refused, as in lists: such codes are in real use (domain §2), but settlement looks institutions up by them.
struct DoubtfulRegistrations {
    private let tree: RegionTree

    init(_ tree: RegionTree) { self.tree = tree }

    /// - Returns: nothing where all are in form.
    func note(_ acts: [PlannedAct]) -> Message {
        for act in acts {
            guard case .registered(let facts) = act.what, let doubt = doubt(facts) else { continue }
            return
                "\(act.file):\(act.line): \(doubt) in the registration; check it, for it stands in the public register."
        }
        return ""
    }

    private func doubt(_ facts: InstitutionFacts) -> String? {
        if let kind = InstitutionKind(rawValue: facts.kind), kind.type != facts.type {
            return "kind: \(facts.kind), type: \(facts.type.name)"
        }
        let national = CodeChecks.nationalCodeWarning(facts.nationalCode) { area in
            RegionCode(area).map { tree[$0] != nil } ?? false
        }
        if national == .nationalCodeForm { return "national-code: \(facts.nationalCode)" }
        if CodeChecks.creditWarning(facts.socialCreditCode) == .creditCodeForm {
            return "credit-code: \(facts.socialCreditCode)"
        }
        return nil
    }
}
