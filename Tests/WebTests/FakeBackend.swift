import Designation
import Messages
import NIOPosix
import Synchronization
import TransparencyLog
import Web

/// A backend that answers from a few invented values and remembers what it was asked.
final class FakeBackend: WebBackend {
    let registry: FakeRegistry
    /// How many nodes apply the suspension at first; changes are streamed up to all six.
    let appliedCount: Int
    /// Cases open to the key of ``FakeRegistry`` only.
    let isShut: Bool
    /// How long keys have to wait, after too many wrong ones.
    let waitSeconds: Int?
    let openSessions = Mutex<Set<String>>([])
    private let answered: [Standing]
    private let asked = Mutex<[String]>([])
    /// Whether functions were called on the thread of an event loop, at their last call.
    private let places = Mutex<[String: Bool]>([:])
    /// Tells when a waiting heads request has begun, and that it was given up.
    let waiting = AsyncStream<Void>.makeStream()
    let gaveUp = AsyncStream<Bool>.makeStream()

    init(
        appliedCount: Int = 4, isShut: Bool = false, waitSeconds: Int? = nil,
        findsCodesInMemory: Bool = true
    ) throws {
        self.findsCodesInMemory = findsCodesInMemory
        registry = try FakeRegistry()
        self.appliedCount = appliedCount
        self.isShut = isShut
        self.waitSeconds = waitSeconds
        answered = [try registry.standing()]
    }

    /// Calls with their arguments, in order.
    var calls: [String] { asked.withLock { $0 } }

    func note(_ call: String) { asked.withLock { $0.append(call) } }

    private func notePlace(_ function: String) {
        let isOnLoop = MultiThreadedEventLoopGroup.currentEventLoop != nil
        places.withLock { $0[function] = isOnLoop }
    }

    /// Where the last call of `status` or `heads` ran; `nil` without one.
    func isOnLoop(at function: String) -> Bool? { places.withLock { $0[function] } }

    // MARK: Status

    func today() -> LegalDate { FakeRegistry.today }
    func nowMilliseconds() -> UInt64 { FakeRegistry.now }
    func regionTree() -> RegionTree { registry.tree }

    let findsCodesInMemory: Bool

    func institution(nationalCode: String) -> InstitutionID? {
        notePlace("code")
        return nationalCode == "H22010200001" ? registry.hospital : nil
    }

    func institution(
        nationalCode: String, in region: RegionCode, on day: LegalDate
    ) -> InstitutionID? { institution(nationalCode: nationalCode) }

    func status(_ question: StatusQuestion) -> StatusReply {
        notePlace("status")
        let standing = answered[0]
        let answer =
            question.institution == registry.hospital
            ? standing.answer(question, tree: registry.tree)
            : StatusAnswer(
                question: question, unit: registry.tree.unit(of: question.region),
                status: .notDesignated)
        let node = question.region.text
        return StatusReply(
            answer: answer,
            asOf: AsOf(
                region: SourceTime(node: node, milliseconds: FakeRegistry.now - 48_000),
                directory: SourceTime(node: "root", milliseconds: FakeRegistry.now - 2_000),
                oldest: SourceTime(node: "222400", milliseconds: FakeRegistry.now - 3_700_000)),
            isProvisional: false)
    }

    func status(
        _ question: StatusQuestion, knownAtMilliseconds: UInt64
    ) async throws(WebFailure) -> StatusReply {
        note("known-at \(knownAtMilliseconds)")
        guard knownAtMilliseconds < FakeRegistry.now else {
            throw .badRequest("known-at= lies in the future.")
        }
        var reply = status(question)
        reply.knownVector = [(origin: FakeRegistry.suspension.origin, size: 4)]
        return reply
    }

    func explanation(
        of answer: StatusAnswer, vector: [String: UInt64]?
    ) async -> Explanation? {
        struct Nobody: CompetenceJudge {
            func competence(
                of author: String, for act: Competency, in region: RegionCode, on day: LegalDate
            ) -> Competence { .none }
        }
        var explanation = Explanation(
            of: answer, standing: answered[0],
            context: FoldContext(
                regions: registry.tree, rules: RuleBook(), groups: [], judge: Nobody()))
        explanation.chain = FakeRegistry.chain
        return explanation
    }

    // MARK: Logs

    func resource(
        _ origin: Origin, _ resource: LogResource, acceptsGzip: Bool, caller: Caller
    ) async throws(WebFailure) -> ResourceReply {
        note("\(origin) \(resource.path) gzip:\(acceptsGzip) s:\(caller.session ?? "-")")
        guard origin.text == FakeRegistry.signing.origin else { return .notFound }
        switch resource {
        case .checkpoint: return .found(ResourceBytes(bytes: Array("note\n".utf8)))
        case .verifierKey: return .forbidden
        case .tile: return .found(ResourceBytes(bytes: [1, 2, 3], isImmutable: true))
        case .entries:
            let bytes: [UInt8] = acceptsGzip ? [0x1F, 0x8B, 8] : [0, 1, 65]
            return .found(ResourceBytes(bytes: bytes, isGzip: acceptsGzip, isImmutable: true))
        }
    }

    func blob(_ name: TreeHash, caller: Caller) async throws(WebFailure) -> BlobReply {
        guard caller.session != nil else { return .forbidden }
        return name.hex.hasPrefix("00") ? .notFound : .found(Array(0..<100))
    }

    // MARK: Sync

    func openSession(_ body: [UInt8]) async -> SyncReply {
        note("session \(body.count)")
        return SyncReply(status: 200, body: Array("0123456789abcdef".utf8))
    }

    /// The cursor `hang` waits until it is cancelled; others have nothing new.
    func heads(cursor: String, waitSeconds: Int, session: String?) async -> SyncReply {
        notePlace("heads")
        note("heads \(cursor) \(waitSeconds) \(session ?? "-")")
        guard cursor == "hang" else { return SyncReply(status: 204) }
        waiting.continuation.yield()
        let never = AsyncStream<Void> { _ in }
        for await _ in never {}
        gaveUp.continuation.yield(Task.isCancelled)
        return SyncReply(status: 204)
    }

    func push(_ body: [UInt8], session: String?) async -> SyncReply {
        note("push \(body.count) \(session ?? "-")")
        return SyncReply(status: session == nil ? 401 : 409, body: session == nil ? [] : [8, 42])
    }

    func digest(_ body: [UInt8], session: String?) async -> SyncReply {
        note("digest \(body.count)")
        return SyncReply(status: session == nil ? 401 : 200, body: body)
    }

    func board(_ event: EventName, session: String?) async -> SyncReply {
        note("board \(event)")
        return SyncReply(status: 200, body: [10])
    }
}
