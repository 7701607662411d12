/// Reads what `StandingEncoder` writes; every count is bounded by the bytes that are left.
struct StandingDecoder {
    var reader: ByteReader
    private var texts = StandingTexts()
    private var hasParts = false

    init(reader: ByteReader) { self.reader = reader }

    mutating func standing() -> Standing? {
        let edition = reader.byte()
        let hasFunds = edition == Standing.codecEditionWithFunds
        let hasPlaces = hasFunds || edition == Standing.codecEditionWithPlaces
        hasParts = hasPlaces || edition == Standing.codecEditionWithParts
        guard hasParts || edition == Standing.codecEdition, let institution = reader.licence(),
            let area = region()
        else { return nil }
        var standing = Standing(institution: institution, area: area)
        if reader.flag() {
            guard let facts = facts() else { return nil }
            standing.facts = facts
        }
        guard let timelines = list({ $0.timeline() }) else { return nil }
        standing.timelines = timelines
        let bars = list { coder in
            let until = coder.reader.date()
            return Standing.Bar(until: until, event: coder.event())
        }
        guard let bars, let sanctions = list({ $0.sanction() }) else { return nil }
        standing.bars = bars
        standing.sanctions = sanctions
        let withoutEffect = list { coder in
            let event = coder.event()
            return Standing.WithoutEffect.Why(rawValue: coder.reader.byte())
                .map { Standing.WithoutEffect(event: event, why: $0) }
        }
        guard let withoutEffect, let items = list({ $0.item() }) else { return nil }
        standing.withoutEffect = withoutEffect
        standing.reviewItems = items
        if hasParts {
            guard let restrictions = list({ $0.restriction() }) else { return nil }
            standing.restrictions = restrictions
        }
        if hasPlaces {
            let places = list { coder in
                Standing.Place(
                    from: coder.reader.date(), address: coder.reader.string(),
                    nationalCode: coder.reader.string())
            }
            guard let places else { return nil }
            standing.places = places
        }
        if hasFunds, !readFunds(into: &standing.sanctions) { return nil }
        return standing
    }

    /// - Returns: false where a row is about no sanction, or a number names no fund.
    private mutating func readFunds(into sanctions: inout [Standing.Sanction]) -> Bool {
        for _ in 0..<reader.count(minimumByteCount: 3) {
            let place = reader.index(limit: sanctions.count)
            guard sanctions.indices.contains(place), let funds = reader.funds() else {
                return false
            }
            let lifted = list { coder in
                let fund = FundScope(code: coder.reader.byte())
                let from = coder.reader.date()
                return fund.map { Standing.Lifting(fund: $0, from: from) }
            }
            guard let lifted else { return false }
            sanctions[place].funds = funds
            sanctions[place].lifted = lifted
        }
        return reader.isValid
    }

    mutating func list<Row>(
        minimumByteCount: Int = 2, _ row: (inout Self) -> Row?
    ) -> [Row]? {
        let count = reader.count(minimumByteCount: minimumByteCount)
        var rows: [Row] = []
        rows.reserveCapacity(min(count, 32))
        for _ in 0..<count {
            guard reader.isValid, let next = row(&self) else { return nil }
            rows.append(next)
        }
        return reader.isValid ? rows : nil
    }

    private mutating func text() -> String { texts.text(texts.pass(&reader), &reader) }

    mutating func region() -> RegionCode? { RegionCode(text()) }

    private mutating func event() -> EventReference { event(passEvent()) }

    private mutating func event(_ passed: PassedEvent) -> EventReference {
        EventReference(
            origin: texts.text(passed.origin, &reader), index: passed.index,
            leafPrefix: passed.leafPrefix)
    }

    private mutating func citation() -> Citation {
        let edition = text()
        return Citation(edition: edition, article: text())
    }

    private mutating func facts() -> InstitutionFacts? {
        guard let type = InstitutionType(rawValue: reader.byte()), let place = region() else {
            return nil
        }
        let name = reader.string()
        var facts = InstitutionFacts(name: name, type: type, kind: reader.string(), place: place)
        facts.address = reader.string()
        facts.phone = reader.string()
        facts.nationalCode = reader.string()
        facts.socialCreditCode = reader.string()
        facts.isPublicInstitution = reader.flag()
        facts.isDemonstration = reader.flag()
        if reader.flag() {
            guard let predecessor = reader.licence() else { return nil }
            facts.predecessor = predecessor
        }
        return facts
    }

    private mutating func timeline() -> Timeline? {
        guard let unit = region(), let scope = FundScope(code: reader.byte()),
            let spans = list({ $0.span() })
        else { return nil }
        return Timeline(unit: unit, scope: scope, spans: spans)
    }

