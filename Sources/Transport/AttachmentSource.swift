import Messages
public import TransparencyLog

/// Where attachments can be read, named by the SHA-256 of their content. Nothing that a source
/// gives is trusted.
public protocol AttachmentSource: Sendable {
    /// Reads a piece of an attachment.
    ///
    /// Never throws: what had arrived before an error is kept for resuming.
    func read(_ request: AttachmentRequest) async -> AttachmentPiece
}

/// Which piece of which attachment is wanted.
public struct AttachmentRequest: Sendable {
    /// The SHA-256 of the whole content.
    public var sha256: TreeHash
    /// First byte wanted.
    public var offset: UInt64
    /// Bytes wanted at most. A server without ranges sends the whole attachment all the same.
    public var byteCount: Int
    /// The largest attachment accepted.
    public var maximumByteCount: Int

    public init(sha256: TreeHash, offset: UInt64, byteCount: Int, maximumByteCount: Int) {
        self.sha256 = sha256
        self.offset = offset
        self.byteCount = byteCount
        self.maximumByteCount = maximumByteCount
    }
}

/// What a source gave of an attachment.
public enum AttachmentPiece: Sendable, Equatable {
    /// The source does not have the attachment.
    case absent
    /// Bytes from `offset` on, which is the one asked for or 0.
    ///
    /// - `isLast`: the content ends with them.
    /// - `error`: what cut them short, if anything.
    case bytes([UInt8], offset: UInt64, isLast: Bool, error: TransportError?)
}

/// Attachments of a node or file server: `<baseURL>/blob/<64 hex digits>`.
public struct HTTPAttachmentSource: AttachmentSource {
    /// Makes an exchange as ``CurlClient/sendKeepingPart(_:)`` does.
    public typealias Carrier =
        @Sendable (HTTPRequest) async -> (response: HTTPResponse, error: TransportError?)

    private let baseURL: String
    private let carry: Carrier

    /// - Parameter headers: asked for every request, so that a renewed session id is sent at once.
    public init(
        client: CurlClient, baseURL: String,
        headers: @escaping @Sendable () -> [(String, String)] = { [] }
    ) {
        self.init(baseURL: baseURL) { request in
            var request = request
            request.headers += headers()
            return await client.sendKeepingPart(request)
        }
    }

    /// - Parameter carry: for callers who send requests by ways of their own.
    public init(baseURL: String, carry: @escaping Carrier) {
        self.baseURL = baseURL.hasSuffix("/") ? String(baseURL.dropLast()) : baseURL
        self.carry = carry
    }

    /// See ``AttachmentSource``.
    public func read(_ request: AttachmentRequest) async -> AttachmentPiece {
        let exchange = await carry(
            HTTPRequest(
                url: "\(baseURL)/blob/\(request.sha256.hex)",
                maximumByteCount: request.maximumByteCount, resumeFrom: request.offset,
                rangeByteCount: UInt64(max(request.byteCount, 1))))
        let response = exchange.response
        func refused(_ error: TransportError) -> AttachmentPiece {
            .bytes([], offset: request.offset, isLast: false, error: exchange.error ?? error)
        }
        guard response.contentEncoding == nil else {
            return refused(.malformed("answer (unknown content encoding)"))
        }
        switch response.status {
        case 404, 410: return .absent
        case 200:
            return .bytes(
                response.body, offset: 0, isLast: exchange.error == nil, error: exchange.error)
        case 206:
            guard let range = ContentRange(response.header("content-range") ?? ""),
                range.first == request.offset
            else { return refused(.malformed("answer (content range)")) }
            // Without a total the next request finds the end.
            let isLast = range.total.map { $0 == range.last + 1 } ?? false
            return .bytes(
                response.body, offset: range.first, isLast: isLast && exchange.error == nil,
                error: exchange.error)
        case 416:
            // Nothing after what we hold: complete, or longer than the source's. The hash tells.
            return .bytes([], offset: request.offset, isLast: true, error: nil)
        case 0: return refused(exchange.error ?? .interrupted)
        default: return refused(.status(response.status))
        }
    }
}

/// `bytes 0-499/1234` (RFC 9110 section 14.4).
struct ContentRange: Equatable {
    var first: UInt64
    var last: UInt64
    /// Nil where the server does not know (`*`).
    var total: UInt64?

    init?(_ text: String) {
        guard text.hasPrefix("bytes ") else { return nil }
        let parts = text.dropFirst(6).split(separator: "/", omittingEmptySubsequences: false)
        let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, ends.count == 2, let first = Self.number(ends[0]),
            let last = Self.number(ends[1]), first <= last, last < .max
        else { return nil }
        self.first = first
        self.last = last
        if parts[1] == "*" { return }
        guard let total = Self.number(parts[1]), total > last else { return nil }
        self.total = total
    }

    /// Digits only: `UInt64("+5")` would parse.
    private static func number(_ text: Substring) -> UInt64? {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return UInt64(text)
    }
}

/// Attachments in a folder: `root/<64 hex digits>`.
public struct FolderAttachmentSource: AttachmentSource {
    private let root: String
    private let name: String?

    /// - Parameters:
    ///   - root: the folder of the attachments themselves, `…/blob`, or that in which it lies.
    ///   - name: of a folder in `root`; a link of that name is not followed.
    public init(root: String, folder name: String? = nil) {
        self.root = root
        self.name = name
    }

    /// See ``AttachmentSource``.
    public func read(_ request: AttachmentRequest) async -> AttachmentPiece {
        do throws(TransportError) {
            return try await offload { () throws(TransportError) in try readNow(request) }
        } catch {
            return .bytes([], offset: request.offset, isLast: false, error: error)
        }
    }

    private func readNow(_ request: AttachmentRequest) throws(TransportError) -> AttachmentPiece {
        guard let outer = try OpenFile.folder(path: root) else { throw .folder(.missing) }
        guard let file = try file(request.sha256.hex, below: outer) else { return .absent }
        let total = try file.byteCount
        guard total <= request.maximumByteCount else {
            throw .tooLarge(limit: request.maximumByteCount)
        }
        guard let offset = Int(exactly: request.offset), offset <= total else {
            return .bytes([], offset: request.offset, isLast: true, error: nil)
        }
        let count = min(max(request.byteCount, 1), total - offset)
        let bytes = try file.read(at: offset, atMost: count)
        let isLast = offset + bytes.count >= total
        return .bytes(bytes, offset: request.offset, isLast: isLast, error: nil)
    }

    private func file(
        _ file: String, below outer: borrowing OpenFile
    ) throws(TransportError) -> OpenFile? {
        guard let name else { return try outer.file(file) }
        return try outer.folder(name)?.file(file)
    }
}
