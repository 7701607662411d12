/// A complete answer to an ``HTTPRequest``, whatever its status.
public struct HTTPResponse: Sendable {
    /// Status code of the final answer, 200…599.
    public var status: Int
    /// Header fields in the order received; names as sent.
    public var headers: [(String, String)]
    /// The body as sent. See ``contentEncoding``.
    public var body: [UInt8]
    /// Bytes both ways: request line, headers and bodies of the request and of the answer. TCP,
    /// TLS and chunk framing are not counted.
    public var wireByteCount: Int

    public init(status: Int, headers: [(String, String)], body: [UInt8], wireByteCount: Int) {
        self.status = status
        self.headers = headers
        self.body = body
        self.wireByteCount = wireByteCount
    }

    /// `gzip` when the body is compressed; nil when it is plain. Lower case.
    public var contentEncoding: String? {
        guard let value = header("content-encoding")?.lowercased(), value != "identity" else {
            return nil
        }
        return value.isEmpty ? nil : value
    }

    /// Value of the first header field of that name; names are compared without case.
    public func header(_ name: String) -> String? {
        let wanted = name.lowercased()
        return headers.first { $0.0.lowercased() == wanted }?.1
    }
}
