import Testing
import TransparencyLog

@testable import Federation

/// One key, two histories: found, proved, and never where there is none.
@Suite struct SyncForkTests {
    static let sizes: [UInt64] = [1, 2, 255, 256, 257, 700]

    /// Two logs of one key that agree up to `common`.
    private func branches(common: Int, size: Int) throws -> (TestLog, TestLog) {
        var one = try TestLog(size: common)
        var two = one
        for number in common..<size {
            one.append([UInt8]("one \(number)".utf8))
            two.append([UInt8]("two \(number)".utf8))
        }
        return (one, two)
    }

    /// A third party with nothing but the key and the bytes.
    private func isProved(_ evidence: ForkEvidence, _ key: VerifierKey) throws -> Bool {
        let bytes = evidence.encoded()
        guard try ForkEvidence(encoded: bytes) == evidence else { return false }
        return evidence.verify(by: key) != nil
    }

    @Test(arguments: sizes)
    func sameSizeOtherRoot(size: UInt64) throws {
        let (one, two) = try branches(common: Int(size) - 1, size: Int(size))
        var follower = LogFollower(
            origin: one.origin, key: one.key, held: try one.position(size))
        guard case .forked(let evidence) = follower.offered(note: try two.checkpoint(size).note)
        else {
            Issue.record("no evidence at \(size)")
            return
        }
        #expect(try isProved(evidence, one.key))
        #expect(follower.state == .forked(evidence))
        // It takes nothing more.
        #expect(follower.offered(note: try one.checkpoint(size).note) == .refused(.forked))
    }

    @Test(arguments: sizes)
    func largerTreeThatDoesNotContainOurs(held: UInt64) throws {
        for extra in [1, 255, 256, 600] as [UInt64] {
            for common in Set([0, Int(held) / 2, Int(held) - 1]) {
                let size = held + extra
                let (one, two) = try branches(common: common, size: Int(size))
                var follower = LogFollower(
                    origin: one.origin, key: one.key, held: try one.position(held))
                // Inline entries of the other branch do not fit and are not believed.
                let inline = two.inline(held, size)
                _ = follower.offered(note: try two.checkpoint(size).note, inline: inline)
                var found: ForkEvidence?
                for _ in 0..<10 where found == nil {
                    for resource in follower.nextFetches(8) {
                        let bytes = try #require(two.serve(resource), "\(resource.path)")
                        switch follower.received(resource, bytes: bytes) {
                        case .forked(let evidence): found = evidence
                        case .progress(let chunks): #expect(chunks.isEmpty)
                        case .refused: Issue.record("no evidence, but a refusal")
                        // What was still on its way when the conflict showed.
                        case .unexpected: break
                        }
                    }
                }
                let evidence = try #require(found, "\(common) of \(held), then \(size)")
                #expect(try isProved(evidence, one.key))
            }
        }
    }

    @Test(arguments: sizes)
    func smallerTreeThatIsNoPrefixOfOurs(size: UInt64) throws {
        let held = size + 300
        let (one, two) = try branches(common: Int(size) - 1, size: Int(held))
        var follower = LogFollower(
            origin: one.origin, key: one.key, held: try one.position(held))
        #expect(follower.offered(note: try two.checkpoint(size).note) == .known)
        let open = follower.prefixQuestion()
        let question = try #require(open)
        let proof = try PrefixProof(
            size: question.size, treeSize: question.treeSize, nodes: one.node)
        guard case .forked(let evidence) = follower.proved(proof) else {
            Issue.record("no evidence at \(size)")
            return
        }
        #expect(try isProved(evidence, one.key))
    }

    /// While one history is fetched here, somebody else brings the other: that must not pass unseen.
    @Test(arguments: [400, 500, 900] as [UInt64])
    func theOtherHistoryComesFromSomebodyElse(stored: UInt64) throws {
        let (one, two) = try branches(common: 350, size: 1_000)
        var follower = LogFollower(
            origin: one.origin, key: one.key, held: try one.position(300))
        #expect(follower.offered(note: try two.checkpoint(400).note) == .catchingUp)
        #expect(!follower.nextFetches(8).isEmpty)
        var found = follower.stored(try one.position(stored))
        if let question = follower.prefixQuestion() {
            let proof = try PrefixProof(
                size: question.size, treeSize: question.treeSize, nodes: one.node)
            if case .forked(let evidence) = follower.proved(proof) { found = evidence }
        }
        #expect(try isProved(try #require(found), one.key))
        // The same history is none of that.
        var honest = LogFollower(
            origin: one.origin, key: one.key, held: try one.position(300))
        _ = honest.offered(note: try one.checkpoint(400).note)
        _ = honest.nextFetches(8)
        #expect(honest.stored(try one.position(stored)) == nil)
        if let question = honest.prefixQuestion() {
            let proof = try PrefixProof(
                size: question.size, treeSize: question.treeSize, nodes: one.node)
            #expect(honest.proved(proof) == .known)
        }
        #expect(honest.state == .current)
    }

