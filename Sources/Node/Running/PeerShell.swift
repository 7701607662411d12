import Compression
import Federation
import Logging
import Synchronization
import TransparencyLog
import Transport

/// Does for an ``Exchange`` what needs the network: one shell for all peers that the node dials.
///
/// It decides nothing. Every action ends in one event back to the core, success or failure; time is
/// only slept, never read, here.
final class PeerShell: Sendable {
    private let core: NodeCore
    private let client: CurlClient
    private let urls: Mutex<[String: String]>
    private let sessions = Mutex<[String: String]>([:])
    private let waits = Mutex<[String: Task<Void, Never>]>([:])
    private let polls = Mutex<[String: Task<Void, Never>]>([:])
    private let token: @Sendable (_ peer: String) -> [UInt8]?
    private let limits = SyncLimits.standard
    /// Bytes received and sent per peer, headers included.
    private let traffic = Mutex<[String: (received: UInt64, sent: UInt64)]>([:])
    /// Until when peers asked to be left alone.
    private let quiet = Mutex<[String: ContinuousClock.Instant]>([:])
    /// No peer keeps this node away for longer (protocol §5.7).
    private static let longestQuietSeconds: UInt64 = 600

    /// - Parameters:
    ///   - urls: where each peer is reached.
    ///   - token: makes a signed session request for a peer; `nil` when it cannot.
    init(
        core: NodeCore, client: CurlClient, urls: [String: String],
        token: @escaping @Sendable (_ peer: String) -> [UInt8]?
    ) {
        self.core = core
        self.client = client
        self.urls = Mutex(urls)
        self.token = token
    }

    func setURL(_ url: String?, of peer: String) { urls.withLock { $0[peer] = url } }
    func url(of peer: String) -> String? { urls.withLock { $0[peer] } }
    func traffic(of peer: String) -> (received: UInt64, sent: UInt64) {
        traffic.withLock { $0[peer] ?? (0, 0) }
    }

    /// Stops waiting for and polling a peer.
    func forget(_ peer: String) {
        waits.withLock { $0.removeValue(forKey: peer) }?.cancel()
        polls.withLock { $0.removeValue(forKey: peer) }?.cancel()
    }

    func carryOut(_ action: ExchangeAction) {
        switch action {
        case .openSession(let peer): Task { await self.openSession(peer) }
        case .pollHeads(let peer, let cursor, let seconds):
            let task = Task { await self.pollHeads(peer, cursor: cursor, seconds: seconds) }
            polls.withLock { $0[peer] = task }
        case .fetch(let peer, let origin, let resources):
            for resource in resources { Task { await self.fetch(peer, origin, resource) } }
        case .push(let peer, let request): Task { await self.push(peer, request) }
        case .wait(let peer, let until): wait(peer, until: until)
        case .digestAlarm(let peer, let scope): Task { await self.compare(peer, scope) }
        case .answer, .grew: break
        }
    }

    private func wait(_ peer: String, until: UInt64) {
        let now = core.clock()
        let pause = until > now ? until - now : 0
        let task = Task {
            // Losing the error is right: a cancelled wait was replaced by a later one.
            guard (try? await Task.sleep(for: .milliseconds(pause))) != nil else { return }
            await core.happened(.tick, peer: peer)
        }
        waits.withLock { $0.updateValue(task, forKey: peer) }?.cancel()
    }

    private func openSession(_ peer: String) async {
        guard let body = token(peer) else {
            await core.happened(.openFailed(.refused), peer: peer)
            return
        }
        do throws(TransportError) {
            let response = try await send(
                peer, HTTPRequest(method: "POST", url: "/sync/v1/session", body: body))
            if let date = response.header("date") {
                await core.note(
                    clockDoubt: PeerClock.doubt(of: peer, header: date, now: core.clock()),
                    of: peer)
            }
            if response.status == 200,
                let answer = try? SessionAnswer(encoded: response.body), answer.node == peer
            {
                sessions.withLock { $0[peer] = answer.session }
                await core.happened(.opened, peer: peer)
            } else {
                await core.happened(.openFailed(Self.failure(response)), peer: peer)
            }
        } catch {
            await core.happened(.openFailed(.unreachable), peer: peer)
        }
    }

    private func pollHeads(_ peer: String, cursor: String?, seconds: Int) async {
        var path = "/sync/v1/heads"
        if let cursor { path += "?c=\(cursor)&w=\(seconds)" }
        do throws(TransportError) {
            let response = try await send(
                peer,
                HTTPRequest(
                    url: path, maximumByteCount: limits.messageByteCount,
                    waitSeconds: Double(seconds)))
            switch response.status {
            case 200:
                // Losing the error is right: whatever is wrong, the peer's answer is of no use.
                if let answer = try? HeadsAnswer(encoded: response.body) {
                    await core.happened(.heads(answer), peer: peer)
                } else {
                    await core.happened(.headsFailed(.refused), peer: peer)
                }
            case 204: await core.happened(.heads(nil), peer: peer)
            default: await core.happened(.headsFailed(Self.failure(response)), peer: peer)
            }
        } catch {
            await core.happened(.headsFailed(.unreachable), peer: peer)
        }
    }

