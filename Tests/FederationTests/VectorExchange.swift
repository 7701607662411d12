import Designation
import SwiftProtobuf
import Testing
import TransparencyLog

@testable import Federation

/// Vectors of the exchange: heartbeat, session token, evidence of forks, messages.
enum ExchangeVectors {
    private typealias Stream = Designation.Stream

    private static func nodeSigner(_ node: String) throws -> NoteSigner {
        let federation = try RegistryVectors.anchor().federationID
        return try NoteSigner(name: Origin("\(federation)/\(node)"), seed: VectorSeed.node(node))
    }

    static func document() throws -> VectorJSON {
        .object([
            ("about", .text("Notes by keys of nodes, and evidence that a log was forked.")),
            ("heartbeat", try heartbeat()), ("session", try session()),
            ("fork_evidence", .list(try evidence())),
        ])
    }

    private static func heartbeat() throws -> VectorJSON {
        let signer = try nodeSigner("222401")
        let heads = [Stream.register, .sanctions].map { stream in
            (stream, NodeSigning.publicKey(seed: VectorSeed.epoch("222401", stream.rawValue)))
        }
        let federation = try RegistryVectors.anchor().federationID
        let checkpoints = try heads.map { stream, key in
            Checkpoint(
                origin: try LogName.make(
                    federation: federation, node: "222401",
                    stream: stream, epochKey: key
                ).origin, size: 7, root: .sha256(key))
        }
        let beat = try Heartbeat.sign(
            milliseconds: 1_760_000_000_000, heads: checkpoints, by: signer)
        return .object([
            ("vkey", .text(signer.verifierKey.vkey)), ("node", .text(beat.node)),
            ("milliseconds", .number(beat.milliseconds)),
            (
                "heads",
                .list(
                    beat.heads.map {
                        .object([
                            ("origin", .text($0.origin.text)), ("size", .number($0.size)),
                            ("root", .hash($0.root)),
                        ])
                    })
            ), ("note", .note(beat.note)),
        ])
    }

    private static func session() throws -> VectorJSON {
        let signer = try nodeSigner("222401")
        let federation = try RegistryVectors.anchor().federationID
        let token = SessionToken(
            audience: "\(federation)/222400", expiryMilliseconds: 1_760_000_290_000,
            nonce: Array(0..<16), software: "vectors/1")
        let request = try token.signed(by: signer)
        let (note, _) = try SessionToken.read(request)
        var desk = SessionDesk(federation: federation, node: "222400")
        let opened = desk.open(
            request, now: 1_760_000_000_000, sessionBytes: [1, 2, 3, 4, 5, 6, 7, 8]
        ) { $0 == signer.verifierKey.name.text ? [signer.verifierKey] : [] }
        return .object([
            ("vkey", .text(signer.verifierKey.vkey)), ("audience", .text(token.audience)),
            ("expiry_milliseconds", .number(token.expiryMilliseconds)),
            ("nonce", .hex(token.nonce)), ("software", .text(token.software)),
            ("note", .note(note.encoded())), ("request", .hex(request)),
            ("answer", .hex(try opened.get().encoded())),
        ])
    }

