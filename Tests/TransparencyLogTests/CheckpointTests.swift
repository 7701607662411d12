import Testing

@testable import TransparencyLog

/// Checkpoints and cosignatures (C2SP tlog-checkpoint, tlog-cosignature).
@Suite struct CheckpointTests {
    private static let root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="

    @Test func theExampleOfTheSpecificationIsRead() throws {
        let text = bytes("example.com/behind-the-sofa\n20852163\n\(Self.root)\n")
        let checkpoint = try Checkpoint(parsing: text)
        #expect(checkpoint.origin.text == "example.com/behind-the-sofa")
        #expect(checkpoint.size == 20_852_163)
        #expect(Base64.encode(checkpoint.root.bytes) == Self.root)
        #expect(checkpoint.extensionLines.isEmpty)
        #expect(checkpoint.encoded() == text)
    }

    @Test func extensionLinesAreKeptByTheirBytes() throws {
        let text = bytes("o\n1\n\(Self.root)\ncaf\u{E9}\nx y\n")
        let other = bytes("o\n1\n\(Self.root)\ncafe\u{301}\nx y\n")
        let checkpoint = try Checkpoint(parsing: text)
        #expect(checkpoint.extensionLines.count == 2)
        #expect(checkpoint.encoded() == text)
        #expect(try Checkpoint(parsing: other) != checkpoint)
        #expect(try Checkpoint(parsing: other).encoded() == other)
    }

