public import Messages
public import TransparencyLog

/// Why an anchor file was refused.
public enum AnchorError: Worded, Equatable, Sendable {
    case malformed
    /// The fingerprint in the file is not that of name and key: the file was changed.
    case fingerprintMismatch

    /// One sentence for an operator.
    public var message: Message {
        switch self {
        case .malformed: "The anchor file is malformed; fetch it again from the operator."
        case .fingerprintMismatch:
            "The anchor's fingerprint does not fit its key; compare it on the phone."
        }
    }
}

/// What a node must know beforehand: the federation's name and the key of its root (protocol §2).
///
/// The file has five lines that people can read; everything else is learnt from signed logs.
public struct Anchor: Sendable, Hashable {
    /// The most bytes of an anchor file.
    public static let maximumByteCount = 1024
    private static let title = "dingdian federation anchor v1"

    /// The federation's name, without the hash.
    public let federationName: String
    public let rootNode: String
    /// Ed25519, 32 bytes.
    public let rootPublicKey: [UInt8]

    /// - Throws: ``AnchorError/malformed`` for names or keys out of form.
    public init(
        federationName: String, rootNode: String, rootPublicKey: [UInt8]
    ) throws(AnchorError) {
        guard LogName.isNodeName(federationName.utf8), LogName.isNodeName(rootNode.utf8),
            rootPublicKey.count == 32
        else { throw .malformed }
        self.federationName = federationName
        self.rootNode = rootNode
        self.rootPublicKey = rootPublicKey
    }

    /// Name, full stop, and the first 16 hexadecimal digits of the root key's SHA-256. It stands in
    /// every origin, so nothing can be replayed from another federation.
    public var federationID: String {
        federationName + "." + TreeHash.sha256(rootPublicKey).hex.prefix(16)
    }

    /// Eight groups of five digits over name, root and key, to be read out on the phone.
    public var fingerprint: String {
        let text = "\(Self.title)\n\(federationName)\n\(rootNode)\n"
        let first = TreeHash.sha256(Array(text.utf8) + rootPublicKey).bytes
        let second = TreeHash.sha256(first).bytes
        let digest = first + second
        let groups = (0..<8).map { group -> String in
            // 40 bits modulo 100,000: the bias is below one in ten million.
            let number = digest[(group * 5)..<(group * 5 + 5)].reduce(UInt64(0)) {
                $0 << 8 | UInt64($1)
            }
            let digits = String(number % 100_000)
            return String(repeating: "0", count: 5 - digits.utf8.count) + digits
        }
        return groups.joined(separator: " ")
    }

    /// The root key in the vkey form of C2SP signed-note, under the name `<federation id>/<root
    /// node>`.
    ///
    /// - Throws: never in practice; the names were checked.
    public func verifierKey() throws(NoteError) -> VerifierKey {
        try VerifierKey(name: Origin("\(federationID)/\(rootNode)"), ed25519: rootPublicKey)
    }

    /// The file.
    ///
    /// - Throws: never in practice; the names were checked.
    public func encoded() throws(NoteError) -> [UInt8] {
        let lines = [
            Self.title, "federation: \(federationName)", "root: \(rootNode)",
            "key: \(try verifierKey().vkey)", "fingerprint: \(fingerprint)",
        ]
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    /// Reads a file.
    ///
    /// - Throws: ``AnchorError`` for anything but what ``encoded()`` writes.
    public init(parsing bytes: [UInt8]) throws(AnchorError) {
        guard bytes.count <= Self.maximumByteCount, bytes.last == UInt8(ascii: "\n") else {
            throw .malformed
        }
        let newline = UInt8(ascii: "\n")
        let lines = bytes.dropLast().split(separator: newline, omittingEmptySubsequences: false)
        guard lines.count == 5, lines[0].elementsEqual(Self.title.utf8),
            let federation = Self.value(lines[1], "federation: "),
            let root = Self.value(lines[2], "root: "), let vkey = Self.value(lines[3], "key: "),
            let fingerprint = Self.value(lines[4], "fingerprint: ")
        else { throw .malformed }
        let key: VerifierKey
        do throws(NoteError) {
            key = try VerifierKey(parsing: vkey)
        } catch {
            throw .malformed
        }
        try self.init(
            federationName: federation, rootNode: root, rootPublicKey: key.publicKey)
        guard key.name.text == "\(federationID)/\(rootNode)", key.algorithm == .ed25519 else {
            throw .malformed
        }
        guard fingerprint == self.fingerprint else { throw .fingerprintMismatch }
    }

    private static func value(_ line: ArraySlice<UInt8>, _ label: String) -> String? {
        guard line.starts(with: label.utf8) else { return nil }
        return String(validating: line.dropFirst(label.utf8.count), as: UTF8.self)
    }
}
