import Messages
public import TransparencyLog

/// The logs of a node, or of any file server with the same layout, over HTTP.
public struct HTTPLogSource: LogSource {
    private let client: CurlClient
    private let baseURL: String
    private let layout: LogLayout
    private let headers: @Sendable () -> [(String, String)]

    /// A node or full relay: files are at `<baseURL>/log/<origin>/<path>`.
    ///
    /// - Parameters:
    ///   - baseURL: `https://host[:port][/prefix]`; a slash at the end does not matter.
    ///   - headers: asked for every request, so that a renewed session id is sent at once.
    public init(
        client: CurlClient, baseURL: String,
        headers: @escaping @Sendable () -> [(String, String)] = { [] }
    ) {
        self.init(client, baseURL, .federation, headers)
    }

    /// One log published by itself: files are at `<logURL>/<path>`.
    public init(
        client: CurlClient, singleLogURL logURL: String,
        headers: @escaping @Sendable () -> [(String, String)] = { [] }
    ) {
        self.init(client, logURL, .singleLog, headers)
    }

    private init(
        _ client: CurlClient, _ url: String, _ layout: LogLayout,
        _ headers: @escaping @Sendable () -> [(String, String)]
    ) {
        self.client = client
        baseURL = url.hasSuffix("/") ? String(url.dropLast()) : url
        self.layout = layout
        self.headers = headers
    }

    /// See ``LogSource``. Bundles are asked for compressed and given as sent.
    ///
    /// - Throws: ``TransportError``, which says whether trying again may help.
    public func fetch(
        _ resource: LogResource, of origin: Origin
    ) async throws(TransportError) -> FetchedBytes? {
        switch layout {
        case .singleLog: return try await fetch(baseURL + "/" + resource.path, resource)
        case .federation:
            guard let path = origin.urlPath else { throw .unsupported("logs of such a name") }
            return try await fetch("\(baseURL)/log/\(path)/\(resource.path)", resource)
        }
    }

    /// The one log of a source that is one log, or those that the list of an exported folder names
    /// (protocol §5.8). A node tells its logs in the dialogue of heads, which this does not speak.
    ///
    /// - Throws: ``TransportError`` when the list cannot be had, or is none.
    public func origins() async throws(TransportError) -> [Origin] {
        guard case .singleLog = layout else { return try await listed() }
        let note = try await fetch(baseURL + "/checkpoint", .checkpoint)
        return try note.map { (note) throws(TransportError) in [try note.checkpointOrigin()] } ?? []
    }

    private func listed() async throws(TransportError) -> [Origin] {
        let list = try await file("logs", maximumByteCount: Self.maximumListByteCount)
        guard let list else { throw .unsupported("a list of its logs") }
        var origins: Set<Origin> = []
        var hasOthers = false
        for line in list.split(separator: UInt8(ascii: "\n")) {
            // Nobody signs the list: a line that is no log's name keeps no log back.
            guard let origin = try? Origin(bytes: line),
                origins.count < FolderLogSource.maximumOriginCount
            else {
                hasOthers = true
                continue
            }
            origins.insert(origin)
        }
        // A page that something between here and the peer put in the list's place.
        if origins.isEmpty, hasOthers { throw .malformed("list of logs") }
        return origins.sorted { $0.text < $1.text }
    }

    /// Any other file below the source, as it lies there.
    ///
    /// - Returns: `nil` when there is none.
    /// - Throws: ``TransportError``, also when it is larger than allowed.
    public func file(
        _ path: String, maximumByteCount: Int
    ) async throws(TransportError) -> [UInt8]? {
        let response = try await client.send(
            HTTPRequest(
                url: "\(baseURL)/\(path)", headers: headers(),
                maximumByteCount: maximumByteCount))
        switch response.status {
        case 200: return response.body
        case 404, 410: return nil
        default: throw .status(response.status)
        }
    }

    /// A hundred thousand logs, more than a folder is read with.
    static let maximumListByteCount = 16 << 20

    private func fetch(
        _ url: String, _ resource: LogResource
    ) async throws(TransportError) -> FetchedBytes? {
        let response = try await client.send(
            HTTPRequest(
                url: url, headers: headers(), acceptsGzip: resource.isCompressible,
                maximumByteCount: resource.maximumCompressedByteCount))
        switch response.status {
        case 200: break
        case 404, 410: return nil
        default: throw .status(response.status)
        }
        switch response.contentEncoding {
        case nil:
            guard response.body.count <= resource.maximumByteCount else {
                throw .tooLarge(limit: resource.maximumByteCount)
            }
            return FetchedBytes(bytes: response.body, isGzip: false)
        case "gzip", "x-gzip": return FetchedBytes(bytes: response.body, isGzip: true)
        default: throw .malformed("answer (unknown content encoding)")
        }
    }
}

extension FetchedBytes {
    /// The origin that an unverified checkpoint claims: its first line (C2SP tlog-checkpoint).
    func checkpointOrigin() throws(TransportError) -> Origin {
        let note: [UInt8]
        do {
            note = try content(maximumByteCount: LogResource.checkpoint.maximumByteCount)
        } catch {
            throw .malformed("checkpoint")
        }
        let line = note.prefix { $0 != UInt8(ascii: "\n") }
        guard line.count < note.count else { throw .malformed("checkpoint") }
        do {
            return try Origin(bytes: line)
        } catch {
            throw .malformed("checkpoint")
        }
    }
}
