import Messages
public import TransparencyLog

/// The read path of the logs (protocol §5; C2SP tlog-tiles) and the blobs beside them.
public protocol LogBackend: Sendable {
    /// One file of one log. Full bundles may come as stored (gzip) when the client takes that;
    /// otherwise the backend decompresses. What the caller may not read is `forbidden`.
    func resource(
        _ origin: Origin, _ resource: LogResource, acceptsGzip: Bool, caller: Caller
    ) async throws(WebFailure) -> ResourceReply

    /// An attachment or sealed payload by its SHA-256; rights are checked by the backend.
    func blob(_ name: TreeHash, caller: Caller) async throws(WebFailure) -> BlobReply

    /// A peer hands in a blob that a log held here names; durable on return. What no log names, or
    /// what this node is not to have, is `forbidden`.
    func keepBlob(_ bytes: [UInt8], caller: Caller) async throws(WebFailure)

    /// A peer hands in a piece of a blob that is large, under the same conditions.
    ///
    /// - Returns: where it goes on; `nil`: the whole blob is durable.
    func keepPiece(_ piece: BlobPiece, caller: Caller) async throws(WebFailure) -> Int?
}

extension LogBackend {
    public func keepBlob(_ bytes: [UInt8], caller: Caller) async throws(WebFailure) {
        throw .forbidden("This node takes no blobs.")
    }

    public func keepPiece(_ piece: BlobPiece, caller: Caller) async throws(WebFailure) -> Int? {
        throw .forbidden("This node takes no blobs.")
    }
}

/// Who asks: the session id as sent, unchecked (`s:` header, 16 hexadecimal digits), if any.
public struct Caller: Hashable, Sendable {
    public var session: String?

    public init(session: String?) { self.session = session }
}

/// What the read path answers.
public enum ResourceReply: Sendable {
    case found(ResourceBytes)
    case notFound
    case forbidden
}

/// The bytes of a log's file and how they may be passed on.
public struct ResourceBytes: Sendable {
    public var bytes: [UInt8]
    public var isGzip: Bool
    /// Full tiles and bundles never change: caches may keep them for good.
    public var isImmutable: Bool

    public init(bytes: [UInt8], isGzip: Bool = false, isImmutable: Bool = false) {
        self.bytes = bytes
        self.isGzip = isGzip
        self.isImmutable = isImmutable
    }
}

/// A part of a blob that a peer hands in; an empty one asks where to begin.
public struct BlobPiece: Hashable, Sendable {
    /// SHA-256 of the whole.
    public var name: TreeHash
    /// Of the whole.
    public var byteCount: Int
    /// Where the piece begins.
    public var offset: Int
    public var bytes: [UInt8]

    public init(name: TreeHash, byteCount: Int, offset: Int, bytes: [UInt8]) {
        self.name = name
        self.byteCount = byteCount
        self.offset = offset
        self.bytes = bytes
    }
}

public enum BlobReply: Sendable {
    /// The whole blob; the web cuts out a range that was asked for.
    case found([UInt8])
    case notFound
    case forbidden
}
