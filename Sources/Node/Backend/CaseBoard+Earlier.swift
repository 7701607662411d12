import Designation
import Federation

/// What earlier cases of an institution in the unit say against a later application: failures that were
/// told, and bars that they started whether or not somebody has recorded them.
extension CaseBoard {
    struct Earlier: Sendable {
        /// Oldest first.
        var applications: [EarlierApplication] = []
        var bars: [Screening.KnownBar] = []
    }

    /// - Parameters:
    ///   - region: for which the later case is; cases of other units are left out.
    ///   - step: the later case's first one.
    ///   - day: failures that were told up to it hold the assessment of the later case (N9 ¶2, P8 ¶2).
    func earlier(
        _ institution: InstitutionID, region: RegionCode, before step: CaseStep?,
        except id: [UInt8], on day: LegalDate
    ) -> Earlier {
        guard let limit = step?.day else { return Earlier() }
        let unit = view.tree.unit(of: region)
        let traces = files(of: institution).compactMap { other, opened -> Trace? in
            let steps = opened.map(\.step)
            guard other != id, let first = steps.first, first.day <= limit,
                view.tree.unit(of: first.region) == unit, steps.contains(where: Self.leavesTrace)
            else { return nil }
            return Trace(id: other, first: first, steps: steps)
        }
        .sorted {
            $0.first.day == $1.first.day
                ? $0.id.lexicographicallyPrecedes($1.id) : $0.first.day < $1.first.day
        }
        var found = Earlier()
        for trace in traces { add(trace, of: institution, until: limit, on: day, to: &found) }
        let acts = registry.facts(of: institution).filter { view.tree.unit(of: $0.region) == unit }
        // From the act on, the act says how long it bars, also when a dispute had it withdrawn. One that was
        // withdrawn by itself leaves what the case came to (N9 ¶2, N46).
        let gone = Obligation.standingWithdrawals(acts).map(\.target.reference)
            .filter { !overturned.contains($0) }
        found.bars.removeAll { bar in
            acts.contains { Self.records($0, bar) && !gone.contains($0.reference) }
        }
        return found
    }

    private struct Trace {
        var id: [UInt8]
        var first: CaseStep
        var steps: [CaseStep]
    }

    /// Most cases say nothing about later ones, and need not be judged for it.
    private static func leavesTrace(_ step: CaseStep) -> Bool {
        switch step.kind {
        case .resultNotified, .signed: true
        case .refused: step.details.items.contains("fraudulent-application")
        case .finding:
            step.details.items.contains("fraudulent-application")
                || step.details.items.contains("obtained-by-deceit")
        default: false
        }
    }

    private static func records(_ fact: Fact, _ bar: Screening.KnownBar) -> Bool {
        guard case .barred(let until) = fact.act, let from = bar.from else { return false }
        return from.adding(days: -Obligation.reach) <= fact.written
            && bar.until.adding(days: -Obligation.reach) <= until
    }

    private func add(
        _ trace: Trace, of institution: InstitutionID, until limit: LegalDate, on day: LegalDate,
        to found: inout Earlier
    ) {
        let steps = trace.steps
        let scope = steps.lazy.compactMap(\.details.scope).first ?? .basic
        let subjects = CaseSubjects(
            board: self, institution: institution, region: trace.first.region)
        var setting = plain(subjects.subject(scope: scope, facts: nil, case: nil))
        setting.subject.earlier = found.applications
        setting.subject.overturned.formUnion(overturned)
        // Refused for deceit that was known before: no new bar.
        if steps.contains(where: { $0.kind == .refused && Self.leavesTrace($0) }) {
            setting.screening = subjects.screening(
                steps, subject: setting.subject,
                policy: setting.policyAt(trace.first.region, trace.first.day), known: found.bars)
        }
        guard let state = CaseFold.state(of: steps, in: setting, on: limit) else { return }
        found.bars += state.bars
        guard state.kind.isDesignation else { return }
        let outcome = Self.application(state, scope)
        found.applications.append(outcome)
        // What was told since the later case began is not yet known to the day on which that did.
        let later = Set(steps.filter { $0.kind == .resultNotified }.map(\.day))
            .filter { limit < $0 && $0 <= day }.sorted()
        for told in later {
            guard let state = CaseFold.state(of: steps, in: setting, on: told) else { continue }
            let since = Self.application(state, scope)
            if since.failed == told { found.applications.append(since) }
        }
    }

    private static func application(_ state: CaseState, _ scope: FundScope) -> EarlierApplication {
        EarlierApplication(
            kind: state.kind, scope: scope, services: state.services,
            failed: toldFailed(state),
            isSecond: state.outcome == .failedAgain,
            signed: state.outcome == .signed ? state.outcomeDay : nil)
    }

    /// The day on which the applicant was told that it had not passed, as far as that is how it stands.
    private static func toldFailed(_ state: CaseState) -> LegalDate? {
        guard state.waitsThrough != nil || state.outcome == .failedAgain else { return nil }
        return state.history.last { $0.hasEffect && $0.step.kind == .resultNotified }?.step.day
    }

    /// Applications and renewals of the institution in the unit that were accepted in other cases.
    func running(
        _ institution: InstitutionID, region: RegionCode, beside id: [UInt8]
    ) -> [RunningApplication] {
        let unit = view.tree.unit(of: region)
        let first = cases[id]?.first?.row.stamp
        return files(of: institution).compactMap { other, opened in
            guard other != id, let began = opened.first?.row.stamp,
                opened.contains(where: { $0.step.kind == .accepted }),
                let state = alone(other), state.kind.isDesignation || state.kind == .renewal,
                state.region.flatMap({ view.tree.unit(of: $0) }) == unit,
                let accepted = state.accepted
            else { return nil }
            return RunningApplication(
                kind: state.kind, scope: state.scope ?? .basic, services: state.services,
                accepted: accepted,
                // Once it failed, ``EarlierApplication`` says from when on a new file may take its place.
                over: state.outcomeDay ?? Self.toldFailed(state),
                beganEarlier: first.map { began < $0 } ?? true)
        }
    }
}
