import SwiftProtobuf
public import TransparencyLog

/// Why no session was opened.
public enum SessionRefusal: Error, Equatable, Sendable {
    /// The token cannot be read.
    case malformed
    /// The token is not signed by a key that the node has now (401).
    case unknownNode
    /// The token is meant for another node.
    case wrongAudience
    /// Its expiry has passed or lies too far ahead: compare the clocks.
    case expired
    /// It was used before.
    case replayed
    /// Too many sessions (429).
    case full

    /// The HTTP status with which it is answered.
    public var status: Int {
        switch self {
        case .malformed: 400
        case .unknownNode, .wrongAudience, .expired, .replayed: 401
        case .full: 429
        }
    }
}

/// The text that a node signs to open a session; see `SessionRequest` in `sync.proto`.
public struct SessionToken: Hashable, Sendable {
    /// The longest time that a token may be good for.
    public static let lifetimeMilliseconds: UInt64 = 300_000

    /// Federation id, "/", name of the node that is called.
    public var audience: String
    public var expiryMilliseconds: UInt64
    /// 16 bytes, random.
    public var nonce: [UInt8]
    /// Version of the software.
    public var software: String

    public init(audience: String, expiryMilliseconds: UInt64, nonce: [UInt8], software: String) {
        self.audience = audience
        self.expiryMilliseconds = expiryMilliseconds
        self.nonce = nonce
        self.software = software
    }

    private static let title = "dingdian session v1"

    /// The signed form, as it is sent.
    ///
    /// - Parameter signer: The node's key, named federation id, "/", node.
    /// - Throws: `NoteError` for an audience or a software version that a note cannot carry.
    public func signed(by signer: NoteSigner) throws(NoteError) -> [UInt8] {
        let text =
            "\(Self.title)\n\(audience)\n\(expiryMilliseconds)\n\(Hex.encode(nonce))\n\(software)\n"
        var message = Dingdian_V1_SessionRequest()
        message.token = Wire.data(try signer.sign([UInt8](text.utf8)).encoded())
        return Wire.encode(message)
    }

    /// Reads a request; nothing is verified.
    static func read(_ request: [UInt8]) throws(SessionRefusal) -> (SignedNote, SessionToken) {
        guard request.count <= 4_096,
            // Whatever is wrong with it: it is no token.
            let message = try? Dingdian_V1_SessionRequest(serializedBytes: request),
            let note = try? SignedNote(parsing: [UInt8](message.token))
        else { throw .malformed }
        let lines = note.text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.count == 6, lines[5].isEmpty, lines[0].elementsEqual(title.utf8),
            let expiry = decimal(lines[2]), let nonce = Hex.decode(lines[3]), nonce.count == 16,
            lines[4].count <= 64
        else { throw .malformed }
        let token = SessionToken(
            audience: String(decoding: lines[1], as: UTF8.self), expiryMilliseconds: expiry,
            nonce: nonce, software: String(decoding: lines[4], as: UTF8.self))
        return (note, token)
    }

    private static func decimal(_ digits: ArraySlice<UInt8>) -> UInt64? {
        guard (1...16).contains(digits.count), digits.count == 1 || digits.first != 0x30 else {
            return nil
        }
        var value: UInt64 = 0
        for digit in digits {
            guard (0x30...0x39).contains(digit) else { return nil }
            value = value * 10 + UInt64(digit - 0x30)
        }
        return value
    }
}

/// What opening a session gave; `SessionAnswer` of `sync.proto`.
public struct SessionAnswer: Hashable, Sendable {
    public var session: String
    public var validMilliseconds: UInt64
    /// The node that answers.
    public var node: String

    public init(session: String, validMilliseconds: UInt64, node: String) {
        self.session = session
        self.validMilliseconds = validMilliseconds
        self.node = node
    }

    public func encoded() -> [UInt8] {
        var message = Dingdian_V1_SessionAnswer()
        message.session = session
        message.validMilliseconds = validMilliseconds
        message.node = node
        return Wire.encode(message)
    }

    /// - Throws: ``SyncRefusal``.
    public init(encoded bytes: [UInt8]) throws(SyncRefusal) {
        let message = try Wire.decode(Dingdian_V1_SessionAnswer.self, bytes, limit: 1_024)
        guard Wire.isToken(message.session, maximumByteCount: 32) else {
            throw .malformedMessage("session")
        }
        session = message.session
        validMilliseconds = message.validMilliseconds
        node = message.node
    }
}

/// Who is who: tokens are exchanged once for short session ids (protocol §5, session).
public struct SessionDesk: Sendable {
    /// How long a session lives without being used.
    public static let sessionMilliseconds: UInt64 = 3_600_000
    static let sessionCount = 4_096
    /// Of one node: it needs one, and a few more while old ones are not noticed to be gone. So no node
    /// takes the places of the others.
    static let sessionsPerNode = 8
    static let nonceCount = 65_536
    /// Of one node while its tokens are good (five minutes): whoever opens more is in a loop.
    static let noncesPerNode = 256

