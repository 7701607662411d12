import Compression
import Designation
import Federation
import Messages
import Storage
public import TransparencyLog
import Transport
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
        let node = try await giver(of: TreeHash.sha256(bytes), caller)
        do {
            _ = try service.logs.putBlob(bytes)
        } catch {
            throw await notKept(error)
        }
        callers.note(node, received: bytes.count, sent: 0)
    }

    public func keepPiece(_ piece: BlobPiece, caller: Caller) async throws(WebFailure) -> Int? {
        let node = try await giver(of: piece.name, caller)
        let progress: AttachmentTransfer.Progress
        do {
            progress = try await AttachmentDepot(store: service.logs).take(
                piece.bytes, at: piece.offset, of: piece.name, byteCount: piece.byteCount)
        } catch TransportError.hashMismatch {
            throw .badRequest("The blob is not that of its name; begin anew.")
        } catch TransportError.tooLarge(let limit) {
            throw .tooLarge(limitByteCount: limit)
        } catch TransportError.folder(.busy) {
            throw .conflict("Another piece of this blob is just being stored.")
        } catch {
            throw await notKept(error)
        }
        callers.note(node, received: piece.bytes.count, sent: 0)
        switch progress {
        case .complete: return nil
        case .partial(let byteCount): return byteCount
        }
    }

    /// The node that hands in a blob which a case held here names.
    private func giver(
        of name: TreeHash, _ caller: Caller
    ) async throws(WebFailure) -> String {
        guard let node = try await reader(caller), directory.node(named: node) != nil,
            !directory.isRevoked(node)
        else { throw .forbidden("Open a session first.") }
        let rows = await cases.events(naming: name)
        guard rows.contains(where: { $0.event.chain.contains(core.name) }) else {
            throw .forbidden("No case held here names this blob; hand the log in first.")
        }
        return node
    }

    private func notKept(_ error: any Error) async -> WebFailure {
        await core.note(
            "An attachment could not be kept (\(error)); it is asked for again later.",
            about: "attachments")
        return .cannotStore("The blob could not be stored; try again later.")
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
    /// superiors go (an author cannot let in strangers); what no case names that can be read here is for
    /// nobody.
    private func mayRead(blob name: TreeHash, _ node: String) async -> Bool {
        let rows = await cases.events(naming: name)
        let directory = directory
        return !rows.isEmpty && rows.allSatisfy { $0.mayBeRead(by: node, directory) }
    }
}
