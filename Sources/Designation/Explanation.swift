/// Keys under which a front end keeps its own words for an article; no text of the sources is kept.
public enum ArticleText {
    /// For example `article.N.44`, `article.S2.23(5)`.
    public static func key(_ citation: Citation) -> String {
        "article.\(citation.edition).\(citation.article)"
    }

    /// For example `reason.cross-region`.
    public static func key(_ rule: Reason.Rule) -> String {
        let name =
            switch rule {
            case .direct: "direct"
            case .crossRegion: "cross-region"
            case .samePool: "same-pool"
            case .termOver: "term-over"
            case .suspendedTooLong: "suspended-too-long"
            case .poolWide: "pool-wide"
            case .unknownRestrictive: "unknown-restrictive"
            case .restsOn: "rests-on"
            case .forked: "forked"
            case .restricted: "restricted"
            case .siteNotCovered: "site-not-covered"
            }
        return "reason." + name
    }

    /// For example `status.designated`.
    public static func key(_ status: Status) -> String { "status." + status.name }
}

/// Why a status holds, step by step, for a front end to put into words.
public struct Explanation: Hashable, Sendable {
    public struct Step: Hashable, Sendable {
        public var event: EventReference
        public var rule: Reason.Rule
        public var region: RegionCode
        public var citations: [Citation]
        /// The stretch of the sanction behind the step, where there is one.
        public var from: LegalDate?
        public var to: LegalDate?
        /// The funds that the sanction is about; empty: all.
        public var funds: [FundScope]
        public var used: [UsedRule]

        public init(
            event: EventReference, rule: Reason.Rule, region: RegionCode, citations: [Citation],
            from: LegalDate?, to: LegalDate?, funds: [FundScope] = [], used: [UsedRule]
        ) {
            self.event = event
            self.rule = rule
            self.region = region
            self.citations = citations
            self.from = from
            self.to = to
            self.funds = funds
            self.used = used
        }

        /// The key of the sentence that says how the event bears on the asked unit.
        public var key: String { ArticleText.key(rule) }
    }

    public var status: Status
    public var since: LegalDate?
    public var until: LegalDate?
    public var steps: [Step]
    /// What led to the answer, in order; empty where the facts were not handed in.
    public var chain: [Link]
    /// N33: what the answer must add for a medical institution that is not settleable.
    public var addsEmergencyNote: Bool

    /// - Parameters:
    ///   - standing: the standing that the answer came from; gives the dates of sanctions.
    ///   - context: the context under which it was folded; gives the values used.
    ///   - facts: the institution's, as they were folded; `nil`: no chain is made.
    public init(
        of answer: StatusAnswer, standing: Standing, context: FoldContext, facts: [Fact]? = nil
    ) {
        status = answer.status
        since = answer.since
        until = answer.until
        addsEmergencyNote = !answer.settleable && answer.allowsEmergency
        let type = standing.facts?.type
        steps = answer.reasons.map { reason in
            let sanction = standing.sanctions.first { $0.event == reason.event }
            let own = standing.restrictions.first { $0.event == reason.event }
            let part = own ?? answer.restrictions.first { $0.event == reason.event }
            let day = sanction?.from ?? part?.from ?? answer.since ?? answer.date
            return Step(
                event: reason.event, rule: reason.rule, region: reason.region,
                citations: reason.citations, from: sanction?.from ?? part?.from,
                to: sanction?.to ?? part?.to, funds: sanction?.funds ?? [],
                used: UsedRule.all(
                    Self.rules(
                        behind: reason.rule, isOwnRequest: sanction?.isOwnRequest ?? false,
                        isAboutFunds: sanction?.funds.isEmpty == false)
                        + (own == nil && part != nil ? [.personSuspensionReach] : []),
                    of: type, for: reason.region, on: day, context))
        }
        chain =
            facts.map {
                ChainBuilder(answer, area: standing.area, facts: $0, context: context).links
            } ?? []
    }

    static func rules(
        behind rule: Reason.Rule, isOwnRequest: Bool, isAboutFunds: Bool
    ) -> [RuleName] {
        switch rule {
        case .crossRegion:
            return [
                .crossRegionReach, .crossRegionTrigger, .crossRegionLevel, .crossRegionCountyAct,
            ]
                + (isOwnRequest ? [.crossRegionOwnRequest] : [])
                + (isAboutFunds ? [.crossRegionFund] : [])
        case .samePool: return [.samePoolPair]
        case .termOver: return [.termContinues]
        case .suspendedTooLong: return [.voluntaryMaximum]
        case .restsOn: return [.restsOn]
        case .restricted: return [.personsAndDepartments]
        case .siteNotCovered: return [.sites]
        case .direct, .poolWide, .unknownRestrictive, .forked: return []
        }
    }
}
