import Designation
import Testing
import TransparencyLog

@testable import Federation
@testable import Simulator

/// Evidence of a fork that is found while the node cannot record (protocol §4.5).
@Suite("Forks that could not be told at once")
struct UntoldForkTests {
    private func shown(by replica: Replica) throws -> Int {
        try replica.store.logs().reduce(0) { sum, log in
            let entries = try replica.store.entries(log.origin, 0..<log.position.size)
            return try sum
                + entries.count { bytes in
                    if case .forkShown = try EntryCodec.decode(bytes).body { true } else { false }
                }
        }
    }

    @Test("What was found before peers were asked is told afterwards, once")
    func toldLater() throws {
        let wires = Wires()
        let begun = try wires.begin()
        let (author, origin) = (begun.author, begun.origin)
        let key = try #require(begun.disk.live.epochs[.sanctions])
        #expect(key.origin == origin)
        let signer = try NoteSigner(name: origin, seed: key.seed)
        func checkpoint(_ fill: UInt8) throws -> VerifiedCheckpoint {
            try signer.sign(Checkpoint(origin: origin, size: 9, root: TreeHash.leaf([fill])))
        }
        let evidence = try #require(ForkEvidence(sameSize: checkpoint(1), checkpoint(2)))

        let root = try wires.node("root").replica
        root.hasAskedPeers = false
        try? root.takeFork(evidence, key: signer.verifierKey, now: wires.now)
        #expect(root.registry.isForked(origin))
        #expect(try shown(by: root) == 0)
        try wires.settle()
        #expect(!author.replica.registry.isForked(origin))
        root.confirmPeersAsked()
        for _ in 0..<2 {
            try wires.settle()
            #expect(try shown(by: root) == 1)
            #expect(author.replica.registry.isForked(origin))
        }
    }
}
