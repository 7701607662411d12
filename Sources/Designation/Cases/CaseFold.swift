/// What the steps of a case come to: stage, clocks, what may follow, what is wrong. Pure and total; the
/// same on every node that holds the same steps.
///
/// Steps count in the order of their days, on one day in that of their stamps: a paper that is
/// recorded late takes the place that it had. A step that the rules do not allow where it stands is
/// kept, has no effect, and is a problem with its article. Steps of later days than the one asked are
/// not looked at, so every past and future day can be asked.
public enum CaseFold {
    /// - Returns: `nil` when no step of the case falls on or before the day.
    public static func state(
        of steps: [CaseStep], in setting: CaseSetting, on day: LegalDate
    ) -> CaseState? {
        let ordered = order(steps).filter { $0.day <= day }
        guard let run = run(ordered, setting) else { return nil }
        return run.state(ordered, on: day)
    }

    /// What stands against recording a step now, besides everything that is known.
    ///
    /// - Returns: problems of the step itself, and those that it makes for others; empty when it may
    ///   be recorded.
    public static func objections(
        to step: CaseStep, after steps: [CaseStep], in setting: CaseSetting
    ) -> [CaseProblem] {
        let before = order(steps)
        let known = Set(run(before, setting)?.problems ?? [])
        let after = run(order(steps + [step]), setting)?.problems ?? []
        return after.filter { !known.contains($0) && $0.refusesRecording }
    }

    /// By day, then stamp, then place in the logs.
    public static func order(_ steps: [CaseStep]) -> [CaseStep] {
        steps.sorted {
            ($0.day, $0.stamp, $0.reference) < ($1.day, $1.stamp, $1.reference)
        }
    }

    static func run(_ ordered: [CaseStep], _ setting: CaseSetting) -> CaseRun? {
        guard let first = ordered.first else { return nil }
        // Steps may arrive before the one that opens the case: what it says of itself counts anyway.
        let kind = ordered.lazy.compactMap(\.details.caseKind).first ?? .new
        // A home is designated by care insurance alone, whether or not it says so (S2 9(1), S2 11).
        let isHome = setting.subject.type == .care
        let scope = ordered.lazy.compactMap(\.details.scope).first ?? (isHome ? .care : nil)
        let region = ordered.first { $0.kind.opens }?.region ?? first.region
        var run = CaseRun(setting, kind: kind, region: region, scope: scope)
        run.signings = ordered.filter { $0.kind == .signed }.map(\.stamp)
        for step in ordered { run.take(step) }
        run.releaseFindings()
        return run
    }
}

extension CaseRun {
    /// Judges a step and, where it counts, lets it have its effect.
    mutating func take(_ step: CaseStep) {
        let found = problems(of: step)
        problems += found
        if step.kind == .measure, found.contains(where: { $0.kind == .overturned }) {
            overturnedMeasures.append(step)
        }
        guard found.allSatisfy(\.leavesEffect) else { return }
        if step.kind == .note { isNoted = true }
        // A case of notes alone began nothing, whether or not it is closed.
        let begins = step.kind != .note && step.kind != .closed
        if opened == nil, begins { opened = step.day }
        if step.kind.opens { intake.append((step.kind, step.officer)) }
        apply(step)
        oblige(step)
    }

    /// Everything against a step where it stands; empty when there is nothing.
    func problems(of step: CaseStep) -> [CaseProblem] {
        if subject.overturned.contains(step.reference) {
            return [CaseProblem(.overturned, step, cite("46", "42"))]
        }
        if step.kind == .note { return [] }
        if let place = placeProblem(step.kind) {
            return [
                CaseProblem(place.kind, step, place.citations, detail: missingBefore(step.kind))
            ]
        }
        return authorProblems(step) + contentProblems(step)
    }

    // MARK: Who

    private func authorProblems(_ step: CaseStep) -> [CaseProblem] {
        var found: [CaseProblem] = []
        // As for public acts, competence is that of the day on which the step was written.
        let written = LegalDate(unixMilliseconds: step.stamp.milliseconds)
        if let judge = setting.judge {
            found += competencies(step).filter { competency in
                judge.competence(of: step.author, for: competency, in: step.region, on: written)
                    == .none
            }
            .map { competency in
                CaseProblem(
                    .noCompetence, step,
                    cite("competence.\(competency.decidedWith)", on: step.day, "10", "9"),
                    detail: competency.rawValue)
            }
        }
        let duties = rules.rule("separation-of-duties", on: step.day)
        let citations = duties.map { [$0.citation] } ?? cite("29", "28")
        if let role = step.role, let roles = step.kind.roles(in: kind), !roles.contains(role) {
            found.append(
                CaseProblem(.roleNotAllowed, step, citations, detail: role.rawValue))
        }
        if let problem = rosterProblem(step, citations) { found.append(problem) }
        if duties?.text != "not-required", step.kind.decides || closesUndecided(step),
            !step.officer.isEmpty,
            intake.contains(where: {
                $0.officer == step.officer && $0.kind.isIntake(for: step.kind, in: kind)
            })
        {
            found.append(CaseProblem(.sameOfficer, step, citations))
        }
        return found
    }

    /// Who closes what nobody decided must be competent for the decision.
    private func competencies(_ step: CaseStep) -> [Competency] {
        guard kind.isApplication, closesUndecided(step) else { return step.competencies(in: kind) }
        let decision: CaseStep.Kind = kind.isRequest ? .decided : .signed
        return decision.competency(in: kind).map { [$0] } ?? []
    }

    /// Closing is a decision where none came before it: to do nothing about what was found, or to end
    /// an application without an answer.
    func closesUndecided(_ step: CaseStep) -> Bool {
        step.kind == .closed && opened != nil && outcome == nil && decision == nil
            && measures.isEmpty && signed == nil
    }

    /// Where the author's agency keeps a roster, the step names a role that its officer has there.
    private func rosterProblem(_ step: CaseStep, _ citations: [Citation]) -> CaseProblem? {
        let agency = setting.agencyOf(step.author) ?? step.region
        guard let roster = setting.policyAt(agency, step.day).rules.roster(of: agency, on: step.day)
        else { return nil }
        guard let role = step.role else {
            let wanted = (step.kind.roles(in: kind) ?? []).map(\.rawValue).sorted()
            return CaseProblem(
                .roleMissing, step, citations, detail: wanted.joined(separator: " "))
        }
        guard !roster.has(step.officer, as: role) else { return nil }
        return CaseProblem(.notOnRoster, step, citations, detail: role.rawValue)
    }
}

extension Competency {
    /// Under which name (`competence.…`) editions say who does it.
    fileprivate var decidedWith: String {
        switch self {
        case .accept, .assess, .approve: rawValue
        case .suspend, .resume: "suspend"
        case .terminate, .end: "terminate"
        default: "sign"
        }
    }
}
