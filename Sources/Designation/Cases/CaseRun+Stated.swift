/// What the edition has against what an application states, besides the figures themselves.
extension CaseRun {
    func statedProblems(_ step: CaseStep) -> [CaseProblem] {
        let statement = statement(with: step)
        var found = unknownFigures(step)
        if kind == .new, decidesConditions(step) { found += unmetConditions(statement, step) }
        switch step.kind {
        case .accepted: found += organised(step, statement)
        case .assessed: found += areaStandard(step, statement)
        case .signed where kind == .renewal: found += earlierAgreement(step, statement)
        default: break
        }
        guard kind.isDesignation else { return found }
        switch step.kind {
        case .accepted:
            found += statedRefusals(step, statement) + scopeProblems(step, statement)
            found += applicant(step, statement) + ownLicences(step, statement)
            found += servicesBeyondType(step)
            found += whereApplied(step, statement)
        case .signed: found += ownLicences(step, statement) + whereSigned(step)
        default: break
        }
        return found
    }

    /// Steps that say that the conditions are met: the acceptance, and results that passed.
    private func decidesConditions(_ step: CaseStep) -> Bool {
        switch step.kind {
        case .accepted: true
        case .assessed: step.details.results.contains(where: \.passed)
        case .approved: step.details.passed
        default: false
        }
    }

    // MARK: Reasons to refuse

    /// Reasons that the application itself states (N12, P11, S2 9 ¶2, S2 11).
    private func statedRefusals(_ step: CaseStep, _ statement: Statement) -> [CaseProblem] {
        guard !statement.stated.isEmpty else { return [] }
        let list = rules.list("refusals", on: step.day)
        var found: [CaseProblem] = []
        for entry in list.entries where statement.stated[entry.id] == "yes" {
            guard holds(entry, on: step.day) else { continue }
            found.append(
                CaseProblem(.acceptedWhileBarred, step, entry.citations, detail: entry.id))
        }
        // N12(1) counts everyday care among what is not basic; whether that bars care homes is decided
        // (S2 9 ¶2).
        if subject.type == .care, list["non-basic-scope"] == nil,
            statement.stated["non-basic-scope"] == "yes",
            let rule = rules.rule("care-main-business", on: step.day), rule.text == "bar"
        {
            found.append(
                CaseProblem(
                    .acceptedWhileBarred, step, [rule.citation], detail: "non-basic-scope"))
        }
        return found
    }

    /// Whether the value on which a reason rests lets it hold.
    private func holds(_ entry: PolicyList.Entry, on day: LegalDate) -> Bool {
        if entry.item[.bar] == "bar.penalty-unserved" {
            return rules.says("bar.penalty-unserved", "until-served", on: day)
        }
        if entry.item[.rule] == "care-institutions" {
            return rules.says("care-institutions", "trial-pools-only", on: day)
        }
        return true
    }

    // MARK: Funds and insurances

    /// A fund that the edition does not keep apart, or kinds of insurance that it does not let be applied
    /// for apart (S3 六, S2 35).
    private func scopeProblems(_ step: CaseStep, _ statement: Statement) -> [CaseProblem] {
        var found: [CaseProblem] = []
        let scope = scope ?? step.details.scope ?? .basic
        if let rule = rules.rule("fund-scopes", on: step.day),
            !PolicyValue.words(of: rule.text).contains(scope.rawValue)
        {
            found.append(
                CaseProblem(.notForeseen, step, [rule.citation], detail: scope.rawValue))
        }
        guard let text = statement.text(.insurances),
            let rule = rules.rule("insurances-applied-for", on: step.day), rule.text == "together"
        else { return found }
        let missing = CaseFigure.allInsurances.subtracting(PolicyValue.words(of: text))
        found += missing.sorted().map {
            CaseProblem(.notForeseen, step, [rule.citation], detail: $0)
        }
        return found
    }

    // MARK: Where

    /// The agency asked is that of the place that the edition names: of the people served (S2 5), of the
    /// institution's registration, or in it the very office to which the place belongs (S3 四(一), S4).
    private func whereApplied(_ step: CaseStep, _ statement: Statement) -> [CaseProblem] {
        guard let rule = rules.rule("apply-where", on: step.day) else { return [] }
        switch rule.text {
        case "office-of-place": return otherOffice(step, rule)
        case "registered": return elsewhere(subject.place, step, rule)
        default:
            return elsewhere(
                statement.text(.peopleServed).flatMap { RegionCode($0) }, step, rule)
        }
    }

