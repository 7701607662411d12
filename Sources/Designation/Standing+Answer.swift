extension Standing {
    /// Answers a question by one seek in the timeline of the asked region's unit.
    ///
    /// Without a scope, the scope under which the claim can be settled is taken, else `basic`, else
    /// the first. A standing of another institution or area answers `unknown`.
    /// - Parameter holdsRegister: false where the node lacks the register of the region's area; the
    ///   answer is then `unknown` with the known sanctions (protocol §7).
    public func answer(
        _ question: StatusQuestion, tree: RegionTree, holdsRegister: Bool = true
    ) -> StatusAnswer {
        guard let unit = tree.unit(of: question.region) else {
            return doubtful(question, unit: nil, .unknownRegion)
        }
        guard holdsRegister, question.institution == institution,
            tree.area(of: question.region) == area
        else { return doubtful(question, unit: unit, .registerNotHeld) }
        return answer(question, keptIn: unit)
    }

    /// The answer of a standing that is the institution's and the area's, whose register is held.
    func answer(_ question: StatusQuestion, keptIn unit: RegionCode) -> StatusAnswer {
        guard let timeline = timeline(question, unit) else {
            return StatusAnswer(
                question: question, unit: unit, status: .notDesignated, scope: question.scope,
                allowsEmergency: allowsEmergency, knownSanctions: sanctions(on: question.date))
        }
        return answer(question, unit, timeline)
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

    /// N33 speaks of medical institutions; a pharmacy treats no emergencies.
    private var allowsEmergency: Bool { facts?.type != .pharmacy }

    private func timeline(_ question: StatusQuestion, _ unit: RegionCode) -> Timeline? {
        var best: Timeline?
        for timeline in timelines where timeline.unit == unit {
            if let scope = question.scope {
                if timeline.scope == scope { return timeline }
                continue
            }
            if let span = timeline.span(on: question.date),
                Self.isSettleable(span, question.service)
            {
                return timeline
            }
            if best == nil || timeline.scope == .basic { best = timeline }
        }
        return best
    }

    private static func isSettleable(_ span: Span, _ service: Service?) -> Bool {
        guard span.status == .designated else { return false }
        guard let service else { return !span.services.isEmpty }
        return span.services.contains(service)
    }

    private func answer(
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
        return StatusAnswer(
            question: question, unit: unit, status: span.status, settleable: isSettleable,
            since: timeline.spans[first].from, until: timeline.spans[last].to,
            services: span.services, scope: timeline.scope, reasons: span.reasons,
            allowsEmergency: allowsEmergency, knownSanctions: sanctions(on: question.date),
            doubt: span.status == .unknown ? .needsNewerSoftware : nil)
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