    @Test func malformedCheckpointsAreRefused() throws {
        let root = Self.root
        let cases: [(String, NoteError)] = [
            ("", .missingFinalNewline),
            ("\n", .missingCheckpointLine),
            ("o\n1\n", .missingCheckpointLine),
            ("o\n1\n\(root)", .missingFinalNewline),
            ("\n1\n\(root)\n", .invalidName),
            ("o o\n1\n\(root)\n", .invalidName),
            ("o+o\n1\n\(root)\n", .invalidName),
            ("o\r\n1\n\(root)\n", .invalidName),
            ("o\n1\r\n\(root)\n", .invalidSize),
            ("o\n+1\n\(root)\n", .invalidSize),
            ("o\n-1\n\(root)\n", .invalidSize),
            ("o\n01\n\(root)\n", .invalidSize),
            ("o\n00\n\(root)\n", .invalidSize),
            ("o\n\n\(root)\n", .invalidSize),
            ("o\n1 \n\(root)\n", .invalidSize),
            ("o\n１\n\(root)\n", .invalidSize),
            ("o\n9223372036854775808\n\(root)\n", .invalidSize),
            ("o\n18446744073709551617\n\(root)\n", .invalidSize),
            ("o\n1\n\n", .invalidRoot),
            ("o\n1\n\(root.dropLast())\n", .invalidRoot),
            ("o\n1\n\(root.replacing("2I=", with: "2J="))\n", .invalidRoot),
            ("o\n1\n\(root)=\n", .invalidRoot),
            ("o\n1\n AAA\(root.dropFirst(4))\n", .invalidRoot),
            ("o\n1\nAAAA\n", .invalidRoot),
            ("o\n0\n\(root)\n", .invalidRoot),
            ("o\n1\n\(root)\n\n", .invalidExtensionLine),
            ("o\n1\n\(root)\n\nx\n", .invalidExtensionLine),
            ("o\n1\n\(root)\nx\r\n", .invalidExtensionLine),
        ]
        for (text, error) in cases {
            #expect(throws: error, "\(text.debugDescription)") {
                try Checkpoint(parsing: bytes(text))
            }
        }
        let long = bytes("o\n1\n\(root)\n" + String(repeating: "x", count: 65_536) + "\n")
        #expect(throws: NoteError.self) { try Checkpoint(parsing: long) }
        #expect(try Checkpoint(parsing: bytes("o\n9223372036854775807\n\(root)\n")).size > 0)
        let empty = "o\n0\n\(Base64.encode(TreeHash.emptyTree.bytes))\n"
        #expect(try Checkpoint(parsing: bytes(empty)).encoded() == bytes(empty))
    }

    @Test func onlyTheLogsOwnKeyMakesAVerifiedCheckpoint() throws {
        let signer = try makeSigner()
        let other = try makeSigner("example.cn/other", seed: 9)
        let head = Checkpoint(origin: signer.verifierKey.name, size: 3, root: TreeHash.leaf([3]))
        let verified = try signer.sign(head)
        #expect(verified.checkpoint == head)
        let again = try VerifiedCheckpoint(verifying: verified.note, key: signer.verifierKey)
        #expect(again == verified)
        #expect(throws: NoteError.originMismatch) { try other.sign(head) }
        // A valid note by a known key that speaks about somebody else's log.
        let foreign = try other.sign(head.encoded()).encoded()
        #expect(throws: NoteError.originMismatch) {
            try VerifiedCheckpoint(verifying: foreign, key: other.verifierKey)
        }
        #expect(throws: NoteError.signatureMissing) {
            try VerifiedCheckpoint(verifying: verified.note, key: other.verifierKey)
        }
        // A note that is no checkpoint.
        let text = try signer.sign(bytes("hello\n")).encoded()
        #expect(throws: NoteError.missingCheckpointLine) {
            try VerifiedCheckpoint(verifying: text, key: signer.verifierKey)
        }
    }

    @Test func impossibleHeadsAreNotSigned() throws {
        let signer = try makeSigner()
        let origin = signer.verifierKey.name
        #expect(throws: NoteError.invalidSize) {
            try signer.sign(Checkpoint(origin: origin, size: 1 << 63, root: .emptyTree))
        }
        #expect(throws: NoteError.invalidRoot) {
            try signer.sign(Checkpoint(origin: origin, size: 0, root: TreeHash.leaf([])))
        }
    }

    @Test func aCosignatureMadeElsewhereVerifies() throws {
        let note = try vectorBytes("cosigned-checkpoint.txt")
        let lines = try vectorLines("cosigned-keys.txt")
        let log = try VerifierKey(parsing: lines[0][0])
        let witness = try VerifierKey(parsing: lines[1][0])
        #expect(log.algorithm == .ed25519)
        #expect(witness.algorithm == .cosignatureV1)
        #expect(witness.vkey == lines[1][0])
        #expect(throws: NoteError.self) { try VerifierKey(parsing: lines[2][0]) }

        let parsed = try SignedNote(parsing: note)
        #expect(parsed.signatures.count == 3)
        #expect(parsed.encoded() == note)
        let cosignature = try Cosignature(verifying: parsed, key: witness)
        #expect(cosignature.timestampSeconds == 1_679_315_147)
        #expect(cosignature.checkpoint.size == 20_852_163)
        #expect(try parsed.verify(by: witness).text == parsed.text)
        let head = try VerifiedCheckpoint(verifying: note, key: log)
        #expect(head.note.count < note.count, "only the verified signature is kept")
        #expect(throws: NoteError.unsuitableKey) {
            try VerifiedCheckpoint(verifying: note, key: witness)
        }
        #expect(throws: NoteError.unsuitableKey) { try Cosignature(verifying: parsed, key: log) }
    }

    @Test func everyChangedByteOfACosignatureIsRefused() throws {
        let parsed = try SignedNote(parsing: vectorBytes("cosigned-checkpoint.txt"))
        let key = try VerifierKey(parsing: vectorLines("cosigned-keys.txt")[1][0])
        let line = try #require(parsed.signatures.first { $0.isClaimed(by: key) })
        let alone = SignedNote(text: parsed.text, signatures: [line]).encoded()
        #expect(throws: Never.self) {
            try Cosignature(verifying: SignedNote(parsing: alone), key: key)
        }
        singleByteChanges(of: alone) { changed, position in
            #expect(throws: NoteError.self, "byte \(position)") {
                try Cosignature(verifying: SignedNote(parsing: changed), key: key)
            }
        }
    }
}
