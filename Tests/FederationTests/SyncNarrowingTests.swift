import Testing
import TransparencyLog

@testable import Federation

/// Evidence that says up to where two histories are one, and held branches that have to go.
@Suite struct SyncNarrowingTests {
    private func branches(common: Int, size: Int) throws -> (TestLog, TestLog) {
        var one = try TestLog(size: common)
        var two = one
        for number in common..<size {
            one.append([UInt8]("one \(number)".utf8))
            two.append([UInt8]("two \(number)".utf8))
        }
        return (one, two)
    }

    private func tree(_ log: TestLog) -> (UInt64) -> TiledTree {
        { size in
            TiledTree(size: size) { coordinate in
                let bytes = log.serve(.tile(coordinate)) ?? []
                return Tile.parse(bytes, width: coordinate.width) ?? []
            }
        }
    }

    /// Serves a follower from `source` until it asks for nothing more.
    private func serve(
        _ follower: inout LogFollower, from source: TestLog, own: TestLog
    ) throws -> ForkEvidence? {
        var found: ForkEvidence?
        for _ in 0..<40 {
            if follower.wantsNarrowing,
                case .forked(let evidence) = follower.narrow(own: tree(own))
            {
                found = evidence
            }
            let resources = follower.nextFetches(8)
            if resources.isEmpty && !follower.wantsNarrowing { break }
            for resource in resources {
                let bytes = try #require(source.serve(resource), "\(resource.path)")
                if case .forked(let evidence) = follower.received(resource, bytes: bytes) {
                    found = evidence
                }
            }
        }
        return found
    }

    @Test(
        arguments: [
            (1, 2, 2), (0, 3, 3), (255, 256, 256), (255, 257, 600), (256, 300, 300),
            (300, 300 + 513, 700), (511, 512, 2_000), (66_000, 66_010, 66_300),
        ] as [(Int, Int, Int)])
    func findsTheFirstDifference(common: Int, held: Int, offered: Int) throws {
        let (one, two) = try branches(common: common, size: max(held, offered))
        var follower = LogFollower(
            origin: one.origin, key: one.key, held: try one.position(UInt64(held)))
        var found: ForkEvidence?
        if case .forked(let evidence) = follower.offered(
            note: try two.checkpoint(UInt64(offered)).note)
        {
            found = evidence
        }
        if let question = follower.prefixQuestion() {
            let proof = try PrefixProof(
                size: question.size, treeSize: question.treeSize, nodes: one.node)
            if case .forked(let evidence) = follower.proved(proof) { found = evidence }
        }
        found = try serve(&follower, from: two, own: one) ?? found
        let evidence = try #require(found)
        let read = try ForkEvidence(encoded: evidence.encoded())
        #expect(read == evidence)
        #expect(read.verify(by: one.key)?.commonSize == UInt64(common))
        #expect(follower.state == .forked(evidence))
    }

