extension Explanation {
    /// A rule of the book that had a say, with the value that was used.
    public struct UsedRule: Hashable, Sendable {
        public var name: RuleName
        public var value: String
        /// Who says so; `nil` where the default of the rule holds.
        public var citation: Citation?
        public var isDecision: Bool
        /// The first day of the value; `nil` where the default holds.
        public var from: LegalDate?
        /// Why it was decided so, where that was published.
        public var ground: Ground?
        /// What the national orders say, where a region's own value says otherwise.
        public var national: DatedValue?

        public init(
            name: RuleName, value: String, citation: Citation?, isDecision: Bool,
            from: LegalDate? = nil, ground: Ground? = nil, national: DatedValue? = nil
        ) {
            self.name = name
            self.value = value
            self.citation = citation
            self.isDecision = isDecision
            self.from = from
            self.ground = ground
            self.national = national
        }
    }

    /// One thing that led to an answer: an act, or what followed from an act on a day.
    public struct Link: Hashable, Sendable {
        /// The raw value is the name in JSON and, after `chain-`, in the string catalogue.
        public enum Kind: String, Sendable, CaseIterable, Hashable {
            /// The act of the event itself, from its first day on.
            case act
            /// The same, of an act that has no effect; ``Link/why`` tells the reason.
            case withoutEffect = "without-effect"
            /// The act is one of another unit, whose assessment this one rests on.
            case basis
            /// A suspension ended by itself on the day until which it was imposed.
            case lapsed
            /// The day until which it was imposed is over, and somebody must lift it.
            case waitsForLifting = "waits-for-lifting"
            /// The term of the agreement is over.
            case termOver = "term-over"
            /// It would be over, and goes on with the suspension in which it ended.
            case termGoesOn = "term-goes-on"
            /// A suspension on own request passed its maximum, and the agreement ended.
            case suspendedTooLong = "suspended-too-long"
            /// A suspension that came from another pool ended with the agreement that it stopped there.
            case causeEnded = "cause-ended"
            /// An agreement that another office signed before holds instead of this one.
            case standsBehind = "stands-behind"
            /// The log of the event is forked.
            case forked
            /// The agreement does not cover the site that was asked about.
            case siteNotCovered = "site-not-covered"
            /// An agreement of another licence names the institution as a place (``Link/holder``).
            case siteOf = "site-of"
            /// No agreement for the unit and the fund is known.
            case noAgreement = "no-agreement"
            /// An agreement is signed, and its first day has not come.
            case notYet = "not-yet"
        }

        /// From which on it bears on the asked unit.
        public var day: LegalDate
        public var kind: Kind
        /// `nil` where nothing was written: no agreement.
        public var event: EventReference?
        /// For which it was done, else the asked region.
        public var region: RegionCode
        /// Whose agency wrote it, where that is known and another one than the region's: a city for one of
        /// its districts (S0 一). The fold does not know authors' regions; the registry adds it.
        public var agency: RegionCode?
        /// What was done; `nil` where the facts at hand do not have it.
        public var act: Act?
        /// How a sanction comes to bear on the asked unit.
        public var rule: Reason.Rule?
        public var citations: [Citation]
        /// The first day on which it no longer holds, as far as it has one of its own.
        public var until: LegalDate?
        public var why: Standing.WithoutEffect.Why?
        /// Whether the answer of the day rests on this one.
        public var isDeciding: Bool
        public var used: [UsedRule]
        /// Of ``Kind/siteOf``: whose agreement, and how to ask.
        public var holder: SiteHolder?

        public init(
            day: LegalDate, kind: Kind, event: EventReference?, region: RegionCode,
            act: Act? = nil, rule: Reason.Rule? = nil, citations: [Citation] = [],
            until: LegalDate? = nil, why: Standing.WithoutEffect.Why? = nil,
            isDeciding: Bool = false, used: [UsedRule] = []
        ) {
            self.day = day
            self.kind = kind
            self.event = event
            self.region = region
            self.act = act
            self.rule = rule
            self.citations = citations
            self.until = until
            self.why = why
            self.isDeciding = isDeciding
            self.used = used
        }
    }
}

extension Explanation.UsedRule {
    /// The values of some rules for a region on a day; one without value and default is left out.
    static func all(
        _ names: [RuleName], of type: InstitutionType?, for region: RegionCode, on day: LegalDate,
        _ context: FoldContext
    ) -> [Self] {
        names.compactMap { name in
            let setting = Self.setting(name, of: type, for: region, on: day, context)
            guard let setting else {
                return name.defaultValue.isEmpty
                    ? nil
                    : Self(name: name, value: name.defaultValue, citation: nil, isDecision: false)
            }
            func narrowed(_ citation: Citation) -> Citation {
                type.map { citation.narrowed(to: $0) } ?? citation
            }
            let national = Self.national(name, of: type, on: day, context).map { value in
                var value = value
                value.citation = narrowed(value.citation)
                return value
            }
            return Self(
                name: name, value: setting.value, citation: narrowed(setting.citation),
                isDecision: setting.isDecision, from: setting.from, ground: setting.ground,
                national: national?.value == setting.value ? nil : national)
        }
    }

    /// As the fold looks it up: of two of these the stricter one binds.
    private static func setting(
        _ name: RuleName, of type: InstitutionType?, for region: RegionCode, on day: LegalDate,
        _ context: FoldContext
    ) -> DatedValue? {
        guard let type else { return context.setting(name, for: region, on: day) }
        switch name {
        case .voluntaryMaximum, .endOnRequest, .termContinues:
            return context.binding(name, of: type, for: region, on: day)
        default: return context.setting(name, of: type, for: region, on: day)
        }
    }

    private static func national(
        _ name: RuleName, of type: InstitutionType?, on day: LegalDate, _ context: FoldContext
    ) -> DatedValue? {
        guard let nation = RuleBook.national else { return nil }
        let own = { context.rules.own($0, of: nation, on: day) }
        return type.flatMap { own(name.qualified(by: $0)) } ?? own(name.rawValue)
    }
}
