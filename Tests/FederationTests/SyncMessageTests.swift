import Designation
import Testing
import TransparencyLog

@testable import Federation

@Suite struct SyncMessageTests {
    private func answer() throws -> HeadsAnswer {
        let log = try TestLog(size: 4)
        let hash = TreeHash.sha256([1])
        return HeadsAnswer(
            cursor: "7-1",
            heads: [
                HeadRow(
                    origin: log.origin, key: log.key.publicKey, note: try log.checkpoint(4).note,
                    entries: log.inline(1, 4))
            ],
            heartbeats: [[1, 2]],
            digests: [DigestReport(scope: "common", foldEdition: 1, inputs: hash, digest: hash)],
            more: true)
    }

    private func request() throws -> PushRequest {
        let log = try TestLog(size: 4)
        let resource = try #require(LogResource(path: "tile/entries/000.p/4"))
        return PushRequest(
            origin: log.origin, key: log.key.publicKey, note: try log.checkpoint(4).note,
            entries: log.inline(0, 4),
            resources: [PushedResource(resource: resource, bytes: [1], isGzip: false)],
            missing: [resource])
    }

    @Test func everyMessageSurvivesEncoding() throws {
        let heads = try answer()
        #expect(try HeadsAnswer(encoded: heads.encoded()) == heads)
        let push = try request()
        #expect(try PushRequest(encoded: push.encoded()) == push)
        let reply = PushAnswer(
            size: 9, state: .catchingUp, wanted: push.missing, conflict: true, reason: "why")
        #expect(try PushAnswer(encoded: reply.encoded()) == reply)
        let hash = TreeHash.sha256([2])
        let query = DigestQuery(scope: "220000", foldEdition: 3, inputs: hash, bucket: 0)
        #expect(try DigestQuery(encoded: query.encoded()) == query)
        let detail = DigestDetail(rows: [DigestRow(institution: "i", row: hash)])
        #expect(try DigestDetail(encoded: detail.encoded()) == detail)
        let event = EventReference(origin: "a/b/sanctions/c", index: 5, leafPrefix: 77 << 90)
        #expect(try BoardMessages.query(reading: BoardMessages.query(event)) == event)
        let rows = [
            BoardRow(
                node: "a", state: .applied(milliseconds: 0),
                receipt: (try Origin("a/b/receipts/c"), 4)),
            BoardRow(node: "b", state: .notYet), BoardRow(node: "c", state: .unknown),
        ]
        let read = try BoardMessages.answer(reading: BoardMessages.answer(rows))
        #expect(read == rows)
    }

    /// Cut anywhere, with any byte flipped, or made of noise: an error or another well-formed
    /// message, never a trap.
    @Test func damagedMessagesNeverTrap() throws {
        let messages = [try answer().encoded(), try request().encoded()]
        for bytes in messages {
            for index in bytes.indices {
                var flipped = bytes
                flipped[index] ^= 0x81
                for damaged in [flipped, Array(bytes[..<index])] {
                    if let read = try? HeadsAnswer(encoded: damaged) {
                        #expect(try HeadsAnswer(encoded: read.encoded()) == read)
                    }
                    if let read = try? PushRequest(encoded: damaged) {
                        #expect(try PushRequest(encoded: read.encoded()) == read)
                    }
                    _ = try? PushAnswer(encoded: damaged)
                    _ = try? DigestDetail(encoded: damaged)
                    _ = try? ForkEvidence(encoded: damaged)
                }
            }
        }
    }

    @Test func oversizeIsRefusedUnread() throws {
        let limit = SyncLimits.standard.messageByteCount
        let bytes = [UInt8](repeating: 0, count: limit + 1)
        #expect(throws: SyncRefusal.messageTooLarge(byteCount: limit + 1, limit: limit)) {
            try HeadsAnswer(encoded: bytes)
        }
        #expect(throws: SyncRefusal.self) { try PushAnswer(encoded: bytes) }
    }

    @Test func fieldsOutOfBoundsAreNamed() throws {
        var heads = try answer()
        heads.cursor = "with blank"
        #expect(throws: SyncRefusal.malformedMessage("cursor")) {
            try HeadsAnswer(encoded: heads.encoded())
        }
        heads = try answer()
        heads.heads[0].key = [1]
        #expect(throws: SyncRefusal.malformedMessage("heads.key")) {
            try HeadsAnswer(encoded: heads.encoded())
        }
        var push = try request()
        push.resources = Array(repeating: push.resources[0], count: 17)
        #expect(throws: SyncRefusal.malformedMessage("resources")) {
            try PushRequest(encoded: push.encoded())
        }
    }

    /// An idle poll with 300 logs known, as it stands on the wire, headers included: 300 bytes.
    @Test func idlePollIsSmall() throws {
        var server = PeerServer(instance: .max)
        for number in 0..<300 {
            let log = try TestLog(size: 1, name: "test.example/n\(number)/register/0")
            _ = server.changed(try log.checkpoint(1), key: log.key)
        }
        let outcome = server.poll(
            caller: "c", cursor: nil, waitMilliseconds: 0, now: 1, mayRead: { _ in true })
        guard case .answer(let first) = outcome else { return }
        guard
            case .parked(let ticket, _, _) = server.poll(
                caller: "c", cursor: first.cursor, waitMilliseconds: 50_000, now: 1,
                mayRead: { _ in true })
        else {
            Issue.record("an idle poll is answered at once")
            return
        }
        let ended = server.finish(ticket, mayRead: { _ in true })
        #expect(ended == nil)
        let request =
            "GET /sync/v1/heads?c=\(first.cursor)&w=50 HTTP/1.1\r\n"
            + "Host: 10.123.123.123:65535\r\nSession: 0123456789abcdef\r\n\r\n"
        let response =
            "HTTP/1.1 204 No Content\r\nDate: Sat, 21 Nov 2026 20:00:00 GMT\r\n\r\n"
        #expect(request.utf8.count + response.utf8.count <= 300)
    }

    /// One suspension of 400 bytes to one node: poll, answer, submission and its answer.
    @Test func oneSuspensionIsSmall() throws {
        let name = "dingdian-demo.0123456789abcdef/222401.chaoyangchuan/sanctions/"
        var log = try TestLog(name + String(repeating: "0", count: 32))
        log.append([1])
        var server = PeerServer(instance: .max)
        _ = server.changed(try log.checkpoint(1), key: log.key)
        let first = server.poll(
            caller: "c", cursor: nil, waitMilliseconds: 0, now: 1, mayRead: { _ in true })
        guard case .answer(let known) = first else { return }
        log.append([UInt8](repeating: 7, count: 400))
        _ = server.changed(try log.checkpoint(2), key: log.key, recent: log.inline(1, 2))
        let second = server.poll(
            caller: "c", cursor: known.cursor, waitMilliseconds: 0, now: 1, mayRead: { _ in true })
        guard case .answer(let news) = second else { return }
        #expect(news.heads.first?.entries != nil)
        let pulled = news.encoded().count
        let pushed =
            PushRequest(
                origin: log.origin, key: log.key.publicKey, note: try log.checkpoint(2).note,
                entries: log.inline(1, 2)
            ).encoded().count + PushAnswer(size: 2, state: .current).encoded().count
        // 300 bytes of headers each way round.
        #expect(pulled + 600 <= 2_000, "\(pulled) bytes")
        #expect(pushed + 600 <= 2_000, "\(pushed) bytes")
    }
}
