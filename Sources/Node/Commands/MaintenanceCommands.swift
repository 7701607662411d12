import Designation
import Federation
import Messages
import Storage
import TransparencyLog

/// `dingdian digest [--area A]`: `common` and per area, with the hash of the inputs (protocol §8).
enum DigestCommand {
    static func run(_ context: CommandContext) async throws -> CommandResult {
        var areas = [Registry.common] + context.registry.view.heldAreas.sorted()
        if let text = context.option("area") {
            let area = text == "common" ? Registry.common : try context.region(text)
            guard areas.contains(area) else {
                throw CommandFailure(
                    "This node does not hold the register of \(area.text), so it states no digest.")
            }
            areas = [area]
        }
        if let peer = context.option("peer") { return try await compare(areas, peer, context) }
        let digests = try await digests(of: areas, context.core)
        let edition = context.directory.foldEdition
        var table = TextTable()
        for digest in digests {
            table.add(name(digest.area), digest.value.hex, "输入 inputs \(digest.inputs.hex)")
        }
        return CommandResult(
            text: table.text,
            json: [
                "node": .string(context.core.name),
                "digests": .array(
                    digests.map {
                        [
                            "of": .string(name($0.area)), "digest": .string($0.value.hex),
                            "inputs": .string($0.inputs.hex), "foldEdition": .count(edition),
                        ]
                    }),
            ])
    }

    /// Where this node and one that it dials part: by logs, and with equal logs by institutions.
    private static func compare(
        _ areas: [RegionCode], _ peer: String, _ context: CommandContext
    ) async throws -> CommandResult {
        let comparison = DigestComparison(core: context.core, shell: context.service.shell)
        var found: [DigestDifference] = []
        for area in areas {
            do {
                if let one = try await comparison.run(peer, scope: name(area)) { found.append(one) }
            } catch DigestComparison.Failure.noAnswer {
                throw CommandFailure(
                    "\(peer) did not answer; it must be a peer that this node dials and is in "
                        + "session with (`dingdian peers`).")
            } catch DigestComparison.Failure.refused {
                // The peer does not hold that register: nothing can be said about it.
                continue
            }
        }
        return result(found, with: peer)
    }

    static func result(_ found: [DigestDifference], with peer: String) -> CommandResult {
        CommandResult(
            exit: found.isEmpty ? 0 : 1,
            text: found.isEmpty
                ? "与 \(peer) 没有差别 / no difference" : found.map(\.text).joined(separator: "\n"),
            json: ["peer": .string(peer), "differences": .array(found.map(\.json))],
            error: found.isEmpty ? "" : "This node and \(peer) differ.")
    }

    static func digests(
        of areas: [RegionCode], _ core: NodeCore
    ) async throws -> [AreaDigest] {
        try await core.with { exchange in
            guard
                exchange.replica.directory.foldEdition
                    <= exchange.replica.registry.knownFoldEdition
            else {
                throw CommandFailure(
                    "The federation uses a newer edition of the rules; this software states no "
                        + "digest until it is updated.")
            }
            return try areas.map { try exchange.replica.digest($0) }
        }
    }

    static func name(_ area: RegionCode) -> String {
        area == Registry.common ? "common" : area.text
    }
}

/// `dingdian rebuild`: derived data anew. Beside a running node everything is folded again in memory
/// and compared; without one the derived store is erased and made anew (see ``LocalCommandClient``).
enum RebuildCommand {
    static func run(_ context: CommandContext) async throws -> CommandResult {
        let areas = [Registry.common] + context.registry.view.heldAreas.sorted()
        let (before, sizes) = try await context.core.with { exchange in
            (
                try areas.map { try exchange.replica.digest($0) },
                try exchange.replica.store.logs().map { ($0, $0.position.size) }
            )
        }
        let fresh = try refold(sizes, context)
        let after = areas.map { fresh.digestBuckets($0).root }
        return result(
            areas, before.map(\.value), after, isErased: false,
            isDamaged: context.registry.isDamaged)
    }

