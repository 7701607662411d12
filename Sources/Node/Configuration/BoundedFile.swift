import Glibc

/// Reads whole files up to a limit, and lists folders, through the system's calls alone.
enum BoundedFile {
    enum Failure: Error, Hashable {
        /// 0 for anything that is not a regular file (a pipe could block for ever).
        case unreadable(errorNumber: Int32)
        case tooLarge
    }

    /// The bytes of a regular file.
    ///
    /// The limit is checked while reading, not only before: a file may grow meanwhile.
    static func read(_ path: String, limitByteCount: Int) throws(Failure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .unreadable(errorNumber: errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(errorNumber: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable(errorNumber: 0) }
        guard status.st_size <= limitByteCount else { throw .tooLarge }

        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(status.st_size))
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw .unreadable(errorNumber: errno)
            }
            if count == 0 { return bytes }
            guard bytes.count + count <= limitByteCount else { throw .tooLarge }
            bytes.append(contentsOf: chunk[..<count])
        }
    }

    /// Names in a folder that end in `suffix` and do not start with a dot, in byte order.
    static func names(
        inFolder path: String, suffix: String, limit: Int
    ) throws(Failure) -> [String] {
        guard let folder = opendir(path) else { throw .unreadable(errorNumber: errno) }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name.hasSuffix(suffix), !name.hasPrefix(".") else { continue }
            guard names.count < limit else { throw .tooLarge }
            names.append(name)
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
