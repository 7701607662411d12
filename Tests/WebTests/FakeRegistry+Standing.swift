import Designation
import Testing
import Web

/// Standings, overviews and boards of the invented province.
extension FakeRegistry {
    func standing() throws -> Standing {
        let services: [Service] = [.outpatient, .inpatient]
        let start = try Self.day("2024-01-01")
        let stop = try Self.day("2026-10-08")
        let end = try Self.day("2027-01-01")
        func spans(from: LegalDate, _ rule: Reason.Rule) throws -> [Span] {
            [
                Span(
                    from: from, to: stop, status: .designated, services: services,
                    reasons: [
                        Reason(
                            event: Self.signing, rule: .direct,
                            citations: [Citation(edition: "N", article: "10")],
                            region: try Self.code("220100"))
                    ]),
                Span(
                    from: stop, to: end, status: .suspended, services: [],
                    reasons: [
                        Reason(
                            event: Self.suspension, rule: rule,
                            citations: [Citation(edition: "N", article: "44")],
                            region: try Self.code("220100"))
                    ]),
                Span(
                    from: end, to: nil, status: .ended, services: [],
                    reasons: [
                        Reason(
                            event: Self.signing, rule: .termOver,
                            citations: [Citation(edition: "N", article: "42")],
                            region: try Self.code("220100"))
                    ]),
            ]
        }
        return Standing(
            institution: hospital, area: try Self.code("220000"), facts: try facts(),
            timelines: [
                Timeline(
                    unit: try Self.code("220100"), scope: .basic,
                    spans: try spans(from: start, .direct)),
                Timeline(
                    unit: try Self.code("222400"), scope: .basic,
                    spans: [
                        Span(
                            from: try Self.day("2023-02-01"), to: try Self.day("2025-02-01"),
                            status: .designated, services: services, reasons: []),
                        Span(
                            from: try Self.day("2025-02-01"), to: nil, status: .ended,
                            services: [], reasons: []),
                    ]),
                Timeline(
                    unit: try Self.code("229900"), scope: .basic,
                    spans: try spans(from: try Self.day("2024-03-01"), .crossRegion)),
            ],
            withoutEffect: [
                .init(event: Self.reference("222401", "sanctions", 2), why: .noCompetence)
            ],
            reviewItems: [try reviewItem()],
            restrictions: [
                Standing.Restricted(
                    event: Self.reference("220100", "register", 9),
                    region: try Self.code("220100"), part: .person, name: "D220100000001",
                    units: [try Self.code("220100")], from: try Self.day("2024-06-01"),
                    to: try Self.day("2026-06-01"),
                    citations: [Citation(edition: "N", article: "45")])
            ])
    }

    func reviewItem() throws -> ReviewItem {
        ReviewItem(
            key: "without-authority/practice-licence:220100:PDY22010017A1001/222401/sanctions#2",
            kind: .withoutAuthority, institution: hospital,
            events: [Self.reference("222401", "sanctions", 2)],
            citations: [Citation(edition: "S2", article: "6")], region: try Self.code("222400"))
    }

    func nodes() throws -> [NodeFreshness] {
        let rows: [(String, String, String, UInt64, UInt64, String)] = [
            ("220000", "吉林省医疗保障局", "Jilin Province", 2_000, 0, "current"),
            ("220100", "长春市医疗保险中心", "Changchun Insurance Centre", 48_000, 0, "current"),
            ("220200", "吉林市医保经办中心", "Jilin City Agency", 200_000, 12, "catching-up"),
            ("222400", "延边州医保经办中心", "Yanbian Agency", 3_700_000, 0, "waiting"),
            (
                "222401.chaoyangchuan", "延吉朝阳川服务站（离线）", "Chaoyangchuan field office",
                259_200_000, 0, "waiting"
            ),
            ("220300", "四平市医保经办中心", "Siping Agency", 0, 0, "refused"),
        ]
        return try rows.map { node, chinese, english, age, missing, state in
            NodeFreshness(
                node: node, agency: BilingualText(chinese: chinese, english: english),
                region: try Self.code(String(node.prefix(6))),
                freshAtMilliseconds: age == 0 ? 0 : Self.now - age, missingEntryCount: missing,
                state: state, isSelf: node == "220000")
        }
    }

