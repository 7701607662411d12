public import Messages

/// Health, figures and the local command line.
public protocol OperationsBackend: Sendable {
    /// Who this node is: stands in the head of every page.
    func identity() -> NodeIdentity

    /// To which federation it belongs, for whoever wants to join.
    func federation() -> FederationNote

    /// Whether it can do its work now, with what is wrong otherwise (full disk, clock, …).
    func readiness() async -> Readiness

    /// Figures in Prometheus text format, with HELP and TYPE lines.
    func metrics() async -> String

    /// A local command, forwarded by the command line. The body is opaque to the web.
    /// - Parameter token: as sent in the `x-control-token` header; the backend compares it.
    func control(_ body: [UInt8], token: String) async -> SyncReply
}

/// What a node says of its federation: what an anchor's file says, which is public.
public struct FederationNote: Hashable, Sendable {
    public var node: String
    /// Its id, with the hash of the root's key.
    public var federation: String
    /// For people to compare on the phone.
    public var fingerprint: String
    /// The anchor's file.
    public var anchor: String

    public init(node: String, federation: String, fingerprint: String, anchor: String) {
        self.node = node
        self.federation = federation
        self.fingerprint = fingerprint
        self.anchor = anchor
    }
}

/// A node as it introduces itself.
public struct NodeIdentity: Hashable, Sendable {
    public var node: String
    /// Name of the agency or office in both languages.
    public var agency: BilingualText
    /// Name of the federation without the hash.
    public var federation: String
    public var softwareVersion: String
    /// Institutions and acts are invented: every page says so.
    public var isDemonstration: Bool

    public init(
        node: String, agency: BilingualText, federation: String, softwareVersion: String,
        isDemonstration: Bool
    ) {
        self.node = node
        self.agency = agency
        self.federation = federation
        self.softwareVersion = softwareVersion
        self.isDemonstration = isDemonstration
    }
}

public struct Readiness: Hashable, Sendable {
    public var isReady: Bool
    /// One sentence each, without registry contents.
    public var problems: [Message]

    public init(isReady: Bool, problems: [Message] = []) {
        self.isReady = isReady
        self.problems = problems
    }
}

/// A name that the federation's data gives in both languages.
public struct BilingualText: Hashable, Sendable {
    public var chinese: String
    public var english: String

    public init(chinese: String, english: String) {
        self.chinese = chinese
        self.english = english
    }
}
