import Designation
import Testing
import TransparencyLog

@testable import Federation

/// The history that the standings of the vectors come from, and how they are written.
extension RegistryVectors {
    private static func services() -> [Service] { [.inpatient, .outpatient] }

    private static func facts(_ type: InstitutionType, _ place: String) -> InstitutionFacts {
        InstitutionFacts(
            name: "演示 \(place)", type: type, kind: "vector",
            place: EntryFixtures.code(place), isDemonstration: true)
    }

    private static func agreement(
        _ from: String, _ until: String, restsOn: EventReference? = nil
    ) -> Agreement {
        Agreement(
            from: EntryFixtures.day(from), until: EntryFixtures.day(until), services: services(),
            scope: .basic, restsOn: restsOn)
    }

    /// A hospital signed in three units and suspended by that of its seat; a pharmacy signed under
    /// a delegation that does not name suspension; a clinic with a kind from the future.
    private static func history() throws -> VectorFederation {
        var federation = try federation()
        let hospital = try institution(hospital)
        _ = try federation.act(
            "220100", .registered(facts(.medical, "220100")), hospital, region: "220100",
            on: "2025-02-01")
        let assessed = try federation.act(
            "220100", .assessed(Assessment(passed: true, services: services())), hospital,
            region: "220100", on: "2025-02-10", basis: [Citation(edition: "N", article: "9")])
        _ = try federation.act(
            "220100", .signed(agreement("2025-03-01", "2026-03-01", restsOn: assessed)), hospital,
            region: "220100", on: "2025-03-01", basis: [Citation(edition: "N", article: "10")])
        let recognised = try federation.act(
            "220000", .recognised(Recognition(assessment: assessed, services: services())),
            hospital, region: "229900", on: "2025-03-05",
            basis: [Citation(edition: "S2", article: "7")])
        _ = try federation.act(
            "220000", .signed(agreement("2025-03-10", "2026-03-10", restsOn: recognised)), hospital,
            region: "229900", on: "2025-03-10", basis: [Citation(edition: "N", article: "10")])
        _ = try federation.act(
            "320400", .signed(agreement("2025-03-01", "2027-03-01")), hospital, region: "320402",
            on: "2025-03-01", basis: [Citation(edition: "N", article: "10")])
        let suspended = try federation.act(
            "220100",
            .suspended(
                Suspension(
                    isOwnRequest: false, until: nil, type: .medical,
                    place: EntryFixtures.code("220100"), cause: "vector")),
            hospital, region: "220100", on: "2025-05-01",
            basis: [Citation(edition: "N", article: "42")])
        _ = try federation.act(
            "220100", .resumed(suspension: suspended), hospital, region: "220100",
            on: "2025-07-01")
        try addParts(&federation)
        try addPharmacy(&federation)
        try addClinic(&federation)
        try addTwoFunds(&federation)
        return federation
    }

    /// Sites of the hospital in Changzhou, a person who may not serve there, and one who may again.
    private static func addParts(_ federation: inout VectorFederation) throws {
        let hospital = try institution(hospital)
        var wide = agreement("2025-03-01", "2027-03-01")
        wide.sites = ["EAST", "WEST"]
        let signed = try federation.act(
            "320400", .signed(wide), hospital, region: "320402", on: "2025-03-02")
        _ = try federation.act(
            "320400", .changed(agreement: signed, services: [.outpatient], sites: ["EAST"]),
            hospital, region: "320402", on: "2025-09-01")
        for (name, until) in [("D320402000001", "2026-08-01"), ("D320402000002", nil)] {
            let event = try federation.act(
                "320400",
                .restricted(
                    Restriction(
                        part: .person, name: name, until: until.map(EntryFixtures.day),
                        cause: "vector")), hospital, region: "320402", on: "2025-08-01",
                basis: [Citation(edition: "N", article: "45")])
            if until == nil {
                _ = try federation.act(
                    "320400", .restrictionLifted(restriction: event), hospital, region: "320402",
                    on: "2025-10-01")
            }
        }
    }

