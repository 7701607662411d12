import Crypto
import Testing

@testable import TransparencyLog

/// Offline proofs (C2SP tlog-proof).
@Suite struct TlogProofTests {
    private static let table = HashTable(leaves: leaves(300))

    private func makeProof(
        index: UInt64 = 70, size: UInt64 = 300, extra: [UInt8]? = nil
    ) throws -> (proof: TlogProof, signer: NoteSigner) {
        let signer = try makeSigner()
        let leaves = [TreeHash](Self.table.levels[0].prefix(Int(size)))
        let head = try signer.sign(
            Checkpoint(
                origin: signer.verifierKey.name, size: size,
                root: MerkleTree.root(ofLeaves: leaves)))
        let path = try MerkleTree.inclusionProof(
            index: index, size: size, nodes: Self.table.node)
        let proof = try TlogProof(
            extra: extra, index: index, path: path,
            checkpoint: SignedNote(parsing: head.note))
        return (proof, signer)
    }

    @Test func proofsVerifyAndRoundTrip() throws {
        for (index, size) in [(UInt64(0), UInt64(1)), (0, 2), (1, 2), (70, 300), (299, 300)] {
            for extra in [nil, [UInt8(1)], bytes("whatever the application likes")] {
                let (proof, signer) = try makeProof(index: index, size: size, extra: extra)
                let encoded = proof.encoded()
                let parsed = try TlogProof(parsing: encoded)
                #expect(parsed == proof)
                #expect(parsed.encoded() == encoded)
                let key = signer.verifierKey
                let verified = try parsed.verify(entry: entry(Int(index)), key: key)
                #expect(verified.index == index)
                #expect(verified.checkpoint.size == size)
                #expect(verified.leaf == TreeHash.leaf(entry(Int(index))))
                #expect(verified.cosignatures.isEmpty)
                #expect(throws: ProofError.rootMismatch) {
                    try parsed.verify(entry: entry(Int(index) + 1), key: key)
                }
                #expect(throws: ProofError.note(.signatureMissing)) {
                    try parsed.verify(
                        entry: entry(Int(index)), key: makeSigner(seed: 8).verifierKey)
                }
            }
        }
    }

    @Test func theTextIsThatOfTheSpecification() throws {
        let (proof, _) = try makeProof(index: 1, size: 2, extra: [1, 2, 3])
        let text = String(decoding: proof.encoded(), as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[0] == "c2sp.org/tlog-proof@v1")
        #expect(lines[1] == "extra AQID")
        #expect(lines[2] == "index 1")
        #expect(lines[3] == Base64.encode(TreeHash.leaf(entry(0)).bytes))
        #expect(lines[4] == "")
        #expect(lines[5] == "example.cn/222401/sanctions/e1")
        #expect(lines[6] == "2")
        #expect(lines[8] == "")
        #expect(lines[9].hasPrefix("— example.cn/222401/sanctions/e1 "))
    }

    @Test func everyChangedByteIsRefused() throws {
        let (proof, signer) = try makeProof()
        let encoded = proof.encoded()
        singleByteChanges(of: encoded) { changed, position in
            #expect(throws: ProofError.self, "byte \(position)") {
                try TlogProof(parsing: changed).verify(entry: entry(70), key: signer.verifierKey)
            }
        }
        for count in encoded.indices {
            #expect(throws: ProofError.self, "cut at \(count)") {
                try TlogProof(parsing: [UInt8](encoded[..<count]))
            }
        }
    }

    @Test func otherSpellingsAreRefused() throws {
        let (proof, signer) = try makeProof(extra: [1])
        let text = String(decoding: proof.encoded(), as: UTF8.self)
        let replacements = [
            ("@v1\n", "@v1\r\n"), ("@v1\n", "@v2\n"), ("@v1\n", "@v1\n\n"), ("@v1\n", "@v1 \n"),
            ("extra AQ==\n", "extra \n"), ("extra AQ==\n", "extra\n"),
            ("extra AQ==\n", "extra AR==\n"), ("extra AQ==\n", "Extra AQ==\n"),
            ("extra AQ==\n", "extra AQ==\nextra AQ==\n"), ("extra AQ==\n", "extra  AQ==\n"),
            ("index 70", "index 070"), ("index 70", "index +70"), ("index 70", "index  70"),
            ("index 70", "index 70 "), ("index 70", "index"), ("index 70", "index 70\r"),
            ("index 70", "index 18446744073709551616"), ("index 70", "index 18446744073709551615"),
            ("index 70", "index 70\nindex 70"), ("=\n\n", "=\n \n"), ("=\n\n", "=\n\n\n"),
            ("=\n\n", "=\nAAAA\n\n"),
        ]
        for (from, to) in replacements {
            let changed = text.replacing(from, with: to, maxReplacements: 1)
            #expect(bytes(changed) != bytes(text))
            #expect(throws: ProofError.self, "\(to.debugDescription)") {
                try TlogProof(parsing: bytes(changed))
                    .verify(entry: entry(70), key: signer.verifierKey)
            }
        }
        let many = String(repeating: Base64.encode(TreeHash.emptyTree.bytes) + "\n", count: 60)
        #expect(throws: ProofError.malformed) {
            try TlogProof(parsing: bytes(text.replacing("index 70\n", with: "index 70\n" + many)))
        }
        let long = [UInt8](repeating: 0x61, count: TlogProof.maximumByteCount + 1)
        #expect(throws: ProofError.malformed) { try TlogProof(parsing: long) }
    }

    @Test func impossibleProofsAreNotMade() throws {
        let (proof, _) = try makeProof()
        let note = proof.checkpoint
        #expect(throws: ProofError.malformed) {
            try TlogProof(extra: [], index: 0, path: [], checkpoint: note)
        }
        #expect(throws: ProofError.malformed) {
            try TlogProof(index: .max, path: [], checkpoint: note)
        }
        let path = [TreeHash](repeating: .emptyTree, count: 64)
        #expect(throws: ProofError.malformed) {
            try TlogProof(index: 0, path: path, checkpoint: note)
        }
        let extra = [UInt8](repeating: 0, count: TlogProof.maximumExtraByteCount + 1)
        #expect(throws: ProofError.malformed) {
            try TlogProof(extra: extra, index: 0, path: [], checkpoint: note)
        }
    }

    /// A witness and its line on a checkpoint, made by the letter of tlog-cosignature.
    private func witness(
        _ name: String, _ seed: UInt8, time: UInt64, on checkpoint: Checkpoint
    ) throws -> (VerifierKey, NoteSignature) {
        let key = try Curve25519.Signing.PrivateKey(
            rawRepresentation: [UInt8](repeating: seed, count: 32))
        let verifier = try VerifierKey(
            name: Origin(name), algorithm: .cosignatureV1,
            publicKey: [UInt8](key.publicKey.rawRepresentation))
        let text = bytes("cosignature/v1\ntime \(time)\n") + checkpoint.encoded()
        let stamp = (0..<8).map { UInt8(truncatingIfNeeded: time >> (56 - 8 * $0)) }
        let signature = stamp + [UInt8](try key.signature(for: text))
        return (verifier, NoteSignature(key: verifier, signature: signature))
    }

    @Test func knownWitnessesAreVerifiedAndUnknownOnesIgnored() throws {
        let (proof, signer) = try makeProof()
        let checkpoint = try Checkpoint(parsing: proof.checkpoint.text)
        let (first, firstLine) = try witness(
            "witness.example/1", 21, time: 1_700_000_000, on: checkpoint)
        let (second, secondLine) = try witness("witness.example/2", 22, time: 0, on: checkpoint)
        let (future, futureLine) = try witness(
            "witness.example/3", 23, time: 1 << 63, on: checkpoint)
        let note = SignedNote(
            text: proof.checkpoint.text,
            signatures: proof.checkpoint.signatures + [firstLine, secondLine])
        let cosigned = try TlogProof(
            parsing: TlogProof(index: 70, path: proof.path, checkpoint: note).encoded())
        let key = signer.verifierKey
        let entry = entry(70)
        func times(_ keys: [VerifierKey]) throws -> [UInt64] {
            try cosigned.verify(entry: entry, key: key, cosigners: keys).cosignatures
                .map(\.timestampSeconds)
        }
        #expect(try times([]) == [])
        #expect(try times([second, first]) == [0, 1_700_000_000])
        #expect(try times([first, future]) == [1_700_000_000])

        let late = SignedNote(
            text: note.text, signatures: proof.checkpoint.signatures + [futureLine])
        let lateProof = try TlogProof(index: 70, path: proof.path, checkpoint: late)
        #expect(throws: ProofError.note(.timestampOutOfRange)) {
            try lateProof.verify(entry: entry, key: key, cosigners: [future])
        }
        // A known witness whose signature is wrong makes the proof invalid.
        var wrong = secondLine.signature
        wrong[20] ^= 1
        let forged = SignedNote(
            text: note.text,
            signatures: proof.checkpoint.signatures
                + [firstLine, NoteSignature(key: second, signature: wrong)])
        let forgedProof = try TlogProof(index: 70, path: proof.path, checkpoint: forged)
        #expect(throws: ProofError.note(.signatureInvalid)) {
            try forgedProof.verify(entry: entry, key: key, cosigners: [first, second])
        }
        #expect(throws: Never.self) {
            try forgedProof.verify(entry: entry, key: key, cosigners: [first])
        }
    }
}
