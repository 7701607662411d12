import Designation

/// The fields that the smaller acts are made of; which number means what depends on the kind.
struct SmallFields {
    private var services: [Service] = []
    private var funds: [FundScope] = []
    private var sites: [String] = []
    private var part: RestrictedPart?
    private var from: LegalDate?
    private var until: LegalDate?
    private var scope: FundScope?
    private var cause: EndCause?
    private var flag = false
    private var first = ""
    private var second = ""

    init(
        _ kind: EntryKind, _ content: UnsafeRawBufferPointer, left: inout [UInt8]
    ) throws(EntryError) {
        var reader = WireReader(content)
        var seen = SeenFields()
        while let field = try reader.next() {
            guard let isRepeated = try take(kind, field) else {
                left.append(contentsOf: field.whole)
                continue
            }
            if !isRepeated { try seen.once(field) }
        }
    }

    /// - Returns: whether the field may occur again; `nil` when the kind has no such field.
    private mutating func take(
        _ kind: EntryKind, _ field: WireReader.Field
    ) throws(EntryError) -> Bool? {
        switch (kind, field.number) {
        case (.assessed, 2), (.recognised, 1), (.signed, 3), (.changed, 1):
            try FieldCodec.append(field, to: &services, from: WireNames.services)
            return true
        case (.resumed, 1):
            try FieldCodec.append(field, to: &funds, from: WireNames.scopes)
            return true
        case (.signed, 6), (.changed, 3), (.assessed, 3):
            try appendSite(field)
            return true
        case (.assessed, 1), (.signed, 5), (.changed, 2): flag = try field.bool()
        case (.signed, 1): from = try FieldCodec.day(field)
        case (.signed, 2), (.renewed, 1), (.barred, 1), (.restricted, 3):
            until = try FieldCodec.day(field)
        case (.signed, 4):
            scope = try WireNames.value(WireNames.scopes, field.requireVarint(), field: 4)
        case (.ended, 1):
            guard let raw = UInt8(exactly: try field.requireVarint()),
                let cause = EndCause(rawValue: raw)
            else { throw .unknownValue(field: 1) }
            self.cause = cause
        case (.restricted, 1):
            guard let raw = UInt8(exactly: try field.requireVarint()),
                let part = RestrictedPart(rawValue: raw)
            else { throw .unknownValue(field: 1) }
            self.part = part
        case (.restricted, 2): first = try field.text(max: RestrictedPart.maximumByteCount)
        case (.restricted, 4): second = try field.text(max: 2048)
        case (.reviewed, 1): first = try field.text(max: 1024)
        case (.reviewed, 2): second = try field.text(max: 1024)
        default: return nil
        }
        return false
    }

    private mutating func appendSite(_ field: WireReader.Field) throws(EntryError) {
        let limit = Agreement.maximumSiteCount
        guard sites.count < limit else { throw .tooLarge(field: field.number, limit: limit) }
        let site = try field.text(max: RestrictedPart.maximumByteCount)
        guard RestrictedPart.site.isCanonical(site) else { throw .malformed(field: field.number) }
        sites.append(site)
    }

    /// - Precondition: `kind` is an act that is made of small fields; a kind that leads with a
    ///   reference comes with one.
    func act(_ kind: EntryKind, _ references: [EventReference]) throws(EntryError) -> Act {
        switch kind {
        case .assessed:
            return .assessed(Assessment(passed: flag, services: services, sites: sites))
        case .recognised:
            return .recognised(Recognition(assessment: references[0], services: services))
        case .signed: return .signed(try agreement(references))
        case .changed:
            guard flag || sites.isEmpty else { throw .missing(field: 2) }
            return .changed(
                agreement: references[0], services: services, sites: flag ? sites : nil)
        case .renewed: return .renewed(agreement: references[0], until: day(until))
        case .ended:
            guard let cause else { throw .missing(field: 1) }
            return .ended(agreement: references[0], cause: cause)
        case .restricted: return .restricted(try restriction())
        case .restrictionLifted: return .restrictionLifted(restriction: references[0])
        case .resumptionRequested: return .resumptionRequested(suspension: references[0])
        case .resumptionRefused: return .resumptionRefused(request: references[0])
        case .resumed:
            return .resumed(suspension: references[0], funds: FundScope.sorted(funds))
        case .withdrawn: return .withdrawn(act: references[0])
        case .barred: return .barred(until: day(until))
        case .reviewed: return .reviewed(item: first, decision: second)
        default: preconditionFailure("not an act of small fields")
        }
    }

