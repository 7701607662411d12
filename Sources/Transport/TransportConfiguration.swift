/// How a ``CurlClient`` connects. The defaults suit a node behind an office's firewall.
public struct TransportConfiguration: Sendable {
    /// Which proxy stands between us and others.
    public var proxy: ProxyChoice = .environment(ProxyEnvironment.ofProcess())
    /// Trusted certificate authorities in PEM form; nil takes the system's.
    public var certificateAuthorityPath: String?
    /// Our own certificate in PEM form, for servers that ask for one.
    public var clientCertificatePath: String?
    /// The key of that certificate in PEM form.
    public var clientKeyPath: String?
    /// Connections kept to one host. HTTP/1.1 answers one request at a time on each.
    public var connectionsPerHost = 6
    /// Transfers under way over all hosts; more wait in line.
    public var maximumTransferCount = 64
    /// Total bytes received per second over all transfers, shared evenly; nil does not limit.
    public var receiveBytesPerSecond: Int?
    /// Time to make a connection, TLS and proxy included, in seconds.
    public var connectSeconds: Double = 10
    /// Silence allowed on a connection that stands, in seconds. There is no limit on the total
    /// time: a large file on a thin line may take hours as long as it moves.
    public var progressSeconds: Double = 30
    /// A transfer slower than ``minimumBytesPerSecond`` for this long is given up, in seconds.
    /// Against a server that keeps a connection by one byte now and then.
    public var slowSeconds: Int = 120
    /// See ``slowSeconds``; zero allows any pace.
    public var minimumBytesPerSecond: Int = 16
    /// Sent as `User-Agent`; nil sends none, which keeps an idle poll small.
    public var userAgent: String?

    public init() {}
}

/// Which proxy a client goes through.
public enum ProxyChoice: Sendable, Equatable {
    /// None, whatever the environment says.
    case none
    /// What the environment says, as read when the configuration was made.
    case environment(ProxyEnvironment)
    /// This one (`http://host:port`, `socks5h://host:port`, …) for every host but the listed
    /// ones (names, domains, networks in CIDR form, separated by commas).
    case explicit(url: String, except: String)
}
