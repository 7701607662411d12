public import TransparencyLog

/// Fetches attachments by their SHA-256 into a folder, resumable and verified.
///
/// While it arrives an attachment is `<hex>.part`; only one with the right hash gets the name
/// `<hex>`. An interruption, of the line or of the process, costs at most the piece under way,
/// and the next call goes on from what is there. Content with the wrong hash is discarded.
public struct AttachmentTransfer: Sendable {
    private let root: String
    private let maximumByteCount: Int
    private let pieceByteCount: Int

    /// - Parameters:
    ///   - root: folder of the attachments; it has to exist.
    ///   - maximumByteCount: larger attachments are refused while they arrive.
    ///   - pieceByteCount: bytes asked for at a time, and kept in memory.
    public init(
        root: String, maximumByteCount: Int = HTTPRequest.defaultMaximumByteCount,
        pieceByteCount: Int = 1 << 20
    ) {
        self.root = root
        self.maximumByteCount = maximumByteCount
        self.pieceByteCount = max(pieceByteCount, 1)
    }

    /// How far an attachment has come that somebody hands in by pieces.
    public enum Progress: Sendable, Equatable {
        case complete
        /// It goes on at this byte.
        case partial(byteCount: Int)
    }

    /// Takes a piece of an attachment that somebody hands in (protocol §5.9).
    ///
    /// A piece that begins elsewhere than what is here ends is left; so whoever does not know where to
    /// begin sends an empty one.
    ///
    /// - Parameters:
    ///   - offset: where the piece begins.
    ///   - byteCount: of the whole attachment.
    /// - Throws: ``TransportError``; after ``TransportError/hashMismatch`` nothing of it is kept.
    public func take(
        _ bytes: [UInt8], at offset: Int, of sha256: TreeHash, byteCount: Int
    ) async throws(TransportError) -> Progress {
        guard byteCount <= maximumByteCount, bytes.count <= byteCount else {
            throw .tooLarge(limit: maximumByteCount)
        }
        let (root, maximumByteCount) = (root, maximumByteCount)
        return try await offload { () throws(TransportError) -> Progress in
            guard
                let part = try PartialAttachment(
                    root: root, sha256: sha256, maximumByteCount: maximumByteCount)
            else { return .complete }
            defer { part.release() }
            // Somebody gave more of it than there is.
            guard part.byteCount <= byteCount else {
                try part.discard()
                return .partial(byteCount: 0)
            }
            guard part.byteCount == offset else { return .partial(byteCount: part.byteCount) }
            try part.append(bytes, at: UInt64(offset), limit: byteCount)
            guard part.byteCount == byteCount else {
                let held = part.byteCount
                try part.discardIfEmpty()
                return .partial(byteCount: held)
            }
            try part.complete()
            return .complete
        }
    }

    /// Brings an attachment here unless it is here already.
    ///
    /// - Returns: false when the source does not have it.
    /// - Throws: ``TransportError``. What had arrived is kept, except after
    ///   ``TransportError/hashMismatch`` and ``TransportError/tooLarge(limit:)``.
    public func fetch(
        _ sha256: TreeHash, from source: any AttachmentSource
    ) async throws(TransportError) -> Bool {
        let (root, maximumByteCount) = (root, maximumByteCount)
        let opened = try await offload { () throws(TransportError) in
            try PartialAttachment(root: root, sha256: sha256, maximumByteCount: maximumByteCount)
        }
        guard let part = opened else { return true }
        // Not left to the end of the object's life: the thread that did the last step may hold
        // on to it for a moment after the step, and the next attempt would find it locked.
        defer { part.release() }
        while true {
            if Task.isCancelled { throw .cancelled }
            let offset = part.byteCount
            let piece = await source.read(
                AttachmentRequest(
                    sha256: sha256, offset: UInt64(offset), byteCount: pieceByteCount,
                    maximumByteCount: maximumByteCount))
            guard case .bytes(let bytes, let start, var isLast, let error) = piece else {
                try await offload { () throws(TransportError) in try part.discardIfEmpty() }
                return false
            }
            try await offload { () throws(TransportError) in
                try part.append(bytes, at: start, limit: maximumByteCount)
            }
            if let error {
                if case .tooLarge = error {
                    try await offload { () throws(TransportError) in try part.discard() }
                }
                try await offload { () throws(TransportError) in try part.discardIfEmpty() }
                throw error
            }
            // A source that gives nothing and does not say why has nothing more to give.
            if bytes.isEmpty { isLast = true }
            guard isLast else { continue }
            try await offload { () throws(TransportError) in try part.complete() }
            return true
        }
    }

    /// Keeps content that is at hand, durably, under the name of its hash.
    ///
    /// - Throws: ``TransportError`` when the bytes are not on disk.
    public func keep(_ bytes: [UInt8]) async throws(TransportError) -> TreeHash {
        guard bytes.count <= maximumByteCount else { throw .tooLarge(limit: maximumByteCount) }
        let root = root
        return try await offload { () throws(TransportError) in
            let sha256 = TreeHash.sha256(bytes)
            guard let folder = try OpenFile.folder(path: root) else { throw .folder(.missing) }
            if try folder.file(sha256.hex) != nil { return sha256 }
            try folder.replaceFile(sha256.hex, with: bytes)
            try folder.synchronize()
            return sha256
        }
    }

    /// An attachment that is here, verified again; nil when it is not.
    ///
    /// - Throws: ``TransportError`` when the file is there and cannot be read, or is another one.
    public func contents(of sha256: TreeHash) async throws(TransportError) -> [UInt8]? {
        let (root, limit) = (root, maximumByteCount)
        return try await offload { () throws(TransportError) in
            guard let folder = try OpenFile.folder(path: root) else { throw .folder(.missing) }
            guard let file = try folder.file(sha256.hex) else { return nil }
            let bytes = try file.contents(limit: limit)
            guard TreeHash.sha256(bytes) == sha256 else { throw .hashMismatch }
            return bytes
        }
    }
}