    private static func addPharmacy(_ federation: inout VectorFederation) throws {
        let pharmacy = try institution(pharmacy)
        _ = try federation.act(
            "222401", .registered(facts(.pharmacy, "222401")), pharmacy, region: "222401",
            on: "2025-02-01")
        let signed = try federation.act(
            "222401",
            .signed(
                Agreement(
                    from: EntryFixtures.day("2025-02-01"), until: EntryFixtures.day("2026-02-01"),
                    services: [.purchase], scope: .basic)), pharmacy, region: "222401",
            on: "2025-02-01", basis: [Citation(edition: "P", article: "9")])
        _ = try federation.act(
            "222401",
            .suspended(
                Suspension(
                    isOwnRequest: false, until: nil, type: .pharmacy,
                    place: EntryFixtures.code("222401"), cause: "not named by the delegation")),
            pharmacy, region: "222401", on: "2025-04-01")
        _ = try federation.act(
            "222400",
            .terminated(
                Termination(
                    isOwnRequest: false, type: .pharmacy, place: EntryFixtures.code("222401"),
                    cause: "vector")), pharmacy, region: "222400", on: "2025-06-01",
            basis: [Citation(edition: "P", article: "40")])
        _ = try federation.act(
            "222400", .barred(until: EntryFixtures.day("2028-06-01")), pharmacy, region: "222400",
            on: "2025-06-01")
        _ = try federation.act(
            "222401", .renewed(agreement: signed, until: EntryFixtures.day("2027-02-01")),
            pharmacy, region: "222401", on: "2025-06-02")
    }

    private static func addClinic(_ federation: inout VectorFederation) throws {
        let clinic = try institution(clinic)
        _ = try federation.act(
            "320400", .signed(agreement("2025-02-01", "2027-02-01")), clinic, region: "320402",
            on: "2025-02-01")
        var writer = WireWriter()
        writer.uint(1, 2)
        writer.uint(2, 60)
        writer.bool(3, true)
        writer.uint(4, 1_735_700_000_000)
        writer.message(7) { FieldCodec.write(clinic, into: &$0) }
        writer.text(8, "320402")
        writer.sint32(9, EntryFixtures.day("2025-09-01").daysSince1970)
        writer.content(60, [8, 1])
        try federation.append(federation.log("320400", .sanctions), writer.bytes)
    }

    /// Two agreements for two funds: a suspension of one, and one of both that is lifted for one.
    private static func addTwoFunds(_ federation: inout VectorFederation) throws {
        let institution = try institution(twoFunds)
        for scope in [FundScope.pooledFund, .personalAccount] {
            var agreement = agreement("2025-02-01", "2027-02-01")
            agreement.scope = scope
            _ = try federation.act(
                "320400", .signed(agreement), institution, region: "320402", on: "2025-02-01")
        }
        for (day, funds) in [("2025-03-01", [FundScope.pooledFund]), ("2025-05-01", [])] {
            let suspended = try federation.act(
                "320400",
                .suspended(
                    Suspension(
                        isOwnRequest: false, until: nil, type: .medical,
                        place: EntryFixtures.code("320402"), cause: "vector", funds: funds)),
                institution, region: "320402", on: day,
                basis: [Citation(edition: "N", article: "42")])
            _ = try federation.act(
                "320400",
                .resumed(suspension: suspended, funds: funds.isEmpty ? [.personalAccount] : []),
                institution, region: "320402", on: funds.isEmpty ? "2025-06-01" : "2025-04-01")
        }
    }

    // MARK: The registry

    static func registry() throws -> VectorJSON {
        let federation = try history()
        let replica = try replica(federation)
        let institutions = try [hospital, pharmacy, clinic, twoFunds].map(institution)
        return .object(
            [("about", .text("The logs of a federation, and every standing that follows."))]
                + (try document(federation, replica, institutions))
                + [("answers", .list(try answers(replica)))])
    }

    /// The logs, every standing of the institutions, and the digests.
    static func document(
        _ federation: VectorFederation, _ replica: Replica, _ institutions: [InstitutionID]
    ) throws -> [(String, VectorJSON)] {
        let areas = ["220000", "320000"].map(EntryFixtures.code)
        let standings = institutions.flatMap { id in
            replica.registry.areaStandings(of: id).map { row(id, $0) }
        }
        return [
            ("anchor", .note(try federation.anchor.encoded())), ("logs", try federation.json()),
            ("standings", .list(standings)),
            (
                "digests",
                .list(try ([Registry.common] + areas).map { try digest(replica, $0) })
            ),
        ]
    }