    /// Who is dialled cannot fetch: it asks the caller for the tiles, in its answers.
    @Test(
        arguments: [
            (1, 2, 2), (0, 3, 3), (255, 257, 600), (300, 700, 500), (300, 300 + 513, 700),
            (66_000, 66_010, 66_300),
        ] as [(Int, Int, Int)])
    func theDialledSideFindsTheFirstDifference(common: Int, held: Int, offered: Int) throws {
        let (one, two) = try branches(common: common, size: max(held, offered))
        var server = PeerServer(instance: 1)
        var request = PushRequest(
            origin: two.origin, key: two.key.publicKey,
            note: try two.checkpoint(UInt64(offered)).note)
        var found: ForkEvidence?
        var answer = PushAnswer(size: 0, state: .current)
        for _ in 0..<40 {
            let step = server.push(
                caller: "c", request: request, expanded: request.resources.map(\.bytes),
                held: try one.position(UInt64(held)), key: one.key, limit: nil)
            found = step.evidence ?? found
            if let question = step.question {
                let proof = try PrefixProof(
                    size: question.size, treeSize: question.treeSize, nodes: one.node)
                found =
                    server.pushProved(caller: "c", origin: one.origin, proof: proof) ?? found
            }
            let narrowed = server.pushNarrowed(caller: "c", request: request, own: tree(one))
            found = narrowed?.evidence ?? found
            answer = try #require(narrowed?.answer ?? step.answer)
            if answer.wanted.isEmpty { break }
            request.resources = try answer.wanted.map {
                PushedResource(resource: $0, bytes: try #require(two.serve($0)), isGzip: false)
            }
        }
        #expect(found?.verify(by: one.key)?.commonSize == UInt64(common))
        #expect(answer.state == .forked && answer.wanted.isEmpty)
    }

    /// The caller hands over what it is asked for, although nothing of the log is taken any more.
    @Test func theCallerShowsItsHistory() throws {
        let (_, two) = try branches(common: 300, size: 700)
        var session = PeerSession(peer: "p", seed: 1)
        _ = session.start(now: 0)
        _ = session.opened(now: 0)
        _ = session.heads(nil, now: 0) { _, _ in nil }
        func pushes(_ directives: [PeerDirective]) -> [PushOrder] {
            directives.compactMap { if case .push(let order) = $0 { order } else { nil } }
        }
        let local = LocalLog(
            key: two.key, position: try two.position(700), isOffered: true)
        #expect(pushes(session.local(local, now: 0)).count == 1)
        let tile = LogResource.tile(
            try #require(TileCoordinate(level: 1, index: 0, width: 2)))
        let asked = session.pushAnswered(
            two.origin, PushAnswer(size: 700, state: .forked, wanted: [tile]), now: 1)
        #expect(pushes(asked).map(\.resources) == [[tile]])
        #expect(pushes(asked).first?.entries == nil)
        // When it asks for nothing more there is a pause.
        let done = session.pushAnswered(two.origin, PushAnswer(size: 700, state: .forked), now: 2)
        #expect(pushes(done).isEmpty && pushes(session.tick(now: 3)).isEmpty)
    }

    /// A store that failed may have written all the same. The peer loses it to a restored backup, and is
    /// given it from here.
    @Test func whatAFailingStoreWroteIsHandedInToo() throws {
        let log = try TestLog(size: 3)
        var session = PeerSession(peer: "p", seed: 1)
        _ = session.local(
            LocalLog(key: log.key, position: try log.position(2), isOffered: true), now: 0)
        _ = session.start(now: 0)
        _ = session.opened(now: 0)
        func heads(_ cursor: String, _ size: UInt64) throws -> [PeerDirective] {
            let row = HeadRow(
                origin: log.origin, key: log.key.publicKey, note: try log.checkpoint(size).note,
                entries: nil)
            let answer = HeadsAnswer(cursor: cursor, heads: [row])
            session.forgetWhatWasLost(answer)
            return session.heads(answer, now: 1) { _, _ in log.key }
        }
        _ = try heads("a", 3)
        _ = session.storeFailed(log.origin, try log.position(3), now: 2)
        let after = try heads("b", 2)
        let pushed = after.compactMap { if case .push(let order) = $0 { order } else { nil } }
        #expect(pushed.map(\.entries) == [2..<3])
    }

    /// What was proved in a submission does not outlive the closing that settles it.
    @Test func aClosingSettlesSubmissions() throws {
        let (one, two) = try branches(common: 300, size: 700)
        var server = PeerServer(instance: 1)
        func push(_ log: TestLog, _ size: UInt64, limit: LogLimit?) throws -> PushAnswer? {
            let request = PushRequest(
                origin: log.origin, key: log.key.publicKey, note: try log.checkpoint(size).note)
            return server.push(
                caller: "c", request: request, expanded: [], held: try one.position(600),
                key: one.key, limit: limit
            ).answer
        }
        #expect(try push(two, 600, limit: nil)?.state == .forked)
        #expect(try push(one, 700, limit: nil)?.state == .forked)
        let limit = LogLimit(size: 700, root: one.edge(700).root)
        #expect(try push(one, 700, limit: limit)?.state == .catchingUp)
    }

    @Test func aCommonBeginningIsBelievedOnlyWithItsProof() throws {
        let (one, two) = try branches(common: 300, size: 700)
        let evidence = try #require(
            ForkEvidence(sameSize: one.checkpoint(700), two.checkpoint(700)))
        func common(_ size: UInt64, of log: TestLog, swapped: Bool = false) throws
            -> ForkEvidence.Common
        {
            let here = try PrefixProof(size: size, treeSize: 700, nodes: one.node)
            let there = try PrefixProof(size: size, treeSize: 700, nodes: two.node)
            let isFirst = one.edge(700).root < two.edge(700).root
            return ForkEvidence.Common(
                size: size, root: log.edge(size).root,
                toFirst: isFirst != swapped ? here.hashes : there.hashes,
                toSecond: isFirst != swapped ? there.hashes : here.hashes)
        }
        for size in [1, 256, 300] as [UInt64] {
            let narrowed = evidence.narrowed(to: try common(size, of: one), key: one.key)
            #expect(narrowed?.verify(by: one.key)?.commonSize == size)
            let bytes = try #require(narrowed).encoded()
            for index in bytes.indices where index % 7 == 0 {
                var changed = bytes
                changed[index] ^= 1
                let read = try? ForkEvidence(encoded: changed)
                #expect(read?.verify(by: one.key) == nil || read == narrowed, "byte \(index)")
            }
        }
        // One entry too many is in neither, or only in one of the two.
        for log in [one, two] {
            #expect(evidence.narrowed(to: try common(301, of: log), key: one.key) == nil)
        }
        #expect(
            evidence.narrowed(to: try common(300, of: one, swapped: true), key: one.key) == nil)
    }

