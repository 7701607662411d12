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

    /// What was proved.
    public struct Proven: Hashable, Sendable {
        public let first: VerifiedCheckpoint
        public let second: VerifiedCheckpoint
        /// The histories differ somewhere below this size; entries from here on are in doubt in
        /// any case, earlier ones until the first difference is known.
        public var size: UInt64 { first.size }
    }

    /// Checks the evidence from nothing.
    ///
    /// - Parameter key: The log's key.
    /// - Returns: `nil` when it does not prove a fork of this log.
    public func verify(by key: VerifierKey) -> Proven? {
        // A note that does not verify proves nothing, whatever is wrong with it.
        guard let one = try? VerifiedCheckpoint(verifying: first, key: key),
            let two = try? VerifiedCheckpoint(verifying: second, key: key)
        else { return nil }
        if one.size == two.size {
            guard one.root != two.root, rootAtFirst == nil, proof.isEmpty else { return nil }
            return Proven(first: one, second: two)
        }
        guard one.size < two.size, let rootAtFirst, rootAtFirst != one.root,
            proof.count <= Self.maximumProofLength,
            Self.leads(proof, from: (one.size, rootAtFirst), to: two)
        else { return nil }
        return Proven(first: one, second: two)
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
    public static let maximumByteCount = 2 * SignedNote.maximumByteCount + 8_192

    /// `ForkEvidenceMessage` of `sync.proto`, for the entry that tells everybody.
    public func encoded() -> [UInt8] {
        var message = Dingdian_V1_ForkEvidenceMessage()
        message.firstNote = Wire.data(first)
        message.secondNote = Wire.data(second)
        if let rootAtFirst { message.rootAtFirst = Wire.data(rootAtFirst.bytes) }
        message.proof = proof.map { Wire.data($0.bytes) }
        return Wire.encode(message)
    }

    /// Reads evidence; nothing is proved by this, see ``verify(by:)``.
    ///
    /// - Throws: ``SyncRefusal/malformedMessage(_:)``,
    ///   ``SyncRefusal/messageTooLarge(byteCount:limit:)``.
    public init(encoded bytes: [UInt8]) throws(SyncRefusal) {
        let message = try Wire.decode(
            Dingdian_V1_ForkEvidenceMessage.self, bytes, limit: Self.maximumByteCount)
        guard message.proof.count <= Self.maximumProofLength else {
            throw .malformedMessage("proof")
        }
        first = [UInt8](message.firstNote)
        second = [UInt8](message.secondNote)
        rootAtFirst =
            message.rootAtFirst.isEmpty
            ? nil : try Wire.hash(message.rootAtFirst, "root_at_first")
        var hashes: [TreeHash] = []
        for hash in message.proof { hashes.append(try Wire.hash(hash, "proof")) }
        proof = hashes
    }
}
