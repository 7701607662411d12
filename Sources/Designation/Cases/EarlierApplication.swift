/// What came of an earlier application of the institution in the unit, as far as a later one is judged by
/// it (N9 ¶2, P8 ¶2, S0 六(二), S2 20, S3 七 ¶3).
public struct EarlierApplication: Hashable, Sendable {
    public var kind: CaseKind
    public var scope: FundScope
    /// What was applied for; empty: not said.
    public var services: [Service]
    /// The day on which it was told that it had not passed; `nil`: it did, or nobody was told.
    public var failed: LegalDate?
    /// That failure was the second one. It bars for its time, and makes no later one a second.
    public var isSecond: Bool
    /// The day on which it was signed.
    public var signed: LegalDate?

    public init(
        kind: CaseKind, scope: FundScope = .basic, services: [Service] = [],
        failed: LegalDate? = nil, isSecond: Bool = false, signed: LegalDate? = nil
    ) {
        self.kind = kind
        self.scope = scope
        self.services = services
        self.failed = failed
        self.isSecond = isSecond
        self.signed = signed
    }
}

extension CaseRun {
    /// Earlier applications for the same: of the same kind, for the same fund, and for some of the same
    /// services. The texts speak of an application that is mended and assessed again; whether that stands
    /// in the same file or in a new one does not matter, what is applied for does.
    private func earlier(until day: LegalDate) -> [EarlierApplication] {
        subject.earlier.filter { one in
            one.kind == kind && one.scope == scope ?? .basic
                && (one.failed ?? one.signed).map { $0 <= day } ?? false
                && (services.isEmpty || one.services.isEmpty
                    || !Set(services).isDisjoint(with: one.services))
        }
    }

    /// Days on which earlier applications for the same failed, since the last one was signed.
    private func failures(until day: LegalDate) -> [(day: LegalDate, isSecond: Bool)] {
        let same = earlier(until: day)
        var since = same.compactMap(\.signed).filter { $0 <= day }
        // Of a first designation every agreement that began since shows that it was signed.
        if kind == .new { since += subject.terms.map(\.from).filter { $0 <= day } }
        return same.compactMap { one in one.failed.map { ($0, one.isSecond) } }
            .filter { failure in failure.0 <= day && since.allSatisfy { $0 < failure.0 } }
            .sorted { $0.0 < $1.0 }
    }

    /// Whether a failure now is the second one: an earlier application failed, was told so, and nothing
    /// was signed and no second failure told since.
    func hasFailedBefore(on day: LegalDate) -> Bool {
        failures(until: day).last.map { !$0.isSecond } ?? false
    }

    /// The day on which, after this one was accepted, it was told last that another application failed.
    func failureElsewhere(until day: LegalDate) -> LegalDate? {
        guard let accepted else { return nil }
        return failures(until: day).last.map(\.day).flatMap { accepted <= $0 ? $0 : nil }
    }

    /// After a failed assessment in an earlier case: the last day on which none may be applied for, or, of
    /// what was accepted before that was told, assessed.
    ///
    /// - Parameter since: failures that were told before that day are left out; `nil`: none is.
    func waitAfterFailures(
        on day: LegalDate, since: LegalDate? = nil
    ) -> (day: LegalDate, citation: Citation)? {
        guard kind.isDesignation, let last = failures(until: day).last?.day,
            since.map({ $0 <= last }) ?? true,
            let limit = rules.span("reassessment-after", on: day)
        else { return nil }
        let end = limit.span.lastDay(from: last, calendar: calendar, moving: false)
        return (end.day, limit.rule.citation)
    }
}
