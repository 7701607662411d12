import FoundationEssentials
import SwiftProtobuf
public import TransparencyLog

/// Entries of a branch that a closing cut off, with what proves that the log's key signed them
/// (protocol §4.6).
///
/// It stands for itself, whoever passes it on: nothing is believed before ``verified()``.
///
///     edge before the first entry + entries ⇒ root behind them ─ proof ─▶ signed checkpoint
public struct CutOffPart: Hashable, Sendable {
    public let origin: Origin
    /// The log's Ed25519 public key; the epoch id in the origin is its hash.
    public let key: [UInt8]
    /// A checkpoint of the branch at or beyond the last of the entries.
    public let note: [UInt8]
    /// The right edge of the tree before the first entry.
    public let edge: CompactRange
    public let entries: InlineEntries
    /// The consistency proof from behind the last entry to the checkpoint.
    public let proof: [TreeHash]

    /// The most that one message carries of them.
    public static let countPerMessage = 64
    /// Longer than any proof between sizes below 2^63.
    private static let maximumProofLength = 128

    init(
        _ checkpoint: VerifiedCheckpoint, key: VerifierKey, edge: CompactRange,
        entries: InlineEntries, proof: [TreeHash]
    ) {
        origin = checkpoint.origin
        self.key = key.publicKey
        note = checkpoint.note
        self.edge = edge
        self.entries = entries
        self.proof = proof
    }

    /// The checkpoint and the entries, once everything is proved; `nil` when it is not.
    public func verified() -> (checkpoint: VerifiedCheckpoint, entries: [[UInt8]])? {
        // Losing the errors is right: what does not verify proves nothing, whatever is wrong with it.
        guard let name = try? LogName(origin: origin), name.isSigned(by: key),
            let key = try? VerifierKey(name: origin, ed25519: key),
            let checkpoint = try? VerifiedCheckpoint(ofFederationLog: note, key: key),
            checkpoint.origin == origin, edge.size == entries.from, entries.count > 0,
            let run = try? EntryRun(
                from: entries.from, bytes: entries.bytes, count: entries.count),
            run.end <= checkpoint.size, proof.count <= Self.maximumProofLength
        else { return nil }
        var behind = edge
        for leaf in run.leafHashes { behind.append(leaf: leaf) }
        do throws(ProofError) {
            try MerkleTree.verifyConsistency(
                proof, from: run.end, fromRoot: behind.root, to: checkpoint.size,
                toRoot: checkpoint.root)
        } catch {
            return nil
        }
        return (checkpoint, run.ranges.map { Array(run.bytes[$0]) })
    }
}

extension CutOffPart {
    /// `CutOffMessage` of `sync.proto`.
    public func encoded() -> [UInt8] {
        var message = Dingdian_V1_CutOffMessage()
        message.origin = origin.text
        message.key = Wire.data(key)
        message.note = Wire.data(note)
        message.edge = edge.hashes.map { Wire.data($0.bytes) }
        message.entries = entries.message
        message.proof = proof.map { Wire.data($0.bytes) }
        return Wire.encode(message)
    }

    /// Reads a part; nothing is proved by this.
    ///
    /// - Throws: ``SyncRefusal/malformedMessage(_:)``,
    ///   ``SyncRefusal/messageTooLarge(byteCount:limit:)``.
    public init(encoded bytes: [UInt8], limits: SyncLimits = .standard) throws(SyncRefusal) {
        let message = try Wire.decode(
            Dingdian_V1_CutOffMessage.self, bytes, limit: limits.messageByteCount)
        guard message.key.count == 32, message.proof.count <= Self.maximumProofLength,
            message.edge.count < 64
        else { throw .malformedMessage("cut_off") }
        origin = try Wire.origin(message.origin, "cut_off.origin")
        key = [UInt8](message.key)
        note = [UInt8](message.note)
        entries = try InlineEntries(message.entries)
        let edge = try Self.hashes(message.edge, "cut_off.edge")
        guard let range = CompactRange(size: entries.from, hashes: edge) else {
            throw .malformedMessage("cut_off.edge")
        }
        self.edge = range
        proof = try Self.hashes(message.proof, "cut_off.proof")
    }

    private static func hashes(
        _ list: [Data], _ field: String
    ) throws(SyncRefusal) -> [TreeHash] {
        var hashes: [TreeHash] = []
        for hash in list { hashes.append(try Wire.hash(hash, field)) }
        return hashes
    }
}
