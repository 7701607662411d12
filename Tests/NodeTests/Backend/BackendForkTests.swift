import Designation
import Storage
import Testing
import TransparencyLog
import Transport
import Web

@testable import Federation
@testable import Node

/// Protocol §4.5: only what lies beyond the common beginning of two histories is in doubt.
@Suite("Backend: forks from their common beginning")
struct BackendForkTests {
    static let other = BackendWorld.institution("practice-licence:220100:PDY00002")

    private func node(_ leaves: [TreeHash]) -> MerkleTree.NodeReader {
        { level, index in
            let first = Int(index) << level
            return MerkleTree.root(ofLeaves: Array(leaves[first..<first + 1 << level]))
        }
    }

    /// Evidence that a log has a second history that parts at `common`.
    private func evidence(
        _ signer: NoteSigner, _ entries: [[UInt8]], common: Int, isNarrow: Bool
    ) throws -> ForkEvidence {
        let own = entries.map { TreeHash.leaf($0) }
        let other = own.prefix(common) + (common..<own.count).map { TreeHash.leaf([9, UInt8($0)]) }
        func checkpoint(_ leaves: [TreeHash]) throws -> VerifiedCheckpoint {
            try signer.sign(
                Checkpoint(
                    origin: signer.verifierKey.name, size: UInt64(leaves.count),
                    root: MerkleTree.root(ofLeaves: leaves)))
        }
        let (one, two) = (try checkpoint(own), try checkpoint(Array(other)))
        let found = try #require(ForkEvidence(sameSize: one, two))
        guard isNarrow else { return found }
        let size = UInt64(common)
        let here = try PrefixProof(size: size, treeSize: one.size, nodes: node(own))
        let there = try PrefixProof(size: size, treeSize: two.size, nodes: node(Array(other)))
        let isFirst = one.root < two.root
        let proven = ForkEvidence.Common(
            size: size, root: here.root, toFirst: isFirst ? here.hashes : there.hashes,
            toSecond: isFirst ? there.hashes : here.hashes)
        return try #require(found.narrowed(to: proven, key: signer.verifierKey))
    }

    private func isDoubted(_ institution: InstitutionID, _ world: BackendWorld) -> Bool {
        let area = BackendWorld.code("220000")
        let standing = world.service.core.registry.standing(of: institution, area: area)
        return standing.reviewItems.contains { $0.kind == .forkedLog }
    }

