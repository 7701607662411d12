/// Words papers from cases and public acts, for one agency.
public struct NoticeWriter: Sendable {
    /// A person's or public body's view of the institution: what stands in the public register.
    public struct Party: Hashable, Sendable {
        public var institution: InstitutionID
        /// `nil` where its register is not held.
        public var facts: InstitutionFacts?

        public init(_ institution: InstitutionID, _ facts: InstitutionFacts?) {
            self.institution = institution
            self.facts = facts
        }

        /// The name, or the licence where the name is not known.
        public var name: String {
            guard let name = facts?.name, !name.isEmpty else { return "\(institution)" }
            return name
        }

        var type: InstitutionType { facts?.type ?? institution.scheme.usualType }
        var address: String { facts?.address ?? "" }
        var phone: String { facts?.phone ?? "" }
    }

    /// Why a paper cannot be written from what was named.
    public enum Problem: Error, Hashable, Sendable {
        /// The case has no such step, or the act is of another kind.
        case nothingToPrint(NoticeDocument.Kind)
    }

    let issuer: String
    public let policyAt: @Sendable (RegionCode, LegalDate) -> Policy

    /// - Parameter issuer: the agency as it signs.
    public init(
        issuer: String, policyAt: @escaping @Sendable (RegionCode, LegalDate) -> Policy
    ) {
        self.issuer = issuer
        self.policyAt = policyAt
    }

    /// The author's node, the year, the kind, the entry's index, and four digits of its hash, so that
    /// no two papers bear one number: `222401.field〔2026〕补正第12-3fa9号`.
    static func number(
        _ kind: NoticeDocument.Kind, _ author: String, _ event: EventReference, _ day: LegalDate
    ) -> String {
        "\(author)〔\(day.year)〕\(kind.mark)第\(event.index)-\(check(event))号"
    }

    /// A list bears its day and region in place of an index: it is made anew whenever somebody asks.
    static func number(
        _ kind: NoticeDocument.Kind, listed author: String, of region: RegionCode, _ tail: String,
        _ day: LegalDate
    ) -> String {
        let (_, month, number) = day.components
        let date = (month < 10 ? "0" : "") + "\(month)" + (number < 10 ? "0" : "") + "\(number)"
        // An agency that makes lists for several regions tells them apart.
        let place = region.text == author ? "" : "\(region.text)-"
        return "\(author)〔\(day.year)〕\(kind.mark)第\(date)-\(place)\(tail)号"
    }

