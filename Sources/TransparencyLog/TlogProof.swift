/// A proof that an entry is in a log, which can be verified offline (C2SP tlog-proof,
/// `c2sp.org/tlog-proof@v1`).
///
/// Parsed, it is still only a claim; ``verify(leaf:key:cosigners:)`` makes it a
/// ``VerifiedInclusion``.
public struct TlogProof: Hashable, Sendable {
    /// The longest proof: the longest checkpoint note, 64 kB of extra data in Base 64, and 63
    /// hashes.
    public static let maximumByteCount = SignedNote.maximumByteCount + 90_000 + 4_096
    /// The most extra data that is accepted, in bytes.
    public static let maximumExtraByteCount = 65_536

    /// Opaque data of the application. It is **not authenticated**.
    public let extra: [UInt8]?
    /// The place of the entry in the log, counted from 0.
    public let index: UInt64
    /// From the leaf's sibling up to the child of the root.
    public let path: [TreeHash]
    /// The checkpoint, with all its signatures, not verified.
    public let checkpoint: SignedNote

    /// Puts a proof together.
    ///
    /// - Throws: ``ProofError/malformed`` when such a proof could not be written: extra data that
    ///   is empty or too long, more than 63 hashes, an index out of range.
    public init(
        extra: [UInt8]? = nil, index: UInt64, path: [TreeHash], checkpoint: SignedNote
    ) throws(ProofError) {
        guard index < Checkpoint.maximumSize, path.count <= 63,
            (1...Self.maximumExtraByteCount).contains(extra?.count ?? 1)
        else { throw .malformed }
        self.extra = extra
        self.index = index
        self.path = path
        self.checkpoint = checkpoint
    }

    /// Reads a proof.
    ///
    /// - Throws: ``ProofError/malformed`` for deviations in the proof's own lines,
    ///   ``ProofError/note(_:)`` for those in its checkpoint. Whatever is accepted is reproduced
    ///   byte for byte by ``encoded()``.
    public init(parsing bytes: [UInt8]) throws(ProofError) {
        guard bytes.count <= Self.maximumByteCount else { throw .malformed }
        var rest = bytes[...]
        guard Self.takeLine(&rest) == Self.header[...] else { throw .malformed }
        guard var line = Self.takeLine(&rest) else { throw .malformed }
        var extra: [UInt8]?
        if line.starts(with: Self.extraPrefix) {
            guard let data = Base64.decode(line.dropFirst(Self.extraPrefix.count)),
                let next = Self.takeLine(&rest)
            else { throw .malformed }
            extra = data
            line = next
        }
        guard line.starts(with: Self.indexPrefix),
            let index = Decimal.parse(line.dropFirst(Self.indexPrefix.count))
        else { throw .malformed }
        let path = try Self.parsePath(&rest)
        let checkpoint: SignedNote
        do {
            checkpoint = try SignedNote(parsing: [UInt8](rest))
        } catch {
            throw .note(error)
        }
        try self.init(extra: extra, index: index, path: path, checkpoint: checkpoint)
    }

    /// The text of the proof.
    public func encoded() -> [UInt8] {
        var bytes = Self.header + [UInt8(ascii: "\n")]
        if let extra { bytes += Self.extraPrefix + Base64.encodedBytes(extra) + [0x0A] }
        bytes += Self.indexPrefix + [UInt8]("\(index)\n".utf8)
        for hash in path { bytes += Base64.encodedBytes(hash.bytes) + [0x0A] }
        bytes.append(UInt8(ascii: "\n"))
        return bytes + checkpoint.encoded()
    }

    private static let header = [UInt8]("c2sp.org/tlog-proof@v1".utf8)
    private static let extraPrefix = [UInt8]("extra ".utf8)
    private static let indexPrefix = [UInt8]("index ".utf8)

    /// The hashes up to the empty line.
    private static func parsePath(
        _ rest: inout ArraySlice<UInt8>
    ) throws(ProofError) -> [TreeHash] {
        var path: [TreeHash] = []
        while let line = takeLine(&rest) {
            if line.isEmpty { return path }
            guard path.count < 63, line.count == 44, let bytes = Base64.decode(line),
                let hash = TreeHash(bytes)
            else { throw .malformed }
            path.append(hash)
        }
        throw .malformed
    }

    private static func takeLine(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        let line = rest[..<end]
        rest = rest[(end + 1)...]
        return line
    }
}

/// What a verified proof says. Made by verification only.
public struct VerifiedInclusion: Hashable, Sendable {
    /// The signed tree head that includes the entry.
    public let checkpoint: VerifiedCheckpoint
    /// The place of the entry.
    public let index: UInt64
    /// The leaf hash of the entry.
    public let leaf: TreeHash
    /// The cosignatures by known witnesses, in the order of the keys. How many are enough is the
    /// caller's policy.
    public let cosignatures: [Cosignature]
}

extension TlogProof {
    /// Checks the proof for an entry (C2SP tlog-proof, "Verifying a tlog proof").
    ///
    /// - Parameters:
    ///   - entry: The bytes of the entry, from elsewhere.
    ///   - key: The key known to be the log's.
    ///   - cosigners: The keys of known witnesses. A witness that has not signed is left out; one
    ///     whose signature is wrong makes the proof invalid.
    /// - Throws: ``ProofError``.
    public func verify(
        entry: [UInt8], key: VerifierKey, cosigners: [VerifierKey] = []
    ) throws(ProofError) -> VerifiedInclusion {
        try verify(leaf: TreeHash.leaf(entry), key: key, cosigners: cosigners)
    }

    /// Checks the proof for a leaf hash that the caller computed from the entry.
    ///
    /// - Throws: ``ProofError``.
    public func verify(
        leaf: TreeHash, key: VerifierKey, cosigners: [VerifierKey] = []
    ) throws(ProofError) -> VerifiedInclusion {
        let head: VerifiedCheckpoint
        var cosignatures: [Cosignature] = []
        do {
            head = try VerifiedCheckpoint(verifying: checkpoint, key: key)
            for cosigner in cosigners
            where checkpoint.signatures.contains(where: { $0.isClaimed(by: cosigner) }) {
                cosignatures.append(try Cosignature(verifying: checkpoint, key: cosigner))
            }
        } catch {
            throw .note(error)
        }
        try MerkleTree.verifyInclusion(
            path, leaf: leaf, index: index, size: head.size, root: head.root)
        return VerifiedInclusion(
            checkpoint: head, index: index, leaf: leaf, cosignatures: cosignatures)
    }
}
