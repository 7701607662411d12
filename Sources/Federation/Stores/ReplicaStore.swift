import Designation
public import TransparencyLog

/// One log as the store holds it: verified, contiguous from entry 0, durable.
public struct StoredLog: Sendable {
    public var origin: Origin
    public var key: VerifierKey
    /// What is held, and the newest verified checkpoint that covers it or a prefix of it.
    public var position: LogPosition
    /// The named state that was set last (`forked`, `closed`, …); empty when nothing special.
    public var state: String

    public init(origin: Origin, key: VerifierKey, position: LogPosition, state: String) {
        self.origin = origin
        self.key = key
        self.position = position
        self.state = state
    }
}

/// A bundle as stored: exactly the asked entries in tlog-tiles bundle encoding, perhaps compressed.
public struct StoredBundle: Sendable {
    public var bytes: [UInt8]
    public var isGzip: Bool
    public var count: Int

    public init(bytes: [UInt8], isGzip: Bool, count: Int) {
        self.bytes = bytes
        self.isGzip = isGzip
        self.count = count
    }
}

/// Where a node keeps logs, evidence, blobs. Entries in it are verified; it is not trusted with heads
/// of own logs, which live in a `HeadStore` (protocol §4).
///
/// All calls are synchronous and may come from one writer and many readers at once.
public protocol ReplicaStore: LogStore {
    func logs() throws -> [StoredLog]
    func log(_ origin: Origin) throws -> StoredLog?
    /// Makes the log known; a no-op when it is. Throws when it is known under another key.
    func open(_ origin: Origin, key: VerifierKey) throws
    /// Stores verified chunks in order, one transaction, durable (fsync) on return. A chunk that does
    /// not start at the held size is refused and nothing of the batch is kept.
    func store(_ chunks: [VerifiedChunk]) throws
    func setState(_ origin: Origin, _ state: String) throws
    /// Removes all entries of a log that turned out to be the wrong branch of a fork; the log stays
    /// known under its key and is followed anew. Durable on return.
    func discard(_ origin: Origin) throws

    /// Exactly the entries of the coordinate, `nil` when they are not all held.
    func bundle(_ origin: Origin, _ coordinate: BundleCoordinate) throws -> StoredBundle?
    /// Hashes of complete subtrees of `256^level` leaves, `nil` when they are not all held.
    func tile(_ origin: Origin, _ coordinate: TileCoordinate) throws -> [TreeHash]?

    /// Small durable values by name: newest heartbeats, fork evidence, foreign checkpoints.
    func note(_ name: String) throws -> [UInt8]?
    func notes(prefix: String) throws -> [(name: String, bytes: [UInt8])]
    func setNote(_ name: String, _ bytes: [UInt8]?) throws

    /// Blobs named by their SHA-256 (attachments, sealed case payloads); durable on return.
    func blob(_ name: TreeHash) throws -> [UInt8]?
    func hasBlob(_ name: TreeHash) throws -> Bool
    func putBlob(_ bytes: [UInt8]) throws -> TreeHash
    /// Erases a blob for good (retention ended); the logs stay whole.
    func eraseBlob(_ name: TreeHash) throws
}
