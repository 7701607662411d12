import TransparencyLog

/// What lies beside the logs on a stick or in a gateway's drop: sealed payloads, heartbeats, parts that a
/// closing cut off (protocol §5.8).
///
/// The folder is as foreign as a message. No link below the root is followed, nothing but plain files is
/// opened, and what cannot be read is not there: one bad file must not keep the rest from being taken.
public struct FolderFiles: Sendable {
    private let root: String

    public init(root: String) {
        self.root = root
    }

    /// - Parameters:
    ///   - folder: the name of a folder in the root.
    ///   - limit: in bytes; a longer file is not read.
    /// - Returns: `nil` when there is no such file, or none that may be read.
    public func contents(of name: String, in folder: String, limit: Int) -> [UInt8]? {
        guard Self.isPlain(name), Self.isPlain(folder) else { return nil }
        // Losing the error is right, see above.
        guard let opened = try? open(folder), let file = try? opened.file(name) else { return nil }
        return try? file.contents(limit: limit)
    }

    /// The folder's own list of its logs (protocol §5.8); `nil` where there is none that may be read.
    public func list() -> [UInt8]? {
        // Losing the error is right, see above.
        guard let folder = try? OpenFile.folder(path: root), let file = try? folder.file("logs")
        else { return nil }
        return try? file.contents(limit: HTTPLogSource.maximumListByteCount)
    }

    /// The names of plain files that `isWanted`, sorted, at most `limit` of them; a folder with a great
    /// many more names than that is not listed at all.
    public func names(in folder: String, limit: Int, isWanted: (String) -> Bool) -> [String] {
        guard Self.isPlain(folder) else { return [] }
        // Losing the error is right, see above.
        guard let opened = try? open(folder),
            let entries = try? opened.entries(limit: max(limit, Self.maximumNameCount))
        else { return [] }
        let names = entries.filter { $0.kind == .file }.map(\.name).filter(isWanted)
        return Array(names.sorted().prefix(limit))
    }

    private static let maximumNameCount = 100_000

    private func open(_ folder: String) throws(TransportError) -> OpenFile? {
        guard let rootFolder = try OpenFile.folder(path: root) else { return nil }
        return try rootFolder.folder(folder)
    }

    /// One step down, and no other way.
    private static func isPlain(_ name: String) -> Bool {
        !name.isEmpty && name != "." && name != ".." && !name.utf8.contains(0x2F)
            && !name.utf8.contains(0)
    }
}
