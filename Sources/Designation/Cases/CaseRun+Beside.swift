/// Another case of the institution in the unit that was accepted and is not over, or was not for a while.
public struct RunningApplication: Hashable, Sendable {
    public var kind: CaseKind
    public var scope: FundScope
    /// What was applied for; empty: not said.
    public var services: [Service]
    /// It was under way over `[accepted, over)`.
    public var accepted: LegalDate
    public var over: LegalDate?
    /// Its first step was written before that of the case at hand: of one day the first counts.
    public var beganEarlier: Bool

    public init(
        kind: CaseKind, scope: FundScope = .basic, services: [Service] = [],
        accepted: LegalDate, over: LegalDate? = nil, beganEarlier: Bool
    ) {
        self.kind = kind
        self.scope = scope
        self.services = services
        self.accepted = accepted
        self.over = over
        self.beganEarlier = beganEarlier
    }
}

extension CaseRun {
    /// Two applications for the same at one time: the second would pass what the first failed, without
    /// the time to mend and the bar (N9 ¶2, P8 ¶2); of two renewals one is too many (N41, P38).
    func besideAnother(_ step: CaseStep) -> [CaseProblem] {
        guard kind.isDesignation || kind == .renewal else { return [] }
        let isDouble = subject.running.contains { one in
            one.kind == kind && one.scope == scope ?? .basic
                && (one.accepted < step.day || (one.accepted == step.day && one.beganEarlier))
                && (one.over.map { step.day < $0 } ?? true)
                && (services.isEmpty || one.services.isEmpty
                    || !Set(services).isDisjoint(with: one.services))
        }
        guard isDouble else { return [] }
        let article = kind == .renewal ? cite("41", "38") : cite("9 ¶2", "8 ¶2")
        return [CaseProblem(.doubleApplication, step, article)]
    }
}
