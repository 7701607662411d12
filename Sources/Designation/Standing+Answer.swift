extension Standing {
    /// Answers a question by one seek in the timeline of the asked region's unit.
    ///
    /// Without a scope and with several of them, the least favourable one answers and all are listed.
    /// A standing of another institution or area answers `unknown`.
    /// - Parameters:
    ///   - holdsRegister: false where the node lacks the register of the region's area; the
    ///     answer is then `unknown` with the known sanctions (protocol §7).
    ///   - context: gives what to cite for a site that is not covered.
    public func answer(
        _ question: StatusQuestion, tree: RegionTree, holdsRegister: Bool = true,
        context: FoldContext? = nil
    ) -> StatusAnswer {
        guard let unit = tree.unit(of: question.region) else {
            return doubtful(question, unit: nil, .unknownRegion)
        }
        guard holdsRegister, question.institution == institution,
            tree.area(of: question.region) == area
        else { return doubtful(question, unit: unit, .registerNotHeld) }
        return answer(question, keptIn: unit, context)
    }

    /// The answer of a standing that is the institution's and the area's, whose register is held.
    func answer(
        _ question: StatusQuestion, keptIn unit: RegionCode, _ context: FoldContext? = nil
    ) -> StatusAnswer {
        var first: Timeline?
        var further: [Timeline] = []
        for timeline in timelines where timeline.unit == unit {
            if let scope = question.scope, timeline.scope != scope { continue }
            if first == nil { first = timeline } else { further.append(timeline) }
        }
        guard let first else {
            return listing(
                StatusAnswer(
                    question: question, unit: unit, status: .notDesignated,
                    scope: question.scope, allowsEmergency: allowsEmergency,
                    knownSanctions: sanctions(on: question.date)), unit)
        }
        if further.isEmpty {
            let only = answer(question, unit, first, context)
            return question.scope == nil ? Self.ofOneFund(only, first.scope) : only
        }
        let asked = Self.asked([first] + further, question.service)
        let answers = asked.map { answer(question, unit, $0, context) }
        if question.scope == nil, answers.count == 1 {
            return Self.ofOneFund(answers[0], asked[0].scope)
        }
        return Self.leastFavourable(answers)
    }

    /// An answer that says only what is known without a standing: nothing may be settled.
    public func doubtful(
        _ question: StatusQuestion, unit: RegionCode?, _ doubt: StatusAnswer.Doubt
    ) -> StatusAnswer {
        StatusAnswer(
            question: question, unit: unit, status: .unknown, scope: question.scope,
            allowsEmergency: allowsEmergency, knownSanctions: sanctions(on: question.date),
            doubt: doubt)
    }

    /// Sanctions in force on a day, wherever they were imposed.
    public func sanctions(on date: LegalDate) -> [Sanction] {
        sanctions.filter { $0.from <= date && ($0.to.map { date < $0 } ?? true) }
    }

    /// N33 speaks of medical institutions; a pharmacy and a care institution treat no emergencies.
    /// Where no facts are held the paper tells what kind of institution it is.
    private var allowsEmergency: Bool {
        (facts?.type ?? institution.scheme.usualType) == .medical
    }

    static func isSettleable(_ span: Span, _ service: Service?) -> Bool {
        guard span.status == .designated else { return false }
        guard let service else { return !span.services.isEmpty }
        return span.services.contains(service)
    }

    private func answer(
        _ question: StatusQuestion, _ unit: RegionCode, _ timeline: Timeline,
        _ context: FoldContext?
    ) -> StatusAnswer {
        var answer = plain(question, unit, timeline)
        if question.namesParts {
            PartQuestion(standing: self, question: question, unit: unit, timeline: timeline)
                .narrow(&answer, context)
        }
        return listing(answer, unit)
    }

    /// For the institution as a whole.
    private func plain(
        _ question: StatusQuestion, _ unit: RegionCode, _ timeline: Timeline
    ) -> StatusAnswer {
        guard let index = timeline.index(on: question.date) else {
            return StatusAnswer(
                question: question, unit: unit, status: .notDesignated,
                until: timeline.spans.first?.from, scope: timeline.scope,
                allowsEmergency: allowsEmergency, knownSanctions: sanctions(on: question.date))
        }
        let span = timeline.spans[index]
        let isSettleable = Self.isSettleable(span, question.service)
        func isAlike(_ other: Span) -> Bool {
            other.status == span.status
                && Self.isSettleable(other, question.service) == isSettleable
        }
        var first = index
        while first > 0, isAlike(timeline.spans[first - 1]) { first -= 1 }
        var last = index
        while last + 1 < timeline.spans.count, isAlike(timeline.spans[last + 1]) { last += 1 }
        var answer = StatusAnswer(
            question: question, unit: unit, status: span.status, settleable: isSettleable,
            since: timeline.spans[first].from, until: timeline.spans[last].to,
            services: span.services, scope: timeline.scope, reasons: span.reasons,
            allowsEmergency: allowsEmergency, knownSanctions: sanctions(on: question.date),
            doubt: span.status == .unknown ? .needsNewerSoftware : nil)
        for cover in span.covers { answer.sites += cover.sites }
        return answer
    }

    private func listing(_ answer: StatusAnswer, _ unit: RegionCode) -> StatusAnswer {
        if restrictions.isEmpty { return answer }
        var answer = answer
        answer.restrictions = restrictions.filter {
            $0.holds(on: answer.date) && $0.units.contains(unit)
        }
        return answer
    }

    // MARK: Several funds

    /// Care is asked for under care insurance and nothing else is, where both are there.
    private static func asked(_ timelines: [Timeline], _ service: Service?) -> [Timeline] {
        guard let service else { return timelines }
        let fitting = timelines.filter { ($0.scope == .care) == (service == .care) }
        return fitting.isEmpty ? timelines : fitting
    }

    /// Where a pool keeps two funds apart (Weihai, S3) an agreement under one of them says nothing of
    /// claims on the other: who does not name the fund is shown what there is and told no more.
    private static func ofOneFund(_ answer: StatusAnswer, _ scope: FundScope) -> StatusAnswer {
        guard scope == .pooledFund || scope == .personalAccount else { return answer }
        var answer = answer
        answer.scopes = [
            StatusAnswer.ScopeAnswer(
                scope: scope, status: answer.status, settleable: answer.settleable,
                services: answer.services)
        ]
        answer.settleable = false
        return answer
    }

    /// Whoever does not name the fund is never told that a claim may be settled which under one of
    /// them may not.
    private static func leastFavourable(_ answers: [StatusAnswer]) -> StatusAnswer {
        guard var worst = answers.min(by: { favour($0) < favour($1) }) else {
            preconditionFailure("no timeline")
        }
        if answers.count == 1 { return worst }
        worst.since = answers.compactMap(\.since).max()
        worst.until = answers.compactMap(\.until).min()
        worst.scopes = answers.compactMap { answer in
            answer.scope.map {
                StatusAnswer.ScopeAnswer(
                    scope: $0, status: answer.status, settleable: answer.settleable,
                    services: answer.services)
            }
        }
        if worst.settleable {
            worst.scope = nil
            worst.services = worst.services.filter { service in
                answers.allSatisfy { $0.services.contains(service) }
            }
            worst.settleable = !worst.services.isEmpty
            worst.sites = answers.reduce(worst.sites) { sites, answer in
                sites + answer.sites.filter { !sites.contains($0) }
            }
        }
        return worst
    }

    private static func favour(_ answer: StatusAnswer) -> Int {
        switch answer.status {
        case .unknown: 0
        case .terminated: 1
        case .suspended: 2
        case .ended: 3
        case .notDesignated: 4
        case .designated: answer.settleable ? 6 : 5
        }
    }
}

extension Timeline {
    /// The index of the span that holds on `date`; `nil` before the first.
    func index(on date: LegalDate) -> Int? {
        var low = 0
        var high = spans.count
        while low < high {
            let middle = (low + high) / 2
            if spans[middle].from <= date { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return nil }
        if let to = spans[low - 1].to, to <= date { return nil }
        return low - 1
    }
}