    /// Another agency of the pool than the one to which the place belongs (S4 申请受理, S3 四(一)). One above
    /// it may be asked, as it handles what is its own; so may one without a territory, a city proper or a
    /// development zone, to which institutions belong that lie in a district. Whoever lies outside the pool
    /// has no agency of its own in it, and may have agreements in several (N44 ¶2, P41).
    private func otherOffice(_ step: CaseStep, _ rule: CaseRules.Rule) -> [CaseProblem] {
        let tree = setting.regions
        guard let place = subject.place, tree[step.region]?.kind == .division,
            let unit = tree.unit(of: place), unit == tree.unit(of: step.region),
            !tree.lies(place, in: step.region), !tree.lies(step.region, in: place)
        else { return [] }
        return [CaseProblem(.wrongAgency, step, [rule.citation], detail: place.text)]
    }

    /// Signed where the institution is registered (S2 23(5)); pairs may both sign.
    private func whereSigned(_ step: CaseStep) -> [CaseProblem] {
        guard let rule = rules.rule("sign-where", on: step.day), rule.text == "registered"
        else { return [] }
        return elsewhere(subject.place, step, rule)
    }

    private func elsewhere(
        _ place: RegionCode?, _ step: CaseStep, _ rule: CaseRules.Rule
    ) -> [CaseProblem] {
        guard let place, setting.regions[place] != nil else { return [] }
        let tree = setting.regions
        let isHere =
            tree.lies(place, in: step.region)
            || tree.unit(of: place) == tree.unit(of: step.region)
            || setting.groups.contains { group in
                group.from <= step.day && (group.to.map { step.day < $0 } ?? true)
                    && isMember(step.region, of: group) && isMember(place, of: group)
            }
        guard !isHere else { return [] }
        return [CaseProblem(.wrongAgency, step, [rule.citation], detail: place.text)]
    }

    // MARK: Renewals

    /// Only where the edition lets agencies organise renewals are they organised (N41, P38, S0 七).
    private func organised(_ step: CaseStep, _ statement: Statement) -> [CaseProblem] {
        guard kind == .renewal, statement.says(.organisedBy, "agency"),
            !isOrganised(statement, on: step.day)
        else { return [] }
        return [
            CaseProblem(
                .notForeseen, step, cite("renewal-organised-by-agency", on: step.day, "41", "38"),
                detail: CaseFigure.organisedBy.rawValue)
        ]
    }

    /// Whether nobody had to ask in time, as the agency renews of itself.
    func isOrganised(_ statement: Statement, on day: LegalDate) -> Bool {
        statement.says(.organisedBy, "agency")
            && rules.says("renewal-organised-by-agency", "yes", on: day)
    }

    /// An agreement whose term began before the edition: signed anew after a passed appraisal (S0 十), or
    /// when nothing is left to mend (S1 十三, S4 附则2).
    private func earlierAgreement(_ step: CaseStep, _ statement: Statement) -> [CaseProblem] {
        guard let rule = rules.rule("earlier-agreements", on: step.day),
            let term = subject.term(on: step.day), term.from < rule.from
        else { return [] }
        switch rule.text {
        case "run-to-their-end":
            guard !statement.says(.appraisal, "passed") else { return [] }
            return [
                CaseProblem(
                    .notReassessed, step, [rule.citation], detail: CaseFigure.appraisal.rawValue)
            ]
        case "mend-or-leave":
            let unfinished = rules.list("transitions", on: step.day).entries.filter {
                $0.item[.rule] == "earlier-agreements" && statement.stated[$0.id] == "no"
            }
            return unmetConditions(statement, step)
                + unfinished.map {
                    CaseProblem(.conditionNotMet, step, $0.citations, detail: $0.id)
                }
        default: return []
        }
    }

    // MARK: Reassessment

    /// In Liyang and Jintan the former standard of floor area serves again while the address stays
    /// (S4 附则3); elsewhere, and for new applications, the current one.
    private func areaStandard(_ step: CaseStep, _ statement: Statement) -> [CaseProblem] {
        guard step.details.stated[CaseFigure.areaStandard.rawValue] == "earlier" else { return [] }
        let isKept = rules.words("area-standard-kept", on: step.day).contains { text in
            RegionCode(text).map { setting.regions.lies(step.region, in: $0) } ?? false
        }
        if isKept, needsReassessment(on: step.day) != nil,
            changes.allSatisfy({ !["address", "registered-address"].contains($0) })
        {
            return []
        }
        return [
            CaseProblem(
                .notForeseen, step, cite("area-standard-kept", on: step.day, "9", "8"),
                detail: CaseFigure.areaStandard.rawValue)
        ]
    }
}
