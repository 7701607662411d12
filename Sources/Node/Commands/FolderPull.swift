import Compression
import Designation
import Federation
import Messages
import TransparencyLog
import Transport

/// Takes one log from a folder or a file server: the same ``LogFollower`` decides as over HTTP, only the source differs
/// (protocol §5). It holds the node's writer only while verified chunks are stored.
struct FolderPull {
    enum Outcome: Sendable, Equatable {
        /// Everything the folder has is held.
        case current
        case closed
        /// Why; what was taken before the bad part is kept.
        case refused(Message)
        case forked
    }

    let source: any LogSource
    let core: NodeCore
    let origin: Origin
    let key: VerifierKey

    func run() async throws -> Outcome {
        let note: [UInt8]
        do throws(TransportError) {
            guard let found = try await source.fetch(.checkpoint, of: origin) else {
                return .refused(Self.isCutShort)
            }
            note = found.bytes
        } catch {
            return .refused(error.message)
        }
        let origin = origin
        let (held, limit) = try await core.with { exchange in
            let held = try exchange.replica.store.log(origin)?.position ?? .empty
            return (held, exchange.limit(origin))
        }
        var follower = LogFollower(origin: origin, key: key, held: held, limit: limit)
        if let end = try await settle(follower.offered(note: note), &follower) { return end }
        if let question = follower.prefixQuestion() {
            let proof = try await core.with { $0.proof(of: origin, question) }
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
                    return .refused(Self.sentence(.resourceMismatch(path: resource.path)))
                }
                outcome = follower.received(
                    resource, bytes: bytes, gzip: part.isGzip ? part.bytes : nil)
            } else {
                outcome = follower.failed(resource, .missing)
            }
        } catch {
            return .refused(error.message)
        }
        switch outcome {
        case .progress(let chunks):
            if !chunks.isEmpty { follower.stored(try await store(chunks)) }
            return nil
        case .forked(let evidence): return try await forked(evidence, &follower)
        case .refused(let reason): return .refused(Self.sentence(reason))
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
        case .forked(let evidence): return try await forked(evidence, &follower)
        case .refused(let reason): return .refused(Self.sentence(reason))
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

    /// The fork is told first; then both histories are compared, whose tiles are at hand here.
    private func forked(
        _ evidence: ForkEvidence, _ follower: inout LogFollower
    ) async throws -> Outcome {
        try await keep(evidence)
        while true {
            if follower.wantsNarrowing, let found = try await narrow(&follower) {
                try await keep(found)
            }
            let resources = follower.nextFetches(8)
            if resources.isEmpty { return .forked }
            for resource in resources {
                guard try await compare(resource, &follower) else { return .forked }
            }
        }
    }

    private func keep(_ evidence: ForkEvidence) async throws {
        let (key, clock) = (key, core.clock)
        try await core.with { exchange in
            try exchange.replica.takeFork(evidence, key: key, now: clock())
        }
    }

    private func narrow(_ follower: inout LogFollower) async throws -> ForkEvidence? {
        let (origin, before) = (origin, follower)
        let (outcome, after) = try await core.with { exchange in
            var follower = before
            let outcome = follower.narrow { exchange.replica.tree(origin, $0) }
            return (outcome, follower)
        }
        follower = after
        guard case .forked(let evidence) = outcome else { return nil }
        return evidence
    }

    /// - Returns: whether the folder's file is of use; without it the whole log stays in doubt.
    private func compare(
        _ resource: LogResource, _ follower: inout LogFollower
    ) async throws -> Bool {
        do throws(TransportError) {
            guard let part = try await source.fetch(resource, of: origin) else {
                _ = follower.failed(resource, .missing)
                return true
            }
            if case .progress = follower.received(resource, bytes: part.bytes) { return true }
            return false
        } catch {
            return false
        }
    }

    static let isCutShort: Message =
        "It is named or begun there and has no checkpoint: the copy was cut short; copy or export it again."

    /// Nothing comes again by itself from where nobody answers.
    static func sentence(_ reason: SyncRefusal) -> Message {
        switch reason {
        case .malformedEntries:
            "The entries are damaged; export or copy the log again."
        case .missing(let path):
            "\(path) is not there; export or copy the log again."
        default: reason.message
        }
    }
}
