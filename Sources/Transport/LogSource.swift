public import Compression
public import TransparencyLog

/// Where the files of logs can be read: a node or file server over HTTP, a folder, or memory in
/// tests. Nothing that a source gives is trusted; it is bounded in size and that is all.
public protocol LogSource: Sendable {
    /// Fetches one file of one log.
    ///
    /// - Returns: the bytes as they lie or are sent; nil when the source does not have the file
    ///   (404, no such file).
    func fetch(
        _ resource: LogResource, of origin: Origin
    ) async throws(TransportError) -> FetchedBytes?

    /// The logs of the source, sorted. A source that cannot list them throws
    /// ``TransportError/unsupported(_:)``.
    func origins() async throws(TransportError) -> [Origin]
}

/// Bytes as a source gave them, unverified.
public struct FetchedBytes: Sendable, Equatable {
    /// The bytes, compressed if ``isGzip``.
    public var bytes: [UInt8]
    /// Whether the bytes are one gzip stream.
    public var isGzip: Bool

    public init(bytes: [UInt8], isGzip: Bool) {
        self.bytes = bytes
        self.isGzip = isGzip
    }

    /// The content, expanded where it is compressed.
    ///
    /// - Throws: ``GzipError`` when it is damaged or larger than allowed.
    public func content(maximumByteCount: Int) throws(GzipError) -> [UInt8] {
        if isGzip { return try Gzip.decompress(bytes, maximumByteCount: maximumByteCount) }
        guard bytes.count <= maximumByteCount else { throw .tooLarge(limit: maximumByteCount) }
        return bytes
    }

    /// The same content compressed.
    func compressed() -> FetchedBytes {
        isGzip ? self : FetchedBytes(bytes: Gzip.compress(bytes), isGzip: true)
    }
}

extension LogResource {
    /// The most bytes a file of this kind can have (C2SP tlog-tiles); what is larger is refused
    /// unread.
    public var maximumByteCount: Int {
        switch self {
        case .checkpoint: SignedNote.maximumByteCount
        case .verifierKey: 4_096
        case .tile(let tile): tile.width * TreeHash.byteCount
        case .entries(let bundle): bundle.width * (2 + EntryBundle.maximumEntryByteCount)
        }
    }

    /// Whether the file never changes once it exists.
    public var isImmutable: Bool { self != .checkpoint }

    /// Hashes do not shrink and the rest is tiny; only bundles are worth compressing.
    var isCompressible: Bool {
        if case .entries = self { true } else { false }
    }

    /// Like ``maximumByteCount``, for the compressed form. Content that does not shrink grows by
    /// a few bytes for every 16 KiB.
    var maximumCompressedByteCount: Int { maximumByteCount + maximumByteCount / 1_024 + 1_024 }
}

/// How the logs of a source are laid out below its root.
enum LogLayout: Sendable {
    /// `log/<origin>/…`, any number of logs.
    case federation
    /// The root is one log: `checkpoint`, `tile/…`. So most logs of the world are published.
    case singleLog
}

extension Origin {
    /// The components of the origin as names of nested folders; nil when they cannot be.
    ///
    /// Besides what would lead out of a folder, names of the log's own files are refused: a log
    /// `a/tile` would lie among the tiles of log `a`.
    var folderNames: [String]? {
        guard isPathSafe else { return nil }
        let names = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let reserved = ["tile", "checkpoint", "vkey"]
        let areUsable = names.allSatisfy { !reserved.contains($0) && !$0.hasPrefix(".") }
        return areUsable ? names : nil
    }

    /// The origin in an address: all but unreserved characters (RFC 3986 section 2.3) and slashes
    /// percent-encoded. Nil where a component would be folded away by what stands between.
    var urlPath: String? {
        let parts = text.utf8.split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard
            parts.allSatisfy({ !$0.isEmpty && !$0.elementsEqual(".".utf8) })
                && parts.allSatisfy({ !$0.elementsEqual("..".utf8) })
        else { return nil }
        let digits = [UInt8]("0123456789ABCDEF".utf8)
        var encoded: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"):
                encoded.append(byte)
            default:
                encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}
