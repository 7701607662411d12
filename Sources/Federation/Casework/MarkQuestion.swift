import Crypto
import FoundationEssentials
import TransparencyLog

/// A question about a person, for a node that may hold the mark (protocol §10.3).
///
/// It travels sealed for the answering node, so that neither a relay nor a log file sees whom it is
/// about; the answer is sealed with a key that came along in the question and names nobody.
public struct MarkQuestion: Sendable, Hashable {
    /// Whom it is about.
    public enum Person: Sendable, Hashable {
        /// For a provincial node, which makes the mark.
        case idNumber(String)
        /// Between nodes that hold the secret.
        case mark(PersonMark)
    }
    public var person: Person
    /// 32 random bytes, drawn for this question alone.
    public var replyKey: [UInt8]

    /// Longer ones are no questions.
    public static let maximumByteCount = 1_024
    private static let suite = HPKE.Ciphersuite(
        kem: .Curve25519_HKDF_SHA256, kdf: .HKDF_SHA256, aead: .chaChaPoly)

    public init(_ person: Person, replyKey: [UInt8]) {
        self.person = person
        self.replyKey = replyKey
    }

    /// The question as it is sent: the encapsulated key and the sealed content.
    ///
    /// - Parameter asker: the name of the node that asks; an answer goes to nobody else.
    /// - Throws: ``CaseError``.
    public func sealed(
        for node: NodeRecord, asker: String, federation: String
    ) throws(CaseError) -> [UInt8] {
        guard replyKey.count == 32 else { throw .wrongLength }
        guard CaseKeyWraps.isUsable(node.encryptionKey) else {
            throw .noEncryptionKey(node: node.name)
        }
        do {
            var sender = try HPKE.Sender(
                recipientKey: Curve25519.KeyAgreement.PublicKey(
                    rawRepresentation: node.encryptionKey),
                ciphersuite: Self.suite, info: Self.info(federation))
            let content = try sender.seal(
                encoded(), authenticating: Self.parties(asker, node.name))
            return [UInt8](sender.encapsulatedKey) + content
        } catch {
            throw .malformed
        }
    }

    /// Opens a question.
    ///
    /// - Parameters:
    ///   - privateKey: the node's X25519 key, 32 bytes.
    ///   - asker: whose session brought it.
    /// - Throws: ``CaseError``.
    public init(
        sealed bytes: [UInt8], privateKey: [UInt8], node: String, asker: String,
        federation: String
    ) throws(CaseError) {
        guard bytes.count <= Self.maximumByteCount, bytes.count > 32 else { throw .malformed }
        let plain: [UInt8]
        do {
            var recipient = try HPKE.Recipient(
                privateKey: Curve25519.KeyAgreement.PrivateKey(rawRepresentation: privateKey),
                ciphersuite: Self.suite, info: Self.info(federation),
                encapsulatedKey: Data(bytes.prefix(32)))
            plain = [UInt8](
                try recipient.open(
                    Array(bytes.dropFirst(32)), authenticating: Self.parties(asker, node)))
        } catch {
            throw .cannotOpen
        }
        guard let question = Self.read(plain) else { throw .malformed }
        self = question
    }

    /// | offset | meaning |
    /// |---|---|
    /// | 0 | reply key, 32 bytes |
    /// | 32 | 1: an ID number follows, as text; 2: edition (4, big-endian) and mark (32) |
    private func encoded() -> [UInt8] {
        switch person {
        case .idNumber(let number): replyKey + [1] + Array(number.utf8)
        case .mark(let mark): replyKey + [2] + mark.encoded
        }
    }

    private static func read(_ bytes: [UInt8]) -> MarkQuestion? {
        guard bytes.count > 33 else { return nil }
        let rest = bytes[33...]
        switch bytes[32] {
        case 1:
            // Whatever it is, only letters and digits make a mark.
            let number = String(decoding: rest, as: UTF8.self)
            return MarkQuestion(.idNumber(number), replyKey: Array(bytes.prefix(32)))
        case 2:
            guard let mark = PersonMark(encoded: rest) else { return nil }
            return MarkQuestion(.mark(mark), replyKey: Array(bytes.prefix(32)))
        default: return nil
        }
    }

    private static func info(_ federation: String) -> Data {
        Data("dingdian mark question v1\n\(federation)\n".utf8)
    }

    private static func parties(_ asker: String, _ node: String) -> [UInt8] {
        Array("\(asker)\n\(node)\n".utf8)
    }
}

extension PersonMark {
    /// Edition (4 bytes, big-endian) and mark (32).
    var encoded: [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: secretEdition >> (24 - 8 * UInt32($0))) }
            + mark.bytes
    }

    init?(encoded bytes: ArraySlice<UInt8>) {
        guard bytes.count == 36, let mark = TreeHash(Array(bytes.dropFirst(4))) else { return nil }
        self.init(
            secretEdition: bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }, mark: mark)
    }
}
