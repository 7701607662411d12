import FoundationEssentials
import SwiftProtobuf
public import TransparencyLog

/// Proof that one key signed two histories of its log (protocol §4).
///
/// It stands for itself: whoever has the log's key can ``verify(by:)`` it, so nobody can be accused
/// falsely and nobody needs to believe the one who found it. Two forms exist: two notes of one size
/// with different roots; two notes of different sizes with a consistency proof that leads from the
/// larger tree to another root at the smaller size.
public struct ForkEvidence: Hashable, Sendable {
    /// The note with the smaller size, or one of two with equal sizes.
    public let first: [UInt8]
    public let second: [UInt8]
    /// With different sizes, the root of the second tree at the size of the first.
    public let rootAtFirst: TreeHash?
    /// With different sizes, the proof from ``rootAtFirst`` to the root of the second.
    public let proof: [TreeHash]

    /// Up to where both histories are one, as far as that is proved.
    public private(set) var common: Common?

    /// A tree from which both histories grew.
    public struct Common: Hashable, Sendable {
        public let size: UInt64
        public let root: TreeHash
        /// Consistency proofs from here to the first and the second note.
        public let toFirst: [TreeHash]
        public let toSecond: [TreeHash]
    }

    /// Longer than any proof between sizes below 2^63.
    static let maximumProofLength = 128

    /// Two different roots of one size.
    init?(sameSize first: VerifiedCheckpoint, _ second: VerifiedCheckpoint) {
        guard first.origin == second.origin, first.size == second.size, first.root != second.root
        else { return nil }
        // One order, so that all finders of one fork write the same bytes.
        let ordered = first.root < second.root ? (first, second) : (second, first)
        self.first = ordered.0.note
        self.second = ordered.1.note
        rootAtFirst = nil
        proof = []
    }

    /// Two sizes that do not fit; `nil` unless the proof proves it.
    init?(
        smaller: VerifiedCheckpoint, larger: VerifiedCheckpoint, rootAtSmaller: TreeHash,
        proof: [TreeHash]
    ) {
        guard smaller.origin == larger.origin, smaller.size < larger.size,
            rootAtSmaller != smaller.root,
            Self.leads(proof, from: (smaller.size, rootAtSmaller), to: larger)
        else { return nil }
        first = smaller.note
        second = larger.note
        rootAtFirst = rootAtSmaller
        self.proof = proof
    }

    /// The same evidence with the proof of a common beginning; `nil` unless that proves itself.
    func narrowed(to common: Common, key: VerifierKey) -> ForkEvidence? {
        var evidence = self
        evidence.common = common
        return evidence.verify(by: key) == nil ? nil : evidence
    }

    /// What was proved.
    public struct Proven: Hashable, Sendable {
        public let first: VerifiedCheckpoint
        public let second: VerifiedCheckpoint
        /// Entries below this are in both histories; 0 where nothing is proved about that.
        public let commonSize: UInt64
        /// The histories differ somewhere below this size.
        public var size: UInt64 { first.size }
    }

    /// Checks the evidence from nothing.
    ///
    /// - Parameter key: The log's key.
    /// - Returns: `nil` when it does not prove a fork of this log.
    public func verify(by key: VerifierKey) -> Proven? {
        // A note that does not verify proves nothing, whatever is wrong with it.
        guard let one = try? VerifiedCheckpoint(ofFederationLog: first, key: key),
            let two = try? VerifiedCheckpoint(ofFederationLog: second, key: key),
            let commonSize = commonSize(one, two)
        else { return nil }
        if one.size == two.size {
            guard one.root != two.root, rootAtFirst == nil, proof.isEmpty else { return nil }
            return Proven(first: one, second: two, commonSize: commonSize)
        }
        guard one.size < two.size, let rootAtFirst, rootAtFirst != one.root,
            proof.count <= Self.maximumProofLength,
            Self.leads(proof, from: (one.size, rootAtFirst), to: two)
        else { return nil }
        return Proven(first: one, second: two, commonSize: commonSize)
    }

    /// `nil` when a common beginning is claimed that the proofs do not show.
    private func commonSize(_ one: VerifiedCheckpoint, _ two: VerifiedCheckpoint) -> UInt64? {
        guard let common else { return 0 }
        guard 0 < common.size, common.size < min(one.size, two.size),
            common.toFirst.count <= Self.maximumProofLength,
            common.toSecond.count <= Self.maximumProofLength,
            Self.leads(common.toFirst, from: (common.size, common.root), to: one),
            Self.leads(common.toSecond, from: (common.size, common.root), to: two)
        else { return nil }
        return common.size
    }

    private static func leads(
        _ proof: [TreeHash], from: (size: UInt64, root: TreeHash), to: VerifiedCheckpoint
    ) -> Bool {
        do throws(ProofError) {
            try MerkleTree.verifyConsistency(
                proof, from: from.size, fromRoot: from.root, to: to.size, toRoot: to.root)
            return true
        } catch {
            return false
        }
    }
}

extension ForkEvidence {
    /// The most bytes that evidence can have.
    public static let maximumByteCount = 2 * SignedNote.maximumByteCount + 16_384

    /// `ForkEvidenceMessage` of `sync.proto`, for the entry that tells everybody.
    public func encoded() -> [UInt8] {
        var message = Dingdian_V1_ForkEvidenceMessage()
        message.firstNote = Wire.data(first)
        message.secondNote = Wire.data(second)
        if let rootAtFirst { message.rootAtFirst = Wire.data(rootAtFirst.bytes) }
        message.proof = proof.map { Wire.data($0.bytes) }
        if let common {
            message.commonSize = common.size
            message.commonRoot = Wire.data(common.root.bytes)
            message.commonToFirst = common.toFirst.map { Wire.data($0.bytes) }
            message.commonToSecond = common.toSecond.map { Wire.data($0.bytes) }
        }
        return Wire.encode(message)
    }

    /// Reads evidence; nothing is proved by this, see ``verify(by:)``.
    ///
    /// - Throws: ``SyncRefusal/malformedMessage(_:)``,
    ///   ``SyncRefusal/messageTooLarge(byteCount:limit:)``.
    public init(encoded bytes: [UInt8]) throws(SyncRefusal) {
        let message = try Wire.decode(
            Dingdian_V1_ForkEvidenceMessage.self, bytes, limit: Self.maximumByteCount)
        first = [UInt8](message.firstNote)
        second = [UInt8](message.secondNote)
        rootAtFirst =
            message.rootAtFirst.isEmpty
            ? nil : try Wire.hash(message.rootAtFirst, "root_at_first")
        proof = try Self.hashes(message.proof, "proof")
        if message.commonSize > 0 {
            common = Common(
                size: message.commonSize, root: try Wire.hash(message.commonRoot, "common_root"),
                toFirst: try Self.hashes(message.commonToFirst, "common_to_first"),
                toSecond: try Self.hashes(message.commonToSecond, "common_to_second"))
        }
    }

    private static func hashes(
        _ list: [Data], _ field: String
    ) throws(SyncRefusal) -> [TreeHash] {
        guard list.count <= maximumProofLength else { throw .malformedMessage(field) }
        var hashes: [TreeHash] = []
        for hash in list { hashes.append(try Wire.hash(hash, field)) }
        return hashes
    }
}
