import Synchronization
import Testing
import Web

@testable import Node

@Suite("The way to the cases of a node")
struct PageDoorTests {
    private final class Time: Sendable {
        private let now = Mutex<UInt64>(1_800_000_000_000)
        var milliseconds: UInt64 { now.withLock { $0 } }
        func advance(seconds: Int) { now.withLock { $0 += UInt64(seconds) * 1_000 } }
        func setBack(seconds: Int) { now.withLock { $0 -= UInt64(seconds) * 1_000 } }
    }
    private static let key = "0123456789abcdef0123456789abcdef"
    private let time = Time()
    private let door: PageDoor

    init() {
        let time = time
        door = PageDoor(key: Self.key) { time.milliseconds }
    }

    /// Tries a wrong key. - Returns: how long it would have had to wait; `nil`: it was looked at.
    private func tryWrong() -> Int? {
        do {
            #expect(try !door.opens(key: "0123456789abcdeX"))
            return nil
        } catch {
            guard case .tooManyRequests(_, let seconds) = error else { return -1 }
            return seconds
        }
    }

    @Test("A session stands for the key until it is ended, and never for longer than its time")
    func sessions() throws {
        let first = try #require(try door.signIn(key: Self.key))
        let second = try #require(try door.signIn(key: Self.key))
        #expect(first.token != second.token && first.token.utf8.count == 64)
        #expect(!door.opens(session: Self.key) && !door.opens(session: ""))
        #expect(door.opens(session: first.token))
        door.signOut(session: first.token)
        #expect(!door.opens(session: first.token), "signing out ends it at the node")
        #expect(door.opens(session: second.token), "and no other one")
        time.advance(seconds: second.lifetimeSeconds - 1)
        #expect(door.opens(session: second.token))
        time.advance(seconds: 1)
        #expect(!door.opens(session: second.token))
        // Another process, another memory.
        let third = try #require(try door.signIn(key: Self.key))
        #expect(!PageDoor(key: Self.key) { 1 }.opens(session: third.token))
        time.setBack(seconds: 60)
        #expect(!door.opens(session: third.token), "a clock set back prolongs nothing")
    }

    @Test("Wrong keys wait longer and longer; sessions go on")
    func guessing() throws {
        let session = try #require(try door.signIn(key: Self.key))
        var waits: [Int] = []
        while waits.count < 11 {
            guard let seconds = tryWrong() else { continue }
            waits.append(seconds)
            #expect(door.opens(session: session.token))
            time.advance(seconds: seconds)
        }
        #expect(waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300])
    }

    @Test("Whoever guesses shuts nobody out: the right key opens and ends the waiting")
    func theRightKeyOpens() throws {
        for _ in 0..<3 { _ = try door.signIn(key: "wrong") }
        for _ in 0..<50 {
            #expect(throws: WebFailure.self) { try door.signIn(key: "wrong") }
        }
        #expect(try door.signIn(key: Self.key) != nil)
        #expect(tryWrong() == nil, "one who mistypes after it starts anew")
    }

    @Test("An hour without a wrong key, or a clock set back, forgets them")
    func forgetting() throws {
        for _ in 0..<3 { _ = try door.signIn(key: "wrong") }
        #expect(tryWrong() == 1)
        time.advance(seconds: 3_601)
        for _ in 0..<3 { #expect(tryWrong() == nil) }
        #expect(tryWrong() == 1)
        time.setBack(seconds: 86_400)
        #expect(tryWrong() == nil, "nobody waits for a day because of a clock")
    }

    @Test("However often somebody signs in, the node remembers a bounded number")
    func bounded() throws {
        let first = try #require(try door.signIn(key: Self.key))
        time.advance(seconds: 1)
        let second = try #require(try door.signIn(key: Self.key))
        for _ in 0..<1_023 { _ = try door.signIn(key: Self.key) }
        #expect(!door.opens(session: first.token), "the oldest one ends")
        #expect(door.opens(session: second.token))
    }
}
