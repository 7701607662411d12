extension CaseRun {
    /// All clocks of the case, in the order of their start.
    func clocks(on day: LegalDate) -> [CaseClock] {
        let all: [CaseClock?] =
            [supplementClock(day), changeClock(day), handlingClock(day)]
            + openingClocks(day) + assessmentClocks(day) + testClocks(day)
            + [noticeClock(), signingClock(day), publishingClock(day), maximumClock(day)]
            + [guidanceClock(day)]
            + filingClocks() + personClocks(day) + mendingClocks(day)
        return all.compactMap(\.self).sorted { ($0.start, $0.rule) < ($1.start, $1.rule) }
    }

    func clock(
        _ name: String, from start: LegalDate, done: LegalDate?, on day: LegalDate,
        _ responsible: CaseClock.Responsible, stops: [CaseClock.Stop] = [], moving: Bool = true,
        isWait: Bool = false
    ) -> CaseClock? {
        guard let limit = rules.span(name, on: max(start, min(day, done ?? day))) else {
            return nil
        }
        let end = CaseClock.deadline(
            limit.span, from: start, stops: stops, on: min(day, done ?? day), calendar: calendar,
            moving: moving && !isWait)
        return CaseClock(
            rule: name, value: limit.rule.text, citation: limit.rule.citation, start: start,
            stops: stops.filter { stop in stop.to.map { $0 > start } ?? true }, lastDay: end.day,
            isProvisional: end.isProvisional, responsible: responsible, done: done, isWait: isWait)
    }

    /// The day from which nothing of the office's is left to do, however it ended.
    var finished: LegalDate? { outcomeDay }

    // MARK: Opening

    /// Tell once what is missing (N8, P7); met by accepting too, unless something is found missing after
    /// that: then it was to be told in time all the same.
    private func supplementClock(_ day: LegalDate) -> CaseClock? {
        guard let received, kind.isApplication else { return nil }
        let answered = [accepted, refused, finished].compactMap(\.self).min()
        let done = noticesGiven[false] ?? answered
        let missing = clock("supplement-notice", from: received, done: done, on: day, .office)
        // After the days for missing papers those for defective ones still run (S3 四(二)).
        guard noticesGiven[false] == nil, let last = missing?.lastDay else { return missing }
        let told = noticesGiven[true] ?? done
        guard (told ?? day) > last else {
            return clock("supplement-notice", from: received, done: told, on: day, .office)
        }
        var defective = clock(
            "supplement-notice.defective", from: received, done: told, on: day, .office)
        defective?.rule = "supplement-notice"
        return defective ?? missing
    }

    /// From acceptance to the last thing that the limit covers: as a rule to opened (S1 三).
    ///
    /// A failure ends it; with the second assessment it counts anew, as that of the assessment does
    /// (N9 ¶2: three months lie between the two).
    private func openingClocks(_ day: LegalDate) -> [CaseClock?] {
        guard let accepted, kind.isDesignation else { return [] }
        func until(_ done: LegalDate?, from start: LegalDate) -> CaseClock? {
            clock(
                "opening-limit", from: start, done: done, on: day, .office, stops: agencyStops(day))
        }
        let met = coveredDay(day) ?? failedDay(day) ?? finished
        guard let secondStart = secondStart(on: day), let first = rounds.first,
            case .failed(let failed) = verdict(of: first, on: day)
        else { return [until(met, from: accepted)] }
        let again = rounds.count > 1 ? met : finished
        return [until(failed, from: accepted), until(again, from: secondStart)]
    }

    /// When the last of what `opening-limit-covers` names was done.
    private func coveredDay(_ day: LegalDate) -> LegalDate? {
        let covers = rules.words("opening-limit-covers", on: day)
        if covers.isEmpty || covers.contains("opening") { return connected }
        if covers.contains("signing") { return signed }
        if covers.contains("notice") { return clearedDay.flatMap { $0 <= day ? $0 : nil } }
        if case .passed(let passed) = verdict(on: day) { return passed }
        return nil
    }

    func failedDay(_ day: LegalDate) -> LegalDate? {
        if case .failed(let failed) = verdict(on: day) { return failed }
        return nil
    }

    /// Clocks of the agency stand still while materials are missing (N9, P8, S1 三), unless the edition
    /// lets them run on, and while a case is deferred.
    private func agencyStops(_ day: LegalDate) -> [CaseClock.Stop] {
        let runOn = rules.says("assessment-clock-stops", "never", on: day)
        return CaseClock.Stop.joined((runOn ? [] : stops) + deferred(day) + heldBack(on: day))
    }

    private func deferred(_ day: LegalDate) -> [CaseClock.Stop] {
        var written = deferrals
        if let from: LegalDate = deferred {
            let end = endOfInvestigation(from).flatMap { $0 <= day ? $0 : nil }
            written.append(CaseClock.Stop(from: from, to: end))
        }
        return CaseClock.Stop.joined(written + heldUp(on: day))
    }

    /// Only Yunnan lets the time for completing papers not count in the handling of requests (S1 三); in
    /// Weihai that is said of the assessment alone (S3 九).
    private func handlingStops(_ day: LegalDate) -> [CaseClock.Stop] {
        (rules.says("handling-clock-stops", "while-supplementing", on: day) ? stops : [])
            + deferred(day)
    }

    /// Deferred while the institution is investigated, and no longer (S4): whoever forgets to take the
    /// case up again finds its clock running from the day on which that ended. Where no investigation
    /// is known here, the department's for example, until it is taken up.
    func isDeferred(on day: LegalDate) -> Bool {
        guard let from: LegalDate = deferred else { return false }
        return endOfInvestigation(from).map { day < $0 } ?? true
    }

    /// The first day on which none of the investigations goes on that held on a day or followed upon
    /// each other; `nil`: none is known, or it goes on.
    private func endOfInvestigation(_ from: LegalDate) -> LegalDate? {
        var end = from
        while let one = subject.investigations.first(where: { $0.holds(on: end) }) {
            guard let to = one.to else { return nil }
            end = to
        }
        return end > from ? end : nil
    }

    /// By when the institution had to ask for a change (N40, P37).
    private func changeClock(_ day: LegalDate) -> CaseClock? {
        guard kind == .change, let approvedElsewhere, isMajor(changes, on: day) else { return nil }
        return clock(
            "major-change-within", from: approvedElsewhere, done: received ?? accepted, on: day,
            .institution)
    }

    private func handlingClock(_ day: LegalDate) -> CaseClock? {
        guard let accepted, let name = kind.handlingRule else { return nil }
        func until(_ run: CaseRun) -> CaseClock? {
            run.clock(
                name, from: accepted, done: decision?.day ?? finished, on: day, .office,
                stops: handlingStops(day))
        }
        if let clock = until(self) { return clock }
        // Of agreements for several funds, where no fund is named, the shorter time (S3 九 ¶2).
        return funds(on: accepted).compactMap { fund -> CaseClock? in
            var run = self
            run.rules = rules.of(fund, type: subject.type)
            return until(run)
        }
        .min { $0.lastDay < $1.lastDay }
    }

    /// Funds of the agreements that run on the day, or that ran last.
    private func funds(on day: LegalDate) -> [FundScope] {
        let running = subject.terms.filter { $0.holds(on: day) }
        let terms = running.isEmpty ? subject.term(on: day).map { [$0] } ?? [] : running
        return Set(terms.compactMap(\.scope)).sorted { $0.rawValue < $1.rawValue }
    }

    // MARK: Assessment

    private func assessmentClocks(_ day: LegalDate) -> [CaseClock?] {
        guard let accepted, kind.isDesignation else { return [] }
        var clocks: [CaseClock?] = []
        let first = rounds.first
        let met =
            first.flatMap { assessedDay($0, isLast: rounds.count == 1, day) } ?? finished
            ?? (isWhollyRecognised ? recognisedDay : nil)
        let limit = clock(
            "assessment-limit", from: accepted, done: met, on: day, .office,
            stops: agencyStops(day))
        clocks.append(limit.map { handed($0, first, day) })
        if let secondStart = secondStart(on: day) {
            let second = rounds.dropFirst().last
            let limit = clock(
                "assessment-limit", from: secondStart,
                done: second.flatMap { assessedDay($0, isLast: true, day) } ?? finished,
                on: day, .office)
            clocks.append(limit.map { handed($0, second, day) })
        }
        for round in rounds {
            guard let notified = round.notified, isFailed(round, day), barredThrough == nil else {
                continue
            }
            clocks.append(
                clock(
                    "reassessment-after", from: notified, done: nil, on: day, .institution,
                    isWait: true))
        }
        if let barredThrough, let notified = round?.notified,
            let bar = clock(
                "bar.second-failure", from: notified, done: nil, on: day, .institution,
                isWait: true)
        {
            var bar = bar
            bar.lastDay = barredThrough
            clocks.append(bar)
        }
        return clocks
    }

    /// When the time of a second assessment begins: with the word that it was mended, and not before the
    /// first day on which it may be held (N9 ¶2, P8 ¶2, S0 六(二)). Held before, for a reason, it had none.
    ///
    /// - Returns: `nil` as long as it has not begun.
    private func secondStart(on day: LegalDate) -> LegalDate? {
        guard let mended else { return nil }
        var start = mended
        if let told = rounds.compactMap(\.notified).last(where: { $0 <= mended }),
            let limit = rules.span("reassessment-after", on: told)
        {
            let wait = limit.span.lastDay(from: told, calendar: calendar, moving: false).day
            start = max(mended, wait.adding(days: 1))
        }
        let held = rounds.dropFirst().last?.initialDay ?? finished
        return start <= day && held.map { start <= $0 } ?? true ? start : nil
    }

    /// The same, and from when on it was the city's: once the office had assessed what the second tier
    /// approves (S0 六(二), S3 四(三)).
    private func handed(_ clock: CaseClock, _ round: Round?, _ day: LegalDate) -> CaseClock {
        guard let round, let initial = round.initialDay, needsSecondTier(on: day),
            round.initialPassed || goesOnAfterFailure(on: day), initial >= clock.start,
            clock.done.map({ initial < $0 }) ?? true
        else { return clock }
        var clock = clock
        clock.responsible = .city
        clock.handedOn = initial
        return clock
    }

    private func isFailed(_ round: Round, _ day: LegalDate) -> Bool {
        if case .failed = verdict(of: round, on: day) { return true }
        return false
    }

    /// When what the limit covers was done: the initial assessment (S4), the result (N9), the approval
    /// (S0), the notice with it (S3 九).
    private func assessedDay(_ round: Round, isLast: Bool, _ day: LegalDate) -> LegalDate? {
        guard let initial = round.initialDay else { return nil }
        if !round.initialPassed, !goesOnAfterFailure(on: day) { return initial }
        let covers = rules.words("assessment-limit-covers", on: day)
        if covers.contains("initial") { return initial }
        if case .failed(let failed) = verdict(of: round, on: day) { return failed }
        guard !needsSecondTier(on: day) || round.approvedDay != nil else { return nil }
        // With the notice opened, or over, or the case ended in it.
        if covers.contains("notice-opened") { return isLast ? noticeFrom ?? finished : finished }
        guard covers.contains("notice") else {
            return max(initial, round.approvedDay ?? initial)
        }
        guard isLast, let until = noticeUntil else { return finished }
        return until <= day ? until : nil
    }

    private func testClocks(_ day: LegalDate) -> [CaseClock?] {
        var clocks: [CaseClock?] = []
        for test in round?.tests ?? [] {
            clocks.append(
                clock("network-test-limit", from: test.requested, done: test.done, on: day, .office)
            )
        }
        if let round, let failed = round.tests.last?.done, !round.tests.contains(where: \.passed),
            round.tests.count < testAttempts(on: day)
        {
            clocks.append(
                clock(
                    "network-test-again-after", from: failed, done: nil, on: day, .institution,
                    isWait: true))
        }
        return clocks
    }
}
