extension CaseRun {
    /// An internet hospital is a supplement to the agreement of the hospital that it rests on (N5 ¶2,
    /// S2 33, S4): it needs that agreement and is no designation of its own. Where an edition designates
    /// them by themselves, `internet-hospitals` says so, and there is no supplement.
    func internetHospital(_ step: CaseStep) -> [CaseProblem] {
        let rule = rules.rule("internet-hospitals", on: step.day)
        let isSupplement = rule.map { $0.text == "supplement-of-host" } ?? true
        let citations =
            rule.map { [$0.citation] } ?? [Citation(edition: "N", article: "5 ¶2")]
        func problem(_ detail: String) -> [CaseProblem] {
            [CaseProblem(.notForeseen, step, citations, detail: detail)]
        }
        switch kind {
        case .internetSupplement:
            // Only what a hospital offers on the net is spoken of; a pharmacy applies with its shop (S4).
            if subject.type != .medical { return problem("internet-hospitals") }
            if !isSupplement { return problem("internet-hospitals") }
            let hasHost = subject.term(on: step.day)?.holds(on: step.day) == true
            return hasHost ? [] : problem("host")
        case .new:
            let asked = services.isEmpty ? step.details.services : services
            let isItself = subject.kind == "internet-hospital" || asked == [.internet]
            return isSupplement && rule != nil && isItself ? problem("host") : []
        default: return []
        }
    }
}
