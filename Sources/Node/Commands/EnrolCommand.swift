import Crypto
import Designation
import Federation
import Messages

/// What a new node asks of its parent: one line, signed by the key that is to be enrolled.
public struct EnrolmentRequest: Sendable, Hashable {
    private static let title = "dingdian-enrol-1"
    public var federation: String
    public var keys: NodePublicKeys

    /// The line for the parent.
    public static func make(federation: String, secrets: NodeSecrets) -> String {
        let keys = secrets.publicKeys
        let text = line(federation, keys)
        let signature = NodeSigning.sign(Array(text.utf8), seed: secrets.nodeSeed)
        return text + " " + Hex.encode(signature)
    }

    private static func line(_ federation: String, _ keys: NodePublicKeys) -> String {
        [
            title, federation, keys.name, Hex.encode(keys.nodeKey),
            Hex.encode(keys.encryptionKey),
        ].joined(separator: " ")
    }

    /// - Throws: ``CommandFailure`` for a line that is not whole or not signed by its key.
    public init(_ text: String) throws(CommandFailure) {
        let parts = text.split(whereSeparator: \.isWhitespace).map(String.init)
        guard parts.count == 6, parts[0] == Self.title, LogName.isNodeName(parts[2].utf8),
            let nodeKey = Hex.decode(parts[3]), nodeKey.count == 32,
            let encryptionKey = Hex.decode(parts[4]), encryptionKey.count == 32,
            let signature = Hex.decode(parts[5])
        else {
            throw CommandFailure(
                "This is no whole request; copy the line that `init`, `join` or `rekey` printed.")
        }
        federation = parts[1]
        keys = NodePublicKeys(name: parts[2], nodeKey: nodeKey, encryptionKey: encryptionKey)
        let signed = Array(Self.line(federation, keys).utf8)
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: nodeKey),
            key.isValidSignature(signature, for: signed)
        else { throw CommandFailure("The request was changed on its way; have it sent again.") }
    }
}

/// `dingdian enrol REQUEST --region R --role office …` or `dingdian enrol REQUEST --description
/// FILE` on the parent's node.
enum EnrolCommand {
    static func run(_ context: CommandContext) async throws -> CommandResult {
        let request = try EnrolmentRequest(context.command.arguments.joined(separator: " "))
        guard request.federation == context.core.federationID else {
            throw CommandFailure("The request is for another federation.")
        }
        var record = try record(request.keys, context)
        if let known = context.directory.node(named: record.name) {
            guard known.nodeKey == record.nodeKey else {
                throw CommandFailure(
                    "\(record.name) is enrolled with another key; give it this one by "
                        + "`dingdian rotate`, then enrol it again.")
            }
            // The request proved the key in force; the directory knows the node by its first one.
            record.nodeKey = context.directory.enrolmentKey(of: record.name) ?? known.nodeKey
            if isSame(record, known) {
                throw CommandFailure(
                    "\(record.name) is enrolled like this already; nothing is recorded.")
            }
        }
        try EnrolmentCheck(record: record, context: context).run()
        let draft = try EntryDraft.directory(.nodeEnrolled(record), effective: record.from)
        try await DirectoryRehearsal.demandEffect(of: [draft], context)
        try await OfficerCheck.demand([draft], officer: context.option("officer") ?? "", context)
        let recorded = try await context.core.record(
            RecordRequest([draft], officer: context.option("officer") ?? ""))
        return CommandResult(
            text: "已登记节点 / node enrolled: \(record.name), \(recorded[0].reference)",
            json: [
                "node": .string(record.name), "event": .string("\(recorded[0].reference)"),
            ])
    }

    /// Whether an enrolment would say what the directory knows, from whatever day on.
    private static func isSame(_ record: NodeRecord, _ known: NodeRecord) -> Bool {
        var fresh = record
        (fresh.nodeKey, fresh.from) = (known.nodeKey, known.from)
        return fresh == known
    }

