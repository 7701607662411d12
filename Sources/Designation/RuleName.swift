/// The parameters of the rule book that the fold looks up, with the value that holds where no
/// edition and no decision gives one (domain §4, §5).
public enum RuleName: String, Sendable, CaseIterable, Hashable {
    /// Which pool's act reaches others: `seat-pool` (that of the institution's seat) or `any-pool`;
    /// of the national orders and of a region's own reach apart, and by type of institution.
    case crossRegionTrigger = "cross-region.trigger"
    /// How far a sanction of a region reaches by its own edition: `federation` (the national rules
    /// alone) or `area` (every pool of its province, S2 30, besides the national rules).
    case crossRegionReach = "cross-region.reach"
    /// The level that the imposing pool must have: `county`, `prefecture` or `province`.
    case crossRegionLevel = "cross-region.level"
    /// Whether a pool above the prefecture counts as that of the seat if the seat lies in its territory
    /// (N44 ¶2): `yes` or `no`.
    case crossRegionSeatAbove = "cross-region.seat-above"
    /// Whether a county's act inside a pool reaches other pools: `yes` or `review`.
    case crossRegionCountyAct = "cross-region.county-act"
    /// Whether sanctions on the institution's own request reach other pools: `yes` or `no`.
    case crossRegionOwnRequest = "cross-region.own-request"
    /// Which agreements of other pools a sanction for one fund reaches: `all` or `same`.
    case crossRegionFund = "cross-region.fund"
    /// Whether a pharmacy's failed renewal (P38) reaches other pools of the area: `yes` or `no`.
    case crossRegionFailedRenewal = "cross-region.failed-renewal-pharmacy"
    /// Whether units that share a pool are suspended together (domain §4.4): `yes` or `no`.
    case samePoolPair = "same-pool-pair.both-suspended"
    /// Whether a delegation must name suspension and termination (domain §4.3): `yes` or `no`.
    case delegationNamesSuspension = "delegation.names-suspension"
    /// The longest suspension on own request: days (`180d`) or months (`6m`).
    case voluntaryMaximum = "suspension.voluntary-maximum"
    /// What a suspension on own request past its maximum does: `ends-in-principle`,
    /// `ends-unless-special-reason` (either way a recorded exception prevents it) or `by-act`.
    case voluntaryExceeded = "suspension.voluntary-exceeded"
    /// What a renewal that was not agreed does, by type of institution: `ends` or `terminates`.
    case renewalNotAgreed = "renewal-not-agreed"
    /// What an agreement's end on the institution's request is, by type: it `terminates` (N43(12)) or
    /// `ends` (S4).
    case endOnRequest = "end-on-request"
    /// How long an agreement is signed or renewed for, in principle (N10, P9): `1y`; none: unknown.
    case term = "term"
    /// Who lifts a suspension: `imposer-or-superior` or `imposer`.
    case liftingBelongsTo = "lifting-belongs-to"
    /// Whether persons and departments may be suspended, by type of institution: `may-be-suspended`
    /// or `not-foreseen`.
    case personsAndDepartments = "persons-and-departments"
    /// For how long a person may be suspended: `1 to 5 years`; none: as long as the act says.
    case personSuspensionTerm = "person-suspension-term"
    /// Where a person who was suspended may not serve: at the `institution`, or in all of the `pool` (S4).
    case personSuspensionReach = "person-suspension-reach"
    /// How sites under one licence are taken: `assessed-one-by-one` (S2 23(2)).
    case sites
    /// Whether a suspension with an end date ends by itself: `yes` or `no`.
    case liftsByItself = "suspension.imposed-lifts-by-itself"
    /// Whether a term that ends during a suspension goes on until the suspension ends: `yes` or `no`.
    case termContinues = "term.continues-while-suspended"
    /// Whether a suspension in which the term of its agreement ended ends with it for whoever may lift it
    /// and signs anew: `yes` or `no`.
    case suspensionEndsWithAgreement = "suspension.ends-with-agreement"
    /// Whether a withdrawal takes the effects back from the beginning (N46): `yes` or `no`.
    case takesEffectsBack = "withdrawal.takes-effects-back"
    /// Whether a recognised standing is never better than the one it rests on (domain §4.2).
    case restsOn = "standing.rests-on"
    /// Where agreements are signed: `registered` (the place of registration, recognition groups
    /// excepted, S2 23(5)) or `people-served`; none: wherever.
    case signWhere = "sign-where"
    /// The funds for which agreements are signed (S3 六); none: any.
    case fundScopes = "fund-scopes"
    /// Whether a licence is signed by one agency only, recognition groups excepted (S2 23(5)).
    case oneAgency = "signing.one-agency"
    /// The services that a type of institution may be designated for, by type (P1, P48, N5): others in an
    /// agreement have no effect; none: any.
    case services
    /// Whether an internet hospital has a designation of its own: `supplement-of-host` (N5 ¶2, S2 33 ¶1) or
    /// `own-designation`; none: unknown.
    case internetHospitals = "internet-hospitals"

