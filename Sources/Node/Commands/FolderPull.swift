import Compression
import Designation
import Federation
import TransparencyLog
import Transport

/// Takes one log from a folder: the same ``LogFollower`` decides as over HTTP, only the source differs
/// (protocol §5). It holds the node's writer only while verified chunks are stored.
struct FolderPull {
    enum Outcome: Sendable, Equatable {
        /// Everything the folder has is held.
        case current
        case closed
        /// Why; what was taken before the bad part is kept.
        case refused(String)
        case forked
    }

    let source: FolderLogSource
    let core: NodeCore
    let origin: Origin
    let key: VerifierKey

    func run() async throws -> Outcome {
        let note: [UInt8]
        do throws(TransportError) {
            guard let found = try await source.fetch(.checkpoint, of: origin) else {
                return .refused("The folder has no checkpoint of it.")
            }
            note = found.bytes
        } catch {
            return .refused(error.description)
        }
        let origin = origin
        let (held, limit) = try await core.with { exchange in
            let held = try exchange.replica.store.log(origin)?.position ?? .empty
            return (held, exchange.limit(origin))
        }
        var follower = LogFollower(origin: origin, key: key, held: held, limit: limit)
        if let end = try await settle(follower.offered(note: note), &follower) { return end }
        if let question = follower.prefixQuestion() {
            let proof = try await core.with { exchange in Self.proof(origin, question, exchange) }
            if let end = try await settle(follower.proved(proof), &follower) { return end }
        }
        while true {
            let resources = follower.nextFetches(8)
            if resources.isEmpty { break }
            for resource in resources {
                if let end = try await take(resource, &follower) { return end }
            }
        }
        return follower.state == .closed ? .closed : .current
    }

    private func take(
        _ resource: LogResource, _ follower: inout LogFollower
    ) async throws -> Outcome? {
        let outcome: ReceiveOutcome
        do throws(TransportError) {
            if let part = try await source.fetch(resource, of: origin) {
                // Losing the error is right: damaged compression is a damaged resource.
                guard let bytes = try? part.content(maximumByteCount: resource.maximumByteCount)
                else {
                    return .refused(SyncRefusal.resourceMismatch(path: resource.path).description)
                }
                outcome = follower.received(
                    resource, bytes: bytes, gzip: part.isGzip ? part.bytes : nil)
            } else {
                outcome = follower.failed(resource, .missing)
            }
        } catch {
            return .refused(error.description)
        }
        switch outcome {
        case .progress(let chunks):
            if !chunks.isEmpty { follower.stored(try await store(chunks)) }
            return nil
        case .forked(let evidence): return try await forked(evidence)
        case .refused(let reason): return .refused(reason.description)
        case .unexpected: return nil
        }
    }

    private func settle(
        _ outcome: OfferOutcome, _ follower: inout LogFollower
    ) async throws -> Outcome? {
        switch outcome {
        case .known, .catchingUp: return nil
        case .closed: return .closed
        case .verified(let chunks):
            follower.stored(try await store(chunks))
            return nil
        case .forked(let evidence): return try await forked(evidence)
        case .refused(let reason): return .refused(reason.description)
        }
    }

    /// Verified chunks become durable and part of every answer, and peers are told of them.
    private func store(_ chunks: [VerifiedChunk]) async throws -> LogPosition {
        let (origin, key, clock) = (origin, key, core.clock)
        return try await core.with { exchange in
            let replica = exchange.replica
            let prepared = chunks.map {
                replica.registry.prepare($0, after: replica.registry.lastStamp($0.origin))
            }
            try replica.accept(prepared, keys: [origin: key], now: clock())
            return try replica.store.log(origin)?.position ?? .empty
        }
    }

    private func forked(_ evidence: ForkEvidence) async throws -> Outcome {
        let (key, clock) = (key, core.clock)
        try await core.with { exchange in
            try exchange.replica.takeFork(evidence, key: key, now: clock())
        }
        return .forked
    }

    private static func proof(
        _ origin: Origin, _ question: PrefixQuestion, _ exchange: Exchange
    ) -> PrefixProof? {
        let store = exchange.replica.store
        let tree = TiledTree(size: question.treeSize) { coordinate in
            guard let tile = try store.tile(origin, coordinate) else {
                throw ProofError.tileMismatch
            }
            return tile
        }
        // Losing the error is right: a store that cannot answer leaves the question open.
        return try? PrefixProof(
            size: question.size, treeSize: question.treeSize, nodes: tree.node)
    }
}
