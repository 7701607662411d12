extension ByteWriter {
    mutating func reference(_ reference: EventReference, _ origins: inout OriginTable) {
        count(origins.intern(reference.origin))
        number(reference.index)
        wide(reference.leafPrefix)
    }

    mutating func act(_ act: Act, _ origins: inout OriginTable) {
        switch act {
        case .registered(let facts): institution(facts, &origins)
        case .assessed(let assessment):
            // The second bit says that places follow.
            byte((assessment.passed ? 1 : 0) | (assessment.sites.isEmpty ? 0 : 2))
            services(assessment.services)
            if !assessment.sites.isEmpty {
                count(assessment.sites.count)
                for site in assessment.sites { string(site) }
            }
        case .recognised(let recognition):
            reference(recognition.assessment, &origins)
            services(recognition.services)
        case .signed(let agreement): signing(agreement, &origins)
        case .changed(let agreement, let list, let sites):
            reference(agreement, &origins)
            services(list)
            count(sites.map { $0.count + 1 } ?? 0)
            for site in sites ?? [] { string(site) }
        case .restricted(let restriction):
            byte(restriction.part.rawValue)
            string(restriction.name)
            optionalDate(restriction.until)
            string(restriction.cause)
        case .renewed(let agreement, let until):
            reference(agreement, &origins)
            date(until)
        case .ended(let agreement, let cause):
            reference(agreement, &origins)
            byte(cause.rawValue)
        case .suspended(let suspension):
            flag(suspension.isOwnRequest)
            optionalDate(suspension.until)
            sanction(suspension.type, suspension.place, suspension.cause, &origins)
            funds(suspension.funds)
        case .terminated(let termination):
            flag(termination.isOwnRequest)
            sanction(termination.type, termination.place, termination.cause, &origins)
            count(termination.affects.count)
            for licence in termination.affects { self.licence(licence) }
            funds(termination.funds)
        case .resumed(let event, let funds):
            reference(event, &origins)
            self.funds(funds)
        case .withdrawn(let event), .restrictionLifted(let event),
            .resumptionRequested(let event), .resumptionRefused(let event):
            reference(event, &origins)
        case .barred(let until): date(until)
        case .reviewed(let item, let decision):
            string(item)
            string(decision)
        case .unknown(let kind, let isRestrictive):
            number(UInt64(kind))
            flag(isRestrictive)
        }
    }

    private mutating func signing(_ agreement: Agreement, _ origins: inout OriginTable) {
        date(agreement.from)
        date(agreement.until)
        services(agreement.services)
        byte(agreement.scope.code)
        byte((agreement.restsOn != nil ? 1 : 0) | (agreement.sites.isEmpty ? 0 : 2))
        if let basis = agreement.restsOn { reference(basis, &origins) }
        if !agreement.sites.isEmpty {
            count(agreement.sites.count)
            for site in agreement.sites { string(site) }
        }
    }

    private mutating func sanction(
        _ type: InstitutionType, _ place: RegionCode, _ cause: String, _ origins: inout OriginTable
    ) {
        byte(type.rawValue)
        count(origins.intern(place.text))
        string(cause)
    }

    private mutating func institution(_ facts: InstitutionFacts, _ origins: inout OriginTable) {
        byte(facts.type.rawValue)
        count(origins.intern(facts.place.text))
        for text in [
            facts.name, facts.kind, facts.address, facts.phone, facts.nationalCode,
            facts.socialCreditCode,
        ] {
            string(text)
        }
        flag(facts.isPublicInstitution)
        flag(facts.isDemonstration)
        flag(facts.predecessor != nil)
        if let predecessor = facts.predecessor { licence(predecessor) }
    }

    mutating func funds(_ list: [FundScope]) {
        count(list.count)
        for fund in list { byte(fund.code) }
    }

    mutating func services(_ list: [Service]) {
        count(list.count)
        for service in list { byte(service.code) }
    }

    mutating func licence(_ licence: InstitutionID) {
        byte(licence.scheme.code)
        string(licence.issuer.text)
        string(licence.number)
    }
}

extension Service {
    var code: UInt8 {
        switch self {
        case .outpatient: 1
        case .inpatient: 2
        case .purchase: 3
        case .chronicDisease: 4
        case .dualChannel: 5
        case .care: 6
        case .internet: 7
        }
    }

    init?(code: UInt8) {
        switch code {
        case 1: self = .outpatient
        case 2: self = .inpatient
        case 3: self = .purchase
        case 4: self = .chronicDisease
        case 5: self = .dualChannel
        case 6: self = .care
        case 7: self = .internet
        default: return nil
        }
    }
}

extension FundScope {
    var code: UInt8 {
        switch self {
        case .basic: 1
        case .pooledFund: 2
        case .personalAccount: 3
        case .care: 4
        }
    }

    init?(code: UInt8) {
        switch code {
        case 1: self = .basic
        case 2: self = .pooledFund
        case 3: self = .personalAccount
        case 4: self = .care
        default: return nil
        }
    }
}

extension LicenceScheme {
    var code: UInt8 {
        switch self {
        case .practiceLicence: 1
        case .clinicOfChineseMedicine: 2
        case .clinicFiling: 3
        case .militaryPermit: 4
        case .drugLicence: 5
        case .carePermit: 6
        case .civilAffairsFiling: 7
        case .publicInstitution: 8
        case .listEntry: 9
        }
    }

    init?(code: UInt8) {
        let found = LicenceScheme.allCases.first { $0.code == code }
        guard let found else { return nil }
        self = found
    }
}
