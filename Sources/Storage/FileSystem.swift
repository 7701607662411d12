#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Durable files: the few system calls that have to come in the right order.
public enum FileSystem {
    /// Writes a whole file so that after a crash there is either no file of that name or the
    /// complete one. The order of system calls:
    ///
    ///     open(temporary, exclusive) → write … → fsync(temporary) → close
    ///     → rename(temporary, path) → open(folder) → fsync(folder) → close
    ///
    /// A crash before the rename leaves a temporary file, which the next write of the same name
    /// replaces; one before the second fsync may lose the name but never shows half a file.
    ///
    /// - Parameter isSecret: readable by the owner alone.
    /// - Throws: ``StorageError``; the file of before is then whole and in its place.
    public static func writeDurably(
        _ bytes: [UInt8], to path: String, isSecret: Bool = false
    ) throws(StorageError) {
        try refuseToReplace(path)
        let temporary = path + ".part"
        unlink(temporary)
        let file = open(
            temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, isSecret ? 0o600 : 0o640)
        guard file >= 0 else { throw failure(at: path) }
        do throws(StorageError) {
            try writeAll(bytes, to: file, path: path)
            guard fsync(file) == 0 else { throw failure(at: path) }
        } catch {
            close(file)
            unlink(temporary)
            throw error
        }
        guard close(file) == 0 else { throw failure(at: path) }
        try moveDurably(temporary, to: path)
    }

    /// A device or pipe is not what a file is written to: moved into its place the file would take its name,
    /// as `/dev/null` would lose its for whoever may write there.
    private static func refuseToReplace(_ path: String) throws(StorageError) {
        var known = stat()
        guard lstat(path, &known) == 0 else { return }
        switch known.st_mode & S_IFMT {
        case S_IFREG, S_IFLNK: return
        default:
            throw .cannotOpen(path: path)
        }
    }

    /// Copies a file of any size in the same durable way.
    ///
    /// - Throws: ``StorageError``; nothing stands under the new name then.
    public static func copyDurably(_ source: String, to path: String) throws(StorageError) {
        try refuseToReplace(path)
        let input = open(source, O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { throw failure(at: source) }
        defer { close(input) }
        let temporary = path + ".part"
        unlink(temporary)
        let output = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
        guard output >= 0 else { throw failure(at: path) }
        do throws(StorageError) {
            var buffer = [UInt8](repeating: 0, count: 1 << 20)
            while true {
                let count = buffer.withUnsafeMutableBytes {
                    systemRead(input, $0.baseAddress, $0.count)
                }
                if count == 0 { break }
                if count < 0 {
                    if errno == EINTR { continue }
                    throw failure(at: source)
                }
                try writeAll([UInt8](buffer[..<count]), to: output, path: path)
            }
            guard fsync(output) == 0 else { throw failure(at: path) }
        } catch {
            close(output)
            unlink(temporary)
            throw error
        }
        guard close(output) == 0 else { throw failure(at: path) }
        try moveDurably(temporary, to: path)
    }

    /// Renames and makes the new name durable. An existing file of that name is replaced.
    static func moveDurably(_ source: String, to path: String) throws(StorageError) {
        guard rename(source, path) == 0 else { throw failure(at: path) }
        try syncFolder(of: path)
    }

    /// Makes the content of an existing file durable.
    static func sync(_ path: String) throws(StorageError) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw failure(at: path) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw failure(at: path) }
    }

    /// Makes the names in a file's folder durable.
    static func syncFolder(of path: String) throws(StorageError) {
        try sync(folder(of: path))
    }

    /// The whole content, or `nil` when there is no such file.
    ///
    /// - Throws: ``StorageError`` when the file is there and cannot be read.
    public static func read(_ path: String) throws(StorageError) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw failure(at: path)
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw failure(at: path) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(status.st_size))
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = buffer.withUnsafeMutableBytes { systemRead(file, $0.baseAddress, $0.count) }
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure(at: path)
            }
            bytes.append(contentsOf: buffer[..<count])
        }
    }

    /// The first bytes of a file, fewer when it is shorter.
    static func read(_ path: String, atMost limit: Int) throws(StorageError) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw failure(at: path) }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: limit)
        let count = buffer.withUnsafeMutableBytes { systemRead(file, $0.baseAddress, $0.count) }
        guard count >= 0 else { throw failure(at: path) }
        return [UInt8](buffer[..<count])
    }

    /// Leaves a file to its owner alone.
    ///
    /// - Returns: whether others could do anything with it before.
    /// - Throws: ``StorageError`` when the rights can be neither read nor changed.
    public static func makePrivate(_ path: String) throws(StorageError) -> Bool {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw failure(at: path) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw failure(at: path) }
        guard status.st_mode & 0o077 != 0 else { return false }
        guard fchmod(file, 0o600) == 0 else { throw failure(at: path) }
        return true
    }

    /// The size in bytes, or `nil` when there is no such file.
    public static func byteCount(_ path: String) -> Int? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Int(status.st_size)
    }

    /// Removes a file; `false` when there was none.
    ///
    /// - Throws: ``StorageError`` when it is there and stays.
    @discardableResult
    public static func remove(_ path: String) throws(StorageError) -> Bool {
        if unlink(path) == 0 { return true }
        if errno == ENOENT { return false }
        throw failure(at: path)
    }

    /// Makes a folder with all above it; a no-op when it is there.
    ///
    /// - Throws: ``StorageError`` when the folder is not there afterwards.
    public static func makeFolder(_ path: String) throws(StorageError) {
        if mkdir(path, 0o750) == 0 || errno == EEXIST { return }
        let parent = folder(of: path)
        guard errno == ENOENT, parent != path else { throw failure(at: path) }
        try makeFolder(parent)
        guard mkdir(path, 0o750) == 0 || errno == EEXIST else { throw failure(at: path) }
    }

    /// The names in a folder, sorted, without `.` and `..`; empty when there is no folder.
    ///
    /// - Throws: ``StorageError`` when the folder cannot be read.
    public static func names(in path: String) throws(StorageError) -> [String] {
        guard let folder = opendir(path) else {
            if errno == ENOENT { return [] }
            throw failure(at: path)
        }
        defer { closedir(folder) }
        var names: [String] = []
        while let item = readdir(folder) {
            let name = withUnsafeBytes(of: &item.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// The folder part of a path; `.` for a bare name.
    static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        let folder = String(path[..<slash])
        return folder.isEmpty ? "/" : folder
    }

    /// What `errno` says, as an error of ours.
    static func failure(at path: String) -> StorageError {
        switch errno {
        case ENOSPC, EDQUOT, EFBIG: .diskFull(path: path)
        case EROFS, EACCES, EPERM: .readOnly(path: path)
        case ENOENT, ENOTDIR, EISDIR, ENAMETOOLONG, ELOOP, EMFILE, ENFILE: .cannotOpen(path: path)
        default: .inputOutput(path: path, code: errno)
        }
    }

    private static func writeAll(
        _ bytes: [UInt8], to file: Int32, path: String
    ) throws(StorageError) {
        var position = 0
        while position < bytes.count {
            let count = bytes.withUnsafeBytes {
                write(file, $0.baseAddress! + position, $0.count - position)
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure(at: path)
            }
            position += count
        }
    }

    /// `read` under another name: the function of this type hides the system call.
    private static func systemRead(
        _ file: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int
    ) -> Int {
        #if canImport(Glibc)
            Glibc.read(file, buffer, count)
        #elseif canImport(Musl)
            Musl.read(file, buffer, count)
        #else
            Darwin.read(file, buffer, count)
        #endif
    }
}
