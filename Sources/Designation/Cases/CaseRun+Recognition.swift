/// What is taken over from the other agency of a pair (S2 7, 25).
extension CaseRun {
    func recognition(_ step: CaseStep) -> [CaseProblem] {
        let group = setting.groups.first { group in
            group.from <= step.day && (group.to.map { step.day < $0 } ?? true)
                && isMember(step.region, of: group)
        }
        guard let event = step.details.event, let group else {
            return [CaseProblem(.notRecognised, step, group.map { [$0.citation] } ?? [])]
        }
        if kind == .change { return changeRecognition(step, event, group) }
        // What is not known, or no assessment, replaces none: the step counts from when it has come.
        guard let known = subject.results[event], known.passed,
            !subject.overturned.contains(event), isOther(known.region, than: step.region, in: group)
        else { return [CaseProblem(.notRecognised, step, [group.citation])] }
        return step.details.services.filter {
            !group.services.contains($0) || !known.services.contains($0)
        }
        .map { CaseProblem(.notRecognised, step, [group.citation], detail: $0.rawValue) }
            + placesOfResult(step, known, [group.citation])
    }

    /// Each place is assessed by itself (S2 23(2)): of several that are applied for, the result or the step
    /// says at which ones it passed, and the step none that the result is not about.
    private func placesOfResult(
        _ step: CaseStep, _ known: CaseSubject.KnownResult, _ group: [Citation]
    ) -> [CaseProblem] {
        let citations = group + (rules.rule("sites", on: step.day).map { [$0.citation] } ?? [])
        guard step.details.sites.isEmpty else {
            return known.sites.isEmpty || Set(step.details.sites).isSubset(of: known.sites)
                ? [] : [CaseProblem(.notRecognised, step, citations, detail: "sites")]
        }
        return known.sites.isEmpty && sites.count > 1
            ? [CaseProblem(.reasonMissing, step, citations, detail: "sites")] : []
    }

    /// The places that a result taken over is about: those of the step, else those of the result.
    func recognisedSites(_ step: CaseStep) -> [String] {
        guard step.details.sites.isEmpty else { return step.details.sites }
        return step.details.event.flatMap { subject.results[$0]?.sites } ?? []
    }

    /// A change is taken over as the other agency of the pair made it (S2 25 ¶2): its decision, or what it
    /// registered, of the same items.
    private func changeRecognition(
        _ step: CaseStep, _ event: EventReference, _ group: RecognitionGroup
    ) -> [CaseProblem] {
        let citations = cite("change-recognised-in-pair", on: step.day, "40", "37")
        guard rules.says("change-recognised-in-pair", "yes", on: step.day),
            let known = subject.changes[event], !subject.overturned.contains(event),
            isOther(known.region, than: step.region, in: group)
        else { return [CaseProblem(.notRecognised, step, citations)] }
        // What a registration changed is said by no list of items.
        guard !known.items.isEmpty else { return [] }
        return changes.filter { !known.items.contains($0) }
            .map { CaseProblem(.notRecognised, step, citations, detail: $0) }
    }

    /// Whether one region is another member of the group than the second.
    private func isOther(
        _ region: RegionCode, than own: RegionCode, in group: RecognitionGroup
    ) -> Bool {
        func member(_ region: RegionCode) -> RegionCode? {
            if group.members.contains(region) { return region }
            return setting.regions.unit(of: region).flatMap {
                group.members.contains($0) ? $0 : nil
            }
        }
        return member(region).map { $0 != member(own) } ?? false
    }

    func isMember(_ region: RegionCode, of group: RecognitionGroup) -> Bool {
        group.members.contains(region)
            || setting.regions.unit(of: region).map(group.members.contains) == true
    }
}
