extension ByteReader {
    mutating func reference(_ origins: OriginTable) -> EventReference {
        let origin = origins[index(limit: origins.count)]
        if origin == nil { fail() }
        let index = number()
        return EventReference(origin: origin ?? "", index: index, leafPrefix: wide())
    }

    mutating func citations() -> [Citation] {
        let count = count(minimumByteCount: 2)
        if count == 0 { return [] }
        var list: [Citation] = []
        list.reserveCapacity(min(count, 32))
        for _ in 0..<count where isValid {
            let edition = string()
            list.append(Citation(edition: edition, article: string()))
        }
        return list
    }

    /// - Returns: `nil` where a value is none that the kind may have.
    mutating func act(_ kind: FactKind, _ origins: OriginTable) -> Act? {
        switch kind {
        case .registered: return institution(origins).map { .registered($0) }
        case .assessed:
            let flags = byte()
            guard flags < 4 else { return nil }
            let services = services()
            let sites = flags < 2 ? [] : strings(index(limit: Agreement.maximumSiteCount + 1))
            return .assessed(
                Assessment(passed: flags & 1 == 1, services: services, sites: sites))
        case .recognised:
            let assessment = reference(origins)
            return .recognised(Recognition(assessment: assessment, services: services()))
        case .signed: return signing(origins)
        case .changed:
            let agreement = reference(origins)
            let services = services()
            // One more than there are, so that "not given" differs from "none".
            let sites = index(limit: Int(UInt32.max))
            return .changed(
                agreement: agreement, services: services,
                sites: sites == 0 ? nil : strings(sites - 1))
        case .restricted:
            guard let part = RestrictedPart(rawValue: byte()) else { return nil }
            let name = string()
            let until = optionalDate()
            return .restricted(
                Restriction(part: part, name: name, until: until, cause: string()))
        case .restrictionLifted: return .restrictionLifted(restriction: reference(origins))
        case .resumptionRequested: return .resumptionRequested(suspension: reference(origins))
        case .resumptionRefused: return .resumptionRefused(request: reference(origins))
        case .renewed:
            let agreement = reference(origins)
            return .renewed(agreement: agreement, until: date())
        case .ended:
            let agreement = reference(origins)
            return EndCause(rawValue: byte()).map { .ended(agreement: agreement, cause: $0) }
        case .suspended: return suspension(origins)
        case .resumed:
            let suspension = reference(origins)
            return funds().map { .resumed(suspension: suspension, funds: $0) }
        case .terminated: return termination(origins)
        case .withdrawn: return .withdrawn(act: reference(origins))
        case .barred: return .barred(until: date())
        case .reviewed:
            let item = string()
            return .reviewed(item: item, decision: string())
        case .unknown:
            let kind = UInt32(index(limit: Int(UInt32.max)))
            return .unknown(kind: kind, isRestrictive: flag())
        }
    }

    private mutating func signing(_ origins: OriginTable) -> Act? {
        let from = date()
        let until = date()
        let services = services()
        guard let scope = FundScope(code: byte()) else { return nil }
        let parts = byte()
        guard parts <= 3 else { return nil }
        let basis = parts & 1 != 0 ? reference(origins) : nil
        var sites: [String] = []
        if parts & 2 != 0 {
            sites = strings(index(limit: Int(UInt32.max)))
            if sites.isEmpty { return nil }
        }
        return .signed(
            Agreement(
                from: from, until: until, services: services, scope: scope, restsOn: basis,
                sites: sites))
    }

    private mutating func strings(_ count: Int) -> [String] {
        var list: [String] = []
        for _ in 0..<count {
            guard isValid else { break }
            list.append(string())
        }
        return list
    }

    private mutating func suspension(_ origins: OriginTable) -> Act? {
        let isOwnRequest = flag()
        let until = optionalDate()
        guard let type = InstitutionType(rawValue: byte()), let place = place(origins) else {
            return nil
        }
        let cause = string()
        guard let funds = funds() else { return nil }
        return .suspended(
            Suspension(
                isOwnRequest: isOwnRequest, until: until, type: type, place: place,
                cause: cause, funds: funds))
    }

    /// - Returns: `nil` where a number names no fund.
    mutating func funds() -> [FundScope]? {
        let count = count()
        var list: [FundScope] = []
        for _ in 0..<count {
            guard let fund = FundScope(code: byte()) else { return nil }
            list.append(fund)
        }
        return list
    }

    private mutating func termination(_ origins: OriginTable) -> Act? {
        let isOwnRequest = flag()
        guard let type = InstitutionType(rawValue: byte()), let place = place(origins) else {
            return nil
        }
        let cause = string()
        let count = count(minimumByteCount: 5)
        var affects: [InstitutionID] = []
        affects.reserveCapacity(min(count, 32))
        for _ in 0..<count {
            guard let licence = licence() else { return nil }
            affects.append(licence)
        }
        guard let funds = funds() else { return nil }
        return .terminated(
            Termination(
                isOwnRequest: isOwnRequest, type: type, place: place, cause: cause,
                affects: affects, funds: funds))
    }

    private mutating func place(_ origins: OriginTable) -> RegionCode? {
        origins.code(index(limit: origins.count))
    }

    private mutating func institution(_ origins: OriginTable) -> InstitutionFacts? {
        guard let type = InstitutionType(rawValue: byte()), let place = place(origins) else {
            return nil
        }
        var facts = InstitutionFacts(name: string(), type: type, kind: string(), place: place)
        facts.address = string()
        facts.phone = string()
        facts.nationalCode = string()
        facts.socialCreditCode = string()
        facts.isPublicInstitution = flag()
        facts.isDemonstration = flag()
        if flag() {
            guard let predecessor = licence() else { return nil }
            facts.predecessor = predecessor
        }
        return facts
    }

    mutating func services() -> [Service] {
        let count = count()
        let start = position
        var set = ServiceSet()
        for _ in 0..<count {
            guard let service = Service(code: byte()) else {
                fail()
                return []
            }
            set.insert(service)
        }
        // Most lists are in the order of names, and such lists are shared.
        let shared = set.list
        if isServices(shared, start) { return shared }
        return (start..<position).compactMap { Service(code: self[$0]) }
    }

    private func isServices(_ list: [Service], _ start: Int) -> Bool {
        guard list.count == position - start else { return false }
        for place in list.indices where self[start + place] != list[place].code { return false }
        return true
    }

    mutating func licence() -> InstitutionID? {
        guard let scheme = LicenceScheme(code: byte()), let issuer = RegionCode(string()) else {
            return nil
        }
        return InstitutionID(scheme: scheme, issuer: issuer, number: string())
    }
}
