import Storage
import TransparencyLog
import Transport

/// Where attachments of cases arrive at a node, from peers and from sticks: resumable, verified, and
/// named only when they are whole (protocol §5.9).
struct AttachmentDepot: Sendable {
    /// The largest blob that is taken.
    static let maximumByteCount = 20 << 20
    /// Bytes asked for at a time; more than most attachments have.
    static let fetchedPieceByteCount = 4 << 20
    /// Bytes handed in at a time: what an interruption costs whoever hands in.
    static let handedPieceByteCount = 1 << 20

    let store: LogDatabase

    func holds(_ name: TreeHash) -> Bool {
        // Losing the error is right: a blob that cannot be read now counts as missing.
        (try? store.hasBlob(name)) ?? false
    }

    /// - Parameter isApart: takes it past another transfer of the same attachment, from a source that is at
    ///   hand: that one may be waiting for a peer who has nothing.
    /// - Returns: false when the source does not have it.
    func fetch(
        _ name: TreeHash, from source: any AttachmentSource, apart isApart: Bool = false
    ) async throws -> Bool {
        if holds(name) { return true }
        var folder = try store.arrivingBlobs()
        if isApart {
            folder += "/apart"
            try FileSystem.makeFolder(folder)
        }
        guard try await transfer(folder).fetch(name, from: source) else { return false }
        try store.takeBlob(name, from: "\(folder)/\(name.hex)")
        return true
    }

    /// Takes a piece that somebody hands in.
    func take(
        _ bytes: [UInt8], at offset: Int, of name: TreeHash, byteCount: Int
    ) async throws -> AttachmentTransfer.Progress {
        if holds(name) { return .complete }
        let folder = try store.arrivingBlobs()
        let progress = try await transfer(folder).take(
            bytes, at: offset, of: name, byteCount: byteCount)
        if progress == .complete { try store.takeBlob(name, from: "\(folder)/\(name.hex)") }
        return progress
    }

    /// Whether this node could not keep what it was given.
    static func isOwnTrouble(_ error: any Error) -> Bool {
        switch error {
        case is StorageError, TransportError.folder(.full), TransportError.folder(.denied): true
        default: false
        }
    }

    private func transfer(_ folder: String) -> AttachmentTransfer {
        AttachmentTransfer(
            root: folder, maximumByteCount: Self.maximumByteCount,
            pieceByteCount: Self.fetchedPieceByteCount)
    }
}