    /// One size with two roots, a larger tree that does not contain the smaller, and the first with the
    /// proof of a common beginning.
    private static func evidence() throws -> [VectorJSON] {
        let ours = try TreeVectors.log(8)
        var theirs = try TestLog(LogVectors.name, seed: 1)
        for number in 0..<9 {
            let text = number == 3 ? "other" : "entry \(number)"
            theirs.append(Array(text.utf8))
        }
        let same = try #require(
            ForkEvidence(sameSize: ours.checkpoint(8), theirs.checkpoint(8)))
        let proof = try PrefixProof(size: 6, treeSize: 9, nodes: theirs.node)
        let larger = try #require(
            ForkEvidence(
                smaller: ours.checkpoint(6), larger: theirs.checkpoint(9),
                rootAtSmaller: proof.root, proof: proof.hashes))
        let common = try [ours, theirs].map {
            try PrefixProof(size: 3, treeSize: 8, nodes: $0.node)
        }
        let isFirst = ours.edge(8).root < theirs.edge(8).root
        let narrowed = try #require(
            same.narrowed(
                to: ForkEvidence.Common(
                    size: 3, root: common[0].root, toFirst: common[isFirst ? 0 : 1].hashes,
                    toSecond: common[isFirst ? 1 : 0].hashes), key: ours.key))
        return try [same, larger, narrowed].map { evidence in
            #expect(evidence.verify(by: ours.key) != nil)
            let message = try Dingdian_V1_ForkEvidenceMessage(serializedBytes: evidence.encoded())
            return .object([
                ("vkey", .text(ours.key.vkey)), ("hex", .hex(evidence.encoded())),
                ("decoded", try json(message)),
            ])
        }
    }

    static func json(_ message: some Message) throws -> VectorJSON {
        var options = JSONEncodingOptions()
        options.preserveProtoFieldNames = true
        return .written(try message.jsonString(options: options))
    }

    // MARK: Messages

    static func messages() throws -> VectorJSON {
        let rows: [VectorJSON] = try [
            row(Dingdian_V1_HeadsAnswer.self, headsAnswer().encoded()),
            row(Dingdian_V1_HeadsAnswer.self, HeadsAnswer(cursor: "1-0").encoded()),
            row(Dingdian_V1_PushRequest.self, pushRequest().encoded()),
            row(
                Dingdian_V1_PushAnswer.self,
                PushAnswer(
                    size: 9, state: .catchingUp, wanted: pushRequest().missing, conflict: true,
                    reason: "begin at 9"
                ).encoded()),
            row(
                Dingdian_V1_DigestQuery.self,
                DigestQuery(scope: "220000", foldEdition: 1, inputs: .sha256([2]), bucket: 0)
                    .encoded()),
            row(
                Dingdian_V1_DigestDetail.self,
                DigestDetail(
                    rows: [
                        DigestRow(
                            institution: "practice-licence:222400:PDY001", row: .sha256([3]))
                    ]
                ).encoded()),
            row(Dingdian_V1_BoardQuery.self, BoardMessages.query(EntryFixtures.reference())),
            row(Dingdian_V1_BoardAnswer.self, BoardMessages.answer(boardRows())),
        ]
        return .object([
            (
                "about",
                .text("Messages of sync.proto; 'decoded' is the JSON mapping with schema names.")
            ),
            ("messages", .list(rows)),
        ])
    }

    private static func row<M: Message>(_ type: M.Type, _ bytes: [UInt8]) throws -> VectorJSON {
        let name = M.protoMessageName.split(separator: ".").last.map(String.init)
        return .object([
            ("message", .optional(name)),
            ("hex", .hex(bytes)), ("decoded", try json(M(serializedBytes: bytes))),
        ])
    }

    private static func headsAnswer() throws -> HeadsAnswer {
        let log = try TreeVectors.log(4)
        return HeadsAnswer(
            cursor: "2s-1f",
            heads: [
                HeadRow(
                    origin: log.origin, key: log.key.publicKey, note: try log.checkpoint(4).note,
                    entries: log.inline(2, 4))
            ],
            heartbeats: [Array("a heartbeat".utf8)],
            digests: [
                DigestReport(
                    scope: "common", foldEdition: 1, inputs: .sha256([4]), digest: .sha256([5]))
            ], more: true)
    }

    private static func pushRequest() throws -> PushRequest {
        let log = try TreeVectors.log(4)
        let bundle = try #require(LogResource(path: "tile/entries/000.p/4"))
        return PushRequest(
            origin: log.origin, key: log.key.publicKey, note: try log.checkpoint(4).note,
            entries: log.inline(0, 4),
            resources: [
                PushedResource(
                    resource: bundle, bytes: try #require(log.serve(bundle)), isGzip: false)
            ],
            missing: [try #require(LogResource(path: "tile/0/000.p/4"))])
    }

    private static func boardRows() throws -> [BoardRow] {
        [
            BoardRow(
                node: "220000", state: .applied(milliseconds: 1_760_000_000_123),
                receipt: (try Origin("test.0123456789abcdef/220000/receipts/0"), 4)),
            BoardRow(node: "320000", state: .notYet), BoardRow(node: "530000", state: .unknown),
        ]
    }
}