    @Test func honestOldCheckpointIsNoFork() throws {
        let log = try TestLog(size: 700)
        for size in [1, 128, 255, 256, 257, 511, 699] as [UInt64] {
            var follower = LogFollower(
                origin: log.origin, key: log.key, held: try log.position(700))
            let old = try log.checkpoint(size).note
            #expect(follower.offered(note: old) == .known)
            let open = follower.prefixQuestion()
            let question = try #require(open)
            let proof = try PrefixProof(
                size: question.size, treeSize: question.treeSize, nodes: log.node)
            #expect(follower.proved(proof) == .known)
            #expect(follower.state == .current)
            // Asked once only.
            #expect(follower.offered(note: old) == .known)
            #expect(follower.prefixQuestion() == nil)
        }
    }

    @Test func badSourceIsNoFork() throws {
        let log = try TestLog(size: 900)
        let store = try TestStore(log, 300)
        var follower = LogFollower(origin: log.origin, key: log.key, held: store.position)
        _ = follower.offered(note: try log.checkpoint(900).note)
        // Everything is damaged: the gap fails, the probe fails, and nobody is accused.
        var refused = false
        for _ in 0..<5 where !refused {
            for resource in follower.nextFetches(16) {
                var bytes = try #require(log.serve(resource))
                bytes[bytes.count - 1] ^= 1
                switch follower.received(resource, bytes: bytes) {
                case .refused: refused = true
                case .forked: Issue.record("an honest log was accused")
                case .progress(let chunks): #expect(chunks.isEmpty)
                case .unexpected: break
                }
            }
        }
        #expect(refused)
        // And with a good source it goes on.
        follower.retry()
        _ = try SyncFollowerTests.catchUp(&follower, store, from: log)
        #expect(store.position.size == 900)
    }

    @Test func evidenceProvesOnlyWhatIsTrue() throws {
        let (one, two) = try branches(common: 100, size: 300)
        let key = one.key
        let a = try one.checkpoint(200)
        let b = try two.checkpoint(300)
        let proof = try PrefixProof(size: 200, treeSize: 300, nodes: two.node)
        let evidence = try #require(
            ForkEvidence(smaller: a, larger: b, rootAtSmaller: proof.root, proof: proof.hashes))
        #expect(evidence.verify(by: key) != nil)
        // Two honest checkpoints of one log accuse nobody, whatever proof is given.
        let honest = try PrefixProof(size: 200, treeSize: 300, nodes: one.node)
        let later = try one.checkpoint(300)
        #expect(
            ForkEvidence(
                smaller: a, larger: later, rootAtSmaller: honest.root, proof: honest.hashes) == nil)
        #expect(
            ForkEvidence(
                smaller: a, larger: later, rootAtSmaller: proof.root, proof: proof.hashes) == nil)
        #expect(ForkEvidence(sameSize: a, a) == nil)
        // Nor does evidence survive a change of any byte.
        let bytes = evidence.encoded()
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 1
            let read = try? ForkEvidence(encoded: changed)
            #expect(read?.verify(by: key) == nil || read == evidence, "byte \(index)")
        }
        // Another log's key proves nothing.
        let other = try TestLog("test.example/b/sanctions/0", seed: 2)
        #expect(evidence.verify(by: other.key) == nil)
    }

    @Test func shownEvidenceIsVerified() throws {
        let (one, two) = try branches(common: 1, size: 2)
        let evidence = try #require(
            ForkEvidence(sameSize: one.checkpoint(2), two.checkpoint(2)))
        var follower = LogFollower(origin: one.origin, key: one.key, held: .empty)
        #expect(follower.shown(evidence) == .forked(evidence))
        let stranger = try TestLog("test.example/b/sanctions/0", seed: 2)
        var other = LogFollower(origin: stranger.origin, key: stranger.key, held: .empty)
        #expect(other.shown(evidence) == .known)
    }
}
