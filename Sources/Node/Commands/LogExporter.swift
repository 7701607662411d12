import Compression
import Designation
import Federation
import Messages
import Storage
import TransparencyLog
import Transport

/// Writes logs out of a store into a folder in the layout of the read path (protocol §5).
struct LogExporter {
    let store: LogDatabase
    private var writer: FolderLogWriter
    private let folder: FolderLogSource
    private let earlier: FolderLogSource?
    private(set) var fileCount = 0

    /// - Parameters:
    ///   - since: an earlier export that the receiver has; what it holds is left out.
    init(
        store: LogDatabase, to path: String, since: String?, compresses: Bool
    ) throws(TransportError) {
        self.store = store
        writer = try FolderLogWriter(root: path, compressesBundles: compresses)
        folder = FolderLogSource(root: path)
        earlier = since.map { FolderLogSource(root: $0) }
    }

    /// Writes one log up to its newest checkpoint. That is read once, and what it promises is written
    /// before it: the log may grow meanwhile.
    ///
    /// - Returns: how many entries are new in the folder; `nil` when the log has no checkpoint yet.
    mutating func write(_ log: StoredLog) async throws -> UInt64? {
        guard log.position.checkpoint != nil else { return nil }
        let note = try part(.checkpoint, log.origin)
        let checkpoint = try VerifiedCheckpoint(verifying: note.bytes, key: log.key)
        let present = try await size(in: folder, log)
        let known = try await earlier.map { ($0, log) }.asyncMap { try await size(in: $0.0, $0.1) }
        let from = min(max(present, known ?? 0), checkpoint.size)
        if present < checkpoint.size {
            for resource in Self.resources(from: from, to: checkpoint.size) {
                try put(resource, log.origin)
            }
        }
        try put(.verifierKey, log.origin)
        try put(.checkpoint, log.origin, note)
        return checkpoint.size - from
    }

    private mutating func put(_ resource: LogResource, _ origin: Origin) throws {
        try put(resource, origin, try part(resource, origin))
    }

    private mutating func put(
        _ resource: LogResource, _ origin: Origin, _ bytes: FetchedBytes
    ) throws {
        if try writer.write(resource, of: origin, bytes: bytes) == .written { fileCount += 1 }
    }

    private func part(_ resource: LogResource, _ origin: Origin) throws -> FetchedBytes {
        guard let part = try StoredResource.read(resource, origin, store) else {
            throw CommandFailure("The store lacks \(resource.path) of \(origin.text).")
        }
        return FetchedBytes(bytes: part.bytes, isGzip: part.isGzip)
    }

    /// The size that a folder's own checkpoint promises; 0 for none and for one that does not verify.
    private func size(in source: FolderLogSource, _ log: StoredLog) async throws -> UInt64 {
        let found: FetchedBytes?
        do throws(TransportError) {
            found = try await source.fetch(.checkpoint, of: log.origin)
        } catch {
            if case .folder(.missing) = error { return 0 }
            throw error
        }
        // Losing the error is right: what does not verify is written over.
        guard let found,
            let checkpoint = try? VerifiedCheckpoint(verifying: found.bytes, key: log.key)
        else { return 0 }
        return checkpoint.size
    }

    /// Bundles and tiles of a tree of `to` entries that one of `from` entries does not have.
    static func resources(from: UInt64, to size: UInt64) -> [LogResource] {
        var resources: [LogResource] = []
        var index = from >> 8
        while let bundle = BundleCoordinate.covering(index: index, treeSize: size) {
            resources.append(.entries(bundle))
            index += 1
        }
        for level in 0...7 {
            var index = from >> UInt64(8 * (level + 1))
            guard TileCoordinate.count(level: level, treeSize: size) > 0 else { break }
            while let tile = TileCoordinate.covering(level: level, index: index, treeSize: size) {
                resources.append(.tile(tile))
                index += 1
            }
        }
        return resources
    }
}

extension Optional {
    fileprivate func asyncMap<Value>(
        _ transform: (Wrapped) async throws -> Value
    ) async rethrows -> Value? {
        switch self {
        case .some(let wrapped): try await transform(wrapped)
        case .none: nil
        }
    }
}
