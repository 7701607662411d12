extension CaseRun {
    /// Notes what public act a step that counts obliges the agency to.
    mutating func oblige(_ step: CaseStep) {
        noteDeceit(step)
        switch step.kind {
        case .received, .accepted: resumptionAsked(step)
        case .refused: resumptionDenied(step)
        case .withdrawn:
            resumptionDenied(step)
            releaseGrant(step)
        case .recognised: obligeByRecognition(step)
        case .resultNotified: obligeByFailure(step)
        case .signed: obligeBySigning(step)
        case .negotiated: if kind == .renewal, !step.details.passed { renewalFailed(step) }
        case .decided: obligeByDecision(step)
        case .exceptionGranted: obligeByException(step)
        case .measure: obligeByMeasure(step)
        case .personSuspended, .departmentSuspended: obligeByRestriction(step)
        case .disputeDecided: obligeByDispute(step)
        case .published: noteListMade(step)
        default: break
        }
    }

    /// - Parameter from: the day on which it is to have effect; a later one than the step's is the last.
    mutating func owe(
        _ kind: Obligation.Kind, _ step: CaseStep, _ citations: [Citation],
        from: LegalDate? = nil, _ fill: (inout Obligation) -> Void = { _ in }
    ) {
        var obligation = Obligation(kind, step, citations.first ?? .none)
        obligation.region = kind == .barred ? barring(step) : agency(of: step)
        let last = calendar.movedToWorkingDay(max(step.day, from ?? step.day))
        obligation.lastDay = last.day
        obligation.isProvisional = last.isProvisional
        obligation.scope = scope
        if obligation.hasDays { obligation.days = days(of: step) }
        fill(&obligation)
        obligations.append(obligation)
    }

    // MARK: Signing, and renewals that failed (N10, N11, N41, P9, P10, P38)

    private mutating func obligeBySigning(_ step: CaseStep) {
        // A contract with a laboratory is no agreement of the agency's (S4).
        if kind == .thirdPartyFiling { return }
        if kind == .renewal {
            obligeToRenew(step)
            return
        }
        let citations = cite("10", "9")
        let owed: Obligation.Kind =
            switch kind {
            case .addedService, .internetSupplement: .changed
            default: .signed
            }
        guard kind.isDesignation else {
            let bound = bound(step)
            owe(owed, step, citations, from: step.details.from) { $0.allowance = bound }
            return
        }
        let limit = isBeyondPassed(step) ? nil : passedPlaces
        for part in agreedParts(step) {
            owe(owed, step, citations, from: step.details.from) {
                $0.agreed = part
                $0.passed = limit
            }
        }
        obligeToPublish(step)
    }

    /// The list of the signed; where the edition gives a number of days, a clock counts them.
    private mutating func obligeToPublish(_ step: CaseStep) {
        guard kind.isDesignation, rules.span("publish-within", on: step.day) == nil,
            let rule = rules.rule("publish", on: step.day), rule.text != "not-set"
        else { return }
        owe(.published, step, [rule.citation]) { $0.lastDay = nil }
    }

    private mutating func noteListMade(_ step: CaseStep) {
        for index in obligations.indices
        where obligations[index].kind == .published && obligations[index].done == nil {
            obligations[index].done = step.reference
            obligations[index].doneDay = step.day
        }
    }

    /// A renewal that was not agreed ends by time, except where the edition terminates it (P38).
    private mutating func renewalFailed(_ step: CaseStep) {
        let rule = rules.rule("renewal-not-agreed", on: step.day)
        let isTermination =
            rule.map { $0.text == "terminates" } ?? (subject.type == .pharmacy)
        owe(
            .ended, step, rule.map { [$0.citation] } ?? cite("41", "38"),
            from: subject.term(on: step.day)?.to
        ) { $0.isMoot = !isTermination }
        guard isTermination else { return }
        // A termination like another: reported and published (P38, P40, P46).
        report("termination", step, isImposed: false)
        obligeToPublishEnd(step)
    }

    private mutating func obligeByRecognition(_ step: CaseStep) {
        guard kind.isDesignation else { return }
        let groups = setting.groups.filter { isIn($0, step.region) }.map(\.citation)
        owe(.recognised, step, groups + step.basis) { $0.target = step.details.event }
    }

    private func isIn(_ group: RecognitionGroup, _ region: RegionCode) -> Bool {
        group.members.contains(region)
            || setting.regions.unit(of: region).map(group.members.contains) == true
    }

    /// The bar after a second failure binds other agencies only by an act (N9, P8).
    private mutating func obligeByFailure(_ step: CaseStep) {
        guard barredThrough != nil, !obligations.contains(where: { $0.kind == .barred }) else {
            return
        }
        owe(.barred, step, cite("bar.second-failure", on: step.day, "9", "8"))
    }

    // MARK: Decisions on requests (N40, N42, N44, P37, P39, P41)

    private mutating func obligeByDecision(_ step: CaseStep) {
        let (details, citations) = (step.details, citationOfKind(on: step.day))
        guard details.passed else {
            if kind == .resumption { resumptionDenied(step) }
            if kind == .renewal { renewalFailed(step) }
            return
        }
        switch kind {
        case .change: obligeByChange(step, citations)
        case .suspension: owe(.suspended, step, citations, from: details.from)
        case .end where isClosure(step):
            // A filing and no request: the agreement ends, and is not terminated (S4).
            let closure = rules.list("ends", on: step.day)["closure"]
            owe(.ended, step, closure?.citations ?? citations, from: details.from)
        case .end:
            let isEnd =
                !rules.says("end-on-request", "terminates", on: step.day)
                && rules.list("ends", on: step.day).entries.contains {
                    !$0.item.has(.computed) && !$0.item.has(.lost)
                }
            owe(.terminated, step, citations, from: details.from) { $0.mayEnd = isEnd }
            obligeToPublishEnd(step)
        case .nonRenewal:
            // The agreement ends by time; who records that it was not renewed rests on this.
            owe(.ended, step, citations, from: subject.term(on: step.day)?.to) { $0.isMoot = true }
        case .resumption:
            let day = details.from ?? step.day
            let isOver = !subject.hasToResume(on: day, decided: step.day)
            owe(.resumed, step, citations, from: details.from) { $0.isMoot = isOver }
        default: break
        }
    }

    /// Facts that everybody sees; what stands in the agreement alone needs no public act.
    private static let publicFacts: Set<String> = [
        "name", "registered-address", "address", "category", "grade", "nature", "national-code",
        "licence-number",
    ]

    private mutating func obligeByChange(_ step: CaseStep, _ citations: [Citation]) {
        if !Self.publicFacts.isDisjoint(with: changes + step.details.items) {
            owe(.registered, step, citations, from: step.details.from)
        }
        // What stands in the agreement itself: services, and the places by their names.
        if ![services, step.details.services].allSatisfy(\.isEmpty)
            || ![sites, step.details.sites].allSatisfy(\.isEmpty)
        {
            let bound = bound(step)
            owe(.changed, step, citations, from: step.details.from) { $0.allowance = bound }
        }
    }

    /// What the act owed may add; of what was recorded in spite of that, with a reason, anything.
    func bound(_ step: CaseStep) -> HeldBefore.Allowance? {
        isBeyondPassed(step) ? nil : allowance(step)
    }

    // MARK: Going on after a suspension (N42, P39, S2 28)

    /// The suspension that the institution asked for itself and that holds on the day, else the next.
    private func ownSuspension(on day: LegalDate) -> EventReference? {
        let own = subject.suspensions.filter { suspension in
            suspension.isOwnRequest && (suspension.to.map { day < $0 } ?? true)
        }
        return (own.first { $0.from <= day } ?? own.first)?.event
    }

    private mutating func resumptionAsked(_ step: CaseStep) {
        guard kind == .resumption,
            !obligations.contains(where: { $0.kind == .resumptionRequested }),
            let suspension = ownSuspension(on: step.day)
        else { return }
        owe(.resumptionRequested, step, cite("42", "39")) { $0.target = suspension }
    }

    /// Refused, declined, or taken back by the institution.
    private mutating func resumptionDenied(_ step: CaseStep) {
        guard let asked = obligations.first(where: { $0.kind == .resumptionRequested }) else {
            return
        }
        owe(.resumptionRefused, step, cite("42", "39")) { $0.target = asked.target }
    }

    private mutating func obligeByException(_ step: CaseStep) {
        let named = subject.suspensions.first {
            $0.isOwnRequest && $0.event == step.details.event
        }
        let isAboutIt = kind == .suspension || kind == .resumption || named != nil
        guard isAboutIt else { return }
        let suspension = named?.event ?? ownSuspension(on: step.day)
        let citations = cite("suspension.voluntary-maximum", on: step.day, "42", "39")
        owe(.exception, step, citations) { $0.target = suspension }
    }

    // MARK: Measures (N38, N42, N43, N45, P35, P39, P40, S4)

    private mutating func obligeByMeasure(_ step: CaseStep) {
        guard kind == .enforcement else { return }
        let items = step.details.items
        if items.contains("suspend") {
            owe(.suspended, step, cite("42", "39"), from: step.details.from)
        }
        if items.contains("reduce-services") {
            let entry = rules.list("measures", on: step.day)["reduce-services"]
            let bound = bound(step)
            owe(.changed, step, entry?.citations ?? cite("38", "35"), from: step.details.from) {
                $0.allowance = bound
            }
        }
        guard items.contains("terminate") else { return }
        owe(.terminated, step, cite("43", "40"), from: step.details.from)
        obligeToPublishEnd(step)
    }

    /// The list of the terminated, those on their own request among them (N43 with (12), P40 with (15)).
    private mutating func obligeToPublishEnd(_ step: CaseStep) {
        guard let rule = rules.rule("terminations-published", on: step.day), rule.text == "yes"
        else { return }
        owe(.published, step, [rule.citation]) { $0.lastDay = nil }
    }

    /// One act for each person, department and site. Persons are known here by marks, to others by
    /// their national code.
    private mutating func obligeByRestriction(_ step: CaseStep) {
        let citations = cite("persons-and-departments", on: step.day, "45", "35")
        func names(_ part: RestrictedPart) -> [String] {
            switch part {
            case .person: step.details.persons.map { _ in "" }
            case .department: [step.details.department].filter { !$0.isEmpty }
            case .site: step.details.sites
            }
        }
        let parts: [RestrictedPart] =
            step.kind == .personSuspended ? [.person] : [.department, .site]
        for part in parts {
            for name in names(part) {
                owe(.restricted, step, citations, from: step.details.from) {
                    $0.part = part
                    $0.name = part.canonical(name) ?? ""
                }
            }
        }
    }

    // MARK: Disputes (N46, P42)

    /// An act that was overturned is taken back, and so are the acts that carried an overturned step out
    /// or rested on it.
    private mutating func obligeByDispute(_ step: CaseStep) {
        guard step.details.passed, let event = step.details.event else { return }
        var acts = subject.carriedOut[event] ?? []
        if acts.isEmpty, subject.acts.contains(where: { $0.reference == event }) { acts = [event] }
        for act in acts {
            owe(.withdrawn, step, cite("46", "42")) {
                $0.target = act
                $0.named = nil
            }
        }
    }
}
