import Messages
public import TransparencyLog

/// The logs in a folder: a stick, a one-way gateway's drop, a copy of somebody's file server.
///
/// Links below the root are refused wherever they point, as are pipes, devices and files larger
/// than their kind can be. Bundles may lie compressed as `<path>.gz` (the form that file servers
/// with precompressed files understand).
public struct FolderLogSource: LogSource {
    private let root: String
    private let layout: LogLayout

    /// More logs than this in one folder are not read; a federation has some thousands.
    private static let maximumOriginCount = 100_000
    private static let maximumNameCount = 100_000
    /// Folders that one listing looks into at most.
    private static let maximumFolderCount = 1_000_000

    /// A folder with any number of logs: `root/log/<origin>/…`.
    public init(root: String) {
        self.root = root
        layout = .federation
    }

    /// A folder that is one log: `root/checkpoint`, `root/tile/…`.
    public init(singleLogRoot root: String) {
        self.root = root
        layout = .singleLog
    }

    /// See ``LogSource``.
    ///
    /// - Throws: ``TransportError``, which says whether trying again may help.
    public func fetch(
        _ resource: LogResource, of origin: Origin
    ) async throws(TransportError) -> FetchedBytes? {
        try await offload { () throws(TransportError) in try read(resource, of: origin) }
    }

    /// See ``LogSource``: every folder with a checkpoint or tiles in it, and those that the folder's own
    /// list names (protocol §5.8): a log that a copy left out must not look as if nobody had it. Names that cannot be origins are
    /// passed over.
    ///
    /// - Throws: ``TransportError`` when the list cannot be had or is malformed.
    public func origins() async throws(TransportError) -> [Origin] {
        switch layout {
        case .federation: try await offload { () throws(TransportError) in try listOrigins() }
        case .singleLog: try await offload { () throws(TransportError) in try singleOrigin() }
        }
    }

    private func read(
        _ resource: LogResource, of origin: Origin
    ) throws(TransportError) -> FetchedBytes? {
        var names = resource.path.split(separator: "/").map(String.init)
        if case .federation = layout {
            guard let folders = origin.folderNames else {
                throw .unsupported("logs of such a name")
            }
            names = ["log"] + folders + names
        }
        let fileName = names.removeLast()
        guard let rootFolder = try OpenFile.folder(path: root) else { throw .folder(.missing) }
        guard let folder = try Self.descend(rootFolder, names[...]) else { return nil }
        if let file = try folder.file(fileName) {
            let bytes = try file.contents(limit: resource.maximumByteCount)
            return FetchedBytes(bytes: bytes, isGzip: false)
        }
        guard resource.isCompressible, let file = try folder.file(fileName + ".gz") else {
            return nil
        }
        let bytes = try file.contents(limit: resource.maximumCompressedByteCount)
        return FetchedBytes(bytes: bytes, isGzip: true)
    }

    private static func descend(
        _ start: consuming OpenFile, _ names: ArraySlice<String>
    ) throws(TransportError) -> OpenFile? {
        var folder = start
        for name in names {
            guard let next = try folder.folder(name) else { return nil }
            folder = next
        }
        return folder
    }

    private func singleOrigin() throws(TransportError) -> [Origin] {
        guard let folder = try OpenFile.folder(path: root) else { throw .folder(.missing) }
        guard let file = try folder.file("checkpoint") else { return [] }
        let bytes = try file.contents(limit: LogResource.checkpoint.maximumByteCount)
        return [try FetchedBytes(bytes: bytes, isGzip: false).checkpointOrigin()]
    }

    /// Walks the folders with a list of what is still to be seen: paths are short because an
    /// origin is (255 bytes), so neither a deep nor a wide tree costs more than its bounds.
    private func listOrigins() throws(TransportError) -> [Origin] {
        var origins = try named()
        var pending: [String] = [""]
        var seenCount = 0
        while let path = pending.popLast() {
            seenCount += 1
            guard seenCount <= Self.maximumFolderCount else {
                throw .tooLarge(limit: Self.maximumFolderCount)
            }
            guard let rootFolder = try OpenFile.folder(path: root) else {
                throw .folder(.missing)
            }
            let names = ["log"] + path.split(separator: "/").map(String.init)
            guard let folder = try Self.descend(rootFolder, names[...]) else { continue }
            let entries = try folder.entries(limit: Self.maximumNameCount)
            // Whatever stands there under these names: what is no plain file is refused when it is read.
            let isLog = entries.contains { $0.name == "checkpoint" || $0.name == "tile" }
            // A folder whose name no log can have is passed over, not an error: whoever carries
            // the stick may keep other things on it.
            if isLog, let origin = try? Origin(path), origin.folderNames != nil {
                guard origins.count < Self.maximumOriginCount else {
                    throw .tooLarge(limit: Self.maximumOriginCount)
                }
                origins.insert(origin)
            }
            for entry in entries.reversed() where entry.kind == .folder && entry.name != "tile" {
                let longer = path.isEmpty ? entry.name : path + "/" + entry.name
                if longer.utf8.count <= Origin.maximumByteCount { pending.append(longer) }
            }
        }
        return origins.sorted()
    }

    /// The logs that the list of an export names; none where there is no such list, or none to be read.
    private func named() throws(TransportError) -> Set<Origin> {
        guard let folder = try OpenFile.folder(path: root) else { throw .folder(.missing) }
        // Losing the errors is right: the list only adds to what stands there.
        guard let file = try? folder.file("logs"),
            let bytes = try? file.contents(limit: HTTPLogSource.maximumListByteCount)
        else { return [] }
        var origins: Set<Origin> = []
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            guard let origin = try? Origin(bytes: line), origin.folderNames != nil,
                origins.count < Self.maximumOriginCount
            else { continue }
            origins.insert(origin)
        }
        return origins
    }
}
