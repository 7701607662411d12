import Compression
import Designation
import Federation
import Storage
import Testing
import TransparencyLog
import Transport

@testable import Federation
@testable import Node

/// Messages to a running node's endpoints that are cut off, spoilt, repeated, out of order or too large:
/// each gets an answer that says so, none is applied, and the node goes on.
@Suite("Hostile messages over HTTP", .serialized)
struct HostileMessageTests {
    /// The root runs; the province exists only as a caller with a log of its own.
    private final class Target {
        let world: LiveWorld
        let root: LiveWorld.Live
        let log: WrittenLog
        let client = CurlClient()
        var session = ""

        init() async throws {
            world = try LiveWorld()
            root = try await world.start("root")
            let (root, log) = (root, try WrittenLog(world.anchor, suspensions: 6))
            self.log = log
            try await world.eventually("the root records") {
                try await world.foundRoot(root)
                return true
            }
            let answer = try await post("session", try token())
            session = try SessionAnswer(encoded: answer.body).session
        }

        func token() throws -> [UInt8] {
            let federation = world.anchor.federationID
            return try SessionToken(
                audience: "\(federation)/root",
                expiryMilliseconds: root.service.core.clock() + 60_000,
                nonce: SystemEntropy.bytes(16), software: "test"
            ).signed(
                by: NoteSigner(
                    name: Origin("\(federation)/220000"), seed: BackendWorld.seed("220000")))
        }

        func post(_ call: String, _ body: [UInt8]) async throws -> HTTPResponse {
            try await client.send(
                HTTPRequest(
                    method: "POST", url: "http://127.0.0.1:\(root.port)/sync/v1/\(call)",
                    headers: session.isEmpty ? [] : [("s", session)], body: body))
        }

        func push(_ range: Range<Int>, upTo size: Int) throws -> PushRequest {
            PushRequest(
                origin: log.origin, key: log.key.publicKey, note: try log.note(size),
                entries: InlineEntries(
                    from: UInt64(range.lowerBound), count: range.count,
                    bytes: try EntryBundle.encode(Array(log.entries[range]))))
        }

        var applied: UInt64 { root.service.core.registry.applied(log.origin) }

        /// The node answers questions and is ready.
        func isWell() async throws -> Bool {
            let url = "http://127.0.0.1:\(root.port)/readyz"
            return try await client.send(HTTPRequest(url: url)).status == 200
        }
    }

    private static let refusals: Set<Int> = [400, 401, 403, 404, 409, 413, 429]

    @Test("Every truncation and every flipped byte of a submission")
    func push() async throws {
        let target = try await Target()
        let honest = try target.push(0..<7, upTo: 7).encoded()
        for count in 0..<honest.count {
            let answer = try await target.post("push", Array(honest.prefix(count)))
            #expect(Self.isRefused(answer), "the first \(count) bytes: \(answer.status)")
            #expect(target.applied == 0, "the first \(count) bytes")
        }
        for byte in honest.indices {
            var changed = honest
            changed[byte] ^= 1 << UInt8(byte % 8)
            let answer = try await target.post("push", changed)
            #expect(Self.isRefused(answer), "byte \(byte): \(answer.status)")
            #expect(target.applied == 0, "byte \(byte)")
        }
        #expect(try await target.isWell())
        let taken = try await target.post("push", honest)
        #expect(try PushAnswer(encoded: taken.body).state == .current)
        #expect(target.applied == 7)
        await target.world.stopAll()
    }

    /// Refused by status, or answered with what is held (nothing) and what is asked for.
    private static func isRefused(_ answer: HTTPResponse) -> Bool {
        if refusals.contains(answer.status) { return true }
        guard answer.status == 200, let said = try? PushAnswer(encoded: answer.body) else {
            return false
        }
        return said.size == 0 && said.state != .current
    }

    @Test("Repeated and reordered submissions: nothing twice, nothing with a gap")
    func order() async throws {
        let target = try await Target()
        let parts = try [0..<3, 3..<5, 5..<7].map {
            try target.push($0, upTo: $0.upperBound).encoded()
        }
        for part in [2, 1, 2] {
            let answer = try await target.post("push", parts[part])
            #expect(answer.status == 409)
            #expect(try PushAnswer(encoded: answer.body).size == 0)
        }
        #expect(target.applied == 0)
        for (part, size) in [(0, 3), (2, 3), (0, 3), (1, 5), (1, 5), (0, 5), (2, 7), (1, 7)] {
            let answer = try await target.post("push", parts[part])
            #expect([200, 409].contains(answer.status), "part \(part)")
            #expect(try PushAnswer(encoded: answer.body).size == UInt64(size), "part \(part)")
            #expect(target.applied == UInt64(size), "part \(part)")
        }
        let held = try target.root.service.logs.entries(target.log.origin, 0..<7)
        #expect(held == target.log.entries)
        await target.world.stopAll()
    }

    @Test("Sessions: cut off, spoilt, replayed, for another node; the honest one still opens")
    func sessions() async throws {
        let target = try await Target()
        target.session = ""
        let token = try target.token()
        for count in 0..<token.count {
            let answer = try await target.post("session", Array(token.prefix(count)))
            #expect(Self.refusals.contains(answer.status), "\(count) bytes")
        }
        for byte in token.indices {
            var changed = token
            changed[byte] ^= 1 << UInt8(byte % 8)
            let answer = try await target.post("session", changed)
            #expect(Self.refusals.contains(answer.status), "byte \(byte)")
        }
        #expect(try await target.post("session", token).status == 200)
        #expect(try await target.post("session", token).status == 401)
        for call in ["push", "news", "blob"] {
            let answer = try await target.post(call, [1, 2, 3])
            #expect(Self.refusals.contains(answer.status), "\(call) without a session")
        }
        #expect(try await target.isWell())
        await target.world.stopAll()
    }

    @Test("News and payloads that are no such thing, and bodies beyond every limit")
    func rest() async throws {
        let target = try await Target()
        let log = target.log
        let news = HeadsAnswer(
            cursor: "0", heads: [HeadRow(origin: log.origin, key: nil, note: [1], entries: nil)],
            heartbeats: [[1, 2, 3]]
        ).encoded()
        for count in 0...news.count {
            let answer = try await target.post("news", Array(news.prefix(count)))
            #expect(answer.status == 204 || answer.status == 200 || answer.status == 400)
        }
        #expect(try await target.post("blob", [9, 9, 9]).status == 403)
        // More than any message may have; the server may hang up while it is being sent.
        let huge = [UInt8](repeating: 0x5A, count: 80 << 20)
        for call in ["session", "push", "news", "blob"] {
            // Losing the error is right: hanging up is a refusal too.
            let answer = try? await target.post(call, huge)
            #expect(answer.map { $0.status == 413 } ?? true, "\(call)")
        }
        for path in [
            "heads?c=\(String(repeating: "x", count: 300))", "heads?w=-1", "heads?w=1e9",
            "board", "board?event=x", "board?event=%00%231",
        ] {
            let answer = try await target.client.send(
                HTTPRequest(
                    url: "http://127.0.0.1:\(target.root.port)/sync/v1/\(path)",
                    headers: [("s", target.session)]))
            #expect(answer.status == 400, "\(path): \(answer.status)")
        }
        #expect(target.applied == 0)
        #expect(try await target.isWell())
        await target.world.stopAll()
    }
}