    /// The value where the rule book is silent.
    public var defaultValue: String {
        switch self {
        case .crossRegionTrigger: "seat-pool"
        case .crossRegionReach: "federation"
        case .crossRegionLevel: "prefecture"
        case .crossRegionFund: "all"
        case .voluntaryMaximum: "180d"
        case .voluntaryExceeded: "ends-in-principle"
        case .renewalNotAgreed: "ends"
        case .endOnRequest: "terminates"
        case .liftingBelongsTo: "imposer-or-superior"
        case .personsAndDepartments: "may-be-suspended"
        case .personSuspensionReach: "institution"
        // Nothing is measured by these where no edition sets them.
        case .term, .personSuspensionTerm, .sites, .signWhere, .fundScopes, .services,
            .internetHospitals:
            ""
        case .crossRegionFailedRenewal, .termContinues, .oneAgency: "no"
        case .crossRegionCountyAct, .crossRegionOwnRequest, .crossRegionSeatAbove, .samePoolPair,
            .delegationNamesSuspension, .liftsByItself, .suspensionEndsWithAgreement,
            .takesEffectsBack, .restsOn:
            "yes"
        }
    }
}

extension RuleName {
    /// The name under which a type of institution has a value of its own: `term.pharmacy`.
    func qualified(by type: InstitutionType) -> String {
        Self.qualified[self]?[type] ?? "\(rawValue).\(type.name)"
    }

    /// Put together once: the fold asks for them many times over.
    private static let qualified = Dictionary(
        uniqueKeysWithValues: allCases.map { name in
            let names = InstitutionType.allCases.map { ($0, "\(name.rawValue).\($0.name)") }
            return (name, Dictionary(uniqueKeysWithValues: names))
        })
}

extension FoldContext {
    /// The value of a rule for a region on a day; `nil` where the default holds. A dash means the
    /// national value, whatever stands between.
    func setting(_ name: RuleName, for region: RegionCode, on day: LegalDate) -> DatedValue? {
        setting(name.rawValue, for: region, on: day)
    }

    /// The same where a type of institution may have a value of its own: `name.pharmacy` is looked up
    /// everywhere before the plain name.
    func setting(
        _ name: RuleName, of type: InstitutionType, for region: RegionCode, on day: LegalDate
    ) -> DatedValue? {
        setting(name.qualified(by: type), for: region, on: day)
            ?? setting(name.rawValue, for: region, on: day)
    }

    /// The same of a value that the fold asks for under its name alone.
    func setting(
        _ name: String, of type: InstitutionType, for region: RegionCode, on day: LegalDate
    ) -> DatedValue? {
        setting("\(name).\(type.name)", for: region, on: day)
            ?? setting(name, for: region, on: day)
    }