    func overview() throws -> Overview {
        let units = ["220100", "220200", "220300", "222400", "222401", "229900"]
        let regions = try units.enumerated().map { index, unit in
            RegionCounts(
                region: try Self.code(unit),
                counts: [
                    StatusCount(type: .medical, status: .designated, count: 1_240 / (index + 1)),
                    StatusCount(type: .pharmacy, status: .designated, count: 2_031 / (index + 1)),
                    StatusCount(type: .care, status: .designated, count: 61 / (index + 1)),
                    StatusCount(type: .medical, status: .suspended, count: index % 3 == 0 ? 3 : 0),
                    StatusCount(type: .pharmacy, status: .terminated, count: index % 2),
                    StatusCount(type: .medical, status: .ended, count: 80 / (index + 2)),
                ])
        }
        return Overview(
            area: try Self.code("220000"),
            areas: try ["220000", "310000", "320000"].map(Self.code), nowMilliseconds: Self.now,
            regions: regions, sanctions: try sanctions(), sanctionCount: 14, nodes: try nodes(),
            digests: [
                DigestView(
                    area: nil, digest: "9c41e0aa52b7f3380d6e1f4477ab90cc",
                    inputs: "77aa01bc22de90f1", foldEdition: 1, agreeingPeerCount: 5),
                DigestView(
                    area: try Self.code("220000"), digest: "03fe77120c9ab5d18842aa017bc3de11",
                    inputs: "b01c22de90f177aa", foldEdition: 1, agreeingPeerCount: 4,
                    differingPeers: ["220300"]),
            ], reviewCount: 3, endings: [try ending()])
    }

    /// Shanghai's edition, nine days before its end.
    private func ending() throws -> EditionEnding {
        var book = RuleBook()
        let end = try #require(LegalDate("2026-12-01"))
        book.add(
            PolicyEdition(
                id: "SH-2021", region: try Self.code("310000"), titleChinese: "上海版",
                titleEnglish: "Shanghai edition", from: end.adding(months: -60), to: end))
        return try #require(book.endings(on: end.adding(days: -10)).first)
    }

    private func sanctions() throws -> [SanctionRow] {
        let region = try Self.code("220100")
        return [
            SanctionRow(
                institution: try row(hospital, "长春示范第一医院（演示）", .medical, .suspended),
                status: .suspended, units: try ["220100", "229900"].map(Self.code),
                imposedBy: region, since: try Self.day("2026-10-08"),
                until: try Self.day("2027-04-08"), event: Self.suspension,
                writtenAtMilliseconds: Self.now - 90_000,
                citations: [Citation(edition: "N", article: "44")], isOwnRequest: false),
            SanctionRow(
                institution: try row(pharmacy, "延边示范大药房三分店（演示）", .pharmacy, .terminated),
                status: .terminated,
                units: try ["220100", "220200", "222400", "222401"].map(Self.code),
                imposedBy: try Self.code("222400"), since: try Self.day("2026-08-19"), until: nil,
                event: Self.reference("222400", "sanctions", 8),
                writtenAtMilliseconds: Self.now - 9_000_000,
                citations: [Citation(edition: "P", article: "41")], isOwnRequest: false),
        ]
    }

    func row(
        _ institution: InstitutionID, _ name: String, _ type: InstitutionType, _ status: Status
    ) throws -> InstitutionRow {
        InstitutionRow(
            institution: institution, name: name, type: type, place: institution.issuer,
            nationalCode: "H22010200001", status: status)
    }

    /// - Parameter applied: how many of the six nodes apply it.
    func board(applied: Int) throws -> PropagationBoard {
        let event = try made(try events().last)
        let written = event.fact.stamp.milliseconds
        let rows = try nodes().enumerated().map { index, node in
            let state: PropagationRow.State =
                if index < applied {
                    .applied(atMilliseconds: written + [3, 38, 41, 207, 95_000, 61][index])
                } else {
                    node.freshAtMilliseconds == 0 ? .unknown : .notYet
                }
            return PropagationRow(
                node: node.node, agency: node.agency, region: node.region, state: state,
                heardAtMilliseconds: node.freshAtMilliseconds)
        }
        return PropagationBoard(
            event: event, institution: hospital, institutionName: "长春示范第一医院（演示）",
            rows: rows, nowMilliseconds: Self.now)
    }

    func peers() throws -> [PeerView] {
        try nodes().dropFirst().map { node in
            let isSilent = node.freshAtMilliseconds == 0
            return PeerView(
                node: node.node, address: isSilent ? "" : "https://\(node.node).example:8443",
                agency: node.agency, state: isSilent ? "refused" : "online",
                detail: isSilent ? "Its node key is not the one in the directory." : "",
                lastHeardAtMilliseconds: node.freshAtMilliseconds, receivedByteCount: 18_220_114,
                sentByteCount: 91_113,
                logs: ["directory", "sanctions", "register"].enumerated().map { index, stream in
                    PeerLogView(
                        origin: Self.reference(node.node, stream, 0).origin,
                        state: index == 2 ? node.state : "current",
                        heldSize: UInt64(1_200 * (index + 1)),
                        announcedSize: UInt64(1_200 * (index + 1)) + node.missingEntryCount)
                })
        }
    }
}
