/// Lays out what led to an answer: every act for the asked unit and fund that counts, in the order of
/// its days, what followed from acts by itself, and the values of the rule book that had a say.
///
/// It folds the institution once more. Nobody but who asks for an explanation pays for that.
struct ChainBuilder {
    let answer: StatusAnswer
    let plan: FoldPlan
    let context: FoldContext
    private var found: [Placed] = []
    /// Positions of acts that the chain has.
    var known: Set<Int> = []
    /// Positions of suspensions that the chain tells to be over with what they rested on.
    var endedCauses: Set<Int> = []

    /// Of one day what was written first stands first, and what follows from an act behind it.
    private struct Placed {
        var position: Int
        var link: Explanation.Link
    }

    init(_ answer: StatusAnswer, area: RegionCode, facts: [Fact], context: FoldContext) {
        self.answer = answer
        self.context = context
        plan = FoldPlan(
            Ledger(institution: answer.institution, area: area, facts: facts, context: context))
        guard answer.unit != nil, answer.doubt != .registerNotHeld else { return }
        let agreements = agreements
        for agreement in agreements where agreement.start <= answer.date { add(agreement) }
        addOwnSanctions()
        addIdleActs()
        addReasons()
        if answer.status == .notDesignated, found.allSatisfy({ !$0.link.isDeciding }) {
            addAbsence(agreements)
        }
        addHolders()
    }

    /// In the order of their days.
    var links: [Explanation.Link] {
        let sorted = found.enumerated().sorted { one, two in
            (one.element.link.day, one.element.position, one.offset)
                < (two.element.link.day, two.element.position, two.offset)
        }
        return markDeciding(sorted.map(\.element.link))
    }

    var type: InstitutionType { plan.facts?.type ?? .medical }

    /// The funds asked about; `nil` where that is open.
    var scopes: [FundScope]? {
        if let scope = answer.scope { return [scope] }
        return answer.scopes.isEmpty ? nil : answer.scopes.map(\.scope)
    }

    /// Those of the asked unit and fund, the earliest first.
    private var agreements: [AgreementState] {
        plan.agreements.filter { agreement in
            agreement.seat.unit == answer.unit
                && scopes.map { $0.contains(agreement.scope) } ?? true
        }.sorted { ($0.start, $0.position) < ($1.start, $1.position) }
    }

    func fact(_ position: Int) -> Fact { plan.ledger.facts[plan.ledger.factIndex(position)] }

    /// Acts of a kind that count and name the act at a position.
    func acts(_ kind: FactKind, on position: Int) -> [Int] {
        let ledger = plan.ledger
        return ledger.positions.filter {
            ledger.kinds[$0] == kind && ledger.counts($0) && ledger.target($0) == position
        }
    }

    func used(_ names: [RuleName], _ region: RegionCode, _ day: LegalDate)
        -> [Explanation.UsedRule]
    {
        Explanation.UsedRule.all(names, of: type, for: region, on: day, context)
    }

    // MARK: Adding

    mutating func append(_ position: Int, _ link: Explanation.Link) {
        found.append(Placed(position: position, link: link))
    }

    /// The act at a position, once.
    mutating func addAct(
        _ position: Int, kind: Explanation.Link.Kind = .act, day: LegalDate? = nil,
        reach: Reach? = nil, until: LegalDate? = nil, used: [Explanation.UsedRule] = []
    ) {
        guard known.insert(position).inserted else { return }
        let fact = fact(position)
        let citations = reach.map(\.citations) ?? []
        append(
            position,
            Explanation.Link(
                day: day ?? fact.effective, kind: kind, event: fact.reference, region: fact.region,
                act: fact.act, rule: reach?.rule,
                citations: citations.isEmpty ? fact.basis : citations, until: until, used: used))
    }