    /// The same without editions that do not cover the type: Shanghai's term is none for pharmacies.
    func setting(
        _ name: RuleName, covering type: InstitutionType, for region: RegionCode,
        on day: LegalDate
    ) -> DatedValue? {
        guard let found = setting(name, of: type, for: region, on: day) else { return nil }
        var current: RegionCode? = region
        for _ in 0..<16 {
            guard let code = current, code != RuleBook.national else { break }
            if let covers = rules.own("covers", of: code, on: day),
                !PolicyValue.words(of: covers.value).contains(type.name),
                rules.own(name.rawValue, of: code, on: day) == found
            {
                return RuleBook.national.flatMap { rules.own(name.rawValue, of: $0, on: day) }
            }
            current = regions[code]?.parent
        }
        return found
    }

    private func setting(_ name: String, for region: RegionCode, on day: LegalDate) -> DatedValue? {
        let found = rules.value(name, for: region, on: day, in: regions)
        guard let found, found.isDash else { return found }
        guard let national = RuleBook.national else { return nil }
        return rules.value(name, for: national, on: day, in: regions)
    }

    /// What binds where a local value is laxer than the national one: the stricter of both until the region
    /// decides otherwise (domain §4.9); `nil` where the default holds.
    func binding(
        _ name: RuleName, of type: InstitutionType, for region: RegionCode, on day: LegalDate
    ) -> DatedValue? {
        Policy(region: region, day: day, rules: rules, regions: regions)
            .value(name.rawValue, qualifiers: [type.name])?.applied
    }

    /// Whether a term that ends during an imposed suspension goes on (S4 协议续签), which N42 ¶1 and P39 ¶1 do not
    /// know.
    func continuesTerms(of type: InstitutionType, in region: RegionCode, on day: LegalDate) -> Bool
    {
        let name = RuleName.termContinues
        return (binding(name, of: type, for: region, on: day)?.value ?? name.defaultValue) == "yes"
    }

    /// Values of a region or those above it that ended before or on a day, of editions that covered the type.
    func past(
        _ name: RuleName, covering type: InstitutionType, for region: RegionCode,
        before day: LegalDate
    ) -> [DatedValue] {
        var found: [DatedValue] = []
        var current: RegionCode? = region
        for _ in 0..<16 {
            guard let code = current, code != RuleBook.national else { break }
            for value in rules.values[code]?[name.rawValue] ?? [] {
                guard let to = value.to, to <= day else { continue }
                let covers = rules.own("covers", of: code, on: to.adding(days: -1))
                if covers.map({ PolicyValue.words(of: $0.value).contains(type.name) }) ?? true {
                    found.append(value)
                }
            }
            current = regions[code]?.parent
        }
        return found
    }

    func says(_ name: RuleName, _ value: String, for region: RegionCode, on day: LegalDate) -> Bool
    {
        (setting(name, for: region, on: day)?.value ?? name.defaultValue) == value
    }
}

/// A length of time as editions write it: `180d` or `6m`.
public struct RulePeriod: Hashable, Sendable {
    public enum Unit: Sendable, Hashable { case days, months }
    public var count: Int
    public var unit: Unit

    /// - Returns: `nil` unless the text is 1 to 5 digits followed by `d` or `m`.
    public init?(_ text: String) {
        let bytes = text.utf8
        guard (2...6).contains(bytes.count), let last = bytes.last else { return nil }
        switch last {
        case UInt8(ascii: "d"): unit = .days
        case UInt8(ascii: "m"): unit = .months
        default: return nil
        }
        count = 0
        for byte in bytes.dropLast() {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            count = count * 10 + Int(byte - UInt8(ascii: "0"))
        }
    }

    /// The last day that is still within the period. The starting day is not counted (domain §6).
    public func lastDay(from start: LegalDate) -> LegalDate {
        switch unit {
        case .days: start.adding(days: count)
        case .months: start.adding(months: count)
        }
    }
}
