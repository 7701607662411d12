import Designation
import Federation
import TransparencyLog

@testable import Node

/// A sanctions log of the province 220000 in an epoch of its own, made in memory: the epoch's opening
/// and so many suspensions.
struct WrittenLog {
    let origin: Origin
    let key: VerifierKey
    let entries: [[UInt8]]
    private let signer: NoteSigner

    init(_ anchor: Anchor, suspensions: Int) throws {
        let seed = BackendWorld.seed("written epoch")
        let name = try LogName.make(
            federation: anchor.federationID, node: BackendWorld.province, stream: .sanctions,
            epochKey: NodeSigning.publicKey(seed: seed))
        signer = try NoteSigner(name: name.origin, seed: seed)
        origin = name.origin
        key = signer.verifierKey
        entries = try Self.entries(suspensions, name: name, key: key)
    }

    /// The checkpoint of the first `size` entries.
    func note(_ size: Int) throws -> [UInt8] {
        var edge = CompactRange()
        for entry in entries.prefix(size) { edge.append(leaf: TreeHash.leaf(entry)) }
        return try signer.sign(Checkpoint(origin: origin, size: edge.size, root: edge.root)).note
    }

    static func entries(
        _ suspensions: Int, name: LogName, key: VerifierKey
    ) throws -> [[UInt8]] {
        let opened = EpochOpened.make(
            federation: name.federation, node: name.node, stream: .sanctions,
            epochPublicKey: key.publicKey
        ) { NodeSigning.sign($0, seed: BackendWorld.seed(name.node)) }
        let first = try EntryDraft(
            .epochOpened(opened), stream: .sanctions, effective: BackendWorld.today)
        let drafts = try (0..<suspensions).map { number in
            try EntryDraft.act(
                .suspended(
                    Suspension(
                        isOwnRequest: false, until: nil, type: .medical,
                        place: BackendWorld.code("220100"), cause: "foreign")),
                subject: BackendWorld.institution("practice-licence:220100:F\(number)"),
                region: BackendWorld.code("220100"), effective: BackendWorld.today,
                basis: [Citation(edition: "N", article: "42")])
        }
        return try ([first] + drafts).enumerated().map { number, draft in
            let stamp = Stamp(milliseconds: BackendWorld.start, counter: UInt32(number))
            return try EntryCodec.encode(Entry(draft, stamp: stamp, officer: "tester"))
        }
    }
}