    /// What follows by itself from the act at a position.
    mutating func addConsequence(
        _ kind: Explanation.Link.Kind, of position: Int, on day: LegalDate,
        _ citations: [Citation], until: LegalDate? = nil, used: [Explanation.UsedRule]
    ) {
        let fact = fact(position)
        append(
            position,
            Explanation.Link(
                day: day, kind: kind, event: fact.reference, region: fact.region, act: fact.act,
                citations: citations, until: until, used: used))
    }

    /// Reasons of the answer that no link has yet: measures on parts, sites, forked logs, what nobody
    /// here can read.
    private mutating func addReasons() {
        for reason in answer.reasons {
            let fact = plan.ledger.facts.first { $0.reference == reason.event }
            let kind: Explanation.Link.Kind
            switch reason.rule {
            case .forked: kind = .forked
            case .siteNotCovered: kind = .siteNotCovered
            default:
                if found.contains(where: { $0.link.event == reason.event }) { continue }
                kind = .act
            }
            let part = answer.restrictions.first { $0.event == reason.event }
            let day = part?.from ?? fact?.effective ?? answer.since ?? answer.date
            let rules = Explanation.rules(
                behind: reason.rule, isOwnRequest: false, isAboutFunds: false)
            append(
                plan.ledger.order.sequence.count,
                Explanation.Link(
                    day: kind == .siteNotCovered ? answer.date : day, kind: kind,
                    event: reason.event, region: reason.region, act: fact?.act, rule: reason.rule,
                    citations: reason.citations, until: part?.to, isDeciding: true,
                    used: used(rules, reason.region, day)))
        }
    }

    // MARK: Nothing there

    /// Why an institution is not designated where nothing was ended: nobody signed, or not yet.
    private mutating func addAbsence(_ agreements: [AgreementState]) {
        let last = plan.ledger.order.sequence.count
        if let next = agreements.first(where: { answer.date < $0.start }) {
            let fact = fact(next.position)
            append(
                last,
                Explanation.Link(
                    day: next.start, kind: .notYet, event: fact.reference, region: fact.region,
                    act: fact.act, citations: fact.basis.isEmpty ? definition : fact.basis,
                    isDeciding: true))
            return
        }
        // Whoever serves by another's agreement needs none of its own (S2 23(3), (4)).
        guard answer.holders.isEmpty else { return }
        append(
            last,
            Explanation.Link(
                day: answer.date, kind: .noAgreement, event: nil, region: answer.region,
                citations: definition, isDeciding: true))
    }

    /// Agreements of others that name the institution.
    private mutating func addHolders() {
        for holder in answer.holders {
            var link = Explanation.Link(
                day: answer.date, kind: .siteOf, event: holder.event, region: holder.region,
                citations: holder.citations, until: holder.until, isDeciding: true,
                used: used([.sites], holder.region, answer.date))
            link.holder = holder
            append(plan.ledger.order.sequence.count, link)
        }
    }

    /// Who is designated: whoever has signed with the agency. The orders know no care institutions; what
    /// covers them says so for its region.
    private var definition: [Citation] {
        switch type {
        case .medical:
            [Citation(edition: "N", article: "51"), Citation(edition: "N", article: "33")]
        case .pharmacy: [Citation(edition: "P", article: "48")]
        case .care:
            context.rules.value("covers", for: answer.region, on: answer.date, in: context.regions)
                .map { [$0.citation] } ?? []
        }
    }

    /// The answer rests on the last link of each of its events, and where it is designated on the
    /// renewals to which it owes its term.
    private func markDeciding(_ links: [Explanation.Link]) -> [Explanation.Link] {
        var links = links
        for reason in answer.reasons {
            guard let place = links.lastIndex(where: { $0.event == reason.event }) else { continue }
            links[place].isDeciding = true
            guard answer.status == .designated else { continue }
            for index in links.indices {
                if case .renewed(reason.event, _) = links[index].act {
                    links[index].isDeciding = true
                }
            }
        }
        return links
    }
}