    /// A registry folded from the logs alone.
    private static func refold(
        _ logs: [(StoredLog, UInt64)], _ context: CommandContext
    ) throws -> Registry {
        let store = context.service.logs
        let registry = Registry(
            anchor: context.registry.anchor, derived: NoDerivedStore(),
            heldAreas: context.registry.view.heldAreas, factBudget: .max / 2)
        for (log, size) in logs {
            var from: UInt64 = 0
            while from < size {
                let end = min(size, (from | 255) + 1)
                let run = StoredRun(
                    origin: log.origin, from: from,
                    entries: try store.entries(log.origin, from..<end))
                let chunk = registry.prepare(run, after: registry.lastStamp(log.origin))
                registry.apply(chunk)
                registry.absorb(chunk.others)
                from = end
            }
        }
        for scope in context.registry.view.scopes {
            guard let common = scope.forkedFrom, let name = scope.name else { continue }
            registry.setFork(name.origin, commonSize: common)
        }
        return registry
    }

    /// - Parameters:
    ///   - before: what was stated; the digest of nothing where no derived data could be read.
    ///   - isErased: whether `after` stands now, or was folded beside a running node only.
    ///   - isDamaged: whether the running node has come upon derived data that it cannot read.
    static func result(
        _ areas: [RegionCode], _ before: [TreeHash], _ after: [TreeHash], isErased: Bool,
        isDamaged: Bool = false
    ) -> CommandResult {
        let isSame = before == after
        let nothing = DigestBuckets().root
        let isLost = areas.indices.map { before[$0] == nothing && after[$0] != nothing }
        var table = TextTable()
        for (number, area) in areas.enumerated() {
            table.add(
                DigestCommand.name(area), after[number].hex,
                before[number] == after[number]
                    ? "相同 the same"
                    : isLost[number]
                        ? "此前没有可读的派生数据 none could be read before"
                        : "不同 differs from \(before[number].hex)")
        }
        let needsHelp = !isErased && (!isSame || isDamaged)
        let isUnread = isDamaged || isLost.contains(true)
        return CommandResult(
            exit: needsHelp ? 1 : 0, text: table.text,
            json: [
                "same": .bool(isSame), "erased": .bool(isErased),
                "digests": .array(
                    areas.indices.map {
                        [
                            "of": .string(DigestCommand.name(areas[$0])),
                            "before": isLost[$0] ? .null : .string(before[$0].hex),
                            "digest": .string(after[$0].hex),
                        ]
                    }),
            ],
            error: !needsHelp
                ? ""
                : isUnread
                    ? Self.damaged
                    : "Derived data differs from the logs; stop the node, run `dingdian rebuild`, "
                        + "and start it again.")
    }

    /// A running node does not repair what it reads from: it would answer from two states.
    static let damaged: Message =
        "Derived data is damaged; stop the node, run `dingdian rebuild`, and start it again."
}

/// Keeps nothing: for a fold that is only compared.
private final class NoDerivedStore: DerivedStore {
    func snapshot() throws -> DerivedSnapshot? { nil }
    func dossier(_ institution: InstitutionID) throws -> DossierRow? { nil }
    func dossiers(after institution: InstitutionID?, limit: Int) throws -> [DossierRow] { [] }
    func save(_ rows: [DossierRow], snapshot: DerivedSnapshot) throws {}
    func find(_ text: String, limit: Int) throws -> [InstitutionID] { [] }
    func institutionCount() throws -> Int { 0 }
    func erase() throws {}
}

/// `dingdian backup FILE`: a consistent copy of the logs while the node runs. Keys and heads are no part
/// of it (protocol §4).
enum BackupCommand {
    static func run(_ context: CommandContext) async throws -> CommandResult {
        let path = try context.argument(0, "a file to write")
        try context.service.logs.backup(to: path)
        let count = FileSystem.byteCount(path) ?? 0
        return CommandResult(
            text: "已备份日志 / logs backed up: \(path), \(count) B; "
                + "附件 attachments: \(context.service.folder.blobs)",
            json: ["file": .string(path), "byteCount": .count(count)])
    }
}
