import Designation
import Federation
public import Logging
import Messages
import Storage
import TransparencyLog

/// `dingdian rekey`: another node key, in two steps around the word of a superior (protocol §2.4).
public enum NodeRekeying {
    /// Makes the next key, or takes the one made before.
    ///
    /// - Returns: for `dingdian rotate` at a superior the request, and the node's own logs that go
    ///   on.
    /// - Throws: ``CommandFailure`` at the root, whose key is the anchor.
    public static func prepare(_ folder: NodeFolder) throws -> CommandResult {
        let anchor = try folder.readAnchor()
        try refuseRoot(anchor, name: try folder.readSecrets().name)
        let secrets = try folder.makeNextKey { SystemEntropy.bytes() }
        var keeps: [String] = []
        var others: [String] = []
        if FileSystem.byteCount(folder.logs) != nil {
            let store = try LogDatabase(
                path: folder.logs, blobs: folder.blobs, access: .reader)
            let opened = try openedHere(folder, name: secrets.name, store)
            keeps = opened.map(\.text).sorted()
            others = try logs(of: secrets.name, store).map(\.origin)
                .filter { !opened.contains($0) }.map(\.text).sorted()
        }
        let request = EnrolmentRequest.make(federation: anchor.federationID, secrets: secrets)
        let named = keeps.joined(separator: ",")
        var lines = [
            """
            请上级节点执行 / let a superior run:
            dingdian rotate --officer … \\
              --keeps '\(named)' \\
              '\(request)'
            """, advice.lines,
        ]
        if !others.isEmpty { lines.append(foreign(others).lines) }
        return CommandResult(
            text: lines.joined(separator: "\n"),
            json: [
                "request": .string(request), "keeps": .strings(keeps),
                "notOpenedHere": .strings(others),
            ])
    }

    private static let advice: Message =
        "A log that this node opens from now on is not among those named: ask again just before the "
        + "superior records it. The key stays the same."

    private static func foreign(_ logs: [String]) -> Message {
        "Not opened on this machine, and so not named: \(logs). If nobody here opened them, the key is "
            + "in other hands: take --stolen instead of --keeps."
    }

    /// Puts the next key in place; the node must not run, and its directory must name the key.
    ///
    /// - Returns: what the rotation left out of this machine's own logs, with what to do.
    /// - Throws: a ``Worded`` error when the new key counts nowhere yet or the folder cannot be changed.
    public static func use(_ folder: NodeFolder, logger: Logger) async throws -> CommandResult {
        let anchor = try folder.readAnchor()
        try refuseRoot(anchor, name: try folder.readSecrets().name)
        guard let next = try folder.readNextKey() else {
            throw CommandFailure("No next key was made here; run `dingdian rekey` first.")
        }
        let service = try open(folder, logger)
        let left: [StoredLog]
        do {
            left = try replace(next, folder, service)
        } catch {
            await service.close()
            throw error
        }
        await service.close()
        let request = EnrolmentRequest.make(federation: anchor.federationID, secrets: next)
        var lines = [
            """
            新密钥已启用 / the new key is in place: \(folder.path)
            重新登记时用 / for `enrol` from now on:
              '\(request)'
            """
        ]
        for log in left { lines.append(leftOut(log).lines) }
        return CommandResult(
            text: lines.joined(separator: "\n"),
            json: [
                "node": .string(next.name), "request": .string(request),
                "leftOut": .array(
                    left.map {
                        [
                            "log": .string($0.origin.text), "size": .count($0.position.size),
                            "root": .string($0.position.edge.root.hex),
                        ]
                    }),
            ])
    }

    /// The stores tell whether a node runs in the folder, wherever it listens.
    private static func open(_ folder: NodeFolder, _ logger: Logger) throws -> NodeService {
        do {
            return try NodeService.open(
                folder: folder, settings: try NodeSettings.read(folder.settings), logger: logger)
        } catch StorageError.inUse {
            throw CommandFailure("The node runs; stop it before its key is replaced.")
        }
    }

    private static func replace(
        _ next: NodeSecrets, _ folder: NodeFolder, _ service: NodeService
    ) throws -> [StoredLog] {
        let registry = service.core.registry
        let known = registry.view.directory.node(named: next.name)
        guard known?.nodeKey == next.publicKeys.nodeKey else {
            throw CommandFailure(
                "The directory held here does not name the new key of \(next.name) yet, and nobody "
                    + "would believe it. Let the node run, or import a stick of the superior, until "
                    + "its word is here; then stop it and run this again.")
        }
        let opened = try openedHere(folder, name: next.name, service.logs)
        let left = try logs(of: next.name, service.logs).filter {
            opened.contains($0.origin) && registry.isSuperseded($0.origin)
        }
        try folder.useNextKey()
        return left
    }

    private static func leftOut(_ log: StoredLog) -> Message {
        "The rotation does not name \(log.origin.text), which was opened before it was known here: it "
            + "counts once a superior that holds it records `close` with size \(log.position.size), "
            + "root \(log.position.edge.root.hex) and reason rotation."
    }

    private static func refuseRoot(_ anchor: Anchor, name: String) throws(CommandFailure) {
        guard anchor.rootNode != name else {
            throw CommandFailure(
                "The root's key is the federation's anchor, which all nodes hold; it cannot be replaced."
            )
        }
    }

    private static func logs(of name: String, _ store: LogDatabase) throws -> [StoredLog] {
        // Losing the error is right: what is no log of this protocol is not this node's.
        try store.logs().filter { (try? LogName(origin: $0.origin))?.node == name }
    }

    /// The logs whose keys are or were on this machine: the current epochs, and those that each of
    /// them says it continues. A log of the node's name that came from elsewhere may be a thief's.
    private static func openedHere(
        _ folder: NodeFolder, name: String, _ store: LogDatabase
    ) throws -> Set<Origin> {
        var open = try EpochKeyFiles(folder: folder.epochs).currentEpochs().values.map(\.origin)
        var found: Set<Origin> = []
        while let origin = open.popLast() {
            guard let log = try store.log(origin), log.position.size > 0,
                found.insert(origin).inserted, let first = try store.entries(origin, 0..<1).first,
                case .epochOpened(let epoch) = try EntryCodec.decode(first).body
            else { continue }
            if let before = epoch.predecessor { open.append(before.origin) }
        }
        return found
    }
}
