import Designation
import Testing
import TransparencyLog

@testable import Federation

/// Clashes and doubts: for each kind of review item that the fold makes of acts alone, an institution
/// that has one.
extension RegistryVectors {
    /// Kinds that need more than acts of one epoch: evidence of a fork, entries recorded again, a grant
    /// that has run out, units that share a pool, or a directory event that reaches back over acts. And an
    /// end on request that should have been recorded as a termination, which the command refuses.
    static let otherKinds: Set<ReviewItem.Kind> = [
        .forkedLog, .lostAndRecorded, .lapsedCapability, .samePoolPair, .countyActNeedsPrefecture,
        .retroactive, .endIsTermination,
    ]

    static func reviews() throws -> VectorJSON {
        var federation = try federation()
        try federation.directory("220000", .edition(strictEdition()))
        var scenes = ReviewScenes(federation: federation)
        try scenes.play()
        let replica = try replica(scenes.federation)
        return .object(
            [("about", .text("Review items of every kind that acts alone lead to."))]
                + (try document(scenes.federation, replica, scenes.institutions)))
    }

    /// Values that nothing but review items follows from.
    private static func strictEdition() -> EditionPart {
        let values = [
            ("term", "1y", "10"), ("sign-where", "registered", "23(5)"),
            ("fund-scopes", "basic", "6"), ("persons-and-departments", "not-foreseen", "35"),
            ("public-institution-requests", "refused", "44"),
            ("signing.one-agency", "yes", "23(5)"),
        ]
        return EditionPart(
            id: "VR-2024", region: EntryFixtures.code("220000"), titleChinese: "向量",
            titleEnglish: "Vectors",
            values: values.map { name, value, article in
                NamedValue(
                    name: name,
                    value: DatedValue(
                        value: value, from: EntryFixtures.day("2024-01-01"), to: nil,
                        citation: Citation(edition: "VR", article: article), isDecision: false))
            })
    }
}

/// One scene for each kind; every scene has an institution of its own.
private struct ReviewScenes {
    var federation: VectorFederation
    var institutions: [InstitutionID] = []
    private var last: InstitutionID?

    init(federation: VectorFederation) { self.federation = federation }

    mutating func play() throws {
        try clashesOfSigning()
        try clashesOfSuspensions()
        try requests()
        try references()
    }

    private mutating func clashesOfSigning() throws {
        try begin()
        _ = try act(.barred(until: day("2026-01-01")), on: "2025-02-01")
        try sign(on: "2025-03-01")

        try begin(at: "320402", by: "320400")
        _ = try act(
            .terminated(
                Termination(
                    isOwnRequest: false, type: .medical, place: code("320402"), cause: "vector")),
            by: "320400", region: "320402", on: "2025-04-01")
        try sign(on: "2025-05-01")

        try begin()
        try sign(on: "2025-03-01")
        try sign(by: "222400", on: "2025-04-01")

        try begin()
        try sign(on: "2025-03-01", until: "2028-03-01")

        try begin()
        try sign(on: "2025-03-01", scope: .pooledFund)

        try begin()
        _ = try sign(on: "2025-03-01")
        _ = try act(
            .restricted(
                Restriction(
                    part: .person, name: "D220100000001", until: nil, cause: "vector")),
            on: "2025-04-01")
    }

    private mutating func clashesOfSuspensions() throws {
        try begin()
        let agreement = try sign(on: "2025-01-10", until: "2025-06-01")
        _ = try suspend(on: "2025-05-01")
        _ = try act(.renewed(agreement: agreement, until: day("2026-05-01")), on: "2025-05-15")

        try begin()
        try sign(on: "2025-02-01")
        for month in [3, 6] {
            let suspension = try suspend(on: "2025-0\(month)-01")
            _ = try act(.resumed(suspension: suspension), on: "2025-0\(month + 1)-01")
        }

        try begin()
        _ = try suspend(type: .pharmacy, on: "2025-05-01")

        try begin(type: .pharmacy, at: "222401", by: "222400")
        let sold = try sign(by: "222400", on: "2025-01-10", until: "2025-12-01", for: [.purchase])
        _ = try act(
            .ended(agreement: sold, cause: .notRenewed), by: "222400", region: "222400",
            on: "2025-11-20")
    }

