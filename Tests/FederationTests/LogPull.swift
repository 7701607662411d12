import Federation
import TransparencyLog

/// A resource as a source that answers at once gives it: a folder, a stick, a test.
struct PulledResource: Hashable, Sendable {
    var bytes: [UInt8]
    /// The compressed form, if it lay there compressed.
    var gzip: [UInt8]?

    init(bytes: [UInt8], gzip: [UInt8]? = nil) {
        self.bytes = bytes
        self.gzip = gzip
    }
}

/// Takes one log from a source that answers at once, as a folder does (protocol §5.8). The same ``LogFollower`` decides as over HTTP; only the source differs.
enum LogPull {
    /// How a log came out.
    enum Outcome: Equatable, Sendable {
        /// Everything the source has is held.
        case current
        /// What was taken before the bad part is kept.
        case refused(SyncRefusal)
        case forked(ForkEvidence)
        case closed
    }

    /// Takes all that the source has beyond what is held.
    ///
    /// It can be interrupted at any time by an error of one of the closures: what was stored stays,
    /// and the next call goes on from there.
    ///
    /// - Parameters:
    ///   - note: The source's checkpoint.
    ///   - read: A resource of the source, `nil` when it has none.
    ///   - prove: The own store's answer about an older checkpoint, see ``PrefixProof``.
    ///   - store: Makes chunks durable and says what is held then.
    /// - Throws: what the closures throw.
    static func run(
        _ follower: inout LogFollower, note: [UInt8],
        read: (LogResource) throws -> PulledResource?,
        prove: (PrefixQuestion) throws -> PrefixProof?,
        store: ([VerifiedChunk]) throws -> LogPosition
    ) throws -> Outcome {
        if let end = try settle(follower.offered(note: note), &follower, store) { return end }
        if let question = follower.prefixQuestion(),
            let end = try settle(follower.proved(try prove(question)), &follower, store)
        {
            return end
        }
        while true {
            let resources = follower.nextFetches(8)
            if resources.isEmpty { break }
            for resource in resources {
                let outcome =
                    if let part = try read(resource) {
                        follower.received(resource, bytes: part.bytes, gzip: part.gzip)
                    } else {
                        follower.failed(resource, .missing)
                    }
                switch outcome {
                case .progress(let chunks):
                    if !chunks.isEmpty { follower.stored(try store(chunks)) }
                case .forked(let evidence): return .forked(evidence)
                case .refused(let reason): return .refused(reason)
                case .unexpected: break
                }
            }
        }
        return follower.state == .closed ? .closed : .current
    }

    private static func settle(
        _ outcome: OfferOutcome, _ follower: inout LogFollower,
        _ store: ([VerifiedChunk]) throws -> LogPosition
    ) throws -> Outcome? {
        switch outcome {
        case .known, .catchingUp: return nil
        case .closed: return .closed
        case .verified(let chunks):
            follower.stored(try store(chunks))
            return nil
        case .forked(let evidence): return .forked(evidence)
        case .refused(let reason): return .refused(reason)
        }
    }
}
