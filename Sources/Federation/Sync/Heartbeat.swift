public import TransparencyLog

/// What a node signs every five minutes while it is online: the time and its heads (protocol §9).
///
/// A signed note by the node's key, named federation id, "/", node. Its text:
///
///     dingdian heartbeat v1
///     <milliseconds since 1970 UTC>
///     <origin> <size> <root in Base64>      one line for each own log, sorted by origin
public struct Heartbeat: Hashable, Sendable {
    /// The most logs in one heartbeat.
    public static let maximumHeadCount = 64
    public static let intervalMilliseconds: UInt64 = 300_000
    private static let title = "dingdian heartbeat v1"

    /// The node that signed, as the signature names it: federation id, "/", node.
    public let signer: Origin
    public let milliseconds: UInt64
    /// The node key that signed.
    public let key: [UInt8]
    /// The node's own logs, sorted by origin; those that a later one names as its predecessor may be
    /// missing (protocol §9.2).
    public let heads: [Checkpoint]
    /// The signed note, with the verified signature only.
    public let note: [UInt8]

    /// The node's name, without the federation id.
    public var node: String { String(signer.text.drop { $0 != "/" }.dropFirst()) }

    /// Signs a heartbeat.
    ///
    /// - Throws: `NoteError`; of more logs than ``maximumHeadCount`` none may be left out, since
    ///   whoever holds those that are named would count as fresh.
    public static func sign(
        milliseconds: UInt64, heads: [Checkpoint], by signer: NoteSigner
    ) throws(NoteError) -> Heartbeat {
        var text = "\(title)\n\(milliseconds)\n"
        for head in heads.sorted(by: { $0.origin < $1.origin }) {
            text += "\(head.origin.text) \(head.size) \(Base64.encode(head.root.bytes))\n"
        }
        guard heads.count <= maximumHeadCount else {
            throw .tooLarge(byteCount: text.utf8.count, limit: maximumHeadCount)
        }
        let note = try signer.sign([UInt8](text.utf8))
        return try Heartbeat(verifying: note.encoded(), key: signer.verifierKey)
    }

    /// Reads and verifies a heartbeat.
    ///
    /// - Throws: `NoteError`; anything out of form is ``NoteError/missingCheckpointLine``.
    public init(verifying bytes: [UInt8], key: VerifierKey) throws(NoteError) {
        let verified = try SignedNote(parsing: bytes).verify(by: key)
        let lines = verified.text.dropLast()
            .split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard (2...2 + Self.maximumHeadCount).contains(lines.count),
            lines[0].elementsEqual(Self.title.utf8), let time = Self.decimal(lines[1])
        else { throw .missingCheckpointLine }
        var heads: [Checkpoint] = []
        for line in lines.dropFirst(2) {
            let head = try Self.head(line)
            if let last = heads.last, last.origin >= head.origin { throw .missingCheckpointLine }
            heads.append(head)
        }
        signer = key.name
        self.key = key.publicKey
        milliseconds = time
        self.heads = heads
        note = verified.encoded()
    }

    /// The name by which a heartbeat claims to be signed, to find the key.
    public static func claimedSigner(_ bytes: [UInt8]) -> String? {
        // What cannot be parsed claims nothing.
        (try? SignedNote(parsing: bytes))?.signatures.first?.name
    }

    private static func head(_ line: ArraySlice<UInt8>) throws(NoteError) -> Checkpoint {
        let parts = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .missingCheckpointLine }
        // The three parts are the three lines of a checkpoint, under the same rules.
        let newline = [UInt8(ascii: "\n")]
        let text = parts.reduce(into: [UInt8]()) { $0 += $1 + newline }
        return try Checkpoint(parsing: text)
    }

    private static func decimal(_ digits: ArraySlice<UInt8>) -> UInt64? {
        guard (1...16).contains(digits.count), digits.count == 1 || digits.first != 0x30,
            digits.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return digits.reduce(0) { $0 * 10 + UInt64($1 - 0x30) }
    }
}
