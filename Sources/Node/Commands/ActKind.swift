import Designation
import Federation
import Messages
import TransparencyLog

/// The acts that a file can hold, with the keys that each takes besides the common ones.
enum ActKind: String, CaseIterable {
    case register, assess, recognise, sign, change, renew, end
    case restrict, lift
    case suspend, resume, terminate, withdraw, bar, review
    case requestResumption = "request-resumption"
    case refuseResumption = "refuse-resumption"
    case accept, refuse, approve, objection, note
    case supplementNotice = "supplement-notice"
    case supplemented
    case assessCase = "assess-case"
    case objectionCleared = "objection-cleared"
    case withdrawApplication = "withdraw-application"
    /// Any step of a case, by its name.
    case step
    case delegate, decide, revoke, close, roster
    case agencyFiling = "agency-filing"
    case endDelegation = "end-delegation"

    var keys: [String] {
        switch self {
        case .register:
            [
                "name", "type", "kind", "place", "address", "phone", "national-code",
                "credit-code", "public-institution", "predecessor", "demonstration",
            ]
        case .assess: ["passed", "services", "sites"]
        case .recognise: ["assessment", "services"]
        case .sign: ["from", "until", "services", "scope", "rests-on", "sites"]
        case .change: ["agreement", "services", "sites"]
        case .renew: ["agreement", "until"]
        case .end: ["agreement", "cause"]
        case .restrict: RestrictedPart.allCases.map(\.name) + ["until", "cause"]
        case .lift: ["restriction"]
        case .requestResumption: ["suspension"]
        case .refuseResumption: ["request"]
        case .suspend: ["own-request", "until", "cause", "type", "place", "fund"]
        case .resume: ["suspension", "fund"]
        case .terminate: ["own-request", "cause", "type", "place", "affects", "fund"]
        case .withdraw: ["event"]
        case .bar: ["until"]
        case .review: ["item", "decision"]
        case .accept, .refuse, .approve, .objection, .note, .supplementNotice, .supplemented,
            .assessCase, .objectionCleared, .withdrawApplication:
            ActReader.caseKeys
        case .step: ActReader.caseKeys + ["step"]
        case .delegate: ["to", "regions", "acts", "from", "until"]
        case .endDelegation: ["delegation"]
        case .decide: ["name", "value", "from", "until", "reason"]
        case .roster: ["name", "roles", "from", "until"]
        case .agencyFiling: ["item", "to", "from"]
        case .revoke: ["node", "reason"]
        case .close: ["log", "size", "root", "reason", "successor"]
        }
    }

    /// Acts about an institution; the others are events of the directory.
    var needsInstitution: Bool {
        switch self {
        case .delegate, .endDelegation, .decide, .revoke, .close, .roster,
            .agencyFiling:
            false
        default: true
        }
    }

    /// Directory events that are for a region.
    var needsRegion: Bool {
        self == .decide || self == .roster || self == .agencyFiling
    }

    /// The step of a case that the act is, where it is one.
    var step: CaseRecord.Step? {
        switch self {
        case .accept: .accepted
        case .refuse: .refused
        case .supplementNotice: .supplementNotice
        case .supplemented: .supplemented
        case .assessCase: .assessed
        case .approve: .approved
        case .objection: .objection
        case .objectionCleared: .objectionInvestigated
        case .withdrawApplication: .withdrawn
        case .note: .note
        default: nil
        }
    }
}

extension ActReader {
    func what(
        _ kind: ActKind, _ fields: YAMLMapping
    ) throws(ConfigurationError) -> PlannedAct.What {
        if kind == .step { return .casework(try casework(try caseStep(fields), fields)) }
        if let step = kind.step { return .casework(try casework(step, fields)) }
        switch kind {
        case .register: return .registered(try facts(fields))
        case .assess:
            return .assessed(
                passed: try fields.optional("passed")?.flag() ?? true,
                services: try services(try fields.required("services")),
                sites: try sites(fields) ?? [])
        case .recognise:
            return .recognised(
                try event(try fields.required("assessment")),
                services: try services(try fields.required("services")))
        case .sign: return try signed(fields)
        case .change:
            return .changed(
                try event(try fields.required("agreement")),
                services: try services(try fields.required("services")), sites: try sites(fields))
        case .renew:
            return .renewed(
                try event(try fields.required("agreement")),
                until: try day(try fields.required("until")))
        case .end: return try ended(fields)
        case .suspend:
            let until = fields.optional("until")
            var end: LegalDate?
            if let until { end = try day(until) }
            return .suspended(try sanction(fields), until: end)
        case .restrict: return .restricted(try restriction(fields))
        case .lift: return .restrictionLifted(try event(try fields.required("restriction")))
        case .requestResumption:
            return .resumptionRequested(try event(try fields.required("suspension")))
        case .refuseResumption:
            return .resumptionRefused(try event(try fields.required("request")))
        case .resume:
            return .resumed(try event(try fields.required("suspension")), funds: try funds(fields))
        case .terminate: return .terminated(try sanction(fields), affects: try affects(fields))
        case .withdraw: return .withdrawn(try event(try fields.required("event")))
        case .bar: return .barred(until: try day(try fields.required("until")))
        case .review:
            return .reviewed(
                item: try fields.required("item").text(limit: 1_024),
                decision: try fields.required("decision").text(limit: 512))
        case .endDelegation:
            return .delegationEnded(try event(try fields.required("delegation")))
        default: return .directory(try directoryEvent(kind, fields))
        }
    }

