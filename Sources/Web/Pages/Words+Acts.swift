import Designation

/// Acts, answers and their reasons as sentences.
extension Words {
    /// - Parameter person: the one asked about, whose code may be shown.
    func act(_ act: Act, asked person: String? = nil) -> String {
        switch act {
        case .registered: text("act-registered")
        case .assessed(let assessment):
            text(
                assessment.passed ? "act-assessed-passed" : "act-assessed-failed",
                ["services": services(assessment.services)])
        case .recognised(let recognition):
            text("act-recognised", ["services": services(recognition.services)])
        case .signed(let agreement):
            text(
                "act-signed",
                [
                    "from": "\(agreement.from)", "until": "\(agreement.until)",
                    "services": services(agreement.services), "scope": scope(agreement.scope),
                ]) + sites(agreement.sites)
        case .changed(_, let changed, let sites):
            text("act-changed", ["services": services(changed)])
                + (sites.map { $0.isEmpty ? text("act-one-place") : self.sites($0) } ?? "")
        case .renewed(_, let until): text("act-renewed", ["until": "\(until)"])
        case .ended(_, let cause): text("act-ended", ["cause": end(cause)])
        case .restricted(let restriction):
            text(
                "act-restricted",
                [
                    "part": part(restriction.part),
                    "name": name(restriction.name, of: restriction.part, asked: person),
                    "cause": restriction.cause,
                ])
                + (restriction.until.map { text("act-suspended-until", ["until": "\($0)"]) } ?? "")
        case .restrictionLifted: text("act-restriction-lifted")
        case .resumptionRequested: text("act-resumption-requested")
        case .resumptionRefused: text("act-resumption-refused")
        case .suspended(let suspension): suspended(suspension)
        case .resumed(_, let funds): text("act-resumed") + only(funds)
        case .terminated(let termination):
            text(
                termination.isOwnRequest ? "act-terminated-own" : "act-terminated-imposed",
                ["cause": termination.cause]) + only(termination.funds)
        case .withdrawn: text("act-withdrawn")
        case .barred(let until): text("act-barred", ["until": "\(until)"])
        case .reviewed(_, let decision): text("act-reviewed", ["decision": decision])
        case .unknown(let kind, let isRestrictive):
            text(
                isRestrictive ? "act-unknown-restrictive" : "act-unknown", ["kind": String(kind)])
        }
    }

    func part(_ part: RestrictedPart) -> String { text("part-\(part.name)") }

    private func sites(_ sites: [String]) -> String {
        if sites.isEmpty { return "" }
        return text("act-sites", ["sites": sites.joined(separator: text("list-separator"))])
    }

    private func suspended(_ suspension: Suspension) -> String {
        let key = suspension.isOwnRequest ? "act-suspended-own" : "act-suspended-imposed"
        let until = suspension.until.map { text("act-suspended-until", ["until": "\($0)"]) } ?? ""
        return text(key, ["cause": suspension.cause]) + until + only(suspension.funds)
    }

    /// Behind an act that is about some funds; nothing where it is about all.
    private func only(_ funds: [FundScope]) -> String {
        funds.isEmpty ? "" : text("act-funds", ["funds": list(funds.map(scope))])
    }

    func end(_ cause: EndCause) -> String {
        switch cause {
        case .termOver: text("end-term-over")
        case .notRenewed: text("end-not-renewed")
        case .closure: text("end-closure")
        case .onRequest: text("end-on-request")
        case .merged: text("end-merged")
        }
    }

    func why(_ why: Standing.WithoutEffect.Why) -> String { text("without-\(why.name)") }

    func review(_ kind: ReviewItem.Kind) -> String { text("review-\(kind.rawValue)") }

    /// A sentence with its articles behind it.
    func withBasis(_ sentence: String, _ basis: [Citation]) -> String {
        guard !basis.isEmpty else { return sentence }
        return text("explain-basis", ["sentence": sentence, "citations": citations(basis)])
    }

    func reason(_ reason: Reason) -> String {
        withBasis(
            text("rule-\(reason.rule.name)", ["region": region(reason.region)]), reason.citations)
    }

