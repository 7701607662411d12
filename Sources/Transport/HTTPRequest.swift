/// One HTTP exchange to make, with what may come back bounded beforehand.
public struct HTTPRequest: Sendable {
    /// `GET`, `HEAD`, `POST`, `PUT`, … in upper case.
    public var method: String
    /// Absolute address, `http` or `https`, percent-encoded.
    public var url: String
    /// Additional headers, sent in this order.
    public var headers: [(String, String)]
    /// Body; sent when it is not empty or the method is `POST` or `PUT`.
    public var body: [UInt8]
    /// Offers `Accept-Encoding: gzip`. The body is *not* decoded: it arrives as it was sent and
    /// ``HTTPResponse/contentEncoding`` says so. Full bundles are stored compressed as received.
    public var acceptsGzip: Bool
    /// The largest body accepted, in bytes as sent. More is refused while it arrives
    /// (``TransportError/tooLarge(limit:)``) and never buffered.
    public var maximumByteCount: Int
    /// Asks for the body from this byte on (`Range: bytes=N-`). The answer is 206 with the rest,
    /// or 200 with the whole body from a server that ignores ranges: look at the status.
    public var resumeFrom: UInt64?
    /// With ``resumeFrom``: how many bytes to ask for at most; nil asks for all that follow.
    public var rangeByteCount: UInt64?
    /// Long poll: how long the server may stay silent before the first byte of its answer, in
    /// seconds. Zero, or less than the configured time-out, means the configured one.
    public var waitSeconds: Double

    /// The largest body accepted where the caller does not say: 64 MiB.
    public static let defaultMaximumByteCount = 64 << 20

    public init(
        method: String = "GET", url: String, headers: [(String, String)] = [],
        body: [UInt8] = [], acceptsGzip: Bool = false,
        maximumByteCount: Int = HTTPRequest.defaultMaximumByteCount, resumeFrom: UInt64? = nil,
        rangeByteCount: UInt64? = nil, waitSeconds: Double = 0
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.acceptsGzip = acceptsGzip
        self.maximumByteCount = maximumByteCount
        self.resumeFrom = resumeFrom
        self.rangeByteCount = rangeByteCount
        self.waitSeconds = waitSeconds
    }
}
