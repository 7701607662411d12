import Testing
import TransparencyLog

@testable import Federation

@Suite struct SyncFollowerTests {
    static let sizes: [UInt64] = [0, 1, 2, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 70_001]
    static let log = try? TestLog(size: 70_001)

    /// Fetches and stores until nothing is left to do; gives up after many rounds.
    static func catchUp(
        _ follower: inout LogFollower, _ store: TestStore, from log: TestLog,
        parallel: Int = 8
    ) throws -> Int {
        var requests = 0
        while true {
            let resources = follower.nextFetches(parallel)
            if resources.isEmpty { return requests }
            // Last first: the order of arrival does not matter.
            for resource in resources.reversed() {
                requests += 1
                let bytes = try #require(log.serve(resource), "\(resource.path) was asked for")
                guard case .progress(let chunks) = follower.received(resource, bytes: bytes) else {
                    Issue.record("\(resource.path) was refused")
                    return requests
                }
                for chunk in chunks { #expect(store.store(chunk)) }
                if !chunks.isEmpty { follower.stored(store.position) }
            }
        }
    }

    @Test(arguments: sizes)
    func everyGapIsFilledByTiles(to size: UInt64) throws {
        let log = try #require(Self.log)
        for from in Self.sizes where from < size {
            // From far below once only, to the largest size: it takes seconds.
            if size - from > 6_000 && (size < 70_000 || from != 257) { continue }
            let store = try TestStore(log, from)
            var follower = LogFollower(origin: log.origin, key: log.key, held: store.position)
            let offer = try log.checkpoint(size)
            #expect(follower.offered(note: offer.note) == .catchingUp)
            let requests = try Self.catchUp(&follower, store, from: log)
            #expect(store.position.size == size && store.position.checkpoint == offer)
            #expect(follower.state == .current)
            #expect(store.entries.elementsEqual(log.entries.prefix(Int(size))))
            // Bundles, one tile of level 1 for each 65,536 entries, and the proof: nothing else.
            #expect(requests <= Int(size / 256 - from / 256) + 5)
        }
    }

    @Test(arguments: [0, 1, 255, 256, 257, 65_535, 65_536, 69_000] as [UInt64])
    func smallGapIsTakenInline(from: UInt64) throws {
        let log = try #require(Self.log)
        for count in [1, 2, 255, 256, 257, 513] as [UInt64] {
            let store = try TestStore(log, from)
            var follower = LogFollower(origin: log.origin, key: log.key, held: store.position)
            let offer = try log.checkpoint(from + count)
            // A few entries that are held already do no harm.
            let start = from - min(from, 3)
            let inline = log.inline(start, from + count)
            guard case .verified(let chunks) = follower.offered(note: offer.note, inline: inline)
            else {
                Issue.record("inline entries \(from)+\(count) were not taken")
                continue
            }
            for chunk in chunks { #expect(store.store(chunk)) }
            follower.stored(store.position)
            #expect(store.position.checkpoint == offer && follower.state == .current)
        }
    }

    @Test func interruptionCostsAtMostOneBundle() throws {
        let log = try TestLog(size: 2_000)
        let offer = try log.checkpoint(2_000)
        // Interrupted after every number of arrivals, with a restart from what is durable.
        for stop in 0..<14 {
            let store = TestStore()
            var follower = LogFollower(origin: log.origin, key: log.key, held: .empty)
            _ = follower.offered(note: offer.note)
            for _ in 0..<stop {
                guard let resource = follower.nextFetches(1).first,
                    let bytes = log.serve(resource),
                    case .progress(let chunks) = follower.received(resource, bytes: bytes)
                else { break }
                for chunk in chunks { #expect(store.store(chunk)) }
                follower.stored(store.position)
            }
            let durable = store.position.size
            var again = LogFollower(origin: log.origin, key: log.key, held: store.position)
            _ = again.offered(note: offer.note)
            let requests = try Self.catchUp(&again, store, from: log)
            #expect(store.position.checkpoint == offer, "after \(stop) steps")
            #expect(requests <= Int((2_000 - durable) / 256) + 2)
        }
    }

    @Test func storeThatFailsIsTriedAgain() throws {
        let log = try TestLog(size: 700)
        let store = TestStore()
        var follower = LogFollower(origin: log.origin, key: log.key, held: .empty)
        _ = follower.offered(note: try log.checkpoint(600).note)
        for resource in follower.nextFetches(8) {
            _ = follower.received(resource, bytes: log.serve(resource) ?? [])
        }
        for resource in follower.nextFetches(8) {
            _ = follower.received(resource, bytes: log.serve(resource) ?? [])
        }
        follower.storeFailed(store.position)
        #expect(follower.held.size == 0)
        _ = try Self.catchUp(&follower, store, from: log)
        #expect(store.position.size == 600)
    }

    @Test func logGrowsWhileItIsFetched() throws {
        let log = try TestLog(size: 1_500)
        let store = TestStore()
        var follower = LogFollower(origin: log.origin, key: log.key, held: .empty)
        _ = follower.offered(note: try log.checkpoint(900).note)
        for resource in follower.nextFetches(8) {
            // The server dropped its partial tiles; the full ones serve.
            let isPartial = LogFollower.full(resource) != resource
            if isPartial { #expect(follower.failed(resource, .missing) == .progress([])) }
        }
        #expect(follower.offered(note: try log.checkpoint(1_500).note) == .catchingUp)
        // The level-1 tile is not full yet anywhere, so this proof cannot be had any more.
        for resource in follower.nextFetches(8) {
            guard case .tile = resource else { continue }
            #expect(log.serve(resource) == nil)
            guard case .refused(.missing) = follower.failed(resource, .missing) else {
                Issue.record("a missing full tile is a refusal")
                return
            }
        }
        follower.retry()
        _ = try Self.catchUp(&follower, store, from: log)
        #expect(store.position.size == 1_500)
    }

    @Test func fullBundleServesForPartialOne() throws {
        let log = try TestLog(size: 600)
        let store = TestStore()
        var follower = LogFollower(origin: log.origin, key: log.key, held: .empty)
        let offer = try log.checkpoint(200)
        _ = follower.offered(note: offer.note)
        let partial = try #require(follower.nextFetches(8).first as LogResource?)
        #expect(partial.path == "tile/entries/000.p/200")
        #expect(follower.failed(partial, .missing) == .progress([]))
        let full = try #require(follower.nextFetches(8).first as LogResource?)
        #expect(full.path == "tile/entries/000")
        guard case .progress(let chunks) = follower.received(full, bytes: log.serve(full) ?? [])
        else {
            Issue.record("the full bundle was refused")
            return
        }
        for chunk in chunks { #expect(store.store(chunk)) }
        #expect(store.position.checkpoint == offer)
    }

    @Test func closedLogEndsAtItsLimit() throws {
        let log = try TestLog(size: 1_000)
        for end in [1, 100, 256, 300, 512, 999] as [UInt64] {
            let limit = LogLimit(size: end, root: log.edge(end).root)
            let store = TestStore()
            var follower = LogFollower(
                origin: log.origin, key: log.key, held: .empty, limit: limit)
            _ = follower.offered(note: try log.checkpoint(1_000).note, inline: log.inline(0, 1_000))
            _ = try Self.catchUp(&follower, store, from: log)
            #expect(store.position.size == end && follower.state == .closed)
            #expect(follower.offered(note: try log.checkpoint(1_000).note) == .closed)
            // The closing was replaced by one that admits more.
            follower.setLimit(LogLimit(size: 1_000, root: log.edge(1_000).root))
            _ = follower.offered(note: try log.checkpoint(1_000).note)
            _ = try Self.catchUp(&follower, store, from: log)
            #expect(store.position.size == 1_000)
        }
    }

    @Test func closedOnTheOtherBranchTakesNothing() throws {
        let log = try TestLog(size: 1_000)
        let other = try TestLog(size: 1_000, salt: "other")
        let limit = LogLimit(size: 300, root: other.edge(300).root)
        var follower = LogFollower(origin: log.origin, key: log.key, held: .empty, limit: limit)
        _ = follower.offered(note: try log.checkpoint(1_000).note)
        var last = ReceiveOutcome.progress([])
        for resource in follower.nextFetches(8) {
            last = follower.received(resource, bytes: log.serve(resource) ?? [])
        }
        #expect(last == .refused(.otherBranch(limit: 300)))
    }

    @Test func checkpointThatIsReachedLaterIsRecorded() throws {
        let log = try TestLog(size: 512)
        // A catch-up to 512 was interrupted at 256; now a peer has exactly 256.
        let position = LogPosition(edge: log.edge(256), checkpoint: nil)
        var follower = LogFollower(origin: log.origin, key: log.key, held: position)
        let offer = try log.checkpoint(256)
        guard case .verified(let chunks) = follower.offered(note: offer.note) else {
            Issue.record("the checkpoint was not taken")
            return
        }
        #expect(chunks.map(\.count) == [0] && chunks.first?.covers == offer)
    }

    @Test func folderIsReadWithTheSameRules() throws {
        let log = try TestLog(size: 1_300)
        let offer = try log.checkpoint(1_300)
        struct Unplugged: Error {}
        // The stick is pulled out after every number of reads, and comes back.
        for reads in 0..<9 {
            let store = TestStore()
            var follower = LogFollower(origin: log.origin, key: log.key, held: .empty)
            var left = reads
            func pull(limited: Bool) throws -> LogPull.Outcome {
                try LogPull.run(&follower, note: offer.note) { resource in
                    if limited, left == 0 { throw Unplugged() }
                    left -= 1
                    return log.serve(resource).map { PulledResource(bytes: $0) }
                } prove: { _ in
                    nil
                } store: { chunks in
                    for chunk in chunks { #expect(store.store(chunk)) }
                    return store.position
                }
            }
            if reads < 7 {
                #expect(throws: Unplugged.self) { try pull(limited: true) }
                follower = LogFollower(origin: log.origin, key: log.key, held: store.position)
            }
            let outcome = try pull(limited: false)
            #expect(outcome == .current && store.position.checkpoint == offer)
        }
    }

    @Test func ownEntriesAreVerifiedToo() throws {
        let log = try TestLog(size: 600)
        let chunks = try VerifiedChunk.own(
            key: log.key, after: log.edge(200), entries: Array(log.entries[200..<600]),
            checkpoint: log.checkpoint(600))
        #expect(chunks.map(\.count) == [56, 256, 88])
        #expect(chunks.map { $0.covers == nil } == [true, true, false])
        let store = try TestStore(log, 200)
        for chunk in chunks { #expect(store.store(chunk)) }
        #expect(throws: SyncRefusal.entriesDoNotReachRoot) {
            try VerifiedChunk.own(
                key: log.key, after: log.edge(200), entries: Array(log.entries[199..<599]),
                checkpoint: log.checkpoint(600))
        }
    }

    @Test func windowIsBounded() throws {
        let log = try TestLog(size: 40_000)
        var follower = LogFollower(origin: log.origin, key: log.key, held: .empty)
        _ = follower.offered(note: try log.checkpoint(40_000).note)
        for resource in follower.nextFetches(99) {
            _ = follower.received(resource, bytes: log.serve(resource) ?? [])
        }
        // Nothing is stored; the first bundle never comes.
        var asked: [LogResource] = []
        while true {
            let more = follower.nextFetches(16)
            if more.isEmpty { break }
            for resource in more where !resource.path.hasSuffix("entries/000") {
                _ = follower.received(resource, bytes: log.serve(resource) ?? [])
            }
            asked += more
        }
        #expect(asked.count == SyncLimits.standard.windowBundleCount)
    }
}
