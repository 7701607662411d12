import Compression
import Designation
import Federation
import Messages
import Storage
public import TransparencyLog
public import Web

/// The read path with its rights (protocol §5, §3.1).
extension NodeBackend {
    public func resource(
        _ origin: Origin, _ resource: LogResource, acceptsGzip: Bool, caller: Caller
    ) async throws(WebFailure) -> ResourceReply {
        let node = try await reader(caller)
        guard mayRead(origin, node) else { return .forbidden }
        let found: PushedResource?
        do {
            found = try StoredResource.read(resource, origin, service.logs)
        } catch {
            throw broken(error, "Reading \(origin.text)/\(resource.path)")
        }
        guard let found else { return .notFound }
        var reply = ResourceBytes(
            bytes: found.bytes, isGzip: found.isGzip, isImmutable: Self.isImmutable(resource))
        if found.isGzip, !acceptsGzip {
            do throws(GzipError) {
                reply.bytes = try Gzip.decompress(
                    found.bytes, maximumByteCount: PeerShell.bundleByteLimit)
                reply.isGzip = false
            } catch {
                throw broken(error, "Expanding \(origin.text)/\(resource.path)")
            }
        }
        if let node { callers.note(node, received: 0, sent: reply.bytes.count) }
        return .found(reply)
    }

    public func blob(
        _ name: TreeHash, caller: Caller
    ) async throws(WebFailure) -> BlobReply {
        guard let node = try await reader(caller), directory.node(named: node) != nil,
            !directory.isRevoked(node), await mayRead(blob: name, node)
        else { return .forbidden }
        do {
            guard let bytes = try service.logs.blob(name) else { return .notFound }
            callers.note(node, received: 0, sent: bytes.count)
            return .found(bytes)
        } catch {
            throw broken(error, "Reading a blob")
        }
    }

    public func keepBlob(_ bytes: [UInt8], caller: Caller) async throws(WebFailure) {
        guard let node = try await reader(caller), directory.node(named: node) != nil,
            !directory.isRevoked(node)
        else { throw .forbidden("Open a session first.") }
        let rows = await cases.events(naming: TreeHash.sha256(bytes))
        guard rows.contains(where: { $0.event.chain.contains(core.name) }) else {
            throw .forbidden("No case held here names this blob; hand the log in first.")
        }
        do {
            _ = try service.logs.putBlob(bytes)
        } catch {
            await core.note(
                "An attachment could not be kept (\(error)); it is asked for again later.",
                about: "attachments")
            throw .cannotStore("The blob could not be stored; try again later.")
        }
        callers.note(node, received: bytes.count, sent: 0)
    }

    /// The node that asks; `nil` without a session.
    ///
    /// - Throws: 401 for a session that is unknown or expired, so that the peer opens another.
    private func reader(_ caller: Caller) async throws(WebFailure) -> String? {
        guard let session = caller.session else { return nil }
        guard let node = await callers.node(session) else {
            throw .unauthorized("The session is not or no longer known; open a new one.")
        }
        return node
    }

    /// Whether logs of the three streams without confidential content are open to everybody.
    var arePublicLogsOpen: Bool {
        service.settings.hasPublicLogs || service.settings.isDemonstration
    }

    private func mayRead(_ origin: Origin, _ node: String?) -> Bool {
        // Losing the error is right: what is no log of this federation is not given out.
        guard let name = try? LogName(origin: origin),
            name.federation == registry.anchor.federationID
        else { return false }
        if let node, directory.mayRead(node: node, origin: name) { return true }
        switch name.stream {
        case .directory, .sanctions, .register: return arePublicLogsOpen
        case .casework, .receipts: return false
        }
    }

    private static func isImmutable(_ resource: LogResource) -> Bool {
        switch resource {
        case .checkpoint, .verifierKey: false
        case .tile(let tile): tile.isFull
        case .entries(let bundle): bundle.isFull
        }
    }

    /// What belongs to a case is for the chain that the case names, as far as the author's
    /// superiors go (an author cannot let in strangers); whatever else lies here, for every member.
    private func mayRead(blob name: TreeHash, _ node: String) async -> Bool {
        let rows = await cases.events(naming: name)
        let directory = directory
        return rows.allSatisfy { $0.mayBeRead(by: node, directory) }
    }
}
