import Federation
public import Logging
import Messages
import Storage
import Transport

/// Which node a command is for.
public struct NodeLocation: Sendable {
    public let folder: NodeFolder

    public init(folder: NodeFolder) { self.folder = folder }

    /// A node's folder, or the folder of a federation with one folder for each node.
    ///
    /// - Throws: ``CommandFailure`` that lists the nodes when it is not clear which is meant.
    public static func find(data: String, node: String?) throws -> NodeLocation {
        if let node {
            guard LogName.isNodeName(node.utf8) else {
                throw CommandFailure.usage("Node names are 1 to 63 of a-z, 0-9, full stop, hyphen.")
            }
            let folder = NodeFolder("\(data)/\(node)")
            if folder.exists { return NodeLocation(folder: folder) }
        }
        let folder = NodeFolder(data)
        if folder.exists {
            let name = try folder.readSecrets().name
            if node == nil || name == node { return NodeLocation(folder: folder) }
        }
        let names = try FileSystem.names(in: data).filter { NodeFolder("\(data)/\($0)").exists }
        if let only = names.first, names.count == 1, node == nil {
            return NodeLocation(folder: NodeFolder("\(data)/\(only)"))
        }
        guard !names.isEmpty else {
            throw CommandFailure(
                "There is no node in \(data); name its folder with --data, or set DINGDIAN_DATA.")
        }
        guard let node else { throw CommandFailure.usage("Choose one with --node: \(names).") }
        throw CommandFailure.usage(
            "There is no node \(node) in \(data). Choose one with --node: \(names).")
    }

    /// Reads the settings of the node.
    ///
    /// - Throws: ``ConfigurationError`` with the line at fault.
    public func settings() throws -> NodeSettings { try NodeSettings.read(folder.settings) }
}

/// Runs a command where the stores are: in the node's process if one runs, else in this one.
public struct LocalCommandClient: Sendable {
    private let location: NodeLocation
    private let logger: Logger
    /// Shown while a command goes on in parts.
    private let progress: @Sendable (String) -> Void

    public init(
        _ location: NodeLocation, logger: Logger,
        progress: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.location = location
        self.logger = logger
        self.progress = progress
    }

    /// Commands that sign, so peers are asked first whether they hold more of this node's logs.
    private static let signing: Set<String> = [
        "record", "load", "review resolve", "enrol", "rotate", "recover", "policy publish",
        "calendar publish", "regions publish",
    ]

    public func run(_ command: LocalCommand) async throws -> CommandResult {
        if let control = try readControl() {
            if let result = try await forward(command, control) { return result }
        }
        if command.name == "rebuild" { return try await rebuild() }
        return try await open { host, service in
            // Where nobody can be asked a stick takes along what was applied, and that this is all.
            let signs =
                Self.signing.contains(command.name)
                || (command.name == "export" && service.settings.isOffline)
            if signs {
                if !service.settings.isOffline { await service.connectAll() }
                await service.askPeers(
                    milliseconds: service.settings.isOffline || service.settings.peers.isEmpty
                        ? 0 : 3_000)
            }
            return await parts(command) { await host.run($0) }
        }
    }

    private func parts(
        _ command: LocalCommand, _ run: (LocalCommand) async throws -> CommandResult
    ) async rethrows -> CommandResult {
        var command = command
        while true {
            let result = try await run(command)
            guard let next = result.next, !Task.isCancelled else { return result }
            progress(result.text)
            command.options.merge(next) { $1 }
        }
    }

    // MARK: A running node

    private func readControl() throws -> (url: String, token: String)? {
        guard let bytes = try FileSystem.read(location.folder.control) else { return nil }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        guard lines.count == 2 else { return nil }
        return (lines[0], lines[1])
    }

