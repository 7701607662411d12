public import Designation
public import Messages
public import TransparencyLog

/// Why a text is no name of this federation's logs or nodes.
public enum NameError: Worded, Equatable, Sendable {
    /// Not 1 to 63 of `a-z 0-9 . -`, beginning and ending with a letter or digit.
    case malformedNode
    /// Not such a name, a full stop, and 16 lower-case hexadecimal digits.
    case malformedFederation
    /// Not `federation/node/stream/epoch`.
    case malformedOrigin
    /// The key of an epoch has 32 bytes.
    case malformedKey

    /// One sentence for an operator.
    public var message: Message {
        switch self {
        case .malformedNode: "Node names are 1 to 63 of a-z, 0-9, full stop and hyphen."
        case .malformedFederation: "A federation id is a name, a full stop and 16 hex digits."
        case .malformedOrigin: "Origins read federation/node/stream/epoch."
        case .malformedKey: "The public key of an epoch has 32 bytes."
        }
    }
}

/// The parts of an origin: `<federation id>/<node>/<stream>/<epoch id>` (protocol §1.2).
public struct LogName: Hashable, Sendable, CustomStringConvertible {
    /// Name and key hash of the federation.
    public let federation: String
    /// The author.
    public let node: String
    public let stream: Stream
    /// The first 32 hexadecimal digits of SHA-256 of the epoch's public key.
    public let epoch: String
    /// The whole name, as checkpoints carry it.
    public let origin: Origin

    /// Takes an origin apart.
    ///
    /// - Throws: ``NameError`` for the name of a log that is not of this protocol.
    public init(origin: Origin) throws(NameError) {
        let slash = UInt8(ascii: "/")
        let parts = origin.bytes.split(separator: slash, omittingEmptySubsequences: false)
        guard parts.count == 4, Self.isHex(parts[3], count: 32),
            let stream = Stream(rawValue: String(decoding: parts[2], as: UTF8.self))
        else { throw .malformedOrigin }
        guard Self.isFederationID(parts[0]) else { throw .malformedFederation }
        guard Self.isNodeName(parts[1]) else { throw .malformedNode }
        federation = String(decoding: parts[0], as: UTF8.self)
        node = String(decoding: parts[1], as: UTF8.self)
        self.stream = stream
        epoch = String(decoding: parts[3], as: UTF8.self)
        self.origin = origin
    }

    /// The name of the log that an epoch key signs.
    ///
    /// - Throws: ``NameError``.
    public static func make(
        federation: String, node: String, stream: Stream, epochKey: [UInt8]
    ) throws(NameError) -> LogName {
        guard epochKey.count == 32 else { throw .malformedKey }
        let text = "\(federation)/\(node)/\(stream.rawValue)/\(epochID(epochKey))"
        let origin: Origin
        do throws(NoteError) {
            origin = try Origin(text)
        } catch {
            throw .malformedOrigin
        }
        return try LogName(origin: origin)
    }

    /// The epoch id of a public key.
    public static func epochID(_ epochKey: [UInt8]) -> String {
        String(TreeHash.sha256(epochKey).hex.prefix(32))
    }

    /// Whether the key is the one that the origin names; a log whose key differs is not that log.
    public func isSigned(by epochKey: [UInt8]) -> Bool {
        epochKey.count == 32 && Self.epochID(epochKey) == epoch
    }

    /// The same as the origin's text.
    public var description: String { origin.text }

    /// Whether the bytes are a node's name: 1 to 63 of `a-z 0-9 . -`, beginning and ending with a
    /// letter or digit, so that it is also safe as the name of a folder.
    public static func isNodeName(_ bytes: some Collection<UInt8>) -> Bool {
        guard (1...63).contains(bytes.count), let first = bytes.first else { return false }
        var last = first
        var hadDot = false
        for byte in bytes {
            let isDot = byte == UInt8(ascii: ".")
            guard isLetterOrDigit(byte) || byte == UInt8(ascii: "-") || isDot else { return false }
            if isDot, hadDot { return false }
            hadDot = isDot
            last = byte
        }
        return isLetterOrDigit(first) && isLetterOrDigit(last)
    }

    private static func isFederationID(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.count > 17 else { return false }
        let name = bytes.dropLast(17)
        let rest = bytes.suffix(17)
        return isNodeName(name) && rest.first == UInt8(ascii: ".")
            && isHex(rest.dropFirst(), count: 16)
    }

    private static func isHex(_ bytes: ArraySlice<UInt8>, count: Int) -> Bool {
        bytes.count == count
            && bytes.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }
}