    @Test(arguments: [(200, 300, 600), (0, 5, 9), (256, 300, 512)] as [(Int, UInt64, UInt64)])
    func aShorterHeldBranchGivesWayToTheClosedOne(
        common: Int, held: UInt64, final: UInt64
    ) throws {
        let (wrong, right) = try branches(common: common, size: Int(final) + 50)
        let limit = LogLimit(size: final, root: right.edge(final).root)
        var follower = LogFollower(
            origin: wrong.origin, key: wrong.key, held: try wrong.position(held), limit: limit)
        _ = follower.offered(note: try right.checkpoint(final + 50).note)
        for _ in 0..<10 where !follower.heldIsOtherBranch {
            for resource in follower.nextFetches(8) {
                _ = follower.received(resource, bytes: try #require(right.serve(resource)))
            }
        }
        #expect(follower.heldIsOtherBranch)
        // Followed anew it gets just what was closed.
        let store = TestStore()
        var anew = LogFollower(origin: wrong.origin, key: wrong.key, held: .empty, limit: limit)
        _ = anew.offered(note: try right.checkpoint(final + 50).note)
        _ = try SyncFollowerTests.catchUp(&anew, store, from: right)
        #expect(store.position.size == final && store.position.edge.root == limit.root)
    }

    @Test func theRightBranchStaysWhenASourceServesTheOther() throws {
        let (right, wrong) = try branches(common: 100, size: 400)
        let limit = LogLimit(size: 350, root: right.edge(350).root)
        var follower = LogFollower(
            origin: right.origin, key: right.key, held: try right.position(300), limit: limit)
        _ = follower.offered(note: try wrong.checkpoint(400).note)
        for _ in 0..<10 {
            for resource in follower.nextFetches(8) {
                _ = follower.received(resource, bytes: try #require(wrong.serve(resource)))
                #expect(!follower.heldIsOtherBranch)
            }
        }
        // And from a good source it goes on.
        follower.retry()
        let store = try TestStore(right, 300)
        _ = follower.offered(note: try right.checkpoint(400).note)
        _ = try SyncFollowerTests.catchUp(&follower, store, from: right)
        #expect(store.position.size == 350)
    }

    /// After a restart the checkpoint under which the last entries were verified is not known any
    /// more. When nobody's tree has them, they go, and the log is not stuck.
    @Test(arguments: [nil, 256] as [UInt64?])
    func entriesBeyondTheLastCheckpointCanGo(covered: UInt64?) throws {
        let (gone, kept) = try branches(common: 256, size: 700)
        let position = LogPosition(
            edge: gone.edge(300), checkpoint: try covered.map { try gone.checkpoint($0) })
        var follower = LogFollower(origin: gone.origin, key: gone.key, held: position)
        _ = follower.offered(note: try kept.checkpoint(700).note)
        for _ in 0..<20 where !follower.heldIsOtherBranch {
            follower.retry()
            for resource in follower.nextFetches(8) {
                let outcome = follower.received(
                    resource, bytes: try #require(kept.serve(resource)))
                if case .forked = outcome { Issue.record("nobody signed two histories here") }
            }
        }
        #expect(follower.heldIsOtherBranch)
        // A source with wrong tiles moves nothing.
        var other = LogFollower(origin: gone.origin, key: gone.key, held: position)
        _ = other.offered(note: try gone.checkpoint(700).note)
        for _ in 0..<20 {
            other.retry()
            for resource in other.nextFetches(8) {
                var bytes = try #require(gone.serve(resource))
                bytes[bytes.count - 1] ^= 1
                _ = other.received(resource, bytes: bytes)
                #expect(!other.heldIsOtherBranch)
            }
        }
    }
}