    private mutating func span() -> Span? {
        let from = reader.date()
        let to = reader.optionalDate()
        guard let status = Status(rawValue: reader.byte()) else { return nil }
        let services = reader.services()
        guard let reasons = list({ $0.reason() }) else { return nil }
        var span = Span(from: from, to: to, status: status, services: services, reasons: reasons)
        guard hasParts else { return span }
        guard let covers = list({ $0.coverage() }) else { return nil }
        span.covers = covers
        return span
    }

    private mutating func coverage() -> Coverage? {
        // A name that is known takes one byte.
        guard let sites = list(minimumByteCount: 1, { $0.text() }) else { return nil }
        return Coverage(sites: sites, services: reader.services())
    }

    private mutating func restriction() -> Standing.Restricted? {
        let event = event()
        guard let region = region(), let part = RestrictedPart(rawValue: reader.byte()) else {
            return nil
        }
        let name = text()
        guard let units = list(minimumByteCount: 1, { $0.region() }) else { return nil }
        let from = reader.date()
        let to = reader.optionalDate()
        guard let citations = list({ $0.citation() }) else { return nil }
        return Standing.Restricted(
            event: event, region: region, part: part, name: name, units: units, from: from,
            to: to, citations: citations)
    }

    mutating func reason() -> Reason? {
        let event = event()
        guard let rule = Reason.Rule(rawValue: reader.byte()),
            let citations = list({ $0.citation() }), let region = region()
        else { return nil }
        return Reason(event: event, rule: rule, citations: citations, region: region)
    }

    mutating func sanction() -> Standing.Sanction? { sanction(passSanction()) }

    mutating func sanction(_ passed: PassedSanction) -> Standing.Sanction? {
        guard let region = RegionCode(texts.text(passed.region, &reader)) else { return nil }
        return Standing.Sanction(
            event: event(passed.event), region: region, isTermination: passed.isTermination,
            isOwnRequest: passed.isOwnRequest, from: passed.from, to: passed.to)
    }

    private mutating func item() -> ReviewItem? {
        let key = reader.string()
        guard let kind = ReviewItem.Kind(rawValue: reader.string()) else { return nil }
        var institution: InstitutionID?
        if reader.flag() {
            guard let licence = reader.licence() else { return nil }
            institution = licence
        }
        guard let events = list({ $0.event() }), let citations = list({ $0.citation() }),
            let region = region()
        else { return nil }
        let resolution = reader.flag() ? reader.string() : nil
        return ReviewItem(
            key: key, kind: kind, institution: institution, events: events, citations: citations,
            region: region, resolution: resolution, due: reader.optionalDate())
    }
}

/// Stepping over parts without making values of them. Their texts are noted nevertheless, for a later
/// part may stand for one of them by its number alone.
extension StandingDecoder {
    struct PassedEvent {
        var origin: Int
        var index: UInt64
        var leafPrefix: UInt128
    }

    struct PassedSanction {
        var event: PassedEvent
        var region: Int
        var isTermination: Bool
        var isOwnRequest: Bool
        var from: LegalDate
        var to: LegalDate?
    }

    mutating func passText() -> Int { texts.pass(&reader) }

    mutating func passEvent() -> PassedEvent {
        let origin = passText()
        let index = reader.number()
        return PassedEvent(origin: origin, index: index, leafPrefix: reader.wide())
    }

    mutating func passReason() {
        _ = passText()
        _ = reader.number()
        // The event's leaf prefix and the rule.
        reader.pass(17)
        for _ in 0..<reader.count(minimumByteCount: 2) {
            _ = passText()
            _ = passText()
        }
        _ = passText()
    }

    mutating func passSanction() -> PassedSanction {
        let event = passEvent()
        let region = passText()
        let isTermination = reader.flag()
        let isOwnRequest = reader.flag()
        let from = reader.date()
        return PassedSanction(
            event: event, region: region, isTermination: isTermination,
            isOwnRequest: isOwnRequest, from: from, to: reader.optionalDate())
    }
}

/// Texts that stand once in a standing and are meant by their number afterwards. They are made when they
/// are asked for first, which most of them never are.
struct StandingTexts {
    private var known: [Range<Int>] = []
    private var made: [String?] = []

    init() { known.reserveCapacity(32) }

    /// Steps over a text. - Returns: its number.
    mutating func pass(_ reader: inout ByteReader) -> Int {
        let index = reader.index(limit: known.count)
        if index == known.count { known.append(reader.passString()) }
        return index
    }

    /// The text with a number that `pass` returned.
    mutating func text(_ index: Int, _ reader: inout ByteReader) -> String {
        if index < made.count, let text = made[index] { return text }
        if made.count < known.count {
            made.append(contentsOf: repeatElement(nil, count: known.count - made.count))
        }
        let text = reader.string(at: known[index])
        made[index] = text
        return text
    }
}
