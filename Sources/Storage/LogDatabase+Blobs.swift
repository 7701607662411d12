public import TransparencyLog

/// Attachments and sealed payloads.
extension LogDatabase {
    /// - Throws: ``StorageError/damagedBlob(_:)`` when the bytes on disk are no longer those of the
    ///   name. They are set aside: the next call returns `nil`.
    public func blob(_ name: TreeHash) throws -> [UInt8]? { try blobs.read(name) }

    public func hasBlob(_ name: TreeHash) throws -> Bool { blobs.contains(name) }

    public func putBlob(_ bytes: [UInt8]) throws -> TreeHash { try blobs.write(bytes) }

    public func eraseBlob(_ name: TreeHash) throws { try blobs.erase(name) }
}
