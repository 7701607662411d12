import Designation
import Testing
import TransparencyLog

@testable import Federation
@testable import Simulator

/// Officers record at any moment, in that of a heartbeat too.
@Suite("What a heartbeat covers")
struct HeartbeatSizesTests {
    @Test("What was written before its time; a later one counts only once its sizes are here")
    func withinOneMillisecond() throws {
        let wires = Wires()
        try wires.found(Wires.disk())
        let root = try wires.node("root")
        let author = try wires.start("220000", on: Wires.disk(), entropy: 2)
        try wires.connect("220000", to: "root")
        _ = try wires.suspend(author, cause: "first")
        try wires.settle()
        let time = wires.now + 10
        try author.beat(now: time)
        let first = author.news(for: "root").heartbeats
        wires.now = time
        _ = try wires.suspend(author, cause: "second")
        try author.beat(now: time)
        // The second was not handed out.
        #expect(author.news(for: "root").heartbeats == first)

        // The news overtake the entry.
        try hear(root, author, time + 5)
        #expect(claim(root) == time)
        try author.beat(now: time + 1)
        try hear(root, author, time + 6)
        #expect(claim(root) == time)
        wires.now = time + 7
        try wires.settle()
        #expect(claim(root) == time + 1)
    }

    private func hear(_ root: Exchange, _ author: Exchange, _ now: UInt64) throws {
        let news = author.news(for: "root")
        try #require(!news.heartbeats.isEmpty)
        _ = root.heard(news, from: "220000", now: now)
        author.told(news, to: "root")
    }

    private func claim(_ node: Exchange) -> UInt64? {
        var book = node.freshness
        return book.freshness(of: "220000", newestStamp: nil) {
            node.replica.registry.applied($0)
        }
    }
}
