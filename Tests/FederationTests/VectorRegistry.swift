import Designation
import Testing
import TransparencyLog

@testable import Federation

/// Vectors of trust and standing: the logs of a small federation, and what follows from them.
enum RegistryVectors {
    static func anchor() throws -> Anchor {
        try Anchor(
            federationName: "vectors", rootNode: "root",
            rootPublicKey: NodeSigning.publicKey(seed: VectorSeed.node("root")))
    }

    static let hospital = "practice-licence:220100:PDY00001"
    static let pharmacy = "drug-licence:222401:CB00001"
    static let clinic = "clinic-filing:320402:CL00001"
    static let twoFunds = "practice-licence:320402:PDY00002"

    static func institution(_ text: String) throws -> InstitutionID {
        try unwrap(InstitutionID(text))
    }

    // MARK: The federation

    /// Root → 220000 → 220100, 222400 → 222401; root → 320000 → 320400.
    static func federation() throws -> VectorFederation {
        var federation = VectorFederation(anchor: try anchor())
        try federation.directory("root", .regions(regions()))
        try federation.directory("root", .edition(edition()))
        for (parent, node, role) in nodes {
            try federation.directory(parent, .nodeEnrolled(record(node, role)))
        }
        try federation.directory(
            "220000",
            .group(
                NamedGroup(
                    id: "pair",
                    group: RecognitionGroup(
                        members: [code("229900"), code("220100")],
                        services: [.outpatient, .inpatient], from: day("2023-07-01"), to: nil,
                        citation: Citation(edition: "S2", article: "7")))))
        try federation.directory(
            "222400",
            .delegated(
                Delegation(
                    to: "222401", regions: [code("222401")], acts: [.register, .assess, .sign],
                    from: day("2025-01-01"))))
        return federation
    }

    private static let nodes: [(String, String, Federation.NodeRole)] = [
        ("root", "220000", .province), ("root", "320000", .province),
        ("220000", "220100", .city), ("220000", "222400", .city), ("222400", "222401", .office),
        ("320000", "320400", .city),
    ]

    private static func code(_ text: String) -> RegionCode { EntryFixtures.code(text) }
    private static func day(_ text: String) -> LegalDate { EntryFixtures.day(text) }

    private static func regions() -> [Region] {
        func region(
            _ code: String, _ level: RegionLevel, _ parent: String?, _ pool: String? = nil
        ) -> Region {
            VectorFederation.region(
                code, level, parent, pool: pool ?? code, unit: pool ?? code)
        }
        return [
            region("220000", .province, nil), region("229900", .province, "220000"),
            region("220100", .prefecture, "220000"), region("222400", .prefecture, "220000"),
            region("222401", .county, "222400", "222400"), region("320000", .province, nil),
            region("320400", .prefecture, "320000"),
            region("320402", .county, "320400", "320400"),
        ]
    }

    private static func edition() -> EditionPart {
        EditionPart(
            id: "JL-2023", region: code("220000"), titleChinese: "吉林", titleEnglish: "Jilin",
            values: [
                NamedValue(
                    name: RuleName.crossRegionReach.rawValue,
                    value: DatedValue(
                        value: "area", from: day("2023-07-01"), to: nil,
                        citation: Citation(edition: "S2", article: "30"), isDecision: false))
            ])
    }

    private static func record(
        _ node: String, _ role: Federation.NodeRole
    ) throws -> NodeRecord {
        try VectorFederation.record(
            node, role, acts: role == .office ? [.accept] : Competency.allCases)
    }

    // MARK: Directory

    static func directory() throws -> VectorJSON {
        var federation = try federation()
        let cut = try federation.log("320400", .register)
        let log = try unwrap(federation.ordered.first { $0.name.origin == cut })
        let edge = VectorFederation.edge(log)
        try federation.directory(
            "320000",
            .closed(
                LogClosing(
                    origin: cut, finalSize: edge.size, root: edge.root, reason: .retirement)))
        try federation.directory("320000", .revoked(node: "320400", reason: "vector"))
        // Not a superior: without effect, and shown.
        try federation.directory("222400", .revoked(node: "320000", reason: "vector"))
        let anchor = try anchor()
        let directory = directory(of: federation)
        return .object([
            ("about", .text("The chain of trust: directory logs, and what they amount to.")),
            ("anchor", .note(try anchor.encoded())), ("federation", .text(anchor.federationID)),
            ("fingerprint", .text(anchor.fingerprint)), ("logs", try federation.json()),
            ("nodes", .list(directory.nodes.map { node(directory, $0) })),
            (
                "closings",
                .list(
                    directory.closing(of: cut).map {
                        [
                            .object([
                                ("origin", .text(cut.text)), ("final_size", .number($0.finalSize)),
                                ("root", .hash($0.root)),
                            ])
                        ]
                    } ?? [])
            ), ("competence", .list(competence(directory))),
            (
                "problems",
                .list(
                    directory.problems.map {
                        .object([
                            ("event", .text($0.event.description)),
                            ("reason", .text("\($0.reason)")),
                        ])
                    })
            ),
        ])
    }

    private static func directory(of federation: VectorFederation) -> Directory {
        let logs = federation.ordered.map { log -> (Origin, [LoggedEntry]) in
            (log.name.origin, loggedEntries(log))
        }
        var epochs: [Origin: EpochOpened] = [:]
        for (origin, entries) in logs {
            if case .epochOpened(let opened)? = entries.first?.entry.body {
                epochs[origin] = opened
            }
        }
        return Directory.build(anchor: federation.anchor, logs: logs, epochs: epochs)
    }

    private static func loggedEntries(_ log: VectorFederation.Log) -> [LoggedEntry] {
        log.entries.enumerated().compactMap { index, bytes in
            guard let entry = try? EntryCodec.decode(bytes) else { return nil }
            return LoggedEntry(
                origin: log.name.origin, index: UInt64(index), leafHash: .leaf(bytes),
                stamp: entry.header.stamp, entry: entry)
        }
    }

    private static func node(_ directory: Directory, _ record: NodeRecord) -> VectorJSON {
        .object([
            ("name", .text(record.name)), ("parent", .optional(directory.parent(of: record.name))),
            ("role", .text("\(record.role)")), ("key", .hex(record.nodeKey)),
            ("area", .optional(directory.area(ofNode: record.name)?.text)),
            ("is_revoked", .flag(directory.isRevoked(record.name))),
            ("chain", .texts(directory.chain(of: record.name))),
        ])
    }

    private static func competence(_ directory: Directory) -> [VectorJSON] {
        let questions: [(String, Competency, String, String)] = [
            ("220100", .sign, "220100", "2025-06-01"), ("220100", .sign, "222400", "2025-06-01"),
            ("222401", .sign, "222401", "2025-06-01"), ("222401", .sign, "222401", "2024-06-01"),
            ("222401", .suspend, "222401", "2025-06-01"),
            ("320400", .suspend, "320402", "2024-12-31"),
            ("320400", .suspend, "320402", "2025-06-01"), ("root", .sign, "320402", "2025-06-01"),
        ]
        return questions.map { node, act, region, day in
            let found = directory.competence(
                of: node, for: act, in: code(region), on: self.day(day))
            let name =
                switch found {
                case .own: "own"
                case .delegated: "delegated"
                case .lapsed: "lapsed"
                case .none: "none"
                }
            return .object([
                ("node", .text(node)), ("act", .text(act.rawValue)), ("region", .text(region)),
                ("day", .text(day)), ("competence", .text(name)),
            ])
        }
    }
}
