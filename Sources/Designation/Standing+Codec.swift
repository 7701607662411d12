/// The canonical bytes of a standing: what digests sum and stores keep (protocol §8).
///
/// One standing has one encoding. Strings that recur stand once, at their first use: a number one
/// past the strings known so far is followed by the new string, a smaller one names a known string.
/// | part | shape |
/// |---|---|
/// | edition | 1 byte, `1`; `2` with sites or restrictions; `3` with places; `4` with funds of sanctions |
/// | institution, area | licence; string |
/// | facts | flag, then type, place, six texts, two flags, predecessor |
/// | timelines | count; unit, scope, spans |
/// | bars, sanctions, without effect, review items | counts and rows |
/// | restrictions | count and rows, from edition 2 on; so with what spans say of sites |
/// | places | count and rows, from edition 3 on |
/// | funds | count and rows, in edition 4 only |
extension Standing {
    static let codecEdition: UInt8 = 1
    /// Of the few standings with sites or restrictions; the others have no bytes for them.
    static let codecEditionWithParts: UInt8 = 2
    /// Of standings whose one place was called differently from some day on.
    static let codecEditionWithPlaces: UInt8 = 3

    /// Of standings with a sanction that names funds, or that was lifted for some only.
    static let codecEditionWithFunds: UInt8 = 4

    private var hasFunds: Bool {
        sanctions.contains { !$0.funds.isEmpty || !$0.lifted.isEmpty }
    }

    var hasParts: Bool {
        if !restrictions.isEmpty || !places.isEmpty || hasFunds { return true }
        for timeline in timelines {
            for span in timeline.spans where !span.covers.isEmpty { return true }
        }
        return false
    }

    public func encoded() -> [UInt8] {
        var coder = StandingEncoder(hasParts: hasParts)
        coder.writer.byte(
            hasFunds
                ? Self.codecEditionWithFunds
                : !places.isEmpty
                    ? Self.codecEditionWithPlaces
                    : coder.hasParts ? Self.codecEditionWithParts : Self.codecEdition)
        coder.writer.licence(institution)
        coder.text(area.text)
        coder.facts(facts)
        coder.writer.count(timelines.count)
        for timeline in timelines { coder.timeline(timeline) }
        coder.writer.count(bars.count)
        for bar in bars {
            coder.writer.date(bar.until)
            coder.event(bar.event)
        }
        coder.writer.count(sanctions.count)
        for sanction in sanctions { coder.sanction(sanction) }
        coder.writer.count(withoutEffect.count)
        for row in withoutEffect {
            coder.event(row.event)
            coder.writer.byte(row.why.rawValue)
        }
        coder.writer.count(reviewItems.count)
        for item in reviewItems { coder.item(item) }
        guard coder.hasParts else { return coder.writer.bytes }
        coder.writer.count(restrictions.count)
        for restriction in restrictions { coder.restriction(restriction) }
        if places.isEmpty, !hasFunds { return coder.writer.bytes }
        coder.writer.count(places.count)
        for place in places {
            coder.writer.date(place.from)
            coder.writer.string(place.address)
            coder.writer.string(place.nationalCode)
        }
        if hasFunds { coder.funds(sanctions) }
        return coder.writer.bytes
    }

    /// Reads canonical bytes. - Returns: `nil` for anything that `encoded()` would not write.
    public init?(encoded: ArraySlice<UInt8>) {
        // Encoding again is the whole proof that the bytes are the canonical ones.
        guard let decoded = Self.decode(encoded), decoded.encoded().elementsEqual(encoded) else {
            return nil
        }
        self = decoded
    }

    /// Reads bytes that ``encoded()`` wrote in this process, or that were proved to be canonical
    /// before: the hot question need not prove it each time.
    public init?(ownEncoding encoded: [UInt8]) {
        guard let decoded = Self.decode(encoded[...]) else { return nil }
        self = decoded
    }

    private static func decode(_ encoded: ArraySlice<UInt8>) -> Standing? {
        encoded.withUnsafeBytes { buffer in
            var coder = StandingDecoder(reader: ByteReader(unsafeBuffer: buffer))
            let standing = coder.standing()
            return coder.reader.isValid && coder.reader.isAtEnd ? standing : nil
        }
    }
}

