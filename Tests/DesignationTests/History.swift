import Designation

/// Writes facts as agencies would: one log per author and stream, stamps of the day on which an act
/// is written.
struct History {
    private(set) var facts: [Fact] = []
    private var sizes: [String: UInt64] = [:]
    var type = InstitutionType.medical
    var place = "220100"

    /// Writes one act; it is stamped `written` (default: its effective day).
    @discardableResult
    mutating func write(
        _ region: String, _ stream: Stream, _ effective: String, _ act: Act,
        written: String? = nil, author: String? = nil, basis: [Citation] = []
    ) -> EventReference {
        let author = author ?? region
        let origin = "test+0011223344556677/\(author)/\(stream.rawValue)/epoch"
        let index = sizes[origin, default: 1]
        sizes[origin] = index + 1
        let reference = EventReference(
            origin: origin, index: index,
            leafPrefix: UInt128(index) &* 0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835
                ^ UInt128(origin.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) }))
        let day = World.day(written ?? effective)
        // Noon, so that the moment lies in the day; the counter keeps writing order within it.
        let milliseconds = UInt64(max(0, day.startUnixMilliseconds + 43_200_000))
        let area = World.tree.area(of: World.code(region)) ?? World.code(region)
        facts.append(
            Fact(
                reference: reference,
                stamp: Stamp(milliseconds: milliseconds, counter: UInt32(facts.count)),
                author: author, stream: stream, area: area, region: World.code(region),
                effective: World.day(effective), basis: basis, act: act))
        return reference
    }

    @discardableResult
    mutating func register(_ region: String, _ day: String) -> EventReference {
        let facts = InstitutionFacts(
            name: "演示医院", type: type, kind: "hospital", place: World.code(place))
        return write(region, .register, day, .registered(facts))
    }

    @discardableResult
    mutating func sign(
        _ region: String, _ from: String, _ until: String, written: String? = nil,
        services: [Service] = [.outpatient, .inpatient], restsOn: EventReference? = nil,
        scope: FundScope = .basic, sites: [String] = []
    ) -> EventReference {
        let agreement = Agreement(
            from: World.day(from), until: World.day(until), services: services, scope: scope,
            restsOn: restsOn, sites: sites)
        return write(region, .register, from, .signed(agreement), written: written)
    }

    @discardableResult
    mutating func suspend(
        _ region: String, _ day: String, until: String? = nil, ownRequest: Bool = false,
        written: String? = nil, author: String? = nil, funds: [FundScope] = []
    ) -> EventReference {
        let suspension = Suspension(
            isOwnRequest: ownRequest, until: until.map(World.day), type: type,
            place: World.code(place), cause: "N42(1)", funds: funds)
        return write(
            region, .sanctions, day, .suspended(suspension), written: written, author: author,
            basis: [Citation(edition: "N", article: "42")])
    }

    @discardableResult
    mutating func terminate(
        _ region: String, _ day: String, ownRequest: Bool = false, written: String? = nil,
        affects: [InstitutionID] = [], funds: [FundScope] = []
    ) -> EventReference {
        let termination = Termination(
            isOwnRequest: ownRequest, type: type, place: World.code(place), cause: "N43(2)",
            affects: affects, funds: funds)
        return write(
            region, .sanctions, day, .terminated(termination), written: written,
            basis: [Citation(edition: "N", article: "43")])
    }

    @discardableResult
    mutating func resume(
        _ region: String, _ day: String, _ suspension: EventReference, written: String? = nil,
        funds: [FundScope] = []
    ) -> EventReference {
        write(
            region, .sanctions, day, .resumed(suspension: suspension, funds: funds),
            written: written)
    }

    /// A person's, department's or site's measure.
    @discardableResult
    mutating func restrict(
        _ region: String, _ day: String, _ part: RestrictedPart, _ name: String,
        until: String? = nil, author: String? = nil
    ) -> EventReference {
        let restriction = Restriction(
            part: part, name: name, until: until.map(World.day), cause: "N45")
        return write(
            region, .register, day, .restricted(restriction), author: author,
            basis: [Citation(edition: "N", article: "45")])
    }

    func standing(
        _ area: String = "220000", context: FoldContext = World.context(),
        of institution: InstitutionID = World.hospital
    ) -> Standing {
        Fold.standing(
            of: institution, area: World.code(area), facts: facts, context: context)
    }
}

extension Standing {
    /// The answer for a region on a day.
    func ask(_ region: String, _ day: String, _ service: Service? = nil) -> StatusAnswer {
        answer(
            StatusQuestion(
                institution: institution, region: World.code(region), service: service,
                date: World.day(day)), tree: World.tree)
    }

    func status(_ region: String, _ day: String) -> Status { ask(region, day).status }

    func has(_ kind: ReviewItem.Kind) -> Bool { reviewItems.contains { $0.kind == kind } }

    func why(_ event: EventReference) -> WithoutEffect.Why? {
        withoutEffect.first { $0.event == event }?.why
    }
}
