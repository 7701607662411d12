/// How the server listens and what it accepts.
///
/// The server speaks plain HTTP/1.1. TLS ends in front of it (a reverse proxy or the platform's
/// gateway), which keeps certificates and their renewal out of the node; the sync dialogue is safe
/// without it as far as content goes, because logs are signed and tokens are bound to an audience.
public struct WebConfiguration: Sendable {
    public var host: String
    /// 0: any free port.
    public var port: Int
    public var limits: Limits
    /// The rates of callers; `nil`: none.
    public var gate: RequestGate?

    /// Largest bodies, in bytes. Beyond them the answer is 413.
    public struct Limits: Sendable {
        /// A batch of 1,000 status questions needs about 150 kB.
        public var statusBatchByteCount = 512 * 1024
        public var sessionByteCount = 8 * 1024
        /// Entries of one push: bundles of 256 entries of at most 64 kB would be 16 MB.
        public var pushByteCount = 20 * 1024 * 1024
        public var controlByteCount = 4 * 1024 * 1024
        /// Questions in one batch.
        public var statusBatchCount = 1000
        /// Longest time a heads request may wait.
        public var waitSeconds = 60

        public init() {}
    }

    public init(
        host: String = "127.0.0.1", port: Int, limits: Limits = Limits(), gate: RequestGate? = nil
    ) {
        self.host = host
        self.port = port
        self.limits = limits
        self.gate = gate
    }
}