    private func restriction() throws(EntryError) -> Restriction {
        guard let part else { throw .missing(field: 1) }
        guard part.isCanonical(first) else { throw .malformed(field: 2) }
        return Restriction(part: part, name: first, until: until, cause: second)
    }

    private func agreement(_ references: [EventReference]) throws(EntryError) -> Agreement {
        guard let scope else { throw .missing(field: 4) }
        if flag, references.isEmpty { throw .missing(field: 5) }
        return Agreement(
            from: day(from), until: day(until), services: services, scope: scope,
            restsOn: flag ? references[0] : nil, sites: sites)
    }

    /// A day that is not written is day 0, the default of proto3.
    private func day(_ day: LegalDate?) -> LegalDate { day ?? LegalDate(daysSince1970: 0) }
}

extension ActCodec {
    static func write(_ act: Act, into writer: inout WireWriter) {
        switch act {
        case .registered(let facts): write(facts, into: &writer)
        case .assessed(let assessment):
            writer.bool(1, assessment.passed)
            writer.packed(2, assessment.services.map(WireNames.number))
            for site in assessment.sites { writer.element(3, site) }
        case .recognised(let recognition):
            writer.packed(1, recognition.services.map(WireNames.number))
        case .signed(let agreement):
            writer.sint32(1, agreement.from.daysSince1970)
            writer.sint32(2, agreement.until.daysSince1970)
            writer.packed(3, agreement.services.map(WireNames.number))
            writer.uint(4, WireNames.number(agreement.scope))
            writer.bool(5, agreement.restsOn != nil)
            for site in agreement.sites { writer.element(6, site) }
        case .changed(_, let services, let sites):
            writer.packed(1, services.map(WireNames.number))
            writer.bool(2, sites != nil)
            for site in sites ?? [] { writer.element(3, site) }
        case .restricted(let restriction):
            writer.uint(1, UInt64(restriction.part.rawValue))
            writer.text(2, restriction.name)
            if let until = restriction.until { writer.presentSint32(3, until.daysSince1970) }
            writer.text(4, restriction.cause)
        case .renewed(_, let until): writer.sint32(1, until.daysSince1970)
        case .ended(_, let cause): writer.uint(1, UInt64(cause.rawValue))
        case .suspended(let suspension): write(suspension, into: &writer)
        case .terminated(let termination): write(termination, into: &writer)
        case .barred(let until): writer.sint32(1, until.daysSince1970)
        case .reviewed(let item, let decision):
            writer.text(1, item)
            writer.text(2, decision)
        case .resumed(_, let funds): writer.packed(1, funds.map(WireNames.number))
        case .restrictionLifted, .resumptionRequested, .resumptionRefused, .withdrawn, .unknown:
            break
        }
    }

    private static func write(_ facts: InstitutionFacts, into writer: inout WireWriter) {
        writer.text(1, facts.name)
        writer.uint(2, UInt64(facts.type.rawValue))
        writer.text(3, facts.kind)
        writer.text(4, facts.place.text)
        writer.text(5, facts.address)
        writer.text(6, facts.phone)
        writer.text(7, facts.nationalCode)
        writer.text(8, facts.socialCreditCode)
        writer.bool(9, facts.isPublicInstitution)
        if let predecessor = facts.predecessor {
            writer.message(10) { FieldCodec.write(predecessor, into: &$0) }
        }
        writer.bool(11, facts.isDemonstration)
    }

    private static func write(_ suspension: Suspension, into writer: inout WireWriter) {
        writer.bool(1, suspension.isOwnRequest)
        if let until = suspension.until { writer.presentSint32(2, until.daysSince1970) }
        writer.uint(3, UInt64(suspension.type.rawValue))
        writer.text(4, suspension.place.text)
        writer.text(5, suspension.cause)
        writer.packed(6, suspension.funds.map(WireNames.number))
    }

    private static func write(_ termination: Termination, into writer: inout WireWriter) {
        writer.bool(1, termination.isOwnRequest)
        writer.uint(2, UInt64(termination.type.rawValue))
        writer.text(3, termination.place.text)
        writer.text(4, termination.cause)
        for institution in termination.affects {
            writer.message(5) { FieldCodec.write(institution, into: &$0) }
        }
        writer.packed(6, termination.funds.map(WireNames.number))
    }
}
