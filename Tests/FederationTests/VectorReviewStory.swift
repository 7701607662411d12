import Designation
import Testing
import TransparencyLog

@testable import Federation

/// What is written of one institution, and the items of one kind that follow.
struct ReviewStory {
    typealias References = [String: EventReference]
    typealias Writing = (inout VectorFederation, inout References) throws -> Void

    let kind: ReviewItem.Kind
    /// What makes the item, or why there is none.
    let what: String
    let institution: InstitutionID
    let place: String
    let type: InstitutionType
    /// The events of each item, by the names under which they were written; none: there is no item.
    var items: [[String]] = []
    /// What the last decision on the first item says.
    var resolution: String?
    private(set) var lines: [(written: LegalDate, write: Writing)] = []

    /// An institution seated in `place`, registered there in January 2026.
    init(
        _ kind: ReviewItem.Kind, _ what: String, at place: String = "530100",
        type: InstitutionType = .medical, isPublic: Bool = false
    ) throws {
        self.kind = kind
        self.what = what
        self.place = place
        self.type = type
        let number = Hex.encode(VectorSeed.make("vector story \(what)").prefix(4)).uppercased()
        institution = try unwrap(
            InstitutionID(
                scheme: type == .pharmacy ? .drugLicence : .practiceLicence,
                issuer: ReviewWorld.code(place), number: "R\(number)"))
        write(
            "registered", "2026-01-05", by: place,
            .registered(facts(at: place, isPublic: isPublic)))
    }

    func facts(at place: String, isPublic: Bool = false) -> InstitutionFacts {
        InstitutionFacts(
            name: "演示", type: type, kind: "vector", place: ReviewWorld.code(place),
            isPublicInstitution: isPublic, isDemonstration: true)
    }

    // MARK: Writing

    /// - Parameters:
    ///   - written: The day of the stamp, on which it also takes effect where `on` says nothing else.
    ///   - author: The node, and the region for which it acts where `region` says no other.
    mutating func write(
        _ name: String, _ written: String, by author: String, for region: String? = nil,
        on day: String? = nil, basis: [Citation] = [], of other: InstitutionID? = nil,
        _ act: @escaping (References) throws -> Act
    ) {
        let subject = other ?? institution
        then(written) { federation, references in
            references[name] = try federation.act(
                author, act(references), subject, region: region ?? author, on: day ?? written,
                basis: basis)
        }
    }

    mutating func write(
        _ name: String, _ written: String, by author: String, for region: String? = nil,
        on day: String? = nil, basis: [Citation] = [], _ act: Act
    ) {
        write(name, written, by: author, for: region, on: day, basis: basis) { _ in act }
    }

    mutating func then(_ written: String, _ writing: @escaping Writing) {
        lines.append((ReviewWorld.day(written), writing))
    }

    // MARK: Acts that recur

    mutating func sign(
        _ name: String, _ written: String, by author: String? = nil, until: String = "2027-01-06",
        from: String? = nil, services: [Service]? = nil, scope: FundScope = .basic,
        basis: [Citation] = [], restsOn: String? = nil
    ) {
        let services = services ?? (type == .pharmacy ? [.purchase] : [.inpatient, .outpatient])
        let author = author ?? place
        // The province signs for the pool of its own institutions.
        let region = author == "220000" ? "229900" : author
        write(name, written, by: author, for: region, on: from, basis: basis) { references in
            .signed(
                Agreement(
                    from: ReviewWorld.day(from ?? written), until: ReviewWorld.day(until),
                    services: services, scope: scope, restsOn: restsOn.flatMap { references[$0] }))
        }
    }

    mutating func suspend(
        _ name: String, _ written: String, by author: String? = nil, for region: String? = nil,
        until: String? = nil, ownRequest: Bool = false, stating other: String? = nil
    ) {
        write(
            name, written, by: author ?? place, for: region,
            .suspended(
                Suspension(
                    isOwnRequest: ownRequest, until: until.map(ReviewWorld.day), type: type,
                    place: ReviewWorld.code(other ?? place), cause: "vector")))
    }

    mutating func terminate(
        _ name: String, _ written: String, ownRequest: Bool = false, basis: [Citation] = [],
        affects: [InstitutionID] = [], of other: InstitutionID? = nil
    ) {
        let termination = Termination(
            isOwnRequest: ownRequest, type: type, place: ReviewWorld.code(place), cause: "vector",
            affects: affects)
        write(name, written, by: place, basis: basis, of: other) { _ in .terminated(termination) }
    }

    mutating func end(_ name: String, _ written: String, _ agreement: String, _ cause: EndCause) {
        write(name, written, by: place) { references in
            .ended(agreement: try unwrap(references[agreement]), cause: cause)
        }
    }

    /// An officer decides on the item of these events.
    mutating func decide(
        _ written: String, by author: String, _ decision: String, on events: [String]
    ) {
        let (kind, institution) = (kind, institution)
        write("decided \(written)", written, by: author) { references in
            let key = ReviewItem.key(
                kind, institution, try events.map { try unwrap(references[$0]) })
            return .reviewed(item: key, decision: decision)
        }
        resolution = decision
    }

    // MARK: What follows

    /// The row of a story: the keys of its items, which the standing must have and no others of the kind.
    func row(_ replica: Replica, _ references: References) throws -> VectorJSON {
        let area = String(place.prefix(2)) + "0000"
        let standing = try #require(
            replica.registry.areaStandings(of: institution)
                .first { $0.area.text == area }
                .flatMap { Standing(encoded: $0.encoded[...]) }, "\(what)")
        let found = standing.reviewItems.filter { $0.kind == kind }
        let events = try items.map { try $0.map { try unwrap(references[$0]) } }
        #expect(Set(found.map(\.events)) == Set(events), "\(what)")
        #expect(found.count == items.count, "\(what)")
        #expect(found.first?.resolution == resolution, "\(what)")
        return .object([
            ("what", .text(what)), ("institution", .text(institution.description)),
            ("area", .text(area)), ("kind", .text(kind.rawValue)),
            ("keys", .texts(found.map(\.key))),
        ])
    }
}
