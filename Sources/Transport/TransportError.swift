public import Messages

/// Why bytes could not be fetched, sent, read or kept.
///
/// The cases are for code, the descriptions for people: one sentence each that says what to do.
/// Neither ever holds content of the registry, a token, a password or an address with one.
public enum TransportError: Worded, Sendable, Equatable {
    /// No connection to that host: no such name, nobody listens, or no route.
    case unreachable(host: String)
    /// The other side stood still for longer than allowed.
    case timedOut
    /// The connection broke off in the middle of an exchange.
    case interrupted
    /// The body, or the file, is larger than the caller accepts.
    case tooLarge(limit: Int)
    /// The secured connection could not be made.
    case tls(TLSProblem)
    /// The proxy cannot be reached, or it refuses with this status.
    case proxy(status: Int?)
    /// The task was cancelled.
    case cancelled
    /// The client was shut down.
    case shutDown
    /// The request or the answer breaks the rules of HTTP; the text names the part.
    case malformed(Message)
    /// The server answered with a status the caller cannot use.
    case status(Int)
    /// The source cannot do this at all; the text names it.
    case unsupported(Message)
    /// An attachment's content does not have the hash that names it; it was discarded.
    case hashMismatch
    /// The folder cannot be read or written; the number is the system's.
    case folder(FolderProblem)
    /// libcurl failed in a way not foreseen here; the number is its own.
    case other(code: Int)

    /// What is wrong with a secured connection.
    public enum TLSProblem: Sendable, Equatable {
        /// The server's certificate is not trusted, expired, or for another name.
        case untrustedServer
        /// Our own certificate, key or list of trusted authorities cannot be used.
        case unusableCertificate
        /// The handshake failed.
        case handshake
    }

    /// What is wrong with a folder.
    public enum FolderProblem: Sendable, Equatable {
        /// The folder or a file in it may not be read or written, or the medium is read-only.
        case denied
        /// No room left on the medium.
        case full
        /// Something else stands where a plain file or folder is expected, such as a link.
        case unsafePath
        /// A file that never changes is there already with different bytes.
        case conflict
        /// The folder is not there.
        case missing
        /// Another program, or another transfer, writes there.
        case busy
        /// The medium failed; the number is the system's `errno`.
        case failed(errno: Int32)
    }

    /// Whether the same request may succeed later without anybody changing anything.
    public var isTransient: Bool {
        switch self {
        case .unreachable, .timedOut, .interrupted, .hashMismatch: true
        case .proxy(let status): status.map { $0 >= 500 } ?? true
        case .status(let status): status == 408 || status == 429 || status >= 500
        case .tls(let problem): problem == .handshake
        case .folder(let problem):
            switch problem {
            case .full, .missing, .busy, .failed: true
            case .denied, .unsafePath, .conflict: false
            }
        case .other: true
        case .tooLarge, .cancelled, .shutDown, .malformed, .unsupported: false
        }
    }

    public var message: Message {
        switch self {
        case .unreachable(let host):
            "No connection to \(host); check the network, the address and the port."
        case .timedOut:
            "The other side stood still for too long; it will be tried again."
        case .interrupted:
            "The connection broke off; it will be resumed."
        case .tooLarge(let limit):
            "More than \(limit) bytes came, which is not accepted; check what the peer serves."
        case .tls(let problem): problem.sentence
        case .proxy(let status):
            status.map { "The proxy refused with status \($0); check its settings and access." }
                ?? "The proxy cannot be reached; check http_proxy, https_proxy and no_proxy."
        case .cancelled: "The transfer was cancelled."
        case .shutDown: "The client was shut down; make a new one to send more."
        case .malformed(let part):
            "Malformed \(part); check the address and what stands between here and the peer."
        case .status(let status):
            "The peer answered with status \(status); check the address and the access rights."
        case .unsupported(let what): "This source does not offer \(what); use another one."
        case .hashMismatch:
            "The attachment does not have the hash that names it and was discarded; "
                + "fetch it again or from another source."
        case .folder(let problem): problem.sentence
        case .other(let code):
            "The transfer failed (libcurl code \(code)); it will be tried again."
        }
    }
}

extension TransportError.TLSProblem {
    var sentence: Message {
        switch self {
        case .untrustedServer:
            "The server's certificate is not trusted; check its name and term and the CA file."
        case .unusableCertificate:
            "The CA file, client certificate or key cannot be used; check the files named."
        case .handshake:
            "The secured connection could not be made; check that the peer speaks TLS there."
        }
    }
}

extension TransportError.FolderProblem {
    var sentence: Message {
        switch self {
        case .denied: "The folder may not be read or written; check its rights and the medium."
        case .full: "No room is left on the medium; make room or take another one."
        case .unsafePath:
            "A link or special file stands in the folder where a plain file is expected; "
                + "remove it or take another folder."
        case .conflict:
            "The folder already holds another version of a file that never changes; "
                + "take an empty folder."
        case .missing: "The folder is not there; check the path or insert the medium."
        case .busy: "Another program is writing there; wait until it is done."
        case .failed(let number):
            "The medium failed (error \(number)); check it or take another one."
        }
    }
}