    /// - Returns: `nil` when nobody listens there: the node was killed and left the file behind.
    private func forward(
        _ command: LocalCommand, _ control: (url: String, token: String)
    ) async throws -> CommandResult? {
        var configuration = TransportConfiguration()
        configuration.proxy = .none
        let client = CurlClient(configuration: configuration)
        defer { client.shutdown() }
        do {
            try await demandAnswer(client, control.url)
            return try await parts(command) { command in
                let response = try await client.send(
                    HTTPRequest(
                        method: "POST", url: control.url + "/api/v1/control",
                        headers: [("x-control-token", control.token)],
                        body: try command.encoded(), waitSeconds: 3_600))
                if response.status == 401 { throw notAdmitted() }
                guard response.status == 200 else {
                    throw CommandFailure(
                        "The node answered \(response.status) to the command; see its log.")
                }
                return try CommandResult(encoded: response.body)
            }
        } catch TransportError.unreachable {
            return nil
        } catch is TransportError where command.name == "record" {
            throw CommandFailure(
                "The node went away while it recorded. What was recorded until then "
                    + "stays, and nothing goes on by itself: start the node and run the same command "
                    + "again; it says how many acts stand and where to go on.")
        } catch is TransportError {
            // What it says is meant for exchange between nodes, which is gone on with by itself.
            throw CommandFailure(
                "The node went away during the command. What it had done until then "
                    + "stays, and nothing goes on by itself: start the node, look, and run it again."
            )
        }
    }

    /// A process that is ending, or hangs, still has its port: nobody should wait an hour for it.
    private func demandAnswer(_ client: CurlClient, _ url: String) async throws {
        do {
            _ = try await client.send(
                HTTPRequest(method: "GET", url: url + "/healthz", waitSeconds: Self.probeSeconds))
        } catch TransportError.timedOut {
            throw CommandFailure(
                "The process of this folder's node does not answer: it may be ending. Try again in a moment; "
                    + "if that does not help, end the process and start the node anew.")
        }
    }

    private static let probeSeconds = 20.0

    /// Why the token of the file `control` is not that of whoever answers: a node that was killed and
    /// started again on a full disk could not write its own.
    private func notAdmitted() -> CommandFailure {
        let probe = location.folder.control + ".probe"
        do throws(StorageError) {
            try FileSystem.writeDurably(
                [UInt8](repeating: 0, count: Self.probeByteCount), to: probe)
            _ = try FileSystem.remove(probe)
        } catch {
            return CommandFailure(
                "The node that answers could not write the file `control`, by which commands find it: "
                    + "\(error) It writes the file by itself then; delete nothing.")
        }
        return CommandFailure(
            "Another node answers at the address that the file `control` of this folder "
                + "names; start this folder's node, or delete that file if it does not run.")
    }

    /// More than is left in the last block of a small file.
    private static let probeByteCount = 8 << 10

    // MARK: No running node

    private func open(
        _ body: (CommandHost, NodeService) async throws -> CommandResult
    ) async throws -> CommandResult {
        let service = try await openService()
        let shell = service.shell
        await service.core.setShell { shell.carryOut($0) }
        let backend = NodeBackend(service: service)
        await backend.freshnessCache.refresh()
        let result: CommandResult
        do {
            result = try await body(CommandHost(service: service, backend: backend), service)
        } catch {
            await close(service)
            throw error
        }
        await close(service)
        return result
    }

    /// Core and shell hold each other; the stores' lock goes with the last reference to them.
    private func close(_ service: NodeService) async {
        await service.core.setShell { _ in }
        await service.close()
    }

    /// A node that is just ending holds its stores for a moment longer.
    private func openService() async throws -> NodeService {
        let settings = try location.settings()
        for _ in 0..<30 {
            do {
                return try NodeService.open(
                    folder: location.folder, settings: settings, logger: logger)
            } catch StorageError.inUse {
                // Losing the error is right: a cancelled pause only ends the wait early.
                try? await Task.sleep(for: .milliseconds(100))
            }
        }
        return try NodeService.open(
            folder: location.folder, settings: settings, logger: logger)
    }

    /// Derived data is erased and made anew from the logs.
    private func rebuild() async throws -> CommandResult {
        let before = try await digests()
        for suffix in ["", "-wal", "-shm"] {
            try FileSystem.remove(location.folder.derived + suffix)
        }
        let after = try await digests()
        guard before.map(\.area) == after.map(\.area) else {
            throw CommandFailure("The areas held changed while rebuilding; run it again.")
        }
        return RebuildCommand.result(
            after.map(\.area), before.map(\.value), after.map(\.value), isErased: true)
    }

    private func digests() async throws -> [AreaDigest] {
        let service = try await openService()
        let areas = [Registry.common] + service.core.registry.view.heldAreas.sorted()
        let digests: [AreaDigest]
        do {
            digests = try await DigestCommand.digests(of: areas, service.core)
        } catch {
            await service.close()
            throw error
        }
        await service.close()
        return digests
    }
}
