import Federation
import Testing
import TransparencyLog

/// Vectors of C2SP signed-note, tlog-checkpoint and tlog-cosignature.
enum LogVectors {
    static let name = "vectors.0123456789abcdef/222401/register/00112233445566778899aabbccddeeff"
    static var seed: [UInt8] { VectorSeed.make("vector log") }

    static func signer() throws -> NoteSigner {
        try NoteSigner(name: Origin(name), seed: seed)
    }

    static func key(_ key: VerifierKey, seed: [UInt8]) -> VectorJSON {
        .object([
            ("name", .text(key.name.text)), ("algorithm", .number(UInt64(key.algorithm.rawValue))),
            ("seed", .hex(seed)), ("public_key", .hex(key.publicKey)),
            ("key_id", .hex((0..<4).map { UInt8(truncatingIfNeeded: key.keyID >> (24 - 8 * $0)) })),
            ("vkey", .text(key.vkey)),
        ])
    }

    static func notes() throws -> VectorJSON {
        let signer = try signer()
        let vkey = signer.verifierKey
        let texts = ["one line\n", "two\n\nparts\n", "医保 定点\n", "\n"]
        let notes = try texts.map { text -> VectorJSON in
            let note = try signer.sign(Array(text.utf8)).encoded()
            return .object([("text", .text(text)), ("note", .note(note))])
        }
        let good = try signer.sign(Array("one line\n".utf8)).encoded()
        let refused = try damagedNotes(good).map { what, bytes -> VectorJSON in
            #expect(throws: NoteError.self, "\(what)") {
                try SignedNote(parsing: bytes).verify(by: vkey)
            }
            return .object([("what", .text(what)), ("note", .hex(bytes))])
        }
        let keys = damagedKeys(vkey.vkey).map { what, text -> VectorJSON in
            #expect(throws: NoteError.self, "\(what)") { try VerifierKey(parsing: text) }
            return .object([("what", .text(what)), ("vkey", .text(text))])
        }
        return .object([
            ("about", .text("Notes by one Ed25519 key; those under 'refused' in hexadecimal.")),
            ("key", key(vkey, seed: seed)), ("notes", .list(notes)), ("refused", .list(refused)),
            ("refused_keys", .list(keys)),
        ])
    }

    private static func damagedNotes(_ good: [UInt8]) throws -> [(String, [UInt8])] {
        let text = String(decoding: good, as: UTF8.self)
        func changed(_ old: String, _ new: String) -> [UInt8] {
            Array(text.replacing(old, with: new, maxReplacements: 1).utf8)
        }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let signature = lines[2]
        var flipped = good
        flipped[0] ^= 1
        return [
            ("empty", []), ("changed text", flipped),
            ("no final newline", Array(good.dropLast())),
            ("carriage return", changed("one line\n", "one line\r\n")),
            ("hyphen instead of em dash", changed("— ", "- ")),
            ("signature line twice", good + Array((signature + "\n").utf8)),
            ("no empty line", changed("\n\n", "\n")),
            ("blank behind the signature", changed("=\n", "= \n")),
            ("padding missing", changed("=\n", "\n")),
            ("no signature", Array("one line\n\n".utf8)),
            ("text is not UTF-8", [0xFF] + good.dropFirst()),
        ]
    }

    private static func damagedKeys(_ good: String) -> [(String, String)] {
        let parts = good.split(separator: "+", maxSplits: 2).map(String.init)
        return [
            ("identifier of nine digits", "\(parts[0])+\(parts[1])a+\(parts[2])"),
            ("other identifier", "\(parts[0])+00000000+\(parts[2])"),
            ("newline", good + "\n"), ("two parts", "\(parts[0])+\(parts[1])"),
            ("unknown algorithm", "\(parts[0])+\(parts[1])+" + Base64.encode([9] + Array(0..<32))),
        ]
    }

    static func checkpoints() throws -> VectorJSON {
        let signer = try signer()
        let log = try TreeVectors.log()
        let sizes: [UInt64] = [0, 1, 2, 255, 256, 257, 1_000]
        let rows = try sizes.map { size -> VectorJSON in
            let head = try signer.sign(
                Checkpoint(origin: signer.verifierKey.name, size: size, root: log.edge(size).root))
            return .object([
                ("size", .number(size)), ("root", .hash(head.root)), ("note", .note(head.note)),
            ])
        }
        let refused = refusedTexts().map { what, text -> VectorJSON in
            #expect(throws: NoteError.self, "\(what)") {
                try Checkpoint(parsing: Array(text.utf8))
            }
            return .object([("what", .text(what)), ("text", .text(text))])
        }
        return .object([
            (
                "about",
                .text("Checkpoints over the entries of trees.json, texts that are none, a witness.")
            ),
            ("key", key(signer.verifierKey, seed: seed)), ("checkpoints", .list(rows)),
            ("refused", .list(refused)), ("refused_notes", .list([try furtherLine(signer, log)])),
            ("cosignature", try cosignature(signer, log)),
        ])
    }

    /// In order for a log of other software, and refused as one of a federation's log.
    private static func furtherLine(_ signer: NoteSigner, _ log: TestLog) throws -> VectorJSON {
        let head = Checkpoint(
            origin: signer.verifierKey.name, size: 257, root: log.edge(257).root)
        let note = try signer.sign(head.encoded() + Array("a further line\n".utf8)).encoded()
        #expect(throws: NoteError.extensionLines) {
            try VerifiedCheckpoint(ofFederationLog: note, key: signer.verifierKey)
        }
        return .object([("what", .text("a fourth line, well signed")), ("note", .note(note))])
    }

    private static func refusedTexts() -> [(String, String)] {
        let root = Base64.encode(VectorSeed.make("root"))
        return [
            ("two lines", "a\n1\n"), ("leading zero", "a\n01\n\(root)\n"),
            ("sign", "a\n+1\n\(root)\n"), ("blank in the origin", "a b\n1\n\(root)\n"),
            ("size beyond 2^63 - 1", "a\n9223372036854775808\n\(root)\n"),
            ("short root", "a\n1\n\(Base64.encode([1, 2, 3]))\n"),
            ("root without padding", "a\n1\n\(root.dropLast())\n"),
            ("empty tree with a root", "a\n0\n\(root)\n"),
            ("empty extension line", "a\n1\n\(root)\n\n"),
            ("carriage return", "a\r\n1\r\n\(root)\r\n"),
            ("no final newline", "a\n1\n\(root)"),
        ]
    }

    /// A witness's statement (C2SP tlog-cosignature, type 0x04).
    private static func cosignature(_ signer: NoteSigner, _ log: TestLog) throws -> VectorJSON {
        let seed = VectorSeed.make("vector witness")
        let maker = try NoteSigner(name: Origin("witness.example/w1"), seed: seed)
        let key = try VerifierKey(
            name: maker.verifierKey.name, algorithm: .cosignatureV1,
            publicKey: maker.verifierKey.publicKey)
        let head = Checkpoint(
            origin: signer.verifierKey.name, size: 257, root: log.edge(257).root)
        let time: UInt64 = 1_760_000_000
        let message = Array("cosignature/v1\ntime \(time)\n".utf8) + head.encoded()
        let signature = try maker.rawSignature(message)
        let payload =
            (0..<4).map { UInt8(truncatingIfNeeded: key.keyID >> (24 - 8 * $0)) }
            + (0..<8).map { UInt8(truncatingIfNeeded: time >> (56 - 8 * UInt64($0))) } + signature
        let line = "— \(key.name.text) \(Base64.encode(payload))\n"
        let note = try signer.sign(head).note + Array(line.utf8)
        let read = try Cosignature(verifying: SignedNote(parsing: note), key: key)
        #expect(read.timestampSeconds == time)
        return .object([
            ("key", self.key(key, seed: seed)), ("time", .number(time)),
            ("message", .note(message)), ("note", .note(note)),
        ])
    }
}

extension NoteSigner {
    /// The 64 bytes of a signature over any message: a note's text needs a newline at its end.
    func rawSignature(_ message: [UInt8]) throws -> [UInt8] {
        try sign(message).signatures.first.map(\.signature) ?? []
    }
}