    static func check(_ event: EventReference) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let check = (0..<4).map { digits[Int(event.leafPrefix >> (124 - 4 * $0)) & 15] }
        return String(decoding: check, as: UTF8.self)
    }

    func basis(_ citations: [Citation]) -> [String] {
        var words: [String] = []
        for citation in citations where !citation.edition.isEmpty {
            let word = NoticeWords.citation(citation)
            if !words.contains(word) { words.append(word) }
        }
        return words
    }

    // MARK: Public acts

    /// Suspension, termination or resumption, from the public act.
    ///
    /// - Parameter suspension: the act that a resumption lifts, where it is held.
    /// - Throws: ``Problem`` when such an act has no paper.
    public func act(
        _ fact: Fact, of party: Party, lifting suspension: Fact? = nil
    ) throws(Problem) -> NoticeDocument {
        switch fact.act {
        case .suspended(let act): suspended(act, fact, party)
        case .terminated(let act): terminated(act, fact, party)
        case .resumed(let event, let funds): resumed(event, funds, fact, party, suspension)
        default: throw .nothingToPrint(.suspension)
        }
    }

    private func paper(
        _ kind: NoticeDocument.Kind, _ fact: Fact, _ party: Party, _ paragraphs: [String],
        references: [String] = []
    ) -> NoticeDocument {
        NoticeDocument(
            kind, number: Self.number(kind, fact.author, fact.reference, written(fact)),
            addressee: party.name, paragraphs: paragraphs, legalBasis: basis(fact.basis),
            references: [fact.reference.description] + references, date: written(fact),
            issuer: issuer)
    }

    private func written(_ fact: Fact) -> LegalDate {
        LegalDate(unixMilliseconds: fact.stamp.milliseconds)
    }

    private func cause(_ text: String, isOwnRequest: Bool) -> String {
        let ground = isOwnRequest ? "根据你单位的申请" : "经查实，你单位有应予处理的情形"
        return text.isEmpty ? "\(ground)。" : "\(ground)：\(text)。"
    }

    private func suspended(_ act: Suspension, _ fact: Fact, _ party: Party) -> NoticeDocument {
        let from = NoticeWords.date(fact.effective)
        let through = act.until.map { "至\(NoticeWords.date($0.adding(days: -1)))止" } ?? ""
        let word = word(for: act, fact, party)
        var paper = paper(
            .suspension, fact, party,
            [
                cause(act.cause, isOwnRequest: act.isOwnRequest),
                "自\(from)起\(through)，\(word)你单位的医疗保障服务协议"
                    + "\(NoticeWords.funds(act.funds))（\(party.institution)）。",
                "\(word)之前发生的费用照常结算；\(word)期间发生的费用不予结算\(emergency(party))。",
            ] + goingOn(after: act, fact, party) + [
                "本决定按规定同时及于其他统筹地区的，不另行通知，以定点登记为准。",
                NoticeWords.remedies,
            ])
        paper.title = "\(word)医疗保障服务协议通知书"
        return paper
    }

    /// What the text calls it: in Changzhou 暂停 is imposed and 中止 asked for (S4).
    private func word(for act: Suspension, _ fact: Fact, _ party: Party) -> String {
        let called = policyAt(fact.region, fact.effective).value(
            "suspension.imposed-called", qualifiers: ["\(party.type)"])
        return !act.isOwnRequest && called?.text == "halted" ? "暂停" : "中止"
    }

    /// Only medical institutions treat emergencies (N33); P31 knows no exception.
    private func emergency(_ party: Party) -> String {
        party.type == .medical ? "，急诊、抢救的费用按规定办理" : ""
    }

    /// Where a suspension that was imposed does not end by itself, what the institution has to do (S4), and
    /// until when it has to ask where it is to end one of its own (N42 ¶2, P39 ¶2, S2 28).
    private func goingOn(
        after act: Suspension, _ fact: Fact, _ party: Party
    ) -> [String] {
        let policy = policyAt(fact.region, fact.effective)
        let qualifiers = ["\(party.type)"]
        if act.isOwnRequest { return act.until == nil ? maximum(policy, qualifiers) : [] }
        guard
            policy.value("suspension.imposed-lifts-by-itself", qualifiers: qualifiers)?.text == "no"
        else { return [] }
        let value = policy.value("resumption-reassessed", qualifiers: qualifiers)
        let again =
            switch value?.text {
            case "always": "，经重新评估合格后恢复"
            case "agreements-before-notice": "；协议早于现行规定签订的，须经重新评估合格"
            default: ""
            }
        return ["期满不自动恢复。请于期满后向本机构提出恢复申请\(again)。"]
    }

    private func maximum(_ policy: Policy, _ qualifiers: [String]) -> [String] {
        guard
            let span = policy.value("suspension.voluntary-maximum", qualifiers: qualifiers)?.span
        else { return [] }
        let ends = policy.value("suspension.voluntary-exceeded", qualifiers: qualifiers)?.text
        let after = ends == "by-act" ? "" : "；届满仍未提出的，协议原则上自动终止"
        return ["中止时间原则上不超过\(NoticeWords.span(span))。请于届满前提出恢复申请\(after)。"]
    }

    private func terminated(_ act: Termination, _ fact: Fact, _ party: Party) -> NoticeDocument {
        paper(
            .termination, fact, party,
            [
                cause(act.cause, isOwnRequest: act.isOwnRequest),
                "自\(NoticeWords.date(fact.effective))起，解除你单位的医疗保障服务协议"
                    + "\(NoticeWords.funds(act.funds))（\(party.institution)），并向社会公布。",
                "解除之前发生的费用照常结算，中止期间发生的除外；此后发生的费用不予结算\(emergency(party))。",
                "本决定按规定同时及于其他统筹地区的，不另行通知，以定点登记为准。",
                NoticeWords.remedies,
            ])
    }

    private func resumed(
        _ event: EventReference, _ funds: [FundScope], _ fact: Fact, _ party: Party,
        _ suspension: Fact?
    ) -> NoticeDocument {
        let since = suspension.map { "\(NoticeWords.date($0.effective))起的" } ?? ""
        let word =
            if let suspension, case .suspended(let act) = suspension.act {
                word(for: act, suspension, party)
            } else {
                "中止"
            }
        return paper(
            .resumption, fact, party,
            [
                "自\(NoticeWords.date(fact.effective))起，\(since)\(word)结束，你单位的医疗保障服务协议"
                    + "\(NoticeWords.funds(funds))（\(party.institution)）恢复履行。",
                "另有\(word)尚未结束的，以定点登记为准。",
            ], references: [event.description])
    }
}