    /// An answer explained: what stands, since when, what it covers, why, and what it does not
    /// mean.
    /// - Parameters:
    ///   - steps: gives the settings behind the reasons, where the backend knows them.
    ///   - chain: shown elsewhere with its own settings, which are not said twice.
    func explanation(
        of answer: StatusAnswer, steps: [Explanation.Step] = [], chain: [Explanation.Link] = []
    ) -> [String] {
        var sentences = [summary(of: answer)]
        if let doubt = answer.doubt { sentences.append(text("doubt-\(doubt.name)")) }
        if answer.status == .designated, !answer.settleable {
            sentences.append(text("explain-service"))
        }
        if let period = period(of: answer) { sentences.append(period) }
        if !answer.services.isEmpty {
            sentences.append(text("explain-services", ["services": services(answer.services)]))
        }
        sentences += answer.reasons.map(reason)
        sentences += funds(steps)
        let told = Set(chain.flatMap(\.used).map(setting))
        sentences += settings(steps).filter { !told.contains($0) }
        if answer.reasons.isEmpty { sentences += answer.knownSanctions.map(sanction) }
        sentences += parts(of: answer)
        if !answer.settleable, answer.allowsEmergency {
            sentences.append(text("explain-emergency"))
        }
        return sentences
    }

    /// What a restriction names. A person's code is shown to whoever asks about that person, and to
    /// nobody else.
    private func name(_ name: String, of part: RestrictedPart, asked person: String?) -> String {
        part.isShown(name, asked: person) ? name : text("part-person-hidden")
    }

    /// Funds that differ, sites, and who may not serve although the institution may.
    private func parts(of answer: StatusAnswer) -> [String] {
        var sentences = answer.scopes.map { scope in
            text(
                scope.settleable ? "explain-scope-settleable" : "explain-scope",
                ["scope": self.scope(scope.scope), "status": status(scope.status)])
        }
        if !answer.sites.isEmpty {
            let sites = answer.sites.joined(separator: text("list-separator"))
            sentences.append(text("explain-sites", ["sites": sites]))
        }
        sentences += answer.restrictions.map { restriction in
            withBasis(
                text(
                    "explain-restricted",
                    [
                        "part": part(restriction.part),
                        "name": name(
                            restriction.name, of: restriction.part, asked: answer.askedPerson),
                        "region": region(restriction.region), "from": "\(restriction.from)",
                        "until": restriction.to.map { "\($0)" } ?? text("open-end"),
                    ]), restriction.citations)
        }
        return sentences
    }

    /// Of which funds' agreements the acts behind the answer are, where they are not about all.
    private func funds(_ steps: [Explanation.Step]) -> [String] {
        var sentences: [String] = []
        for step in steps where !step.funds.isEmpty {
            let sentence = text("explain-funds", ["funds": list(step.funds.map(scope))])
            if !sentences.contains(sentence) { sentences.append(sentence) }
        }
        return sentences
    }

    /// Each setting once, however many steps used it.
    private func settings(_ steps: [Explanation.Step]) -> [String] {
        var sentences: [String] = []
        for rule in steps.flatMap(\.used) {
            let whole = setting(rule)
            if !sentences.contains(whole) { sentences.append(whole) }
        }
        return sentences
    }

    private func sanction(_ sanction: Standing.Sanction) -> String {
        text(
            sanction.isTermination ? "known-termination" : "known-suspension",
            [
                "region": region(sanction.region), "from": "\(sanction.from)",
                "until": sanction.to.map { "\($0)" } ?? text("open-end"),
            ]) + only(sanction.funds)
    }

    func summary(of answer: StatusAnswer) -> String {
        text(
            "explain-\(answer.status.name)",
            ["date": "\(answer.date)", "region": region(answer.region)])
    }

    func period(of answer: StatusAnswer) -> String? {
        guard let since = answer.since else { return nil }
        guard let until = answer.until else {
            return text("explain-since", ["since": "\(since)"])
        }
        return text("explain-since-until", ["since": "\(since)", "until": "\(until)"])
    }
}
