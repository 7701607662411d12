/// Assessments that an institution fails while it has an agreement.
extension CaseRun {
    struct FailedLater {
        var event: EventReference
        var citations: [Citation]
        /// `spot-check`, `reassessment` or `objection`.
        var detail: String
        var day: LegalDate
    }

    /// The city's spot check of an assessment on which was signed (S4 监督公示), an objection to it that was
    /// entered when it was signed and turned out true (N9 ¶2, P8 ¶2), or the reassessment of an
    /// earlier agreement, which is gone on with only when it is passed (S4 附则3). What follows for the
    /// agreement the texts leave to the agency: nothing of itself.
    ///
    /// - Returns: `nil` where none failed, or the agreement is over.
    func failedWithAgreement(on day: LegalDate) -> FailedLater? {
        if let term = subject.term(on: day), !term.holds(on: day) { return nil }
        if let check = failedSpotCheck {
            let isCitys = rules.says("second-tier", "spot-check", on: check.day)
            return FailedLater(
                event: check.reference,
                citations: isCitys
                    ? cite("second-tier", on: check.day, "9", "8") : cite("9", "8"),
                detail: "spot-check", day: check.day)
        }
        if let found = trueAfterSigning, signed != nil {
            return FailedLater(
                event: found.reference,
                citations: cite("objection-effect", on: found.day, "9", "8"),
                detail: "objection", day: found.day)
        }
        guard let round, let rule = needsReassessment(on: round.initialDay ?? day),
            case .failed(let failed) = ownVerdict(on: day), let event = lastSteps[.assessed]
        else { return nil }
        return FailedLater(
            event: event, citations: [rule.citation], detail: "reassessment", day: failed)
    }
}