    private func fetch(_ peer: String, _ origin: Origin, _ resource: LogResource) async {
        let path = "/log/\(origin.text)/\(resource.path)"
        do throws(TransportError) {
            let response = try await send(peer, HTTPRequest(url: path, acceptsGzip: true))
            guard response.status == 200 else {
                await core.happened(
                    .fetchFailed(origin, resource, Self.fetchFailure(response)), peer: peer)
                return
            }
            guard response.contentEncoding == "gzip" else {
                await core.happened(
                    .fetched(origin, resource, bytes: response.body, gzip: nil), peer: peer)
                return
            }
            let expanded = try? Gzip.decompress(
                response.body, maximumByteCount: Self.bundleByteLimit)
            guard let expanded else {
                await core.happened(.fetchFailed(origin, resource, .transient), peer: peer)
                return
            }
            // Hashed here, on a thread of its own; the writer only compares.
            if let bundle = FetchedBundle(resource, bytes: expanded, gzip: response.body) {
                await core.happened(.fetchedBundle(origin, bundle), peer: peer)
                return
            }
            await core.happened(
                .fetched(origin, resource, bytes: expanded, gzip: response.body), peer: peer)
        } catch {
            await core.happened(.fetchFailed(origin, resource, .transient), peer: peer)
        }
    }

    private func push(_ peer: String, _ request: PushRequest) async {
        do throws(TransportError) {
            let response = try await send(
                peer,
                HTTPRequest(method: "POST", url: "/sync/v1/push", body: request.encoded()))
            if response.status == 200 || response.status == 409,
                let answer = try? PushAnswer(encoded: response.body)
            {
                await core.happened(.pushAnswered(request.origin, answer), peer: peer)
            } else {
                await core.happened(
                    .pushFailed(request.origin, Self.failure(response)), peer: peer)
            }
        } catch {
            await core.happened(.pushFailed(request.origin, .unreachable), peer: peer)
        }
    }

    /// Tells the news to peers that are dialled; they cannot ask for them. What does not arrive is told
    /// again in the next round.
    func tellNews(to peers: [String]) async {
        for peer in peers where sessions.withLock({ $0[peer] != nil }) {
            let news = await core.news(for: peer)
            if news.isEmpty { continue }
            // Losing the error is right, see above.
            let response = try? await send(
                peer,
                HTTPRequest(method: "POST", url: "/sync/v1/news", body: news.encoded()))
            if response?.status == 204 { await core.told(news, to: peer) }
        }
    }

    /// Finds out where the registries part, after an alarm; the operator is told with the peer's state.
    private func compare(_ peer: String, _ scope: String) async {
        guard sessions.withLock({ $0[peer] != nil }) else { return }
        // Losing the error is right: the alarm stays, and the next exchange tries again.
        let found = try? await DigestComparison(core: core, shell: self).run(peer, scope: scope)
        if let found { await core.explain(found) }
    }

    // MARK: Requests

    /// The most that 256 entries can take, length bytes included.
    static let bundleByteLimit = 256 * (EntryBundle.maximumEntryByteCount + 2)

    /// Sends a request to a peer, with its session; `url` is a path.
    func send(
        _ peer: String, _ request: HTTPRequest
    ) async throws(TransportError) -> HTTPResponse {
        let (response, error) = await exchange(peer, request)
        if let error { throw error }
        return response
    }

    /// The same, but an answer that was cut short comes with what ended it, so that it can be resumed.
    func exchange(
        _ peer: String, _ request: HTTPRequest
    ) async -> (response: HTTPResponse, error: TransportError?) {
        var request = request
        if let answer = answerWhileQuiet(peer) { return (answer, nil) }
        request.url = (url(of: peer) ?? "http://invalid.invalid") + request.url
        if let session = sessions.withLock({ $0[peer] }) {
            request.headers.append(("s", session))
        }
        let (response, error) = await client.sendKeepingPart(request)
        if error == nil { noteQuiet(peer, response) }
        let sent = UInt64(request.body.count + request.url.utf8.count)
        traffic.withLock {
            let known = $0[peer] ?? (0, 0)
            $0[peer] = (known.received + UInt64(response.wireByteCount), known.sent + sent)
        }
        return (response, error)
    }

    /// A peer that asked for a pause gets no request before it is over, whatever the request is about;
    /// whoever asks gets the peer's answer again, with the rest of the pause.
    private func answerWhileQuiet(_ peer: String) -> HTTPResponse? {
        let now = ContinuousClock.now
        let left = quiet.withLock { quiet -> Duration? in
            guard let until = quiet[peer] else { return nil }
            guard until > now else {
                quiet[peer] = nil
                return nil
            }
            return now.duration(to: until)
        }
        guard let left else { return nil }
        return HTTPResponse(
            status: 429, headers: [("retry-after", String(left.components.seconds + 1))],
            body: [], wireByteCount: 0)
    }

    private func noteQuiet(_ peer: String, _ response: HTTPResponse) {
        guard response.status == 429 || response.status == 503,
            let seconds = response.header("retry-after").flatMap({ UInt64($0) }), seconds > 0
        else { return }
        let until = ContinuousClock.now + .seconds(Int64(min(seconds, Self.longestQuietSeconds)))
        quiet.withLock { $0[peer] = until }
    }

    /// What a peer asks for with 429 or 503; where it says no time, a second.
    private static func askedPause(_ response: HTTPResponse) -> UInt64? {
        guard response.status == 429 || response.status == 503 else { return nil }
        let seconds = response.header("retry-after").flatMap { UInt64($0) } ?? 1
        return min(seconds, longestQuietSeconds) * 1_000
    }

    private static func failure(_ response: HTTPResponse) -> PeerFailure {
        if let pause = askedPause(response) { return .throttled(milliseconds: pause) }
        switch response.status {
        case 401: return .unauthorized
        case 500..<600: return .unreachable
        default: return .refused
        }
    }

    private static func fetchFailure(_ response: HTTPResponse) -> FetchFailure {
        if let pause = askedPause(response) { return .throttled(milliseconds: pause) }
        return switch response.status {
        case 404: .missing
        case 401, 403: .forbidden
        default: .transient
        }
    }
}
