extension CaseRun {
    /// Lets a step that counts have its effect.
    mutating func apply(_ step: CaseStep) {
        lastSteps[step.kind] = step.reference
        stated.merge(step.details.stated) { $1 }
        switch step.kind {
        case .received, .accepted, .refused, .supplementNotice, .supplemented, .waived,
            .withdrawn, .personsChecked, .closed:
            applyOpening(step)
        case .assessed, .approved, .spotChecked, .networkTestRequested, .networkTested,
            .resultNotified, .mended, .recognised:
            applyAssessment(step)
        case .noticeOpened, .objection, .objectionInvestigated, .negotiated, .signed,
            .abandonmentFound, .connected, .published:
            applySigning(step)
        case .decided, .deferred, .takenUp, .exceptionGranted, .disputeDecided, .appraised:
            applyDecision(step)
        case .finding, .measure, .personSuspended, .departmentSuspended, .proposalConfirmed,
            .proposalDismissed:
            applyEnforcement(step)
        case .filed, .acknowledged: applyFiling(step)
        case .note: break
        }
    }

    private mutating func open(_ step: CaseStep) {
        if services.isEmpty { services = step.details.services }
        if sites.isEmpty { sites = step.details.sites }
        if scope == nil { scope = step.details.scope }
        if approvedElsewhere == nil { approvedElsewhere = step.details.approvedOn }
        if runningSince == nil { runningSince = startOfRunning(step) }
        if changes.isEmpty, kind == .change || kind == .end { changes = step.details.items }
        if persons.isEmpty { persons = step.details.persons }
    }

    private mutating func applyOpening(_ step: CaseStep) {
        switch step.kind {
        case .received:
            received = step.day
            open(step)
        case .accepted:
            accepted = step.day
            acceptingRegion = step.region
            rules.anchor = step.day
            rules.region = step.region
            open(step)
        case .refused:
            refused = step.day
            end(.refused, step.day)
        case .supplementNotice:
            noticeOfMissing = noticeOfMissing ?? step.day
            noticesGiven[isOfDefects(step)] = step.day
            missing = (isSupplementing ? missing : []) + step.details.items
            if !isSupplementing { stops.append(CaseClock.Stop(from: step.day, to: nil)) }
            isSupplementing = true
        case .supplemented: supplement(step)
        case .waived:
            missing.removeAll { step.details.items.contains($0) }
            // What need not come is not waited for.
            if isSupplementing, missing.isEmpty { endSupplementing(step.day) }
        case .personsChecked:
            personsChecked = true
            if !step.details.passed { personsBarred.append(step.reference) }
        case .withdrawn: withdraw(step)
        // Granted is what was decided; closing alone grants nothing.
        case .closed:
            end(step.details.passed && decision != nil ? .granted : closing, step.day)
        default: break
        }
    }

    /// How a case ends that an officer closes.
    private var closing: CaseOutcome {
        if signed != nil { return .signed }
        if objections.contains(where: \.isSubstantiated) { return .complaint }
        if case .failed = verdict(on: accepted ?? opened ?? .first) {
            return .failed
        }
        return .done
    }

    /// What came; the clocks go on when nothing is missing any more. A step that names nothing says
    /// that all of it came.
    private mutating func supplement(_ step: CaseStep) {
        let came = Set(step.details.items)
        missing = came.isEmpty ? [] : missing.filter { !came.contains($0) }
        if missing.isEmpty { endSupplementing(step.day) }
    }

    private mutating func endSupplementing(_ day: LegalDate) {
        isSupplementing = false
        if let last = stops.indices.last, stops[last].to == nil { stops[last].to = day }
    }

    // MARK: Assessment

    private mutating func applyAssessment(_ step: CaseStep) {
        switch step.kind {
        case .assessed:
            if rounds.isEmpty || rounds.last?.initialDay != nil {
                beginRound(on: step.day)
            }
            let last = rounds.count - 1
            rounds[last].initialDay = step.day
            rounds[last].results = step.details.results
        case .recognised:
            recognised = Set(recognised + step.details.services).sorted()
            recognisedParts.append(
                AgreedPart(services: step.details.services, sites: recognisedSites(step)))
            recognisedDay = step.day
            problems.removeAll { $0.kind == .grantedInPair }
        case .mended: mended = step.day
        default: applyResult(step)
        }
        settleVerdict(step)
    }

    /// A result of its own, with a notice, objections and a negotiation of its own (N9, N10, P8, S4): those
    /// of the first one were about a result that no longer stands. What nobody has looked into stays.
    private mutating func beginRound(on day: LegalDate) {
        rounds.append(Round(started: mended ?? accepted ?? day))
        (noticeFrom, noticeUntil, noticeProvisional) = (nil, nil, false)
        objections = openObjections
        for index in objections.indices { objections[index].isLate = false }
        negotiated = nil
    }

    private mutating func applyResult(_ step: CaseStep) {
        guard let last = rounds.indices.last else { return }
        switch step.kind {
        case .approved:
            rounds[last].approvedDay = step.day
            rounds[last].isApproved = step.details.passed
            rounds[last].approvedResults = step.details.results
        case .spotChecked:
            // After the signing it is no result of this case any more: what becomes of the agreement is asked.
            if signed != nil {
                failedSpotCheck = step.details.passed ? nil : step
            } else if !step.details.passed {
                rounds[last].spotFailedDay = step.day
                // What was told was another result: this one is told with its reasons, and the months to mend
                // count from that (N9 ¶2, P8 ¶2, S4 初次评估).
                rounds[last].notified = nil
            }
        case .networkTestRequested: rounds[last].tests.append(Test(requested: step.day))
        case .networkTested:
            guard let open = rounds[last].tests.lastIndex(where: { $0.done == nil }) else { return }
            rounds[last].tests[open].done = step.day
            rounds[last].tests[open].passed = step.details.passed
        case .resultNotified: rounds[last].notified = step.day
        default: break
        }
    }

