import Designation

/// Duties, cases and rules in words.
extension Words {
    func light(_ light: Duty.Light) -> String { text("light-\(light.rawValue)") }
    func ending(_ ending: Duty.Ending) -> String { text("duty-ends-\(ending.rawValue)") }
    func kind(_ kind: CaseKind) -> String { text("case-kind-\(kind.rawValue)") }
    func stage(_ stage: CaseStage) -> String { text("case-stage-\(stage.rawValue)") }
    func outcome(_ outcome: CaseOutcome) -> String { text("case-outcome-\(outcome.rawValue)") }
    func step(_ kind: CaseStep.Kind) -> String { text("case-step-\(kind.name)") }
    func role(_ role: OfficerRole) -> String { text("role-\(role.rawValue)") }
    func problem(_ kind: CaseProblem.Kind) -> String { text("case-problem-\(kind.rawValue)") }
    func proposal(_ kind: Proposal.Kind) -> String { text("case-proposal-\(kind.rawValue)") }
    func publicAct(_ kind: Obligation.Kind) -> String { text("public-act-\(kind.rawValue)") }
    func paper(_ kind: NoticeDocument.Kind) -> String { text("paper-\(kind.rawValue)") }

    /// What is to be done; where the catalogue has no words for it, what the rule is called.
    func duty(_ duty: Duty, _ title: BilingualText) -> String {
        let key = "duty-\(duty.rule)"
        return catalogue.contains(key) ? text(key) : text(title)
    }

    func responsible(_ who: CaseClock.Responsible) -> String {
        text("responsible-\(who.rawValue)")
    }

    /// A word of an edition; one that the catalogue does not know shows itself.
    func word(_ prefix: String, _ word: String) -> String {
        let key = "\(prefix)-\(word)"
        return catalogue.contains(key) ? text(key) : word
    }

    func span(_ span: RuleSpan) -> String {
        text("span-\(span.unit)", ["n": String(span.count)])
    }

    /// How a last day lies to the day that is looked at: `3 days left`, `5 days over`.
    func distance(from day: LegalDate, to last: LegalDate) -> String {
        let days = Int(last.daysSince1970) - Int(day.daysSince1970)
        if days == 0 { return text("due-today") }
        return days > 0
            ? text("due-left", ["n": number(days)]) : text("due-over", ["n": number(-days)])
    }

    /// A clock's last day as a line of a list shows it.
    func lastDay(_ last: LegalDate?, isWait: Bool) -> String {
        guard let last else { return text("due-no-day") }
        return isWait ? text("due-after", ["date": "\(last)"]) : "\(last)"
    }

    /// Tenths as `12.5`.
    static func tenths(_ number: Int) -> String { "\(number / 10).\(number % 10)" }

    /// Attributes of an item that a person acts by: when, to whom, by whom, for whom.
    func remarks(on item: PolicyItem) -> [String] {
        var remarks: [String] = []
        if let within = item[.within] {
            let words = item.within.map(span) ?? word("moment", within)
            remarks.append(text("policy-within", ["when": words]))
        }
        if item[.to] != nil {
            let names = item.words(.to).map { word("recipient", $0) }
            remarks.append(text("policy-to", ["whom": list(names)]))
        }
        if item[.roles] != nil {
            remarks.append(list(item.words(.roles).map { word("role", $0) }))
        }
        if item[.kind] != nil {
            let kinds = item.words(.kind).map { word("item-kind", $0) }
            remarks.append(text("policy-for", ["kinds": list(kinds)]))
        }
        if item.isComputed { remarks.append(text("policy-computed")) }
        if item.has(.waivedIfHeld) { remarks.append(text("policy-waived")) }
        if item.has(.lost) { remarks.append(text("policy-lost")) }
        return remarks
    }

    func effect(_ effect: ScoreStep.Effect) -> String {
        switch effect {
        case .take(let points): text("score-take", ["n": String(points)])
        case .each(let points): text("score-each", ["n": String(points)])
        case .give(let points): text("score-give", ["n": String(points)])
        case .all: text("score-all")
        case .discretion: text("score-discretion")
        case .fail: text("score-fail")
        }
    }
}

extension CaseStep {
    /// What the officer wrote: the note, then the lines of the paper.
    var words: String {
        ([note] + details.lines).filter { !$0.isEmpty }.joined(separator: "；")
    }
}
