import Designation
import Testing
import TransparencyLog

@testable import Federation
@testable import Simulator

/// What a dialled peer cannot ask for is told it when it is new, and not with every poll: a metered link
/// would carry the same heartbeats all day.
@Suite("News that a dialled peer is told")
struct NewsOnceTests {
    @Test(
        "Heartbeats and digests are told once in a session, newer ones again, all after a new one")
    func once() throws {
        let wires = Wires()
        try wires.found(Wires.disk())
        let author = try wires.start("220000", on: Wires.disk(), entropy: 2)
        try wires.connect("220000", to: "root")
        try wires.settle()
        try author.beat(now: wires.now)
        let first = author.news(for: "root")
        #expect(first.heartbeats.count >= 1)
        // What did not arrive is told again.
        #expect(author.news(for: "root") == first)
        author.told(first, to: "root")
        #expect(author.news(for: "root").isEmpty)
        try author.beat(now: wires.now + 300_000)
        let second = author.news(for: "root")
        #expect(second.heartbeats.count == 1)
        #expect(!first.heartbeats.contains(second.heartbeats[0]))
        author.told(second, to: "root")
        try wires.disconnect("220000", from: "root")
        wires.now += 600_000
        _ = try author.connect("root", now: wires.now)
        _ = author.happened(.opened, peer: "root", now: wires.now)
        #expect(author.news(for: "root").heartbeats.contains(second.heartbeats[0]))
    }
}
