import Designation
import Messages

extension CaseBoard {
    /// A note that names the key of an item settles it; one that names no item would settle nothing and look
    /// as if it did (protocol §10.6).
    ///
    /// - Throws: ``CommandFailure`` when a key is none of an item of the institution's cases.
    func checked(
        _ plan: PlannedAct.CasePlan, _ act: PlannedAct, on day: LegalDate
    ) throws(CommandFailure) -> PlannedAct.CasePlan {
        guard plan.step == .note, !plan.details.items.isEmpty else { return plan }
        let known = Set(
            reviewItems(on: day).filter { $0.institution == act.institution }.map(\.key))
        guard let unknown = plan.details.items.first(where: { !known.contains($0) }) else {
            return plan
        }
        throw act.failure(
            "\(unknown) is the key of no item of the institution's cases; `dingdian review ls` shows them."
        )
    }
}
