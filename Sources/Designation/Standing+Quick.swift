extension Standing {
    /// Answers a question straight from bytes that ``encoded()`` wrote in this process, or that were
    /// proved to be canonical before.
    ///
    /// Says what ``answer(_:tree:holdsRegister:context:)`` of the decoded standing says. Decoding all
    /// of it costs many times more than the answer, and keeping decoded standings takes several times
    /// their room, so only what an answer looks at becomes a value: the timelines of one unit, the
    /// reasons of one day and the sanctions in force on it.
    /// - Parameters:
    ///   - area: of the standing, and of the asked region; its register must be held.
    ///   - unit: where the standing of the asked region is kept.
    /// - Returns: `nil` for bytes of another form, and for a question about a part of the institution,
    ///   which looks at more than one day's reasons and cites what the edition says.
    public static func answer(
        _ question: StatusQuestion, ownEncoding encoded: [UInt8], area: RegionCode,
        unit: RegionCode
    ) -> StatusAnswer? {
        guard !question.namesParts else { return nil }
        let standing = encoded.withUnsafeBytes { buffer in
            var coder = StandingDecoder(reader: ByteReader(unsafeBuffer: buffer))
            let standing = coder.standing(for: question, area: area, unit: unit)
            return coder.reader.isValid ? standing : nil
        }
        return standing?.answer(question, keptIn: unit)
    }
}

extension StandingDecoder {
    /// The part of a standing that an answer for `unit` on the question's day looks at.
    fileprivate mutating func standing(
        for question: StatusQuestion, area: RegionCode, unit: RegionCode
    ) -> Standing? {
        guard reader.byte() == Standing.codecEdition else { return nil }
        passLicence()
        _ = passText()
        var standing = Standing(institution: question.institution, area: area)
        if reader.flag() {
            guard let facts = factsForAnswer() else { return nil }
            standing.facts = facts
        }
        let count = reader.count(minimumByteCount: 2)
        for _ in 0..<count where reader.isValid {
            guard let place = region(), let scope = FundScope(code: reader.byte()) else {
                return nil
            }
            if place == unit {
                guard let spans = spans(on: question.date) else { return nil }
                standing.timelines.append(Timeline(unit: unit, scope: scope, spans: spans))
            } else {
                passSpans()
            }
        }
        for _ in 0..<reader.count(minimumByteCount: 2) {
            _ = reader.date()
            _ = passEvent()
        }
        for _ in 0..<reader.count(minimumByteCount: 2) {
            let passed = passSanction()
            guard passed.from <= question.date, passed.to.map({ question.date < $0 }) ?? true
            else { continue }
            guard let sanction = sanction(passed) else { return nil }
            standing.sanctions.append(sanction)
        }
        return standing
    }

    private mutating func passLicence() {
        _ = reader.byte()
        _ = reader.passString()
        _ = reader.passString()
    }

    /// Only the type matters to an answer.
    private mutating func factsForAnswer() -> InstitutionFacts? {
        guard let type = InstitutionType(rawValue: reader.byte()), let place = region() else {
            return nil
        }
        for _ in 0..<6 { _ = reader.passString() }
        let isPublic = reader.flag()
        _ = reader.flag()
        if reader.flag() { passLicence() }
        return InstitutionFacts(
            name: "", type: type, kind: "", place: place, isPublicInstitution: isPublic)
    }

    /// Spans of which only the one that holds on `date` has its reasons.
    private mutating func spans(on date: LegalDate) -> [Span]? {
        let count = reader.count(minimumByteCount: 2)
        var spans: [Span] = []
        spans.reserveCapacity(min(count, 32))
        for _ in 0..<count {
            let from = reader.date()
            let to = reader.optionalDate()
            guard let status = Status(rawValue: reader.byte()) else { return nil }
            let services = reader.services()
            var reasons: [Reason] = []
            if from <= date, to.map({ date < $0 }) ?? true {
                guard let read = list({ $0.reason() }) else { return nil }
                reasons = read
            } else {
                passReasons()
            }
            spans.append(
                Span(from: from, to: to, status: status, services: services, reasons: reasons))
        }
        return reader.isValid ? spans : nil
    }

    private mutating func passSpans() {
        for _ in 0..<reader.count(minimumByteCount: 2) {
            _ = reader.date()
            _ = reader.optionalDate()
            _ = reader.byte()
            reader.pass(reader.count())
            passReasons()
        }
    }

    private mutating func passReasons() {
        for _ in 0..<reader.count(minimumByteCount: 2) { passReason() }
    }
}
