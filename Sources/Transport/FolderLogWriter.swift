import Glibc
import Messages
public import TransparencyLog

/// Writes logs into a folder in the layout of the read path: `root/log/<origin>/…`.
///
/// The order makes an interrupted export harmless: bundles and tiles first, the checkpoint that
/// promises them last, each file whole or not at all. A second export into the same folder goes
/// on where the first stopped. Files that never change are never replaced by other bytes.
///
/// Calls block on the medium. Use it from one task at a time; a lock on the root keeps other
/// programs out.
public struct FolderLogWriter {
    /// What a write did.
    public enum Outcome: Sendable, Equatable {
        /// The file is new or replaced.
        case written
        /// The file was there with these bytes.
        case unchanged
    }

    /// Keeps the root open, and so locked, as long as the writer or a copy of it lives.
    private final class Root: Sendable {
        let folder: OpenFile
        init(_ folder: consuming OpenFile) { self.folder = folder }
    }

    private let root: Root
    private let compressesBundles: Bool
    /// Folders with new names that are not certain to be on the medium yet, by path.
    private var unsynchronized: Set<[String]> = []

    /// Opens the folder, making it where only its last component is missing.
    ///
    /// - Parameter compressesBundles: lays bundles down compressed as `<path>.gz`, about a fifth
    ///   of the size. Plain files can also be read by tools that know nothing of this.
    /// - Throws: ``TransportError/folder(_:)``, ``TransportError/FolderProblem/busy`` among them.
    public init(root path: String, compressesBundles: Bool = false) throws(TransportError) {
        if mkdir(path, 0o755) != 0, errno != EEXIST { throw .folder(errno: errno) }
        guard let folder = try OpenFile.folder(path: path) else { throw .folder(.missing) }
        try folder.lock()
        root = Root(folder)
        self.compressesBundles = compressesBundles
    }

    /// Writes one file of one log. Its content is on the medium when this returns; its name is
    /// when the log's checkpoint has been written, or after ``synchronize()``.
    ///
    /// Write a log's checkpoint after everything it covers: all names before it are forced to
    /// the medium first, so that a checkpoint never stands for files that a cut lost.
    ///
    /// - Throws: ``TransportError/FolderProblem/conflict`` when a file that never changes is
    ///   there with other bytes. The beginning of the same bytes is no conflict: that is a copy
    ///   cut short, and it is completed.
    public mutating func write(
        _ resource: LogResource, of origin: Origin, bytes: FetchedBytes
    ) throws(TransportError) -> Outcome {
        guard let folders = origin.folderNames else { throw .unsupported("logs of such a name") }
        let form = try form(of: bytes, resource)
        var names = ["log"] + folders + resource.path.split(separator: "/").map(String.init)
        let fileName = names.removeLast() + (form.isGzip ? ".gz" : "")
        if !resource.isImmutable { try synchronize() }

        let folder = try makeFolders(names)
        if let present = try Self.contents(folder, fileName, atMost: form.bytes.count) {
            if present == form.bytes { return .unchanged }
            let isCutShort = form.bytes.starts(with: present)
            guard isCutShort || !resource.isImmutable else { throw .folder(.conflict) }
        }
        try folder.replaceFile(fileName, with: form.bytes)
        unsynchronized.insert(names)
        if !resource.isImmutable { try synchronize() }
        return .written
    }

    /// Forces the names of all files written so far to the medium.
    ///
    /// - Throws: ``TransportError`` when the disk did not take what was written.
    public mutating func synchronize() throws(TransportError) {
        var folders: Set<[String]> = []
        for names in unsynchronized {
            // Each folder above may hold a new name as well.
            for depth in 1...names.count { folders.insert(Array(names.prefix(depth))) }
        }
        for names in folders { try openFolders(names)?.synchronize() }
        if !folders.isEmpty { try root.folder.synchronize() }
        unsynchronized = []
    }

    /// The bytes in the form in which they are to lie in the folder.
    private func form(
        of bytes: FetchedBytes, _ resource: LogResource
    ) throws(TransportError) -> FetchedBytes {
        if compressesBundles, resource.isCompressible { return bytes.compressed() }
        guard bytes.isGzip else { return bytes }
        do {
            let content = try bytes.content(maximumByteCount: resource.maximumByteCount)
            return FetchedBytes(bytes: content, isGzip: false)
        } catch {
            throw .malformed("compressed bundle")
        }
    }

    /// The bytes of a file as far as they matter for a comparison: one more than `count` tells a
    /// longer file.
    private static func contents(
        _ folder: borrowing OpenFile, _ name: String, atMost count: Int
    ) throws(TransportError) -> [UInt8]? {
        guard let file = try folder.file(name) else { return nil }
        return try file.read(at: 0, atMost: count + 1)
    }

    /// - Precondition: at least one name; all paths begin with `log`.
    private func makeFolders(_ names: [String]) throws(TransportError) -> OpenFile {
        var folder = try root.folder.folderMakingIt(names[0])
        for name in names.dropFirst() {
            let next = try folder.folderMakingIt(name)
            folder = next
        }
        return folder
    }

    private func openFolders(_ names: [String]) throws(TransportError) -> OpenFile? {
        guard var folder = try root.folder.folder(names[0]) else { return nil }
        for name in names.dropFirst() {
            guard let next = try folder.folder(name) else { return nil }
            folder = next
        }
        return folder
    }
}
