import Designation
import TransparencyLog

@testable import Federation

/// The federation in which review items come about: four provinces, each with the rules that some kind of
/// item needs (protocol §7.9).
enum ReviewWorld {
    static let areas = ["220000", "320000", "370000", "530000"]

    static func code(_ text: String) -> RegionCode { EntryFixtures.code(text) }
    static func day(_ text: String) -> LegalDate { EntryFixtures.day(text) }

    static func federation() throws -> VectorFederation {
        var federation = VectorFederation(anchor: try RegistryVectors.anchor())
        try federation.directory("root", .regions(regions()))
        for part in editions() { try federation.directory("root", .edition(part)) }
        for province in areas {
            try federation.directory("root", .nodeEnrolled(record(province, .province)))
        }
        for (node, role) in nodes {
            let province = String(node.prefix(2)) + "0000"
            try federation.directory(province, .nodeEnrolled(record(node, role)))
        }
        try federation.directory(
            "220000",
            .group(
                NamedGroup(
                    id: "pair",
                    group: RecognitionGroup(
                        members: [code("229900"), code("220100")], services: [.outpatient],
                        from: day("2023-07-01"), to: nil,
                        citation: Citation(edition: "S2", article: "7")))))
        return federation
    }

    /// The offices 530102 and 530302 share a pool with their city and are units of their own; 530111 is a pool
    /// by itself.
    private static func regions() -> [Region] {
        func region(
            _ code: String, _ level: RegionLevel, _ parent: String?, pool: String? = nil
        ) -> Region {
            VectorFederation.region(code, level, parent, pool: pool ?? code, unit: code)
        }
        let provinces = areas.map { region($0, .province, nil) }
        let cities = ["220100", "222400", "320400", "371000"] + yunnan
        return provinces + [region("229900", .province, "220000")]
            + cities.map { region($0, .prefecture, String($0.prefix(2)) + "0000") }
            + [
                region("530102", .county, "530100", pool: "530100"),
                region("530302", .county, "530300", pool: "530300"),
                region("530111", .county, "530000"),
            ]
    }

    private static let yunnan = ["530100", "530300", "530400", "530500", "530600"]

    private static let nodes: [(String, Federation.NodeRole)] =
        (["220100", "222400", "320400", "371000"] + yunnan).map { ($0, .city) }
        + [("530102", .office), ("530302", .office), ("530111", .office)]

    /// 530600 was enrolled until the end of February 2026 and is late in being enrolled anew.
    private static func record(
        _ node: String, _ role: Federation.NodeRole
    ) throws -> NodeRecord {
        var record = try VectorFederation.record(node, role, acts: Competency.allCases)
        if node == "530600" { record.to = day("2026-03-01") }
        return record
    }

    // MARK: Rules

    private static func editions() -> [EditionPart] {
        [
            part(
                "CN-2021", "CN",
                [
                    ("bar.unlawful", "3y", "N", "12(5)"), ("bar.breach", "1y", "N", "12(6)"),
                    ("public-institution-requests", "refused", "N", "44"),
                    ("persons-and-departments.pharmacy", "not-foreseen", "P", "35"),
                    ("renewal-not-agreed.pharmacy", "terminates", "P", "38"),
                    ("competence.sign", "prefecture-and-above", "N", "10"),
                    ("services.pharmacy", "purchase, chronic-disease", "P", "48"),
                ]),
            part(
                "JL-2023", "220000",
                [
                    ("signing.one-agency", "yes", "S2", "23(5)"),
                    ("sign-where", "registered", "S2", "23(5)"),
                ]),
            changzhou(),
            part(
                "WH-TRIAL", "371000",
                [
                    ("fund-scopes", "pooled-fund, personal-account", "S3", "六"),
                    ("covers", "medical", "S3", "二"),
                ]),
            part("YN", "530000", [("cross-region.county-act", "review", "N", "44")]),
        ]
    }

    private static func part(
        _ id: String, _ region: String, _ values: [(String, String, String, String)]
    ) -> EditionPart {
        EditionPart(
            id: id, region: code(region), titleChinese: id, titleEnglish: id,
            values: values.map { name, value, edition, article in
                NamedValue(name: name, value: dated(value, edition, article))
            })
    }

    static func dated(
        _ value: String, _ edition: String, _ article: String, from: String = "2021-02-01",
        to: String? = nil
    ) -> DatedValue {
        DatedValue(
            value: value, from: day(from), to: to.map(day),
            citation: Citation(edition: edition, article: article), isDecision: false)
    }

    /// A shorter term from July 2025 on: whoever was accepted before keeps the longer one.
    private static func changzhou() -> EditionPart {
        var part = part(
            "CZ-2025", "320400", [("person-suspension-term", "1 to 5 years", "S4", "解除")])
        part.values += [
            NamedValue(name: "term", value: dated("3y", "CZ-OLD", "协议", to: "2025-07-01")),
            NamedValue(name: "term", value: dated("2y", "S4", "协议", from: "2025-07-01")),
        ]
        return part
    }
}
