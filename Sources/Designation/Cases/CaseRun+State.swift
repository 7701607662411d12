extension CaseRun {
    /// Everything that the rules say on a day, from what the steps came to.
    func state(_ steps: [CaseStep], on day: LegalDate) -> CaseState {
        let void = Set(problems.filter { !$0.leavesEffect }.map(\.step))
        let allowed = CaseStep.Kind.allCases.filter {
            placeProblem($0) == nil && !isOutOfTime($0, on: day)
        }
        let stage = stage(on: day)
        let clocks = clocks(on: day)
        return CaseState(
            kind: kind, institution: subject.institution, region: acceptingRegion ?? rules.region,
            scope: scope, services: services, sites: sites, stage: stage,
            outcome: outcome ?? followed(stage), outcomeDay: outcomeDay ?? decision?.day ?? signed,
            opened: opened, accepted: accepted, clocks: clocks, allowedSteps: allowed,
            problems: problems, proposals: proposals(on: day),
            filings: filings.map { filing($0, on: day) }, obligations: obligations,
            missing: isSupplementing ? missing : [], passedServices: passedServices,
            passedSites: passedSites, passedPlaces: passedPlaces.served,
            barredThrough: barredThrough, waitsThrough: waitsThrough(on: day),
            history: steps.map { .init(step: $0, hasEffect: !void.contains($0.reference)) },
            conditions: conditions(on: day), wait: wait(in: stage, clocks, on: day),
            lateObjections: lateObjections(on: day), bars: startedBars)
    }

    /// A case that was signed and has nothing left to do is over without a step of its own.
    private func followed(_ stage: CaseStage) -> CaseOutcome? {
        guard stage == .over || stage == .following else { return nil }
        if kind == .dispute { return .done }
        return signed != nil ? .signed : nil
    }

    /// Decided with nothing to take back, to order or to file, a dispute is over; nobody need close it (N46).
    private var disputeStage: CaseStage {
        if decision == nil { return .investigating }
        let isFollowed =
            measures.isEmpty && obligations.allSatisfy { !$0.isOpen }
            && filings.allSatisfy { $0.filed != nil }
        return isFollowed ? .over : .carryingOut
    }

    private func waitsThrough(on day: LegalDate) -> LegalDate? {
        guard case .failed = ownVerdict(on: day) else { return nil }
        return barredThrough ?? waitForAssessment(on: day)?.day
    }

    /// Steps that have a place but whose day has not come, or is past.
    private func isOutOfTime(_ step: CaseStep.Kind, on day: LegalDate) -> Bool {
        switch step {
        case .assessed: waitForAssessment(on: day).map { day <= $0.day } ?? false
        case .networkTestRequested: waitForTest(on: day).map { day <= $0.day } ?? false
        case .accepted: agreementOver(step, on: day) != nil
        case .signed:
            notAgreed(on: day) != nil || agreementOver(step, on: day) != nil
                || kind.isDesignation
                    && (noticeUntil.map { day <= $0 } ?? false || !blockingObjections.isEmpty
                        || objections.contains(where: \.isSubstantiated))
        case .negotiated:
            !blockingObjections.isEmpty || objections.contains(where: \.isSubstantiated)
        case .supplementNotice: !mayTellAgain(on: day)
        case .acknowledged, .filed: false
        default: false
        }
    }

    // MARK: Stage

    func stage(on day: LegalDate) -> CaseStage {
        if opened == nil { return outcome == nil ? .empty : .over }
        if let outcome {
            switch outcome {
            case .granted, .declined:
                return filings.contains { $0.filed == nil } ? .carryingOut : .over
            default: return .over
            }
        }
        if isDeferred(on: day) || isHeldUp(on: day) { return .deferred }
        if isSupplementing { return .supplementing }
        switch kind {
        case .appraisal: return decision == nil ? .assessing : .carryingOut
        case .enforcement: return measures.isEmpty ? .investigating : .carryingOut
        case .dispute: return disputeStage
        case .new, .addedService: return designationStage(on: day)
        case .renewal, .internetSupplement:
            if signed != nil { return .following }
            return accepted == nil ? .screening : .negotiating
        case .change, .suspension, .end, .resumption, .nonRenewal, .thirdPartyFiling:
            guard accepted != nil else { return .screening }
            if needsReassessment(on: day) != nil, verdict(on: day) == .open { return .assessing }
            return .deciding
        }
    }

    private func designationStage(on day: LegalDate) -> CaseStage {
        if signed != nil { return isFollowed ? .over : .following }
        guard accepted != nil else { return .screening }
        switch verdict(on: day) {
        case .open:
            guard let round, round.initialDay != nil,
                round.initialPassed || goesOnAfterFailure(on: day)
            else { return .assessing }
            return needsSecondTier(on: day) && round.approvedDay == nil ? .reviewing : .testing
        case .failed:
            guard round?.notified != nil else { return .notifying }
            // Taken up again when the institution says that it mended.
            // Before the months to mend are over nobody can assess it (N9 ¶2, P8 ¶2).
            guard let mended, mended >= round?.notified ?? mended,
                waitForAssessment(on: day).map({ $0.day < day }) ?? true
            else { return .mending }
            return .assessing
        case .passed:
            guard let until = noticeUntil else { return .noticing }
            if !blockingObjections.isEmpty { return .clearing }
            if objections.contains(where: \.isSubstantiated) {
                return hasToTell ? .notifying : .clearing
            }
            if day <= until { return .noticing }
            return negotiated?.isAgreed == true ? .signing : .negotiating
        }
    }

    /// An assessment stands of which the institution was not told what became of it.
    var hasToTell: Bool { round.map { $0.initialDay != nil && $0.notified == nil } ?? false }

    /// Signed, connected, published, and everything filed.
    private var isFollowed: Bool {
        connected != nil && published != nil && filings.allSatisfy { $0.filed != nil }
    }

    // MARK: Filings

    private func filing(_ filing: Filing, on day: LegalDate) -> CaseState.Filing {
        // Without an entry nobody asks for it: what an officer filed all the same rests on no article.
        CaseState.Filing(
            item: filing.item,
            citation: filingEntry(filing.item, on: filing.since)?.citation ?? .none,
            since: filing.since,
            recipients: filing.wanted + filing.recipients.filter { !filing.wanted.contains($0) },
            filed: filing.filed, acknowledged: filing.acknowledged, region: filing.region,
            reached: filing.recipients)
    }

    func filingEntry(_ item: String, on day: LegalDate) -> PolicyList.Entry? {
        rules.list("filings", on: day)[item] ?? rules.list("reports", on: day)[item]
    }

    // MARK: Proposals

    private func proposals(on day: LegalDate) -> [Proposal] {
        let region = acceptingRegion ?? rules.region
        var found: [Proposal] = []
        func propose(
            _ kind: Proposal.Kind, _ events: [EventReference], _ citations: [Citation],
            detail: String = "", day: LegalDate? = nil
        ) {
            let proposal = Proposal(
                kind, institution: subject.institution, events: events, citations: citations,
                region: region, detail: detail, day: day)
            if settledProposals[proposal.key] == nil { found.append(proposal) }
        }
        let done = Set(measures.flatMap(\.items))
        for (step, items) in findings where kind == .enforcement && !isUndone(step) {
            for item in items {
                if !done.contains("terminate"),
                    let entry = rules.list("terminations", on: step.day)[item]
                {
                    propose(.terminate, [step.reference], entry.citations, detail: item)
                } else if done.isDisjoint(with: ["terminate", "suspend"]),
                    let entry = rules.list("suspensions", on: step.day)[item]
                {
                    propose(.suspend, [step.reference], entry.citations, detail: item)
                }
            }
        }
        barProposals { propose(.bar, [$0], $1, day: $2) }
        if let failed = failedWithAgreement(on: day) {
            propose(
                .assessmentFailed, [failed.event], failed.citations, detail: failed.detail,
                day: failed.day)
        }
        let entered = personsEntered(on: day)
        if !entered.isEmpty {
            propose(.barredPersonEntered, entered, cite("43(10)", "40(13)"))
        }
        if kind == .change, let coded = problems.first(where: { $0.kind == .codedInPair }) {
            propose(.applyAnew, [coded.step], coded.citations)
        } else if decision == nil, outcome == nil, let asked = lastSteps[.received],
            let citations = codedInPair(on: day)
        {
            propose(.applyAnew, [asked], citations)
        } else if let granted = takeOver(on: day) {
            propose(
                .takeOver, [granted.event],
                cite("change-recognised-in-pair", on: day, "40", "37"), day: granted.day)
        }
        return found
    }
}

extension Citation {
    /// Stands where no article could be named.
    static let none = Citation(edition: "", article: "")
}