    /// A result becomes one to file; a second failure bars, once it was told (N9, P8).
    private mutating func settleVerdict(_ step: CaseStep) {
        let verdict = verdict(on: step.day)
        if let day = verdict.day { due("assessment-result", step, since: day) }
        guard case .failed = verdict, let notified = round?.notified, kind.isDesignation
        else { return }
        // Where a failure bars nobody, it is applied for anew, and not assessed a second time (S4).
        if rules.says("bar.second-failure", "none", on: notified) {
            end(.failed, notified)
            return
        }
        guard rounds.count > 1 || hasFailedBefore(on: opened ?? step.day) else { return }
        if let limit = rules.span("bar.second-failure", on: notified) {
            // 1年内 includes the day on which the year is full (domain §6, counting).
            barredThrough =
                limit.span.lastDay(from: notified, calendar: calendar, moving: false).day
        }
        end(.failedAgain, notified)
    }

    // MARK: Notice and signing

    private mutating func applySigning(_ step: CaseStep) {
        switch step.kind {
        case .noticeOpened:
            let from = max(step.details.from ?? step.day, step.day)
            noticeFrom = from
            let least = lastDayOfNotice(from: from)
            noticeUntil = step.details.until ?? least?.day ?? from
            noticeProvisional = step.details.until == nil && least?.isProvisional == true
        case .objection:
            objections.append(
                Objection(
                    event: step.reference, day: step.day,
                    isLate: noticeUntil.map { $0 < step.day } ?? false, stamp: step.stamp))
        case .objectionInvestigated: investigate(step)
        case .negotiated:
            negotiated = (
                step.day, step.details.passed,
                ActDays(from: step.details.from, until: step.details.until)
            )
            if !step.details.passed { end(.notAgreed, step.day) }
        case .signed:
            if outcome == .abandoned { (outcome, outcomeDay) = (nil, nil) }
            signed = step.day
            signedEvent = step.details.event
            // What was entered later is looked into, and undoes nothing.
            for index in objections.indices where step.stamp < objections[index].stamp {
                objections[index].isLate = true
            }
            fileSigning(step)
        case .abandonmentFound: end(.abandoned, step.day)
        case .connected: connected = step.day
        case .published: published = step.day
        default: break
        }
    }

    private mutating func investigate(_ step: CaseStep) {
        // Names the objection, or answers the oldest.
        let named = objections.firstIndex {
            $0.event == step.details.event && $0.investigated == nil
        }
        guard let index = named ?? objections.firstIndex(where: { $0.investigated == nil }) else {
            return
        }
        objections[index].investigated = step.day
        objections[index].isSubstantiated = step.details.passed
        if step.details.passed, cameAfterSigning(objections[index]) {
            trueAfterSigning = step
            return
        }
        guard step.details.passed else { return }
        // Whoever passed is told what became of it (N9 ¶2, P8 ¶2).
        if let last = rounds.indices.last { rounds[last].notified = nil }
        if rules.says("objection-effect", "substantiated-ends-case", on: step.day) {
            end(.complaint, step.day)
        }
    }

    // MARK: Decisions

    private mutating func applyDecision(_ step: CaseStep) {
        switch step.kind {
        case .decided:
            decision = Decision(
                day: step.day, isGranted: step.details.passed, from: step.details.from,
                until: step.details.until)
            end(step.details.passed ? .granted : .declined, step.day)
            guard step.details.passed else { return }
            if kind == .suspension { report("suspension", step, isImposed: false) }
            if kind == .end, !isClosure(step) { report("termination", step, isImposed: false) }
            if kind == .thirdPartyFiling { due("third-party", step) }
        case .deferred: deferred = step.day
        case .takenUp:
            if let from = deferred { deferrals.append(CaseClock.Stop(from: from, to: step.day)) }
            deferred = nil
        case .exceptionGranted: exception = step.day
        case .disputeDecided:
            decision = Decision(day: step.day, isGranted: step.details.passed)
        case .appraised:
            decision = Decision(day: step.day, isGranted: step.details.passed)
            // N36 and P34 have it appraised and draw consequences; filed is only what an edition names.
            if filingEntry("appraisal", on: step.day) != nil { due("appraisal", step) }
        default: break
        }
    }

    // MARK: Enforcement

    private mutating func applyEnforcement(_ step: CaseStep) {
        switch step.kind {
        case .finding: findings.append((step, step.details.items))
        case .measure:
            measures.append((step, step.details.items))
            guard kind == .enforcement else { return }
            if step.details.items.contains("suspend") {
                report("suspension", step, isImposed: true)
            }
            if step.details.items.contains("terminate") {
                report("termination", step, isImposed: true)
            }
            if step.details.items.contains("persons-and-departments") {
                report("persons-and-departments", step, isImposed: true)
            }
        case .personSuspended, .departmentSuspended:
            measures.append((step, [step.kind.name]))
            report("persons-and-departments", step, isImposed: true)
        case .proposalConfirmed, .proposalDismissed:
            for key in step.details.items {
                settledProposals[key] = step.kind == .proposalConfirmed
            }
        default: break
        }
        persons += step.details.persons
    }
}