struct StandingEncoder {
    var writer = ByteWriter()
    private var known: [String] = []
    private var indexes: [String: Int] = [:]

    let hasParts: Bool

    init(hasParts: Bool) {
        self.hasParts = hasParts
        known.reserveCapacity(16)
        // What most standings take; growing up to it would copy them several times.
        writer.reserve(1_024)
    }

    mutating func text(_ text: String) {
        if let index = index(of: text) { return writer.count(index) }
        writer.count(known.count)
        writer.string(text)
        known.append(text)
        if known.count > 24 { indexes[text] = known.count - 1 }
    }

    /// Few strings are found faster by looking at them than by hashing.
    private func index(of text: String) -> Int? {
        for index in 0..<min(24, known.count) where known[index] == text { return index }
        return known.count > 24 ? indexes[text] : nil
    }

    mutating func event(_ event: EventReference) {
        text(event.origin)
        writer.number(event.index)
        writer.wide(event.leafPrefix)
    }

    mutating func citations(_ citations: [Citation]) {
        writer.count(citations.count)
        for citation in citations {
            text(citation.edition)
            text(citation.article)
        }
    }

    mutating func facts(_ facts: InstitutionFacts?) {
        writer.flag(facts != nil)
        guard let facts else { return }
        writer.byte(facts.type.rawValue)
        text(facts.place.text)
        writer.string(facts.name)
        writer.string(facts.kind)
        writer.string(facts.address)
        writer.string(facts.phone)
        writer.string(facts.nationalCode)
        writer.string(facts.socialCreditCode)
        writer.flag(facts.isPublicInstitution)
        writer.flag(facts.isDemonstration)
        writer.flag(facts.predecessor != nil)
        if let predecessor = facts.predecessor { writer.licence(predecessor) }
    }

    mutating func timeline(_ timeline: Timeline) {
        text(timeline.unit.text)
        writer.byte(timeline.scope.code)
        writer.count(timeline.spans.count)
        for span in timeline.spans {
            writer.date(span.from)
            writer.optionalDate(span.to)
            writer.byte(span.status.rawValue)
            writer.services(span.services)
            writer.count(span.reasons.count)
            for reason in span.reasons {
                event(reason.event)
                writer.byte(reason.rule.rawValue)
                citations(reason.citations)
                text(reason.region.text)
            }
            guard hasParts else { continue }
            writer.count(span.covers.count)
            for cover in span.covers {
                writer.count(cover.sites.count)
                for site in cover.sites { text(site) }
                writer.services(cover.services)
            }
        }
    }

    mutating func sanction(_ sanction: Standing.Sanction) {
        event(sanction.event)
        text(sanction.region.text)
        writer.flag(sanction.isTermination)
        writer.flag(sanction.isOwnRequest)
        writer.date(sanction.from)
        writer.optionalDate(sanction.to)
    }

    /// Beside the sanctions, by their places among them, so that those that name none cost nothing.
    mutating func funds(_ sanctions: [Standing.Sanction]) {
        let named = sanctions.indices.filter {
            !sanctions[$0].funds.isEmpty || !sanctions[$0].lifted.isEmpty
        }
        writer.count(named.count)
        for place in named {
            writer.count(place)
            writer.funds(sanctions[place].funds)
            writer.count(sanctions[place].lifted.count)
            for lifting in sanctions[place].lifted {
                writer.byte(lifting.fund.code)
                writer.date(lifting.from)
            }
        }
    }

    mutating func restriction(_ restriction: Standing.Restricted) {
        event(restriction.event)
        text(restriction.region.text)
        writer.byte(restriction.part.rawValue)
        text(restriction.name)
        writer.count(restriction.units.count)
        for unit in restriction.units { text(unit.text) }
        writer.date(restriction.from)
        writer.optionalDate(restriction.to)
        citations(restriction.citations)
    }

    mutating func item(_ item: ReviewItem) {
        writer.string(item.key)
        writer.string(item.kind.rawValue)
        writer.flag(item.institution != nil)
        if let institution = item.institution { writer.licence(institution) }
        writer.count(item.events.count)
        for event in item.events { self.event(event) }
        citations(item.citations)
        text(item.region.text)
        writer.flag(item.resolution != nil)
        if let resolution = item.resolution { writer.string(resolution) }
        writer.optionalDate(item.due)
    }
}
