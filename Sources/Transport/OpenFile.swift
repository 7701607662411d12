import Glibc

/// An open file or folder, closed when it goes out of scope.
///
/// Everything below a root is reached from here name by name (`openat` with `O_NOFOLLOW`), so
/// that no link anywhere on the way can lead out of it, not even one made at this very moment.
/// A stick that comes from elsewhere is as foreign as a message.
struct OpenFile: ~Copyable {
    let descriptor: Int32

    private init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        // Content was forced to the medium before where it matters; nothing can be done here.
        _ = Glibc.close(descriptor)
    }

    /// Opens the root of a source. Here a link is followed: the path is the operator's own.
    ///
    /// - Returns: nil when there is no such folder.
    static func folder(path: String) throws(TransportError) -> OpenFile? {
        try OpenFile(result: open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC))
    }

    /// Opens a folder inside this one; nil when it is not there.
    func folder(_ name: String) throws(TransportError) -> OpenFile? {
        try OpenFile(
            result: openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC))
    }

    /// Opens a folder inside this one, making it where it is missing.
    func folderMakingIt(_ name: String) throws(TransportError) -> OpenFile {
        if let folder = try folder(name) { return folder }
        if mkdirat(descriptor, name, 0o755) != 0, errno != EEXIST { throw .folder(errno: errno) }
        guard let folder = try folder(name) else { throw .folder(.missing) }
        return folder
    }

    /// Opens a plain file inside this folder for reading; nil when it is not there.
    ///
    /// `O_NONBLOCK` keeps a named pipe from holding us up before it is recognised.
    func file(_ name: String) throws(TransportError) -> OpenFile? {
        let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
        guard let file = try OpenFile(result: openat(descriptor, name, flags)) else { return nil }
        guard try file.information().st_mode & S_IFMT == S_IFREG else {
            throw .folder(.unsafePath)
        }
        return file
    }

    /// Opens or makes a plain file inside this folder for reading and writing.
    func writableFile(_ name: String, truncating: Bool) throws(TransportError) -> OpenFile {
        let flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
        let opened = openat(descriptor, name, flags | (truncating ? O_TRUNC : 0), 0o644)
        guard let file = try OpenFile(result: opened) else { throw .folder(.missing) }
        guard try file.information().st_mode & S_IFMT == S_IFREG else {
            throw .folder(.unsafePath)
        }
        return file
    }

    func information() throws(TransportError) -> stat {
        var information = stat()
        guard fstat(descriptor, &information) == 0 else { throw .folder(errno: errno) }
        return information
    }

    var byteCount: Int {
        get throws(TransportError) { Int(try information().st_size) }
    }

    /// Reads the whole file; never more than `limit` bytes whatever it claims or becomes.
    func contents(limit: Int) throws(TransportError) -> [UInt8] {
        let announced = try byteCount
        guard announced <= limit else { throw .tooLarge(limit: limit) }
        // One byte more than announced shows a file that grows while it is read.
        let bytes = try read(at: 0, atMost: announced + 1)
        guard bytes.count <= limit else { throw .tooLarge(limit: limit) }
        return bytes
    }

    /// Reads up to `count` bytes from `offset` on; fewer only at the end of the file.
    func read(at offset: Int, atMost count: Int) throws(TransportError) -> [UInt8] {
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = pread(
                    descriptor, buffer.baseAddress! + filled, count - filled,
                    off_t(offset + filled))
                if got > 0 {
                    filled += got
                } else if got == 0 {
                    return
                } else if errno != EINTR {
                    failure = errno
                    return
                }
            }
        }
        if failure != 0 { throw .folder(errno: failure) }
        return bytes
    }

    func write(_ bytes: [UInt8], at offset: Int) throws(TransportError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                pwrite(
                    descriptor, buffer.baseAddress! + written, buffer.count - written,
                    off_t(offset + written))
            }
            if count >= 0 {
                written += count
            } else if errno != EINTR {
                throw .folder(errno: errno)
            }
        }
    }

    /// Empties the file.
    func truncate() throws(TransportError) {
        if ftruncate(descriptor, 0) != 0 { throw .folder(errno: errno) }
    }

    /// Forces the file, or the names in the folder, to the medium.
    func synchronize() throws(TransportError) {
        // Some file systems (FAT among them) cannot sync a folder and say EINVAL.
        if fsync(descriptor) != 0, errno != EINVAL { throw .folder(errno: errno) }
    }

    /// Takes the lock of this file or folder, which is held until it is closed.
    ///
    /// File systems without locks are accepted: there the operator has to take care.
    func lock() throws(TransportError) {
        if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
            throw .folder(.busy)
        }
    }

    /// Gives the lock back before the file is closed.
    func unlock() {
        // Nothing follows from a failure: closing gives it back for certain.
        _ = flock(descriptor, LOCK_UN)
    }

    private init?(result: Int32) throws(TransportError) {
        if result >= 0 {
            self.init(descriptor: result)
            return
        }
        guard errno == ENOENT else { throw .folder(errno: errno) }
        return nil
    }
}

extension TransportError {
    /// Translates the system's error number.
    static func folder(errno number: Int32) -> TransportError {
        switch number {
        case EACCES, EPERM, EROFS: .folder(.denied)
        case ENOSPC, EDQUOT: .folder(.full)
        // With O_NOFOLLOW a link gives ELOOP; where a folder is wanted it gives ENOTDIR.
        case ELOOP, ENOTDIR, ENXIO, EISDIR: .folder(.unsafePath)
        case ENOENT: .folder(.missing)
        default: .folder(.failed(errno: number))
        }
    }
}
