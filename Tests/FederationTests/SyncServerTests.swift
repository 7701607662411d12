import Testing
import TransparencyLog

@testable import Federation

@Suite struct SyncServerTests {
    private let all: PeerServer.ReadRight = { _ in true }

    private func log(_ number: Int, size: Int = 3) throws -> TestLog {
        try TestLog(size: size, name: "test.example/n\(number)/register/0")
    }

    private func answer(
        _ server: inout PeerServer, _ cursor: String?, caller: String = "c",
        mayRead: PeerServer.ReadRight = { _ in true }
    ) -> HeadsAnswer? {
        let outcome = server.poll(
            caller: caller, cursor: cursor, waitMilliseconds: 0, now: 1, mayRead: mayRead)
        switch outcome {
        case .answer(let answer): return answer
        case .nothing: return HeadsAnswer(cursor: cursor ?? "")
        case .parked: return nil
        }
    }

    @Test func onlyChangesAreToldAndKeysOnce() throws {
        var server = PeerServer(instance: 7)
        var one = try log(1)
        _ = server.changed(try one.checkpoint(3), key: one.key)
        let first = try #require(answer(&server, nil))
        #expect(first.heads.map(\.key) == [one.key.publicKey])
        #expect(answer(&server, first.cursor)?.isEmpty == true)
        one.append([1, 2, 3])
        _ = server.changed(try one.checkpoint(4), key: one.key, recent: one.inline(3, 4))
        let second = try #require(answer(&server, first.cursor))
        #expect(second.heads.map(\.key) == [nil])
        #expect(second.heads.first?.entries == one.inline(3, 4))
        // The same cursor again, since an answer can be lost, gets the same again.
        #expect(answer(&server, first.cursor) == second)
    }

    @Test func piecesAreJoined() throws {
        var server = PeerServer(instance: 7)
        var one = try log(1)
        _ = server.changed(try one.checkpoint(3), key: one.key)
        let first = try #require(answer(&server, nil))
        for number in 3..<9 as Range<UInt64> {
            one.append([UInt8(number)])
            _ = server.changed(
                try one.checkpoint(number + 1), key: one.key, recent: one.inline(number, number + 1)
            )
        }
        #expect(answer(&server, first.cursor)?.heads.first?.entries == one.inline(3, 9))
        // From nothing, the start is not among the newest entries: no inline.
        let fresh = try #require(answer(&server, nil, caller: "d"))
        #expect(fresh.heads.first?.entries == nil)
    }

    @Test(arguments: ["", "x", "7-zz-1", "8-0", "7-99", "+7-0", String(repeating: "7", count: 99)])
    func unknownCursorGetsTheFullList(cursor: String) throws {
        var server = PeerServer(instance: 7)
        let one = try log(1)
        _ = server.changed(try one.checkpoint(3), key: one.key)
        _ = answer(&server, nil)
        #expect(answer(&server, cursor)?.heads.count == 1)
    }

