/// What a case waits for at its agency where no text gives a number of days (N8: at once, N9, N10).
extension CaseRun {
    /// - Parameter clocks: those of the day; one that runs for the agency says it already.
    func wait(in stage: CaseStage, _ clocks: [CaseClock], on day: LegalDate) -> CaseState.Wait? {
        let isCounted = clocks.contains { clock in
            clock.isRunning(on: day) && !clock.isWait
                && (clock.responsible == .office || clock.responsible == .city)
        }
        let lastDay = lastDayToRenew(on: day)
        // Papers that are missing keep nobody from ending what is not to be renewed any more.
        let isOver = lastDay.map { $0 < day } ?? false
        let stage = isOver ? CaseStage.negotiating : stage
        // An objection that was true ended it; whoever had passed still has to hear of it (S2 19).
        if outcome == .complaint, hasToTell, let outcomeDay {
            return CaseState.Wait(
                rule: "waits/notifying", citation: cite("9 ¶2", "8 ¶2").first ?? .none,
                since: outcomeDay, responsible: .office)
        }
        guard outcome == nil, !isCounted, let since = start(of: stage), since <= day else {
            return nil
        }
        return CaseState.Wait(
            rule: "waits/\(stage.rawValue)", citation: article(of: stage, on: day).first ?? .none,
            since: since, responsible: isCitys(stage, on: day) ? .city : .office, lastDay: lastDay,
            competency: competency(for: stage))
    }

    /// What whoever ends the wait must be competent for.
    private func competency(for stage: CaseStage) -> Competency? {
        switch stage {
        case .screening: .accept
        case .noticing: .notice
        case .negotiating, .signing: CaseStep.Kind.signed.competency(in: kind)
        case .deciding: CaseStep.Kind.decided.competency(in: kind)
        default: nil
        }
    }

    /// Until when an accepted renewal may be agreed and signed: what was not by then ended with its term
    /// (N41, P38), and the case is closed.
    private func lastDayToRenew(on day: LegalDate) -> LegalDate? {
        guard kind == .renewal, accepted != nil, signed == nil else { return nil }
        return endOfRenewable(on: day)?.adding(days: -1)
    }

    /// Objections that came too late to keep anybody from signing are looked into all the same (N9 ¶2,
    /// P8 ¶2), whatever else the case waits for.
    func lateObjections(on day: LegalDate) -> CaseState.Wait? {
        guard outcome == nil, let since = openObjections.filter(\.isLate).map(\.day).min() else {
            return nil
        }
        return CaseState.Wait(
            rule: "waits/clearing", citation: cite("9 ¶2", "8 ¶2").first ?? .none, since: since,
            responsible: isCitys(.clearing, on: day) ? .city : .office)
    }

    /// Since when a stage waits for the agency; `nil` where it waits for nobody, or for somebody else.
    private func start(of stage: CaseStage) -> LegalDate? {
        switch stage {
        case .screening:
            let came = stops.compactMap(\.to).max()
            return [received, came].compactMap(\.self).max()
        case .notifying:
            let found = objections.compactMap { $0.isSubstantiated ? $0.investigated : nil }.max()
            return [verdict(on: accepted ?? .first).day, found].compactMap(\.self).max()
        case .noticing: return noticeFrom == nil ? verdict(on: accepted ?? .first).day : nil
        case .clearing: return blockingObjections.map(\.day).min()
        case .negotiating, .signing:
            guard kind.isDesignation else { return negotiated?.day ?? accepted }
            return [clearedDay, negotiated?.day].compactMap(\.self).max()
        case .deciding: return [accepted, round?.initialDay].compactMap(\.self).max()
        case .investigating:
            if kind == .dispute { return received ?? opened }
            // What the department found, it orders the agency to act on (N49 ¶3, P45).
            return findings.first { $0.step.role == .supervisor }?.step.day
        default: return nil
        }
    }

    private func article(of stage: CaseStage, on day: LegalDate) -> [Citation] {
        switch stage {
        case .screening: return cite("8", "7")
        case .notifying, .noticing, .clearing: return cite("9 ¶2", "8 ¶2")
        case .negotiating, .signing: return kind == .renewal ? cite("41", "38") : cite("10", "9")
        case .investigating:
            return kind == .dispute ? cite("46", "42") : cite("49 ¶3", "45")
        default: return citationOfKind(on: day)
        }
    }

    /// Where the second tier approves, what follows its approval is its own too (S0 六(二)(三)).
    private func isCitys(_ stage: CaseStage, on day: LegalDate) -> Bool {
        switch stage {
        case .noticing, .clearing, .negotiating, .signing:
            kind.isDesignation && rules.says("second-tier", "approval", on: day)
                && needsSecondTier(on: day)
        default: false
        }
    }
}