    private func facts(_ fields: YAMLMapping) throws(ConfigurationError) -> InstitutionFacts {
        func text(_ key: String) throws(ConfigurationError) -> String {
            try fields.optional(key)?.text(limit: 512) ?? ""
        }
        let type = try type(try fields.required("type"))
        var facts = InstitutionFacts(
            name: try fields.required("name").text(limit: 256), type: type,
            kind: try text("kind"), place: try fields.required("place").regionCode(),
            address: try text("address"), phone: try text("phone"),
            nationalCode: try text("national-code").uppercased(),
            socialCreditCode: try text("credit-code").uppercased())
        if facts.kind.isEmpty {
            facts.kind =
                switch type {
                case .medical: InstitutionKind.hospital.rawValue
                case .pharmacy: InstitutionKind.pharmacy.rawValue
                case .care: InstitutionKind.careHome.rawValue
                }
        }
        facts.isPublicInstitution = try fields.optional("public-institution")?.flag() ?? false
        facts.isDemonstration =
            try fields.optional("demonstration")?.flag() ?? facts.name.contains("〔演示〕")
        if let value = fields.optional("predecessor") {
            facts.predecessor = try institution(value)
        }
        return facts
    }

    private func type(_ value: YAMLValue) throws(ConfigurationError) -> InstitutionType {
        switch try value.text(limit: 32) {
        case "medical": return .medical
        case "pharmacy": return .pharmacy
        case "care": return .care
        default: throw value.bad("medical, pharmacy or care")
        }
    }

    private func signed(_ fields: YAMLMapping) throws(ConfigurationError) -> PlannedAct.What {
        let from = fields.optional("from") ?? fields.optional("effective")
        let untilValue = try fields.required("until")
        let start: LegalDate
        if let from { start = try day(from) } else { start = today }
        let until = try day(untilValue)
        guard start < until else { throw untilValue.bad("a day after the first of the term") }
        var restsOn: NamedEvent?
        if let value = fields.optional("rests-on") { restsOn = try event(value) }
        let covered = try services(try fields.required("services"))
        return .signed(
            Agreement(
                from: start, until: until, services: covered,
                scope: try fields.optional("scope")?.choice(FundScope.self)
                    ?? .unnamed(for: covered),
                sites: try sites(fields) ?? []),
            restsOn: restsOn)
    }

    /// Names or codes of practice places; `nil` where the file does not speak of them.
    private func sites(_ fields: YAMLMapping) throws(ConfigurationError) -> [String]? {
        guard let value = fields.optional("sites") else { return nil }
        var sites: [String] = []
        var known: Set<String> = []
        let items =
            value.isScalar ? [value] : try value.list(limit: Agreement.maximumSiteCount)
        for item in items {
            let site = try part(.site, item)
            if known.insert(site).inserted { sites.append(site) }
        }
        return sites
    }

    /// Exactly one of a department, a person's code and a site, for a day at least.
    private func restriction(_ fields: YAMLMapping) throws(ConfigurationError) -> Restriction {
        var found: (part: RestrictedPart, name: String)?
        for kind in RestrictedPart.allCases {
            guard let value = fields.optional(kind.name) else { continue }
            guard found == nil else {
                throw value.bad("one of department, person and site in an act")
            }
            found = (kind, try part(kind, value))
        }
        guard let found else {
            throw fields.value.failure(
                .contradiction("one of the keys department, person and site is missing; add it"))
        }
        let first = try fields.optional("effective").map(day) ?? today
        var until: LegalDate?
        if let value = fields.optional("until") {
            let end = try day(value)
            guard first < end else { throw value.bad("a day after the first of the restriction") }
            until = end
        }
        return Restriction(
            part: found.part, name: found.name, until: until,
            cause: try fields.required("cause").text(limit: 512))
    }

    func part(_ part: RestrictedPart, _ value: YAMLValue) throws(ConfigurationError) -> String {
        if let name = part.canonical(try value.text(limit: 256)) { return name }
        guard part == .person else { throw value.bad("a name or code on one line") }
        throw value.bad(
            "the national code of a member of the medical staff, never a name or ID number")
    }

    private func ended(_ fields: YAMLMapping) throws(ConfigurationError) -> PlannedAct.What {
        let causes: [String: EndCause] = [
            "term-over": .termOver, "not-renewed": .notRenewed, "closure": .closure,
            "on-request": .onRequest, "merged": .merged,
        ]
        let value = try fields.required("cause")
        guard let cause = causes[try value.text(limit: 32)] else {
            throw value.bad("one of \(causes.keys.sorted())")
        }
        return .ended(try event(try fields.required("agreement")), cause)
    }

    private func sanction(
        _ fields: YAMLMapping
    ) throws(ConfigurationError) -> PlannedAct.Sanction {
        var sanction = PlannedAct.Sanction(
            isOwnRequest: try fields.optional("own-request")?.flag() ?? false,
            cause: try fields.required("cause").text(limit: 512))
        if let value = fields.optional("type") { sanction.type = try type(value) }
        if let value = fields.optional("place") { sanction.place = try value.regionCode() }
        sanction.funds = try funds(fields)
        return sanction
    }

    /// The funds that a sanction is about; none where the file names none.
    private func funds(_ fields: YAMLMapping) throws(ConfigurationError) -> [FundScope] {
        guard let value = fields.optional("fund") else { return [] }
        var funds: [FundScope] = []
        for item in try value.oneOrMore(limit: FundScope.allCases.count) {
            funds.append(try item.choice(FundScope.self))
        }
        return FundScope.sorted(funds)
    }

    private func affects(_ fields: YAMLMapping) throws(ConfigurationError) -> [InstitutionID] {
        guard let value = fields.optional("affects") else { return [] }
        var affected: [InstitutionID] = []
        for item in try value.oneOrMore(limit: 200) { affected.append(try institution(item)) }
        return affected
    }
}
