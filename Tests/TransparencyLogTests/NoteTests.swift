import Crypto
import Testing

@testable import TransparencyLog

/// Signed notes and verifier keys (C2SP signed-note).
@Suite struct NoteTests {
    /// The example of the specification.
    private static let exampleKey =
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    private static let exampleNote = """
        This is an example message.

        — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mF\
        XmRKuwHjG1Yu72IneyaQM=

        """

    @Test func theExampleOfTheSpecificationVerifies() throws {
        let key = try VerifierKey(parsing: Self.exampleKey)
        #expect(key.vkey == Self.exampleKey)
        #expect(key.keyID == 0x530d_903a)
        let note = try SignedNote(parsing: bytes(Self.exampleNote))
        let verified = try note.verify(by: key)
        #expect(verified.text == bytes("This is an example message.\n"))
        #expect(note.encoded() == bytes(Self.exampleNote))
        #expect(verified.encoded() == bytes(Self.exampleNote))
    }

    @Test func signingIsDeterministicAndVerifies() throws {
        let signer = try makeSigner()
        let text = bytes("eins\n\nzwei — drei\n")
        let note = try signer.sign(text)
        #expect(note == (try signer.sign(text)))
        let parsed = try SignedNote(parsing: note.encoded())
        #expect(parsed == note)
        #expect(parsed.text == text, "the last empty line separates text and signatures")
        #expect(try parsed.verify(by: signer.verifierKey).text == text)
        #expect(throws: NoteError.signatureMissing) {
            try parsed.verify(by: makeSigner(seed: 8).verifierKey)
        }
        #expect(throws: NoteError.signatureMissing) {
            try parsed.verify(by: makeSigner("example.cn/other").verifierKey)
        }
    }

    @Test func textsThatNoNoteCanCarryAreNotSigned() throws {
        let signer = try makeSigner()
        for text in ["", "a", "a\r\n", "a\tb\n", "\u{0}\n"] {
            #expect(throws: NoteError.self) { try signer.sign(bytes(text)) }
        }
        #expect(throws: NoteError.notUTF8) { try signer.sign([0xFF, 0x0A]) }
        let large = [UInt8](repeating: 0x61, count: SignedNote.maximumByteCount) + [0x0A]
        #expect(throws: NoteError.self) { try signer.sign(large) }
        #expect(throws: NoteError.wrongKeyLength(byteCount: 31)) {
            try NoteSigner(name: Origin("a"), seed: [UInt8](repeating: 1, count: 31))
        }
    }

    @Test func everyChangedByteIsRefused() throws {
        let signer = try makeSigner()
        let checkpoint = Checkpoint(
            origin: signer.verifierKey.name, size: 70_001, root: TreeHash.leaf([1]))
        let note = try signer.sign(checkpoint).note
        singleByteChanges(of: note) { changed, position in
            #expect(throws: NoteError.self, "byte \(position)") {
                try VerifiedCheckpoint(verifying: changed, key: signer.verifierKey)
            }
        }
        for count in 0..<note.count {
            #expect(throws: NoteError.self, "cut at \(count)") {
                try SignedNote(parsing: [UInt8](note[..<count]))
            }
        }
    }

    @Test func malformedNotesAreRefused() throws {
        let line = try #require(Self.exampleNote.split(separator: "\n").last)
        let text = "This is an example message.\n"
        let cases: [(String, NoteError)] = [
            ("", .missingFinalNewline),
            ("\n", .missingSignatures),
            ("\n\n", .missingSignatures),
            (text, .missingSignatures),
            (text + "\n", .missingSignatures),
            (text + line + "\n", .missingSignatures),
            (text + "\n" + line, .missingFinalNewline),
            (text + "\n" + line + "\n\n", .missingSignatures),
            (text + "\r\n" + line + "\n", .controlCharacter),
            (text + "\n" + line + "\r\n", .controlCharacter),
            (text + "\n" + line.replacing("—", with: "-") + "\n", .malformedSignatureLine),
            (text + "\n " + line + "\n", .malformedSignatureLine),
            (text + "\n" + line + " \n", .malformedSignatureLine),
            (text + "\n" + line.replacing("foo ", with: "foo  ") + "\n", .malformedSignatureLine),
            (text + "\n" + line.replacing("yaQM=", with: "yaQN=") + "\n", .malformedSignatureLine),
            (text + "\n" + line.replacing("yaQM=", with: "yaQM") + "\n", .malformedSignatureLine),
            (text + "\n" + line.replacing("/foo", with: "+foo") + "\n", .invalidName),
            (text + "\n" + line.replacing("/foo", with: "\u{A0}foo") + "\n", .invalidName),
            (text + "\n—  Uw2QOkn8srV1\n", .invalidName),
            (text + "\n— a AAAAAA==\n", .malformedSignatureLine),
            (text + "\n— a\n", .malformedSignatureLine),
        ]
        for (note, error) in cases {
            #expect(throws: error, "\(note.debugDescription)") {
                try SignedNote(parsing: bytes(note))
            }
        }
        #expect(throws: NoteError.notUTF8) {
            try SignedNote(parsing: [0xC3, 0x28, 0x0A, 0x0A] + bytes(line + "\n"))
        }
    }

    @Test func sizesAndCountsAreBounded() throws {
        let limit = SignedNote.maximumByteCount
        let long = [UInt8](repeating: 0x61, count: limit) + [0x0A]
        #expect(throws: NoteError.tooLarge(byteCount: limit + 1, limit: limit)) {
            try SignedNote(parsing: long)
        }
        func note(_ count: Int) -> [UInt8] {
            bytes("text\n\n" + (0..<count).map { "— w\($0) AAAAAAA=\n" }.joined())
        }
        #expect(try SignedNote(parsing: note(16)).signatures.count == 16)
        let most = try SignedNote(parsing: note(SignedNote.maximumSignatureCount))
        #expect(most.encoded() == note(SignedNote.maximumSignatureCount))
        #expect(throws: NoteError.tooManySignatures(limit: 64)) {
            try SignedNote(parsing: note(65))
        }
    }

    @Test func unknownSignaturesAreIgnoredAndDropped() throws {
        let key = try VerifierKey(parsing: Self.exampleKey)
        // The same name with another identifier, and the same identifier with another name.
        let others = "— example.com/foo AAAAAAA=\n— example.com/bar Uw2QOgA=\n"
        let note = try SignedNote(parsing: bytes(Self.exampleNote + others))
        #expect(note.encoded() == bytes(Self.exampleNote + others))
        let verified = try note.verify(by: key)
        #expect(verified.encoded() == bytes(Self.exampleNote))
        // However often a stranger signs.
        let repeated = try SignedNote(parsing: bytes(Self.exampleNote + others + others))
        #expect(try repeated.verify(by: key) == verified)
        // Of two lines by a known key nobody can say which one is meant.
        let twice = try SignedNote(
            parsing: bytes(Self.exampleNote + "— example.com/foo Uw2QOgA=\n"))
        #expect(throws: NoteError.duplicateSignature) { try twice.verify(by: key) }
        let wrong = "This is an example message.\n\n— example.com/foo Uw2QOgA=\n"
        #expect(throws: NoteError.signatureInvalid) {
            try SignedNote(parsing: bytes(wrong)).verify(by: key)
        }
    }

    @Test func canonicallyEqualNamesAreDifferentKeys() throws {
        let composed = try makeSigner("caf\u{E9}")
        let decomposed = try makeSigner("cafe\u{301}")
        #expect(composed.verifierKey != decomposed.verifierKey)
        let note = try composed.sign(bytes("text\n")).encoded()
        let text = String(decoding: note, as: UTF8.self)
        let respelled = bytes(text.replacing("caf\u{E9}", with: "cafe\u{301}"))
        #expect(respelled != note)
        #expect(throws: NoteError.signatureMissing) {
            try SignedNote(parsing: respelled).verify(by: composed.verifierKey)
        }
    }

    @Test func malformedKeysAreRefused() throws {
        let key = Self.exampleKey
        let material = "AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
        let cases: [(String, NoteError)] = [
            ("", .malformedKey), ("a", .malformedKey), ("a+530d903a", .malformedKey),
            (key + "\n", .malformedKey), (" " + key, .invalidName),
            (key.replacing("530d903a", with: "530D903A"), .malformedKey),
            (key.replacing("530d903a", with: "0530d903a"), .malformedKey),
            (key.replacing("530d903a", with: "30d903a"), .malformedKey),
            (key.replacing("530d903a", with: "530d903b"), .keyIdentifierMismatch),
            (key.replacing("foo", with: "fop"), .keyIdentifierMismatch),
            ("+530d903a+" + material, .invalidName),
            ("example.com/foo+530d903a+", .malformedKey),
            ("example.com/foo+530d903a+AQ==", .wrongKeyLength(byteCount: 0)),
            ("example.com/foo+530d903a+Ag==", .unknownAlgorithm(2)),
            ("example.com/foo+530d903a+" + material + "AAAA", .wrongKeyLength(byteCount: 35)),
        ]
        for (text, error) in cases {
            #expect(throws: error, "\(text)") { try VerifierKey(parsing: text) }
        }
        let long = String(repeating: "a", count: VerifierKey.maximumByteCount + 1)
        #expect(throws: NoteError.self) { try VerifierKey(parsing: long) }
        singleByteChanges(of: bytes(key)) { changed, position in
            #expect(throws: NoteError.self, "byte \(position)") {
                try VerifierKey(parsing: changed)
            }
        }
    }
}