    /// A log that may be read since a while, and more changes than one page holds: whatever the order,
    /// everything is told, with its key.
    @Test func grantedLogsSurviveFullPages() throws {
        var limits = SyncLimits()
        limits.headsPerAnswer = 3
        var server = PeerServer(instance: 7, limits: limits)
        var logs = try (0..<9).map { try log($0) }
        for log in logs { _ = server.changed(try log.checkpoint(3), key: log.key) }
        let secret: Set<Origin> = [logs[0].origin, logs[1].origin]
        var cursor: String?
        var isOpen = false
        let rights: PeerServer.ReadRight = { isOpen || !secret.contains($0) }
        while true {
            let page = try #require(answer(&server, cursor, mayRead: rights))
            cursor = page.cursor
            if !page.more { break }
        }
        isOpen = true
        // The answer that tells of them is lost, and then many others change.
        _ = answer(&server, cursor, mayRead: rights)
        for index in 2..<9 {
            logs[index].append([1])
            _ = server.changed(try logs[index].checkpoint(4), key: logs[index].key)
        }
        var keys: [Origin: [UInt8]?] = [:]
        for _ in 0..<20 {
            let page = try #require(answer(&server, cursor, mayRead: rights))
            #expect(page.heads.count <= 3)
            for row in page.heads { keys[row.origin] = row.key }
            cursor = page.cursor
            if !page.more { break }
        }
        #expect(keys.count == 9)
        for log in logs.prefix(2) { #expect(keys[log.origin] == log.key.publicKey) }
        #expect(answer(&server, cursor, mayRead: rights)?.isEmpty == true)
    }

    @Test func fullListComesInPages() throws {
        var limits = SyncLimits()
        limits.headsPerAnswer = 7
        var server = PeerServer(instance: 7, limits: limits)
        for number in 0..<40 {
            let one = try log(number, size: 1)
            _ = server.changed(try one.checkpoint(1), key: one.key)
        }
        var cursor: String?
        var seen: Set<Origin> = []
        for _ in 0..<40 {
            let page = try #require(answer(&server, cursor))
            seen.formUnion(page.heads.map(\.origin))
            cursor = page.cursor
            if !page.more { break }
            #expect(page.heads.count == 7)
        }
        #expect(seen.count == 40)
    }

    /// A log that changes while somebody reads the list moves behind the pages that are to come; its key
    /// must still come along, or the reader could never follow it.
    @Test func logsThatChangeBetweenPagesComeWithTheirKeys() throws {
        var limits = SyncLimits()
        limits.headsPerAnswer = 2
        var server = PeerServer(instance: 7, limits: limits)
        var logs = try (0..<5).map { try log($0, size: 1) }
        for one in logs { _ = server.changed(try one.checkpoint(1), key: one.key) }
        let first = try #require(answer(&server, nil))
        #expect(first.heads.map(\.key) == logs[..<2].map(\.key.publicKey))
        // One that was told already, and one that was not.
        for number in [0, 3] {
            logs[number].append([1])
            _ = server.changed(try logs[number].checkpoint(2), key: logs[number].key)
        }
        let lost = try #require(answer(&server, first.cursor))
        let second = try #require(answer(&server, first.cursor))
        #expect(second.heads.map(\.key) == [2, 4].map { logs[$0].key.publicKey })
        #expect(lost == second)
        let third = try #require(answer(&server, second.cursor))
        #expect(third.heads.map(\.origin) == [0, 3].map { logs[$0].key.name })
        #expect(third.heads.map(\.key) == [nil, logs[3].key.publicKey])
        #expect(!third.more)
        // The list is complete: from now on changes come without keys.
        logs[3].append([2])
        _ = server.changed(try logs[3].checkpoint(3), key: logs[3].key)
        #expect(answer(&server, third.cursor)?.heads.map(\.key) == [nil])
    }

    @Test func rightsAreThoseOfTheMoment() throws {
        var server = PeerServer(instance: 7)
        let open = try log(1)
        let secret = try log(2)
        _ = server.changed(try open.checkpoint(3), key: open.key)
        _ = server.changed(try secret.checkpoint(3), key: secret.key)
        let onlyOpen: PeerServer.ReadRight = { $0 == open.origin }
        let first = try #require(answer(&server, nil, mayRead: onlyOpen))
        #expect(first.heads.map(\.origin) == [open.origin])
        // A waiting poll is woken when the right is given, and told with the key; repeatedly,
        // until a later cursor shows that the answer arrived.
        guard
            case .parked(let ticket, _, _) = server.poll(
                caller: "c", cursor: first.cursor, waitMilliseconds: 50_000, now: 2,
                mayRead: onlyOpen)
        else {
            Issue.record("the poll did not wait")
            return
        }
        #expect(server.rightsChanged() == [ticket])
        let woken = server.wake(ticket, mayRead: all)
        let granted = try #require(woken)
        #expect(granted.heads.map(\.key) == [secret.key.publicKey])
        #expect(answer(&server, first.cursor)?.heads.map(\.origin) == [secret.origin])
        #expect(answer(&server, granted.cursor)?.isEmpty == true)
        // A right that was taken away ends at once.
        var more = secret
        more.append([9])
        _ = server.changed(try more.checkpoint(4), key: more.key)
        #expect(answer(&server, granted.cursor, mayRead: onlyOpen)?.heads.isEmpty == true)
    }

    @Test func heartbeatsWakeNobody() throws {
        var server = PeerServer(instance: 7)
        let first = try #require(answer(&server, nil))
        guard
            case .parked(let ticket, let until, _) = server.poll(
                caller: "c", cursor: first.cursor, waitMilliseconds: 50_000, now: 10, mayRead: all)
        else {
            Issue.record("the poll did not wait")
            return
        }
        server.heartbeat(of: "n", note: [1])
        #expect(server.wake(ticket, mayRead: all) == nil)
        #expect(server.due(now: until - 1).tickets.isEmpty)
        #expect(server.due(now: until).tickets == [ticket])
        let ended = server.finish(ticket, mayRead: all)
        #expect(ended?.heartbeats == [[1]])
    }

    @Test func secondPollReplacesTheFirst() throws {
        var server = PeerServer(instance: 7)
        let first = try #require(answer(&server, nil))
        let one = server.poll(
            caller: "c", cursor: first.cursor, waitMilliseconds: 9, now: 1, mayRead: all)
        let two = server.poll(
            caller: "c", cursor: first.cursor, waitMilliseconds: 9, now: 1, mayRead: all)
        guard case .parked(let old, _, nil) = one, case .parked(_, _, let replaced) = two else {
            Issue.record("the polls did not wait")
            return
        }
        #expect(replaced == old)
        #expect(server.finish(old, mayRead: all) == nil)
    }

    @Test func sizeConflictIsAnOrdinaryAnswer() throws {
        var server = PeerServer(instance: 7)
        let one = try log(1, size: 20)
        let held = try one.position(5)
        // Entries beyond what is held: 409 with the size held.
        let request = PushRequest(
            origin: one.origin, key: one.key.publicKey, note: try one.checkpoint(20).note,
            entries: one.inline(10, 20))
        let step = server.push(
            caller: "c", request: request, expanded: [], held: held, key: one.key, limit: nil)
        let answer = try #require(step.answer)
        #expect(answer.conflict && answer.status == 409 && answer.size == 5)
        // The same from there on is stored, and "current" only after that.
        let again = PushRequest(
            origin: one.origin, key: one.key.publicKey, note: try one.checkpoint(20).note,
            entries: one.inline(5, 20))
        let second = server.push(
            caller: "c", request: again, expanded: [], held: held, key: one.key, limit: nil)
        #expect(second.answer == nil && second.store.last?.size == 20)
        let done = server.pushStored(caller: "c", request: again, held: try one.position(20))
        #expect(done == PushAnswer(size: 20, state: .current))
        // Older than what is held: 409 again.
        let old = PushRequest(
            origin: one.origin, key: one.key.publicKey, note: try one.checkpoint(7).note)
        let third = server.push(
            caller: "c", request: old, expanded: [], held: try one.position(20), key: one.key,
            limit: nil)
        #expect(third.answer?.status == 409 && third.answer?.size == 20)
        // A full disk is said, and nothing is acknowledged.
        let fourth = server.push(
            caller: "c", request: again, expanded: [], held: held, key: one.key, limit: nil)
        #expect(fourth.answer == nil)
        let full = server.pushStored(caller: "c", request: again, held: held, failed: true)
        #expect(full.state == .throttled && full.size == 5)
    }

    @Test func submissionOutOfScopeOrWithAnotherKeyIsRefused() throws {
        var server = PeerServer(instance: 7)
        let one = try log(1)
        var request = PushRequest(
            origin: one.origin, key: one.key.publicKey, note: try one.checkpoint(3).note,
            entries: one.inline(0, 3))
        let none = server.push(
            caller: "c", request: request, expanded: [], held: .empty, key: nil, limit: nil)
        #expect(none.answer?.state == .refused && none.store.isEmpty)
        request.key = [UInt8](repeating: 9, count: 32)
        let other = server.push(
            caller: "c", request: request, expanded: [], held: .empty, key: one.key, limit: nil)
        #expect(other.answer?.state == .refused && other.store.isEmpty)
    }
}
