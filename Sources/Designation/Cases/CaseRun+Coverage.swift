/// What passed at which place, and what may therefore be signed (N10, P9, S2 23(2), S0 六(二)).
extension CaseRun {
    var passedPlaces: PassedPlaces { passedPlaces(in: round) }

    func passedPlaces(in round: Round?) -> PassedPlaces {
        var named: [String] = sites
        if named.isEmpty {
            for result in round?.results ?? []
            where !result.site.isEmpty && !named.contains(result.site) { named.append(result.site) }
        }
        var passed = PassedPlaces(named)
        for part in recognisedParts {
            // Of one place nobody need say a name.
            if part.sites.isEmpty || named.isEmpty {
                passed.passEverywhere(part.services)
            } else {
                for site in part.sites { passed.pass(part.services, at: site) }
            }
        }
        guard let round else { return passed }
        // What was taken over may still have to be assessed at places that the result is not about.
        let own =
            services.isEmpty ? Service.allCases : toAssess.isEmpty ? services : toAssess
        let decided = round.approvedResults
        func take(_ results: [SiteResult], _ isPassed: Bool) {
            for result in results where result.passed == isPassed {
                let services = result.services.isEmpty ? own : result.services
                if isPassed {
                    passed.pass(services, at: result.site)
                } else if !isWhollyRecognised || !result.services.isEmpty {
                    passed.fail(services, at: result.site)
                }
            }
        }
        if round.approvedDay != nil, !round.isApproved { return passed }
        if round.spotFailedDay != nil { return passed }
        if round.initialPassed {
            take(round.results, true)
            take(round.results, false)
        } else if round.isApproved, decided.isEmpty {
            // Only the second tier can have passed what has no passed result.
            passed.passEverywhere(own)
        }
        // The second tier passes what the first one failed only where that does not end it.
        if let day = round.approvedDay, !round.initialPassed || goesOnAfterFailure(on: day) {
            take(decided, true)
        }
        take(decided, false)
        return passed
    }

    var passedServices: [Service] {
        let passed = passedPlaces.services
        // Nothing was applied for by name: then everything is no list of services.
        if services.isEmpty, passed.count == Service.allCases.count { return [] }
        return passed.sorted()
    }

    var passedSites: [String] { passedPlaces.sites }

    // MARK: Signing

    /// What a signing agrees on, a part for each set of services: places may differ in them.
    func agreedParts(_ step: CaseStep) -> [AgreedPart] {
        let results = step.details.results.filter(\.passed)
        guard !results.isEmpty else {
            return [AgreedPart(services: step.details.services, sites: step.details.sites)]
        }
        var parts: [AgreedPart] = []
        for result in results {
            let services = (result.services.isEmpty ? step.details.services : result.services)
                .sorted()
            let site = result.site.isEmpty ? [] : [result.site]
            if let index = parts.firstIndex(where: { $0.services == services }) {
                parts[index].sites += site
            } else {
                parts.append(AgreedPart(services: services, sites: site))
            }
        }
        return parts
    }

    /// Services and places that did not pass, in the step or in the act that it names; and an act that
    /// says something else than the step.
    func coverage(_ step: CaseStep) -> [CaseProblem] {
        let passed = passedPlaces
        let parts = agreedParts(step)
        var lack = PassedPlaces.Lack()
        func add(_ more: PassedPlaces.Lack) {
            lack.services += more.services.filter { !lack.services.contains($0) }
            lack.sites += more.sites.filter { !lack.sites.contains($0) }
        }
        for part in parts {
            // Places that the step does not name are those of the act.
            if part.sites.isEmpty {
                let somewhere = passed.services
                add(.init(services: part.services.filter { !somewhere.contains($0) }))
            } else {
                add(passed.lack(part.services, at: part.sites))
            }
        }
        let act = step.details.event.flatMap { event in
            subject.acts.first { $0.reference == event || $0.earlierPlace == event }
        }
        .flatMap { ActCoverage($0, among: subject.acts, isAddition: kind == .addedService) }
        if let act { add(act.lack(in: passed)) }
        let places = cite("sites", on: step.day, "9", "8")
        let somewhere = passed.services
        var found = lack.services.map { service in
            CaseProblem(
                .notPassed, step, somewhere.contains(service) ? places : cite("9", "8"),
                detail: service.rawValue)
        }
        found += lack.sites.map { _ in CaseProblem(.notPassed, step, places, detail: "site") }
        if let act, !parts.contains(where: { act.says($0, passed) }) {
            found.append(CaseProblem(.actDiffers, step, cite("10", "9")))
        }
        return found
    }

    /// Whether a signing was recorded although what it agrees on did not pass: with its reason.
    func isBeyondPassed(_ step: CaseStep) -> Bool {
        problems.contains {
            $0.step == step.reference && ($0.kind == .notPassed || $0.kind == .actDiffers)
        }
    }
}