    /// Options that say of the node what its description says, too.
    private static let describedKeys = [
        "region", "role", "acts", "regions", "registers", "agency", "agency-en",
    ]

    private static func record(
        _ keys: NodePublicKeys, _ context: CommandContext
    ) throws -> NodeRecord {
        if context.command.file("description") != nil {
            let given = describedKeys.filter { context.option($0) != nil }.map { "--" + $0 }
            guard given.isEmpty else {
                throw CommandFailure.usage(
                    "--description says all that the node is; leave out \(given).")
            }
            return try described(keys, context)
        }
        guard let regionText = context.option("region") else {
            throw CommandFailure.usage(
                "Say for which --region the node works, or give its --description.")
        }
        let region = regionText == "CN" ? RegionCode.everywhere : try context.region(regionText)
        let roles: [String: Federation.NodeRole] = [
            "exchange": .exchange, "province": .province, "city": .city, "office": .office,
            "field-office": .fieldOffice,
        ]
        guard let role = roles[context.option("role") ?? "office"] else {
            throw CommandFailure.usage("--role takes one of \(roles.keys.sorted()).")
        }
        var grants: [Federation.CompetenceGrant] = []
        if let acts = context.option("acts") {
            let regions = context.option("regions") ?? region.text
            grants = [
                Federation.CompetenceGrant(
                    regions: try list(regions, context), acts: try competencies(acts))
            ]
        }
        let agency = context.option("agency") ?? keys.name
        return NodeRecord(
            name: keys.name, nodeKey: keys.nodeKey, encryptionKey: keys.encryptionKey,
            region: region, role: role, agencyChinese: agency,
            agencyEnglish: context.option("agency-en") ?? agency, grants: grants,
            from: try context.date("effective") ?? context.today, to: try context.date("until"),
            registers: try context.option("registers").map { text throws(CommandFailure) in
                try list(text, context)
            } ?? [])
    }

    /// What a file such as `nodes/jilin/nodes/220100.yaml` says of the node: all its grants at
    /// once.
    private static func described(
        _ keys: NodePublicKeys, _ context: CommandContext
    ) throws -> NodeRecord {
        let path = context.option("description") ?? "node.yaml"
        let reader = NodeReader(
            folder: "", tree: context.tree,
            editions: EditionReader(folder: "", takesAnyDocument: true))
        let file = try YAMLFile(path: path, bytes: context.command.file("description") ?? [])
        let node = try reader.read(file.root, file: path).node
        guard node.name == keys.name else {
            throw CommandFailure(
                "The description is of \(node.name), the request of \(keys.name).")
        }
        guard node.parent == context.core.name else {
            throw CommandFailure(
                "The description names \(node.parent ?? "nobody") as the parent; enrol it there.")
        }
        guard node.role != .root else {
            throw CommandFailure("Nobody enrols a root; the anchor names it.")
        }
        let from = try context.date("effective") ?? context.today
        return NodeRecord(
            name: keys.name, nodeKey: keys.nodeKey, encryptionKey: keys.encryptionKey,
            region: node.region, role: node.role, agencyChinese: node.title.chinese,
            agencyEnglish: node.title.english, grants: node.competence, from: from,
            to: try context.date("until"), registers: node.registers)
    }

    private static func list(
        _ text: String, _ context: CommandContext
    ) throws(CommandFailure) -> [RegionCode] {
        var codes: [RegionCode] = []
        for part in text.split(separator: ",") {
            codes.append(part == "CN" ? .everywhere : try context.region(String(part)))
        }
        return codes
    }

    private static func competencies(_ text: String) throws(CommandFailure) -> [Competency] {
        var acts: [Competency] = []
        for part in text.split(separator: ",") {
            guard let act = Competency(rawValue: String(part)) else {
                throw .usage(
                    "--acts takes \(Competency.allCases.map(\.rawValue)), with commas between.")
            }
            acts.append(act)
        }
        return acts
    }
}
