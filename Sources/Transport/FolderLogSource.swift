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
    static let maximumOriginCount = 100_000
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
        if let plain = try read(LaidFile(resource: resource, isGzip: false), of: origin) {
            return plain
        }
        guard resource.isCompressible else { return nil }
        return try read(LaidFile(resource: resource, isGzip: true), of: origin)
    }

    private func read(
        _ file: LaidFile, of origin: Origin
    ) throws(TransportError) -> FetchedBytes? {
        var names = file.path.split(separator: "/").map(String.init)
        let name = names.removeLast()
        guard let folder = try open(names, of: origin), let opened = try folder.file(name) else {
            return nil
        }
        let limit =
            file.isGzip
            ? file.resource.maximumCompressedByteCount : file.resource.maximumByteCount
        return FetchedBytes(bytes: try opened.contents(limit: limit), isGzip: file.isGzip)
    }

    /// A folder among the files of a log.
    private func open(
        _ names: [String], of origin: Origin
    ) throws(TransportError) -> OpenFile? {
        var names = names
        if case .federation = layout {
            guard let folders = origin.folderNames else {
                throw .unsupported("logs of such a name")
            }
            names = ["log"] + folders + names
        }
        guard let rootFolder = try OpenFile.folder(path: root) else { throw .folder(.missing) }
        return try Self.descend(rootFolder, names[...])
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
            let names = ["log"] + path.split(separator: "/").map(String.init)
            // Whoever carries the stick may keep other things on it: a folder that cannot be read, or holds more
            // names than a log's has, keeps none of the others back. The logs' own folder has to be read.
            let entries: [(name: String, kind: OpenFile.EntryKind)]
            do throws(TransportError) {
                guard let found = try self.entries(below: names) else { continue }
                entries = found
            } catch {
                if path.isEmpty || error == .folder(.missing) { throw error }
                continue
            }
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

    /// - Returns: `nil` where no such folder stands.
    /// - Throws: ``TransportError/folder(_:)`` with `missing` when the whole medium is gone.
    private func entries(
        below names: [String]
    ) throws(TransportError) -> [(name: String, kind: OpenFile.EntryKind)]? {
        guard let rootFolder = try OpenFile.folder(path: root) else { throw .folder(.missing) }
        guard let folder = try Self.descend(rootFolder, names[...]) else { return nil }
        return try folder.entries(limit: Self.maximumNameCount)
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

/// What lies in a folder besides what a reader of one checkpoint asks for.
extension FolderLogSource {
    /// A tile or a bundle as it lies there.
    public struct LaidFile: Hashable, Sendable {
        public let resource: LogResource
        /// Whether it lies as `<path>.gz`.
        public let isGzip: Bool

        public init(resource: LogResource, isGzip: Bool) {
            self.resource = resource
            self.isGzip = isGzip
        }

        /// Below the log's folder.
        public var path: String { resource.path + (isGzip ? ".gz" : "") }

        init?(path: String) {
            let isGzip = path.hasSuffix(".gz")
            guard let resource = LogResource(path: isGzip ? String(path.dropLast(3)) : path),
                resource.isCompressible || !isGzip
            else { return nil }
            self.init(resource: resource, isGzip: isGzip)
        }
    }

    /// All tiles and bundles of a log that lie in the folder, those included that its checkpoint does not
    /// need: partial ones of an earlier checkpoint, a compressed one beside a plain one. Other names are
    /// passed over.
    ///
    /// - Throws: ``TransportError`` when a folder cannot be listed.
    public func laidFiles(of origin: Origin) async throws(TransportError) -> [LaidFile] {
        try await offload { () throws(TransportError) in try listFiles(of: origin) }
    }

    /// The bytes of such a file.
    ///
    /// - Returns: `nil` when it is not there any more.
    /// - Throws: ``TransportError`` when it cannot be read or is larger than its kind can be.
    public func contents(
        of file: LaidFile, in origin: Origin
    ) async throws(TransportError) -> FetchedBytes? {
        try await offload { () throws(TransportError) in try read(file, of: origin) }
    }

    private func listFiles(of origin: Origin) throws(TransportError) -> [LaidFile] {
        var files: [LaidFile] = []
        var pending = ["tile"]
        var seenCount = 0
        while let path = pending.popLast() {
            seenCount += 1
            guard seenCount <= Self.maximumFolderCount else {
                throw .tooLarge(limit: Self.maximumFolderCount)
            }
            let names = path.split(separator: "/").map(String.init)
            guard let folder = try open(names, of: origin) else { continue }
            for entry in try folder.entries(limit: Self.maximumNameCount) {
                let longer = "\(path)/\(entry.name)"
                // The longest path of a tile has less than sixty characters.
                guard longer.utf8.count <= 64 else { continue }
                switch entry.kind {
                case .folder: pending.append(longer)
                case .file: if let file = LaidFile(path: longer) { files.append(file) }
                case .other: continue
                }
            }
        }
        return files.sorted { $0.path < $1.path }
    }
}