    @Test("Entries below the common size stay in force, those beyond are in doubt")
    func commonBeginning() async throws {
        let world = try await BackendWorld()
        try await world.designate()
        try await world.designate(Self.other, nationalCode: "H22010200002")
        _ = try await world.suspend()
        _ = try await world.suspend(Self.other)
        let origin = try await world.origin(.sanctions, of: world.service)
        let epochs = try EpochKeyFiles(folder: world.service.folder.epochs).currentEpochs()
        let signer = try NoteSigner(name: origin, seed: try #require(epochs[.sanctions]).seed)
        let entries = try world.service.logs.entries(origin, 0..<3)
        var inputs: Set<TreeHash> = []
        for isNarrow in [false, true] {
            let found = try evidence(signer, entries, common: 2, isNarrow: isNarrow)
            let (key, now) = (signer.verifierKey, world.time.now)
            let digest = try await world.service.core.with { exchange in
                try exchange.replica.takeFork(found, key: key, now: now)
                return try exchange.replica.digest(Registry.common).inputs
            }
            inputs.insert(digest)
            #expect(world.service.core.registry.forks[origin] == (isNarrow ? 2 : 0))
            #expect(isDoubted(BackendWorld.hospital, world) == !isNarrow)
            #expect(isDoubted(Self.other, world))
            #expect(world.backend.status(world.ask("222400")).answer.status == .suspended)
        }
        #expect(inputs.count == 2)
        // Both are told to everybody; the root, which has the log, doubts no more than this node.
        try await world.deliver(.sanctions, from: world.service, to: world.rootBackend)
        try await world.deliver(.directory, from: world.service, to: world.rootBackend)
        #expect(world.root.core.registry.forks[origin] == 2)
    }

    @Test(
        "A folder that shows another history shows up to where both are one", arguments: [2, 3, 4])
    func folder(size: Int) async throws {
        let world = try await BackendWorld()
        let key = NodeSigning.publicKey(seed: BackendWorld.seed("epoch"))
        let origin = try LogName.make(
            federation: world.anchor.federationID, node: BackendWorld.stranger,
            stream: .sanctions, epochKey: key
        ).origin
        let signer = try NoteSigner(name: origin, seed: BackendWorld.seed("epoch"))
        func checkpoint(_ entries: [[UInt8]]) throws -> VerifiedCheckpoint {
            let root = MerkleTree.root(ofLeaves: entries.map { TreeHash.leaf($0) })
            return try signer.sign(
                Checkpoint(origin: origin, size: UInt64(entries.count), root: root))
        }
        let held: [[UInt8]] = [[1], [2], [3]]
        let request = PushRequest(
            origin: origin, key: key, note: try checkpoint(held).note,
            entries: InlineEntries(from: 0, count: 3, bytes: try EntryBundle.encode(held)))
        let session = try await world.session(of: "root", at: world.backend)
        _ = await world.backend.push(request.encoded(), session: session)
        let other = Array(([[1], [8], [9], [10]] as [[UInt8]]).prefix(size))
        let folder = TestFolder()
        var files: [(LogResource, [UInt8])] = try LogExporter.resources(from: 0, to: UInt64(size))
            .map { resource in
                guard case .tile = resource else {
                    return (resource, try EntryBundle.encode(other))
                }
                return (resource, Tile.encode(other.map { TreeHash.leaf($0) }))
            }
        files.append((.checkpoint, try checkpoint(other).note))
        do {
            var writer = try FolderLogWriter(root: folder.path)
            for (resource, bytes) in files {
                _ = try writer.write(
                    resource, of: origin, bytes: FetchedBytes(bytes: bytes, isGzip: false))
            }
        }
        let outcome = try await FolderPull(
            source: FolderLogSource(root: folder.path), core: world.service.core, origin: origin,
            key: signer.verifierKey
        ).run()
        #expect(outcome == .forked)
        #expect(world.service.core.registry.forks[origin] == 1)
        #expect(try world.service.logs.log(origin)?.position.size == 3)
    }

    @Test("Evidence that comes before its log counts as soon as the log comes")
    func evidenceFirst() async throws {
        let world = try await BackendWorld()
        let key = NodeSigning.publicKey(seed: BackendWorld.seed("epoch"))
        let origin = try LogName.make(
            federation: world.anchor.federationID, node: BackendWorld.stranger,
            stream: .sanctions, epochKey: key
        ).origin
        let signer = try NoteSigner(name: origin, seed: BackendWorld.seed("epoch"))
        let entries: [[UInt8]] = [[1], [2], [3]]
        let found = try evidence(signer, entries, common: 1, isNarrow: true)
        try await world.record(
            [try EntryDraft(.forkShown(found.encoded()), effective: BackendWorld.today)],
            by: world.root)
        try await world.deliver(.directory, from: world.root, to: world.backend)
        let registry = world.service.core.registry
        #expect(!registry.isForked(origin))
        let root = MerkleTree.root(ofLeaves: entries.map { TreeHash.leaf($0) })
        let head = try signer.sign(Checkpoint(origin: origin, size: 3, root: root))
        let request = PushRequest(
            origin: origin, key: key, note: head.note,
            entries: InlineEntries(from: 0, count: 3, bytes: try EntryBundle.encode(entries)))
        let session = try await world.session(of: "root", at: world.backend)
        _ = await world.backend.push(request.encoded(), session: session)
        #expect(registry.applied(origin) == 3)
        #expect(registry.forks[origin] == 1)
        // Nothing of it was found here, and it waits for a person here as well.
        let items = try await world.backend.reviewItems(area: nil, includingResolved: false)
        #expect(items.contains { $0.item.kind == .forkedLog })
    }
}
