/// One signature line of a note: "— name base64(identifier and signature)".
///
/// The name is kept as bytes and is looser than ``Origin``: lines by unknown keys must be carried
/// along whatever their names are (C2SP signed-note, "Signatures").
public struct NoteSignature: Hashable, Sendable {
    /// The key name, in UTF-8.
    public let nameBytes: [UInt8]
    /// The key identifier.
    public let keyID: UInt32
    /// What follows the identifier; at least one byte.
    public let signature: [UInt8]

    /// The key name as text.
    public var name: String { String(decoding: nameBytes, as: UTF8.self) }

    init(key: VerifierKey, signature: [UInt8]) {
        nameBytes = key.name.bytes
        keyID = key.keyID
        self.signature = signature
    }

    /// Reads a line without its newline.
    init(parsing line: ArraySlice<UInt8>) throws(NoteError) {
        guard line.starts(with: Self.prefix) else { throw .malformedSignatureLine }
        let rest = line.dropFirst(Self.prefix.count)
        guard let blank = rest.firstIndex(of: UInt8(ascii: " ")),
            let payload = Base64.decode(rest[(blank + 1)...]), payload.count > 4
        else { throw .malformedSignatureLine }
        let name = rest[..<blank]
        guard let text = String(validating: name, as: UTF8.self), !text.isEmpty,
            !text.unicodeScalars.contains(where: { $0 == "+" || $0.properties.isWhitespace })
        else { throw .invalidName }
        nameBytes = [UInt8](name)
        keyID = payload.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
        signature = [UInt8](payload.dropFirst(4))
    }

    /// Em dash and blank.
    private static let prefix: [UInt8] = [0xE2, 0x80, 0x94, 0x20]

    func append(to note: inout [UInt8]) {
        note += Self.prefix
        note += nameBytes
        note.append(UInt8(ascii: " "))
        let identifier = (0..<4).map { UInt8(truncatingIfNeeded: keyID >> (24 - 8 * $0)) }
        note += Base64.encodedBytes(identifier + signature)
        note.append(UInt8(ascii: "\n"))
    }

    /// Whether the line claims to be by this key.
    func isClaimed(by key: VerifierKey) -> Bool {
        keyID == key.keyID && nameBytes == key.name.bytes
    }
}

/// A note as it was received: parsed, but **not verified** (C2SP signed-note).
///
/// Its text must not be believed before ``verify(by:)`` has turned it into a ``VerifiedNote``.
public struct SignedNote: Hashable, Sendable {
    /// The most bytes that are accepted. It leaves room for 16 post-quantum signatures of 5 kB.
    public static let maximumByteCount = 131_072
    /// The most signature lines that are accepted; the specification asks for at least 16.
    public static let maximumSignatureCount = 64

    /// The signed text, with its final newline.
    public let text: [UInt8]
    /// The signature lines, in order; at least one.
    public let signatures: [NoteSignature]

    init(text: [UInt8], signatures: [NoteSignature]) {
        self.text = text
        self.signatures = signatures
    }

    /// Reads a note.
    ///
    /// - Throws: ``NoteError`` for every deviation from the format; whatever is accepted is
    ///   reproduced byte for byte by ``encoded()``.
    public init(parsing bytes: [UInt8]) throws(NoteError) {
        if bytes.count > Self.maximumByteCount {
            throw .tooLarge(byteCount: bytes.count, limit: Self.maximumByteCount)
        }
        let newline = UInt8(ascii: "\n")
        if bytes.contains(where: { $0 < 0x20 && $0 != newline }) { throw .controlCharacter }
        guard bytes.last == newline else { throw .missingFinalNewline }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw .notUTF8 }
        guard let end = Self.endOfText(bytes) else { throw .missingSignatures }
        text = [UInt8](bytes[..<end])
        signatures = try Self.parseSignatures(bytes[(end + 1)...])
    }

    /// Where the text ends: behind the first newline of the last "\n\n".
    private static func endOfText(_ bytes: [UInt8]) -> Int? {
        let newline = UInt8(ascii: "\n")
        var position = bytes.count - 2
        while position >= 0 {
            if bytes[position] == newline && bytes[position + 1] == newline {
                // An empty line at the very end is followed by no signature at all.
                return position + 2 < bytes.count ? position + 1 : nil
            }
            position -= 1
        }
        return nil
    }

    private static func parseSignatures(
        _ block: ArraySlice<UInt8>
    ) throws(NoteError) -> [NoteSignature] {
        var signatures: [NoteSignature] = []
        // The block ends in a newline, so the last line is followed by nothing.
        for line in block.dropLast().split(
            separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        {
            if signatures.count == maximumSignatureCount {
                throw .tooManySignatures(limit: maximumSignatureCount)
            }
            signatures.append(try NoteSignature(parsing: line))
        }
        return signatures
    }

    /// The note as it is written: text, empty line, signature lines.
    public func encoded() -> [UInt8] {
        var note = text
        note.append(UInt8(ascii: "\n"))
        for signature in signatures { signature.append(to: &note) }
        return note
    }

    /// Checks the signature by one known key. Lines by other keys are ignored, as the
    /// specification asks, and are not part of the result.
    ///
    /// - Throws: ``NoteError/signatureMissing`` when the key has not signed,
    ///   ``NoteError/duplicateSignature`` when two lines claim to be by it,
    ///   ``NoteError/signatureInvalid`` when what claims to be its signature is none.
    public func verify(by key: VerifierKey) throws(NoteError) -> VerifiedNote {
        let lines = signatures.filter { $0.isClaimed(by: key) }
        guard let line = lines.first else { throw .signatureMissing }
        // Which one is meant nobody can say. Of keys that are not known the lines are not compared:
        // they are ignored, however often they come.
        guard lines.count == 1 else { throw .duplicateSignature }
        switch key.algorithm {
        case .ed25519:
            guard key.isSignature(line.signature, of: text) else { throw .signatureInvalid }
        case .cosignatureV1:
            _ = try Cosignature(verifying: line, of: text, key: key)
        }
        return VerifiedNote(text: text, key: key, signature: line)
    }
}

/// A note text that a known key has signed. Made by verification only.
public struct VerifiedNote: Hashable, Sendable {
    /// The signed text, with its final newline.
    public let text: [UInt8]
    /// The key that signed it.
    public let key: VerifierKey
    /// The signature line that was verified.
    public let signature: NoteSignature

    /// The note with the verified signature only, encoded anew.
    public func encoded() -> [UInt8] {
        SignedNote(text: text, signatures: [signature]).encoded()
    }
}