    private struct Session: Sendable {
        let node: String
        /// The node key that signed the token.
        let key: [UInt8]
        var until: UInt64
    }
    private struct Nonce: Sendable {
        let node: String
        let until: UInt64
    }

    private let audience: String
    private let node: String
    private var sessions: [String: Session] = [:]
    private var nonces: [[UInt8]: Nonce] = [:]
    private var ended: [String] = []

    /// - Parameters:
    ///   - federation: The federation id.
    ///   - node: The name of this node.
    public init(federation: String, node: String) {
        audience = "\(federation)/\(node)"
        self.node = node
    }

    /// Opens a session.
    ///
    /// - Parameters:
    ///   - request: The encoded `SessionRequest`.
    ///   - sessionBytes: 8 to 16 random bytes, drawn for this call.
    ///   - keys: The keys that a node of this name has now; empty for an unknown or revoked one.
    /// The
    ///     name is the name of the signature: federation id, "/", node.
    public mutating func open(
        _ request: [UInt8], now: UInt64, sessionBytes: [UInt8],
        keys: (_ name: String) -> [VerifierKey]
    ) -> Result<SessionAnswer, SessionRefusal> {
        do throws(SessionRefusal) {
            let (note, token) = try SessionToken.read(request)
            guard token.audience == audience else { throw .wrongAudience }
            guard now < token.expiryMilliseconds,
                token.expiryMilliseconds - now <= SessionToken.lifetimeMilliseconds
            else { throw .expired }
            let (name, key) = try Self.signer(of: note, keys: keys)
            // A later expiry was noted before the clock was set back; the token of it is refused now.
            let latest = now + SessionToken.lifetimeMilliseconds
            nonces = nonces.filter { $0.value.until > now && $0.value.until <= latest }
            guard nonces[token.nonce] == nil else { throw .replayed }
            noteClock(now)
            sessions = sessions.filter { $0.value.until > now }
            guard nonces.count < Self.nonceCount,
                nonces.values.count(where: { $0.node == name }) < Self.noncesPerNode,
                sessions.count < Self.sessionCount
                    || sessions.values.contains(where: { $0.node == name })
            else { throw .full }
            nonces[token.nonce] = Nonce(node: name, until: token.expiryMilliseconds)
            endOldest(of: name)
            let id = Hex.encode(sessionBytes.prefix(16))
            sessions[id] = Session(
                node: name, key: key, until: now + Self.sessionMilliseconds)
            return .success(
                SessionAnswer(
                    session: id, validMilliseconds: Self.sessionMilliseconds, node: node))
        } catch {
            return .failure(error)
        }
    }

    /// The node to which a session belongs; the session lives on from now.
    public mutating func caller(of session: String, now: UInt64) -> String? {
        guard let known = sessions[session], known.until > now else { return nil }
        sessions[session]?.until = now + Self.sessionMilliseconds
        return known.node
    }

    /// No session lives longer than this from now: a later end was set before the clock was set back.
    private mutating func noteClock(_ now: UInt64) {
        let latest = now + Self.sessionMilliseconds
        for (id, session) in sessions where session.until > latest { sessions[id]?.until = latest }
    }

    /// Makes room for one more session of a node: the one that was used longest ago goes.
    private mutating func endOldest(of node: String) {
        let own = sessions.filter { $0.value.node == node }
            .sorted { ($0.value.until, $0.key) < ($1.value.until, $1.key) }
        let isFull = sessions.count >= Self.sessionCount
        let excess = max(own.count + 1 - Self.sessionsPerNode, isFull ? 1 : 0)
        for (id, _) in own.prefix(excess) { end(id, of: node) }
    }

    private mutating func end(_ id: String, of node: String) {
        sessions[id] = nil
        ended.append("\(node)#\(id)")
    }

    /// Ends the sessions that were opened under a key that its node has no more: it was replaced, or
    /// the node is no member.
    ///
    /// - Parameter key: The key that a node has now.
    public mutating func endReplaced(_ key: (_ node: String) -> [UInt8]?) {
        for (id, session) in sessions.sorted(by: { $0.key < $1.key })
        where key(session.node) != session.key { end(id, of: session.node) }
    }

    /// Callers whose sessions ended since the last call, as `node#session`: what is remembered of
    /// them can be forgotten.
    public mutating func takeEnded() -> [String] {
        defer { ended = [] }
        return ended
    }

    /// Nodes with a session, sorted.
    public var nodes: [String] { Set(sessions.values.map(\.node)).sorted() }

    /// The node whose key signed, without the federation id, and that key.
    private static func signer(
        of note: SignedNote, keys: (String) -> [VerifierKey]
    ) throws(SessionRefusal) -> (node: String, key: [UInt8]) {
        for signature in note.signatures {
            for key in keys(signature.name) where key.name.text == signature.name {
                // A signature that does not verify is as good as none.
                guard (try? note.verify(by: key)) != nil else { continue }
                let name = signature.name.split(separator: "/", maxSplits: 1)
                if name.count == 2 { return (String(name[1]), key.publicKey) }
            }
        }
        throw .unknownNode
    }
}
