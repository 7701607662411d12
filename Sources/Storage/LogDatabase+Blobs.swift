public import TransparencyLog

/// Attachments and sealed payloads.
extension LogDatabase {
    /// - Throws: ``StorageError/damagedBlob(_:)`` when the bytes on disk are no longer those of the
    ///   name. They are set aside: the next call returns `nil`.
    public func blob(_ name: TreeHash) throws -> [UInt8]? { try blobs.read(name) }

    public func hasBlob(_ name: TreeHash) throws -> Bool { blobs.contains(name) }

    public func putBlob(_ bytes: [UInt8]) throws -> TreeHash { try blobs.write(bytes) }

    /// The folder in which blobs arrive before they get their names, on the same disk; made where it
    /// is missing.
    public func arrivingBlobs() throws -> String {
        let folder = blobs.path + "/arriving"
        try FileSystem.makeFolder(folder)
        return folder
    }

    /// Takes a file with the content of the name by renaming it; durable on return. Whoever brought it
    /// verified it, as every later reading does.
    public func takeBlob(_ name: TreeHash, from path: String) throws {
        try blobs.take(name, from: path)
    }

    public func eraseBlob(_ name: TreeHash) throws { try blobs.erase(name) }
}