    private mutating func requests() throws {
        try begin()
        try sign(on: "2025-01-10")
        let suspension = try suspend(ownRequest: true, on: "2025-02-01")
        _ = try act(.resumptionRequested(suspension: suspension), on: "2025-06-01")

        try begin()
        try sign(on: "2025-01-10")
        _ = try suspend(ownRequest: true, on: "2025-02-01")

        try begin(isPublic: true)
        try sign(on: "2025-01-10")
        _ = try suspend(ownRequest: true, until: "2025-03-01", on: "2025-02-01")
    }

    private mutating func references() throws {
        try begin()
        let signed = try sign(on: "2025-02-01")
        let nowhere = EventReference(
            origin: signed.origin, index: 4_096, leafPrefix: signed.leafPrefix)
        _ = try act(.renewed(agreement: nowhere, until: day("2027-02-01")), on: "2025-03-01")

        try begin()
        let assessed = try act(
            .assessed(Assessment(passed: true, services: [.outpatient])), on: "2025-02-01")
        _ = try act(
            .recognised(Recognition(assessment: assessed, services: [.outpatient, .inpatient])),
            by: "222400", region: "222400", on: "2025-03-01")

        try begin()
        try sign(on: "2025-02-01")
        let named = try #require(last)
        try begin()
        _ = try act(
            .terminated(
                Termination(
                    isOwnRequest: false, type: .medical, place: code("220100"), cause: "vector",
                    affects: [named])), on: "2025-04-01")

        // Nobody gave this office the right to suspend.
        try begin(at: "222401", by: "222400")
        try sign(by: "222400", on: "2025-02-01")
        _ = try suspend(by: "222401", region: "222401", on: "2025-04-01")
    }

    // MARK: Acts

    private func code(_ text: String) -> RegionCode { EntryFixtures.code(text) }
    private func day(_ text: String) -> LegalDate { EntryFixtures.day(text) }

    private mutating func begin(
        type: InstitutionType = .medical, at place: String = "220100", by author: String = "220100",
        isPublic: Bool = false
    ) throws {
        let scheme = type == .pharmacy ? "drug-licence" : "practice-licence"
        let number = institutions.count + 1
        let institution = try RegistryVectors.institution(
            "\(scheme):\(place):REVIEW\(number < 10 ? "0" : "")\(number)")
        institutions.append(institution)
        last = institution
        var facts = InstitutionFacts(
            name: "演示 \(number)", type: type, kind: "vector", place: code(place),
            isDemonstration: true)
        facts.isPublicInstitution = isPublic
        _ = try act(.registered(facts), by: author, region: place, on: "2025-01-05")
    }

    private mutating func act(
        _ act: Act, by author: String = "220100", region: String = "220100", on day: String
    ) throws -> EventReference {
        try federation.act(author, act, try #require(last), region: region, on: day)
    }

    @discardableResult
    private mutating func sign(
        by author: String = "220100", on from: String, until: String = "2025-12-31",
        for services: [Service] = [.outpatient], scope: FundScope = .basic
    ) throws -> EventReference {
        try act(
            .signed(
                Agreement(from: day(from), until: day(until), services: services, scope: scope)),
            by: author, region: author, on: from)
    }

    private mutating func suspend(
        type: InstitutionType = .medical, ownRequest: Bool = false, until: String? = nil,
        by author: String = "220100", region: String = "220100", on from: String
    ) throws -> EventReference {
        try act(
            .suspended(
                Suspension(
                    isOwnRequest: ownRequest, until: until.map(day), type: type,
                    place: code(region), cause: "vector")),
            by: author, region: region, on: from)
    }
}
