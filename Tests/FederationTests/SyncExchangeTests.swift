import Testing
import TransparencyLog

@testable import Federation

/// Whole exchanges between several nodes in memory.
@Suite struct SyncExchangeTests {
    private func name(_ node: Int, _ number: Int) -> String {
        let streams = ["directory", "sanctions", "register", "receipts"]
        return "test.example/n\(node)/\(streams[number % 4])/\(number)"
    }

    /// Which nodes lack what of which log.
    private func lacking(_ world: TestWorld) -> [String] {
        var lines: [String] = []
        for (index, node) in world.nodes.enumerated() {
            for (origin, log) in world.masters where !world.broken.contains(origin) {
                let position = node.stores[origin]?.position ?? .empty
                if position.size != log.size || position.checkpoint?.size != log.size {
                    lines.append("node \(index): \(origin) \(position.size) of \(log.size)")
                }
            }
        }
        return lines.sorted()
    }

    @Test func oneEntryArrivesInOneRoundTrip() throws {
        let world = TestWorld(seed: 1, nodeCount: 2, links: [(1, 0)])
        var log = try TestLog(name(0, 1))
        log.append([1])
        world.write(log, at: 0)
        world.start()
        world.run(until: 3_000)
        #expect(lacking(world) == [])
        log.append([2])
        world.write(log, at: 0)
        // One answer to the waiting poll, at most 40 ms, and the store, at most 20 ms.
        world.run(until: 3_061)
        #expect(lacking(world) == [])
    }

    /// Loss, doubling, reordering and failing stores for a minute; then all is well, and every log
    /// is
    /// everywhere, with nobody having restarted anything.
    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func chainConvergesUnderFaults(seed: UInt64) throws {
        let world = TestWorld(seed: seed, nodeCount: 3, links: [(1, 0), (2, 1)])
        world.faults = .init(lossPercent: 20, doublePercent: 20, storeFailurePercent: 10)
        for node in 0..<3 {
            for number in 0..<5 {
                var log = try TestLog(name(node, number))
                let count = [1, 3, 255, 400, 1_500][(number + node) % 5]
                for entry in 0..<count { log.append([UInt8](repeating: 1, count: entry % 40)) }
                world.write(log, at: node)
            }
        }
        world.start()
        for _ in 0..<30 {
            let node = Int.random(in: 0..<3, using: &world.random)
            let origin = try Origin(name(node, Int.random(in: 0..<5, using: &world.random)))
            let count = Int.random(in: 1...300, using: &world.random)
            world.after(UInt64.random(in: 1...60_000, using: &world.random)) {
                guard var log = world.masters[origin] else { return }
                for _ in 0..<count { log.append([UInt8(count & 255), 7]) }
                world.write(log, at: node)
            }
        }
        world.run(until: 61_000)
        world.faults = .init()
        world.run(until: 400_000)
        #expect(lacking(world) == [], "seed \(seed)")
        #expect(world.evidence.isEmpty)
        for link in world.links {
            let states = link.session.states(now: world.now).filter { $0.state != .current }
            #expect(states.isEmpty, "seed \(seed)")
        }
    }

    /// Two paths to the same log: what one session stored the other one takes as held.
    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func twoUpstreamsDoNotDisturbEachOther(seed: UInt64) throws {
        let world = TestWorld(
            seed: seed, nodeCount: 4, links: [(1, 0), (2, 0), (3, 1), (3, 2)])
        world.faults = .init(lossPercent: 10, doublePercent: 10, storeFailurePercent: 5)
        let big = try TestLog(size: 3_000, name: name(0, 1))
        world.write(big, at: 0)
        world.write(try TestLog(size: 700, name: name(3, 2)), at: 3)
        world.start()
        world.run(until: 30_000)
        world.faults = .init()
        world.run(until: 300_000)
        #expect(lacking(world) == [], "seed \(seed)")
        #expect(world.evidence.isEmpty)
    }

    @Test func oneBadLogHoldsUpNoOther() throws {
        let world = TestWorld(seed: 5, nodeCount: 2, links: [(1, 0)])
        // A directory, so that it goes first; nothing of it can be had.
        let bad = try TestLog(size: 5_000, name: name(0, 0))
        world.broken = [bad.origin]
        world.write(bad, at: 0)
        for number in 1..<9 {
            world.write(try TestLog(size: 900, name: name(0, number)), at: 0)
        }
        world.start()
        world.run(until: 10_000)
        #expect(lacking(world) == [])
        let states = world.links[0].session.states(now: world.now)
        let state = states.first { $0.origin == bad.origin }?.state
        #expect(state != .current && state != .forked)
        // The source is repaired: the log goes on by itself, within the longest pause.
        world.broken = []
        world.run(until: 10_000 + 2 * BackOff.longestMilliseconds)
        #expect(lacking(world) == [])
    }

    @Test func forkIsFoundByWhoeverComparesAndOtherLogsGoOn() throws {
        let world = TestWorld(seed: 6, nodeCount: 2, links: [(1, 0)])
        var one = try TestLog(size: 300, name: name(0, 1))
        var two = one
        one.append([1])
        two.append([2])
        world.write(two, at: 1)
        world.write(one, at: 0)
        world.write(try TestLog(size: 10, name: name(0, 2)), at: 0)
        world.start()
        world.run(until: 20_000)
        #expect(!world.evidence.isEmpty)
        #expect(world.evidence.allSatisfy { $0.verify(by: one.key) != nil })
        let states = world.links[0].session.states(now: world.now)
        #expect(states.map(\.state.name).sorted() == ["current", "forked"])
    }
}
