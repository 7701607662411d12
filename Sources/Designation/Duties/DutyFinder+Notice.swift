/// The last day of the one-time notice of what is missing.
extension DutyFinder {
    /// Accepting ends the clock (N8, S0 六(一): at once, as a rule), and a notice that comes after it was due from
    /// the receipt on all the same: so its last day stays in the list until it is over, never late.
    mutating func notice(_ state: CaseState, _ id: [UInt8], _ region: RegionCode) {
        guard state.outcome == nil,
            let clock = state.clocks.last(where: { $0.rule == "supplement-notice" }),
            clock.done != nil, clock.done == state.accepted, day <= clock.lastDay,
            !state.history.contains(where: { entry in
                entry.hasEffect && entry.step.kind == .supplementNotice
            })
        else { return }
        take(
            Duty(
                rule: clock.rule, value: clock.value, citation: clock.citation,
                subject: .casework(id), institution: state.institution, region: region,
                responsible: clock.responsible, start: clock.start, lastDay: clock.lastDay,
                isProvisional: clock.isProvisional, ending: .missingTold))
    }
}
