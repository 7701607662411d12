/// Clocks of what follows a result: notice, signing, suspensions that run, measures.
extension CaseRun {
    // MARK: Notice, signing, publication

    func noticeClock() -> CaseClock? {
        guard let from = noticeFrom, let until = noticeUntil else { return nil }
        let rule = rules.rule("public-notice", on: from)
        return CaseClock(
            rule: "public-notice", value: rule?.text ?? "",
            citation: rule?.citation ?? cite("9", "8").first ?? .none, start: from, stops: [],
            lastDay: until, isProvisional: noticeProvisional, responsible: .office, done: nil,
            isWait: true)
    }

    /// After the notice, or when the last objection is cleared (S4). Nothing is to be signed on a result
    /// that failed since.
    func signingClock(_ day: LegalDate) -> CaseClock? {
        guard let cleared = clearedDay, cleared < day || signed != nil,
            signed != nil || failedDay(day) == nil,
            !objections.contains(where: \.isSubstantiated)
        else { return nil }
        return clock("sign-within", from: cleared, done: signed ?? finished, on: day, .office)
    }

    func publishingClock(_ day: LegalDate) -> CaseClock? {
        // What is renewed was published when it was signed first (N11, S4 结果公布).
        guard let signed, kind.isDesignation else { return nil }
        return clock("publish-within", from: signed, done: published, on: day, .office)
    }

    /// A newly designated institution is guided for a while; time alone ends it. No edition sets it yet.
    func guidanceClock(_ day: LegalDate) -> CaseClock? {
        guard kind == .new, let signed else { return nil }
        return clock("guidance-period", from: signed, done: nil, on: day, .office, isWait: true)
    }

    /// The longest voluntary suspension; whoever does not ask to go on by then ends (N42, P39).
    func maximumClock(_ day: LegalDate) -> CaseClock? {
        guard kind == .suspension, let decision, decision.isGranted, exception == nil,
            outcome != .withdrawn
        else { return nil }
        let own = subject.suspensions.filter { $0.isOwnRequest && $0.from >= decision.day }
        let name = "suspension.voluntary-maximum"
        let from = decision.from ?? decision.day
        // With the agreement nothing is left to go on with, and nobody to ask for it.
        let over =
            subject.hasAgreement(on: day)
            ? [] : [subject.terms.compactMap(\.to).max()].compactMap { $0 }.filter { from <= $0 }
        let resumed = (own.compactMap(\.to) + own.compactMap(\.resumptionAsked) + over)
            .filter { $0 <= day }.min()
        var maximum = clock(
            name, from: from, done: resumed, on: day, .institution, moving: false)
        // Those that adjoin count together, but none is over before it begins (N42 ¶2, P39 ¶2).
        let start = subject.startOfRequests(from: from)
        if start < from,
            let joined = clock(
                name, from: start, done: resumed, on: day, .institution, moving: false)
        {
            maximum?.lastDay = max(joined.lastDay, from.adding(days: -1))
        }
        return maximum
    }

    // MARK: Measures

    /// To be mended by a date (S4 规范违约处理, N39 ¶2, P36 ¶2): of an institution until it says so, of an
    /// agency until the case is over. The measure's `until` is the last day.
    func mendingClocks(_ day: LegalDate) -> [CaseClock?] {
        measures.map { step, items in
            let list = rules.list(
                kind == .dispute ? "measures-on-agencies" : "measures", on: step.day)
            guard let until = step.details.until,
                let item = items.first(where: { $0 == "mend-by" || $0 == "mend-in-time" })
            else { return nil }
            let done = kind == .dispute ? outcomeDay : mended.flatMap { $0 < step.day ? nil : $0 }
            return CaseClock(
                rule: item, value: "", citation: list[item]?.citation ?? .none, start: step.day,
                stops: [], lastDay: until, isProvisional: false,
                responsible: kind == .dispute ? .office : .institution, done: done ?? outcomeDay,
                isWait: false)
        }
    }

    // MARK: Persons

    /// Until when persons and departments may not serve (N45, S4).
    func personClocks(_ day: LegalDate) -> [CaseClock?] {
        measures.map { step, _ in
            guard step.kind == .personSuspended || step.kind == .departmentSuspended,
                let until = step.details.until
            else { return nil }
            return CaseClock(
                rule: "persons-and-departments", value: "",
                citation: cite("persons-and-departments", on: step.day, "45", "35").first ?? .none,
                start: step.details.from ?? step.day, stops: [], lastDay: until.adding(days: -1),
                isProvisional: false, responsible: .institution,
                done: lifted(step, until: until, by: day), isWait: true)
        }
    }

    /// The day from which all restrictions that carried a step out are lifted or withdrawn. The case knows
    /// persons by marks and the register by codes, so a person's is known by its days.
    private func lifted(_ step: CaseStep, until: LegalDate, by day: LegalDate) -> LegalDate? {
        let names = Set(
            step.details.sites.compactMap { RestrictedPart.site.canonical($0) }
                + [RestrictedPart.department.canonical(step.details.department)].compactMap { $0 })
        let restrictions = subject.acts.filter { fact in
            guard case .restricted(let act) = fact.act, act.until == until,
                step.day <= fact.effective
            else { return false }
            return step.kind == .personSuspended
                ? act.part == .person : act.part != .person && names.contains(act.name)
        }
        let ends = restrictions.map { restriction in
            subject.acts.filter { fact in
                switch fact.act {
                case .restrictionLifted(let event), .withdrawn(let event):
                    event == restriction.reference && fact.effective <= day
                default: false
                }
            }.map(\.effective).min()
        }
        guard !ends.isEmpty, !ends.contains(nil) else { return nil }
        return ends.compactMap { $0 }.max()
    }
}
