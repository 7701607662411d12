import Designation

/// A small generator of its own, so that a seed means the same everywhere.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func pick<Element>(_ list: [Element]) -> Element {
        list[Int(next() % UInt64(list.count))]
    }

    mutating func chance(_ percent: UInt64) -> Bool { next() % 100 < percent }
}

/// Histories that are short and crowded: few days, few regions, many acts that meet each other.
struct RandomHistory {
    static let firstDay = World.day("2026-01-05")
    static let dayCount = 60
    static let regions = [
        "220100", "220102", "220200", "229900", "222401", "222499", "222400", "220000",
        "530100", "532500", "530111", "320402", "320411", "320400", "310101", "310104", "310000",
        "371002", "371003", "371099", "371000",
    ]
    static let areas = ["220000", "530000", "320000", "310000", "370000"]
    /// Offices that share a unit.
    private static let offices = [
        ["320402", "320411"], ["371002", "371003", "371000"], ["310101", "310104", "310000"],
    ]

    private(set) var history = History()
    private var random: SeededGenerator
    private var events: [(reference: EventReference, region: String, act: Act)] = []
    let context: FoldContext
    private let usesFunds: Bool

    init(seed: UInt64, length: Int) {
        random = SeededGenerator(seed: seed)
        usesFunds = random.chance(25)
        history.type = random.pick(InstitutionType.allCases)
        history.place = random.pick([
            "220100", "222401", "530100", "320402", "310101", "371003",
        ])
        context = Self.context(&random)
        let focus = random.pick([
            Self.regions, Array(Self.regions.prefix(7)), random.pick(Self.offices),
        ])
        // Half of the institutions are known by their facts from the beginning.
        if random.chance(50) {
            let day = Self.firstDay.description
            history.write(focus[0], .register, day, .registered(facts()))
        }
        for _ in 0..<length { write(random.pick(focus)) }
    }

    private mutating func facts() -> InstitutionFacts {
        InstitutionFacts(
            name: "甲", type: history.type, kind: "", place: World.code(history.place),
            address: random.chance(50) ? Self.sites[0] : "")
    }

    /// Mostly one fund, so that agreements meet in it; now and then several.
    private mutating func scope() -> FundScope {
        random.chance(70) ? .basic : random.pick(FundScope.allCases)
    }

    /// Mostly none, which are all.
    private mutating func funds() -> [FundScope] {
        !usesFunds || random.chance(50)
            ? [] : FundScope.sorted(FundScope.allCases.filter { _ in random.chance(40) })
    }

    private static func context(_ random: inout SeededGenerator) -> FoldContext {
        var extra: [(RuleName, String, String, String)] = []
        func maybe(_ name: RuleName, _ values: [String], _ regions: [String]) {
            if random.chance(30) {
                extra.append((name, random.pick(values), random.pick(regions), "random"))
            }
        }
        let provinces = areas
        maybe(.voluntaryMaximum, ["5d", "12d", "1m"], provinces)
        maybe(.voluntaryMaximum, ["3d", "9d"], ["320400", "220100"])
        maybe(.voluntaryMaximum, ["8d"], ["CN"])
        // Where the national text sets the one, it sets the other.
        if extra.last?.2 == "CN" { extra.append((.termContinues, "no", "CN", "random")) }
        maybe(.endOnRequest, ["ends"], provinces)
        maybe(.crossRegionSeatAbove, ["no"], provinces)
        maybe(.liftsByItself, ["no"], provinces)
        maybe(.termContinues, ["yes"], provinces)
        maybe(.takesEffectsBack, ["no"], provinces)
        maybe(.crossRegionOwnRequest, ["no"], provinces)
        maybe(.crossRegionCountyAct, ["review"], ["320400", "222400", "220100"])
        maybe(.crossRegionReach, ["federation"], ["220100", "229900", "222400"])
        maybe(.samePoolPair, ["no"], ["222400"])
        maybe(.restsOn, ["no"], ["220000"])
        maybe(.liftingBelongsTo, ["imposer"], provinces)
        maybe(.voluntaryExceeded, ["by-act"], provinces)
        maybe(.suspensionEndsWithAgreement, ["no"], provinces)
        maybe(.crossRegionFund, ["same"], provinces)
        maybe(.crossRegionTrigger, ["seat-pool", "any-pool"], provinces)
        maybe(.crossRegionTrigger, ["any-pool"], ["CN"])
        maybe(.renewalNotAgreed, ["ends", "terminates"], provinces)
        maybe(.crossRegionFailedRenewal, ["yes"], provinces)
        var judge = Judge()
        if random.chance(40) {
            let act = random.pick([Competency.suspend, .sign, .resume, .withdraw, .terminate])
            judge.answers[Judge.Key(author: random.pick(regions), act: act)] =
                random.chance(70) ? Competence.none : .lapsed
        }
        maybe(.services, ["outpatient, purchase", "none"], provinces)
        var named: [(name: String, value: String, region: String)] = []
        for (matter, value) in [
            ("sign", "office"), ("suspend", "district"), ("terminate", "signing-agency"),
        ]
        where random.chance(60) {
            named += ["320400", "371000", "310000"].map { ("competence.\(matter)", value, $0) }
        }
        return World.context(judge: judge, rules: World.rules(extra, named: named))
    }

