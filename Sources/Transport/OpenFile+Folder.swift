import Glibc

extension OpenFile {
    /// What a name in a folder stands for.
    enum EntryKind {
        case folder
        case file
        /// A link, a device, a pipe: nothing to be looked into.
        case other
    }

    /// The names in this folder with their kinds, sorted by bytes, without those that begin with
    /// a dot.
    ///
    /// - Throws: ``TransportError/tooLarge(limit:)`` for more than `limit` names.
    func entries(limit: Int) throws(TransportError) -> [(name: String, kind: EntryKind)] {
        // fdopendir takes the descriptor over, so it gets one of its own.
        let copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0 else { throw .folder(errno: errno) }
        guard let stream = fdopendir(copy) else {
            let number = errno
            close(copy)
            throw .folder(errno: number)
        }
        defer { closedir(stream) }
        var names: [(name: String, kind: EntryKind)] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                if errno != 0 { throw .folder(errno: errno) }
                break
            }
            guard let name = Self.name(of: entry), !name.hasPrefix(".") else { continue }
            guard names.count < limit else { throw .tooLarge(limit: limit) }
            names.append((name, kind(of: name)))
        }
        return names.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// Nil for a name that is not UTF-8: no log's name looks like that.
    private static func name(of entry: UnsafeMutablePointer<dirent>) -> String? {
        withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
            String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    private func kind(of name: String) -> EntryKind {
        var information = stat()
        guard fstatat(descriptor, name, &information, AT_SYMLINK_NOFOLLOW) == 0 else {
            return .other
        }
        switch information.st_mode & S_IFMT {
        case S_IFDIR: return .folder
        case S_IFREG: return .file
        default: return .other
        }
    }

    /// Makes a file with this content, or replaces it, in one step.
    ///
    /// The calls, in order: `openat(.tmp)`, `write`, `fsync`, `renameat`. A crash before the
    /// rename leaves the old state and a `.tmp`, which the next writer overwrites; after it the
    /// new one, whose name is on the medium for certain once the folder is synchronised too.
    func replaceFile(_ name: String, with bytes: [UInt8]) throws(TransportError) {
        do throws(TransportError) {
            let file = try writableFile(Self.temporaryName, truncating: true)
            try file.write(bytes, at: 0)
            try file.synchronize()
        } catch {
            // The half-written file is of no use, and on a full medium its room is needed.
            unlinkat(descriptor, Self.temporaryName, 0)
            throw error
        }
        try rename(Self.temporaryName, to: name)
    }

    func rename(_ name: String, to newName: String) throws(TransportError) {
        guard renameat(descriptor, name, descriptor, newName) == 0 else {
            throw .folder(errno: errno)
        }
    }

    /// Whether the open file is still the one of that name.
    func isNamed(_ name: String, in folder: borrowing OpenFile) throws(TransportError) -> Bool {
        guard let other = try folder.file(name)?.information() else { return false }
        let own = try information()
        return own.st_ino == other.st_ino && own.st_dev == other.st_dev
    }

    /// Removes a file. One that is not there is as good as removed.
    func remove(_ name: String) throws(TransportError) {
        if unlinkat(descriptor, name, 0) != 0, errno != ENOENT { throw .folder(errno: errno) }
    }

    private static let temporaryName = ".tmp"
}