    static func replica(
        _ federation: VectorFederation, holding areas: [String] = ["220000", "320000"]
    ) throws -> Replica {
        let held = try federation.ordered.map { log in
            StoredLog(
                origin: log.name.origin, key: log.signer.verifierKey,
                position: LogPosition(
                    edge: VectorFederation.edge(log),
                    checkpoint: try VectorFederation.checkpoint(log)), state: "")
        }
        let empty = VectorEmptyStores()
        let replica = Replica(
            identity: NodeIdentity(
                anchor: federation.anchor, name: "220000", nodeSeed: VectorSeed.node("220000"),
                encryptionSeed: VectorSeed.encryption("220000"), machineMark: []),
            store: VectorStore(held), heads: empty, keys: empty, derived: empty,
            heldAreas: Set(areas.map(EntryFixtures.code)),
            entropy: { [] })
        for log in federation.ordered {
            let run = StoredRun(origin: log.name.origin, from: 0, entries: log.entries)
            let nothing = Stamp(milliseconds: 0, counter: 0)
            replica.take(replica.registry.prepare(run, after: nothing), at: nil)
        }
        return replica
    }

    static func row(_ id: InstitutionID, _ standing: AreaStanding) -> VectorJSON {
        let decoded = Standing(encoded: standing.encoded[...])
        return .object([
            ("institution", .text(id.description)), ("area", .text(standing.area.text)),
            ("encoded", .hex(standing.encoded)), ("row", .hash(standing.row)),
            ("decoded", decoded.map(StandingVectors.json) ?? .null),
        ])
    }

    private static func digest(_ replica: Replica, _ area: RegionCode) throws -> VectorJSON {
        let digest = try replica.digest(area)
        let sums = replica.registry.digestBuckets(area).sums.enumerated()
            .filter { $0.element != DigestSum() }
        return .object([
            ("scope", .text(area == Registry.common ? "common" : area.text)),
            ("fold_edition", .number(UInt64(replica.directory.foldEdition))),
            ("inputs", .hash(digest.inputs)), ("digest", .hash(digest.value)),
            (
                "buckets",
                .list(
                    sums.map {
                        .object([("bucket", .count($0.offset)), ("sum", .hex($0.element.bytes))])
                    })
            ),
        ])
    }

    private static func answers(_ replica: Replica) throws -> [VectorJSON] {
        let questions = [
            (hospital, "220100", "2025-04-01"), (hospital, "220100", "2025-06-15"),
            (hospital, "229900", "2025-06-15"), (hospital, "320402", "2025-06-15"),
            (hospital, "320402", "2025-07-01"), (hospital, "220100", "2026-03-01"),
            (pharmacy, "222401", "2025-05-01"), (pharmacy, "222401", "2025-06-01"),
            (pharmacy, "320402", "2025-06-01"), (clinic, "320402", "2025-08-31"),
            (clinic, "320402", "2025-09-01"), (clinic, "530100", "2025-09-01"),
        ]
        return try questions.map { id, region, date in
            let answer = replica.registry.answer(
                StatusQuestion(
                    institution: try institution(id), region: EntryFixtures.code(region),
                    date: EntryFixtures.day(date)))
            return .object([
                ("institution", .text(id)), ("region", .text(region)), ("date", .text(date)),
                ("status", .text(answer.status.name)), ("settleable", .flag(answer.settleable)),
                ("since", .optional(answer.since?.description)),
                ("until", .optional(answer.until?.description)),
                ("unit", .optional(answer.unit?.text)),
                ("rules", .texts(answer.reasons.map { ArticleText.key($0.rule) })),
            ])
        }
    }
}

extension Registry {
    /// The folded standings of an institution, as they go into digests.
    func areaStandings(of institution: InstitutionID) -> [AreaStanding] {
        withFolded(institution, view: view) { $0.standings } ?? []
    }
}
