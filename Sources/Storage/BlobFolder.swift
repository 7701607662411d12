import TransparencyLog

/// Blobs as files named by their SHA-256: `ab/cdef…`, the first two digits being a folder so that
/// no folder grows too large. Files are never rewritten with other bytes.
struct BlobFolder: Sendable {
    let path: String

    func file(_ name: TreeHash) -> String {
        let hex = name.hex
        return "\(path)/\(hex.prefix(2))/\(hex.dropFirst(2))"
    }

    /// The bytes, checked against their name. Damaged ones are set aside, so that the blob counts
    /// as missing from then on and is fetched again.
    func read(_ name: TreeHash) throws(StorageError) -> [UInt8]? {
        guard let bytes = try FileSystem.read(file(name)) else { return nil }
        guard TreeHash.sha256(bytes) == name else {
            try FileSystem.moveDurably(file(name), to: file(name) + ".damaged")
            throw .damagedBlob(name)
        }
        return bytes
    }

    func contains(_ name: TreeHash) -> Bool { FileSystem.byteCount(file(name)) != nil }

    /// Durable on return, both content and name. Bytes that are there already are read back, so
    /// that putting a damaged blob again repairs it.
    func write(_ bytes: [UInt8]) throws(StorageError) -> TreeHash {
        let name = TreeHash.sha256(bytes)
        let file = file(name)
        if try FileSystem.read(file) == bytes {
            // It may have been written by a process that was interrupted before its last fsync.
            try FileSystem.syncFolder(of: file)
            return name
        }
        try makeFolder(of: file)
        try FileSystem.writeDurably(bytes, to: file)
        return name
    }

    /// Takes a file with the content of the name, verified by whoever brought it; durable on return.
    func take(_ name: TreeHash, from path: String) throws(StorageError) {
        let file = file(name)
        try makeFolder(of: file)
        try FileSystem.moveDurably(path, to: file)
    }

    private func makeFolder(of file: String) throws(StorageError) {
        let folder = FileSystem.folder(of: file)
        guard FileSystem.byteCount(folder) == nil else { return }
        try FileSystem.makeFolder(folder)
        try FileSystem.syncFolder(of: folder)
        try FileSystem.syncFolder(of: path)
    }

    /// Removes the blob and what was set aside of it. The name is gone for good; blocks of the
    /// disk are not overwritten, which flash storage would not honour anyway.
    func erase(_ name: TreeHash) throws(StorageError) {
        let file = file(name)
        let present = try FileSystem.remove(file)
        let aside = try FileSystem.remove(file + ".damaged")
        if present || aside { try FileSystem.syncFolder(of: file) }
    }

    /// All blobs with their sizes, sorted by name.
    func listing() throws(StorageError) -> [(name: TreeHash, byteCount: Int)] {
        var found: [(name: TreeHash, byteCount: Int)] = []
        for folder in try FileSystem.names(in: path) where folder.utf8.count == 2 {
            for rest in try FileSystem.names(in: "\(path)/\(folder)") {
                guard let name = TreeHash(hex: folder + rest),
                    let size = FileSystem.byteCount("\(path)/\(folder)/\(rest)")
                else { continue }
                found.append((name, size))
            }
        }
        return found
    }
}