    private mutating func day(_ from: Int = 0) -> String {
        Self.firstDay.adding(days: from + Int(random.next() % UInt64(Self.dayCount - from)))
            .description
    }

    /// Acts are written on any day, before or after the one on which they take effect.
    private mutating func write(_ region: String) {
        let effective = day()
        guard let (stream, act) = act(region, LegalDate(effective) ?? Self.firstDay) else { return }
        let reference = history.write(
            region, stream, effective, act, written: random.chance(40) ? day() : nil)
        events.append((reference, region, act))
    }

    private mutating func reference(_ isWanted: (Act) -> Bool) -> EventReference? {
        let fitting = events.filter { isWanted($0.act) }
        guard !fitting.isEmpty else { return nil }
        var reference = random.pick(fitting).reference
        if random.chance(3) { reference.leafPrefix ^= 1 }
        return reference
    }

    private mutating func services() -> [Service] {
        [.outpatient, .inpatient, .purchase, .care].filter { _ in random.chance(60) }
    }

    private mutating func act(_ region: String, _ day: LegalDate) -> (Stream, Act)? {
        if random.chance(20) { return newer(day) }
        switch random.next() % 100 {
        case 0..<28: return (.register, signing(day))
        case 28..<50:
            let length = 3 + Int(random.next() % 20)
            return (
                .sanctions,
                .suspended(
                    Suspension(
                        isOwnRequest: random.chance(40),
                        until: random.chance(30) ? day.adding(days: length) : nil,
                        type: history.type, place: World.code(history.place), cause: "",
                        funds: funds()))
            )
        case 50..<58:
            return (
                .sanctions,
                .terminated(
                    Termination(
                        isOwnRequest: random.chance(20), type: history.type,
                        place: World.code(history.place), cause: "", funds: funds()))
            )
        case 58..<72:
            return reference { if case .suspended = $0 { true } else { false } }
                .map { (.sanctions, .resumed(suspension: $0, funds: funds())) }
        case 72..<80: return reference { _ in true }.map { (.sanctions, .withdrawn(act: $0)) }
        case 80..<93: return following(day)
        case 93..<97: return recognition()
        case 97..<98: return (.sanctions, .unknown(kind: 77, isRestrictive: true))
        default: return exception()
        }
    }

    private mutating func signing(_ day: LegalDate) -> Act {
        let basis =
            random.chance(30)
            ? reference { act in
                switch act {
                case .assessed, .recognised: true
                default: false
                }
            } : nil
        return .signed(
            Agreement(
                from: day, until: day.adding(days: 5 + Int(random.next() % 50)),
                services: services(), scope: scope(), restsOn: basis,
                sites: random.chance(25) ? sites() : []))
    }

    static let sites = ["东院", "西院"]
    static let names: [RestrictedPart: [String]] = [
        .department: ["内科", "外科"], .person: ["D1", "D2"], .site: sites,
    ]

    private mutating func sites() -> [String] {
        Self.sites.filter { _ in random.chance(60) }
    }

    /// Public facts, restrictions of parts, and requests to end a suspension.
    private mutating func newer(_ day: LegalDate) -> (Stream, Act)? {
        switch random.next() % 10 {
        case 0:
            return (.register, .registered(facts()))
        case 1..<5:
            let part = random.pick(RestrictedPart.allCases)
            let length = 2 + Int(random.next() % 20)
            return (
                .register,
                .restricted(
                    Restriction(
                        part: part, name: random.pick(Self.names[part] ?? []),
                        until: random.chance(50) ? day.adding(days: length) : nil, cause: ""))
            )
        case 5:
            return reference { if case .restricted = $0 { true } else { false } }
                .map { (.register, .restrictionLifted(restriction: $0)) }
        case 6..<9:
            return reference { if case .suspended = $0 { true } else { false } }
                .map { (.register, .resumptionRequested(suspension: $0)) }
        default:
            return reference { if case .resumptionRequested = $0 { true } else { false } }
                .map { (.register, .resumptionRefused(request: $0)) }
        }
    }

    private mutating func following(_ day: LegalDate) -> (Stream, Act)? {
        guard let agreement = reference({ if case .signed = $0 { true } else { false } }) else {
            return nil
        }
        switch random.next() % 3 {
        case 0:
            return (
                .register,
                .renewed(
                    agreement: agreement, until: day.adding(days: 1 + Int(random.next() % 40)))
            )
        case 1:
            let cause = random.pick([EndCause.closure, .notRenewed, .onRequest])
            return (.register, .ended(agreement: agreement, cause: cause))
        default:
            let sites = random.chance(30) ? sites() : nil
            return (
                .register, .changed(agreement: agreement, services: services(), sites: sites)
            )
        }
    }

    private mutating func recognition() -> (Stream, Act)? {
        let result = reference { if case .assessed = $0 { true } else { false } }
        if let result, random.chance(60) {
            return (.register, .recognised(Recognition(assessment: result, services: services())))
        }
        return (.register, .assessed(Assessment(passed: random.chance(85), services: services())))
    }

    private mutating func exception() -> (Stream, Act)? {
        guard let event = reference({ if case .suspended = $0 { true } else { false } }) else {
            return nil
        }
        let key = ReviewItem.key(.laterThanMaximum, World.hospital, [event])
        return (.sanctions, .reviewed(item: key, decision: "exception"))
    }
}
