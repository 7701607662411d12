public import Designation
import Messages
import Transport
public import Web

/// The settings of one node (`node.yaml` in its folder): where it listens, whom it dials.
public struct NodeSettings: Sendable, Hashable {
    public struct Peer: Sendable, Hashable {
        public var node: String
        public var url: String

        public init(node: String, url: String) {
            self.node = node
            self.url = url
        }
    }
    public var node: String
    public var host: String
    public var port: Int
    /// Nodes that are dialled at the start.
    public var peers: [Peer]
    /// Areas whose register is held.
    public var registers: [RegionCode]
    /// No link at the start: exchange by folder, or after `sync --peer`.
    public var isOffline: Bool
    public var isDemonstration: Bool
    /// `directory`, `sanctions` and `register` logs may be read without a session.
    public var hasPublicLogs: Bool
    /// Bytes a second that transfers may take together; 0: no limit (metered links).
    public var receiveBytesPerSecond: Int
    /// Requests a second that this node takes from one caller.
    public var rates: RequestRates
    /// The IP address of a reverse proxy before this node, whose `X-Forwarded-For` tells callers apart.
    public var proxy: String?
    /// Where `init` and `join` find the federation's anchor; part of no node's own settings.
    public var anchorPath: String?
    /// The federation that `init` founds; part of no node's own settings.
    public var foundedFederation: String?

    public init(
        node: String, host: String = "127.0.0.1", port: Int, peers: [Peer] = [],
        registers: [RegionCode] = [], isOffline: Bool = false, isDemonstration: Bool = false,
        hasPublicLogs: Bool = false, receiveBytesPerSecond: Int = 0,
        rates: RequestRates = RequestRates(), proxy: String? = nil
    ) {
        self.node = node
        self.host = host
        self.port = port
        self.peers = peers
        self.registers = registers
        self.isOffline = isOffline
        self.isDemonstration = isDemonstration
        self.hasPublicLogs = hasPublicLogs
        self.receiveBytesPerSecond = receiveBytesPerSecond
        self.rates = rates
        self.proxy = proxy
    }

    /// The file's text; what this writes, `parse` reads.
    public var yaml: String {
        var lines = [
            "# Settings of one node. Edit and restart; keys and data lie beside this file.",
            "node: \"\(node)\"", "host: \(host)", "port: \(port)",
            "offline: \(isOffline)", "demonstration: \(isDemonstration)",
            "public-logs: \(hasPublicLogs)",
            "receive-bytes-per-second: \(receiveBytesPerSecond)",
            "requests-per-address: \(rates.perAddress)",
            "pages-per-address: \(rates.pagesPerAddress)",
            "requests-per-session: \(rates.perSession)",
            "registers: [\(registers.map { "\"\($0.text)\"" }.joined(separator: ", "))]",
        ]
        if let quoted = proxy.map({ "\"\($0)\"" }) { lines.append("proxy: \(quoted)") }
        lines.append(peers.isEmpty ? "peers: []" : "peers:")
        lines += peers.map { "  - {node: \"\($0.node)\", url: \"\($0.url)\"}" }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Reads and checks settings.
    ///
    /// - Throws: ``ConfigurationError`` with file and line.
    public static func read(_ path: String) throws(ConfigurationError) -> NodeSettings {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let folder = parts.dropLast().joined(separator: "/")
        let root = try YAMLFile.read(
            folder: folder.isEmpty ? "." : folder, path: String(parts.last ?? "")
        ).root.mapping([
            "node", "host", "port", "offline", "demonstration", "public-logs",
            "receive-bytes-per-second", "requests-per-address", "pages-per-address",
            "requests-per-session", "proxy", "registers", "peers", "anchor", "federation",
        ])
        var settings = NodeSettings(
            node: try NodeReader.nodeName(try root.required("node")),
            port: try root.required("port").integer(0...65_535))
        if let host = root.optional("host") {
            settings.host = try host.text()
            guard isHost(settings.host) else { throw host.bad("an IP address or a host's name") }
        }
        if let offline = root.optional("offline") { settings.isOffline = try offline.flag() }
        if let demo = root.optional("demonstration") { settings.isDemonstration = try demo.flag() }
        if let open = root.optional("public-logs") { settings.hasPublicLogs = try open.flag() }
        if let limit = root.optional("receive-bytes-per-second") {
            settings.receiveBytesPerSecond = try limit.integer(0...1_000_000_000)
        }
        settings.rates = try readRates(root)
        if let proxy = root.optional("proxy") {
            let text = try proxy.text(limit: 64)
            guard text.allSatisfy({ $0.isHexDigit || $0 == "." || $0 == ":" }) else {
                throw proxy.bad("an IP address")
            }
            settings.proxy = text
        }
        settings.anchorPath = try root.optional("anchor")?.text(limit: 4_096)
        settings.foundedFederation = try root.optional("federation")?.text(limit: 64)
        if let registers = root.optional("registers") {
            for item in try registers.list(limit: 64) {
                guard let code = RegionCode(try item.text()) else {
                    throw item.bad("the code of a province")
                }
                settings.registers.append(code)
            }
        }
        if let peers = root.optional("peers") {
            for item in try peers.list(limit: 256) {
                settings.peers.append(try readPeer(item))
            }
        }
        return settings
    }

    /// An address that cannot be called would only look like a peer that is never reached.
    private static func readPeer(_ item: YAMLValue) throws(ConfigurationError) -> Peer {
        let fields = try item.mapping(["node", "url"])
        let url = try fields.required("url")
        let text = try url.text()
        guard PeerAddress.isCallable(text) else {
            throw url.bad("an address such as https://host:7400, http or https, without ? and #")
        }
        return Peer(node: try NodeReader.nodeName(try fields.required("node")), url: text)
    }

    private static func readRates(_ root: YAMLMapping) throws(ConfigurationError) -> RequestRates {
        var rates = RequestRates()
        func rate(_ key: String) throws(ConfigurationError) -> Int? {
            try root.optional(key)?.integer(0...RequestRates.largest)
        }
        rates.perAddress = try rate("requests-per-address") ?? rates.perAddress
        rates.pagesPerAddress = try rate("pages-per-address") ?? rates.pagesPerAddress
        rates.perSession = try rate("requests-per-session") ?? rates.perSession
        return rates
    }
}
