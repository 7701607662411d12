import Designation
import Federation
import Messages
import Node
import Storage

/// The federation that is measured: eight nodes of one invented province.
///
///     near, field ─▶ source ─▶ province ─▶ root
///     far ─▶ third ─▶ second ─▶ province
///
/// An arrow points to the node that is dialled. From the source the near node is one hop away, the far
/// one four.
struct BenchPlan: Sendable {
    struct Member: Sendable {
        var name: String
        var parent: String?
        var region: String
        var role: Federation.NodeRole
    }

    static let members = [
        Member(name: "root", parent: nil, region: "CN", role: .root),
        Member(name: "province", parent: "root", region: "990000", role: .province),
        Member(name: "source", parent: "province", region: "990100", role: .city),
        Member(name: "near", parent: "province", region: "990200", role: .city),
        Member(name: "second", parent: "province", region: "990300", role: .city),
        Member(name: "third", parent: "province", region: "990400", role: .city),
        Member(name: "far", parent: "province", region: "990500", role: .city),
        Member(name: "field", parent: "source", region: "990100", role: .fieldOffice),
    ]

    static let province = "990000"
    static let city = "990100"

    /// Public keys by node, one line each: name, node key, encryption key.
    var keys: [String: NodePublicKeys]

    /// Makes the folders of all nodes and the list of their keys.
    static func create(in folder: String) throws -> BenchPlan {
        try FileSystem.makeFolder(folder)
        let rootSeed = SystemEntropy.bytes()
        let anchor = try Anchor(
            federationName: "bench", rootNode: "root",
            rootPublicKey: NodeSigning.publicKey(seed: rootSeed))
        var plan = BenchPlan(keys: [:])
        for member in members {
            // The root's node key is the anchor's; all others are drawn.
            var seeds = member.parent == nil ? [rootSeed] : []
            plan.keys[member.name] = try NodeFolder("\(folder)/\(member.name)").create(
                name: member.name, anchor: anchor
            ) { seeds.popLast() ?? SystemEntropy.bytes() }
        }
        try FileSystem.writeDurably(Array(plan.text.utf8), to: folder + "/keys")
        return plan
    }

    static func read(_ path: String) throws -> BenchPlan {
        guard let bytes = try FileSystem.read(path) else { throw BenchError.missing(path) }
        var plan = BenchPlan(keys: [:])
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: " ").map(String.init)
            guard parts.count == 3 else { throw BenchError.missing(path) }
            plan.keys[parts[0]] = NodePublicKeys(
                name: parts[0], nodeKey: BenchHex.decode(parts[1]),
                encryptionKey: BenchHex.decode(parts[2]))
        }
        return plan
    }

    private var text: String {
        keys.values.sorted { $0.name < $1.name }.map {
            "\($0.name) \(BenchHex.encode($0.nodeKey)) \(BenchHex.encode($0.encryptionKey))\n"
        }.joined()
    }

    /// What a node's own directory log says.
    func drafts(for author: String) throws -> [EntryDraft] {
        let day = BenchActs.day(0)
        var drafts: [EntryDraft] = []
        if author == "root" {
            drafts.append(try .directory(.regions(Self.regions), effective: day))
            drafts += try Self.rules(effective: day)
        }
        for member in Self.members where member.parent == author {
            guard let key = keys[member.name], let region = RegionCode(member.region) else {
                continue
            }
            let record = NodeRecord(
                name: member.name, nodeKey: key.nodeKey, encryptionKey: key.encryptionKey,
                region: region, role: member.role, agencyChinese: "测试机构",
                agencyEnglish: "Benchmark agency",
                grants: [CompetenceGrant(regions: [region], acts: Competency.allCases)],
                from: day.adding(days: -2_000))
            drafts.append(try .directory(.nodeEnrolled(record), effective: day))
        }
        return drafts
    }

    /// The national edition and the calendar as the federation's folder has them, where the benchmark is
    /// run beside it; without them the fold goes by its defaults and nothing in a case falls due.
    private static func rules(effective day: LegalDate) throws -> [EntryDraft] {
        guard try FileSystem.read("nodes/federation.yaml") != nil else { return [] }
        let federation = try FederationFolder.load("nodes")
        // Its agreements run longer than the national year, and are not what is measured.
        let term = DatedValue(
            value: "9y", from: day, to: nil, citation: Citation(edition: "N", article: "10"),
            isDecision: true)
        let long = Decision(region: BenchActs.region, name: "term", value: term)
        let own = try EntryDraft.directory(.decision(long), effective: day)
        return try [own]
            + federation.openingEvents().compactMap { event in
                switch event {
                case .calendar: try .directory(event, effective: day)
                case .edition(let part) where part.region == RuleBook.national:
                    try .directory(event, effective: day)
                case .decision(let decision) where decision.region == RuleBook.national:
                    try .directory(event, effective: day)
                default: nil
                }
            }
    }

    private static var regions: [Region] {
        func region(_ code: String, _ level: RegionLevel, _ parent: String?) -> Region? {
            guard let code = RegionCode(code) else { return nil }
            return Region(
                code: code, nameChinese: "测试" + code.text, nameEnglish: "Bench " + code.text,
                level: level, kind: .division, parent: parent.flatMap { RegionCode($0) },
                pool: code,
                unit: code)
        }
        let cities = (1...5).map { region("990\($0)00", .prefecture, province) }
        return ([region(province, .province, nil)] + cities).compactMap { $0 }
    }
}

/// Lower-case hexadecimal.
enum BenchHex {
    static func encode(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
            as: UTF8.self)
    }

    /// Empty for anything that is not hexadecimal.
    static func decode(_ text: String) -> [UInt8] {
        let digits = text.compactMap(\.hexDigitValue)
        guard digits.count % 2 == 0 else { return [] }
        return stride(from: 0, to: digits.count, by: 2).map {
            UInt8(digits[$0] << 4 | digits[$0 + 1])
        }
    }
}

/// Why a benchmark could not be run, with what to do.
enum BenchError: Worded {
    case missing(String)
    case unknownName(String, known: [String])
    case child(Message)
    case tool(Message)

    var message: Message {
        switch self {
        case .missing(let path): "\(path) cannot be read; run the benchmark again."
        case .unknownName(let name, let known):
            "There is no benchmark \(name); possible are \(known)."
        case .child(let problem): "A node under test stopped: \(problem)"
        case .tool(let problem): problem
        }
    }
}
