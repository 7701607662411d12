import Crypto
import Designation
import Federation
import Testing
import TransparencyLog

@Suite("Casework")
struct CaseworkTests {
    private let caseKey = EntryFixtures.key(11)
    private let salt = EntryFixtures.key(12)
    private let caseID = [UInt8](repeating: 13, count: 16)

    private func record() throws -> CaseRecord {
        var record = CaseRecord(
            institution: try EntryFixtures.institution(), step: .assessed,
            region: EntryFixtures.code("222401"), day: EntryFixtures.day("2025-11-20"),
            note: "负责人已到场", services: [.inpatient], scope: .basic, passed: true,
            persons: [PersonMark(secretEdition: 2, mark: EntryFixtures.hash("p"))],
            attachments: [EntryFixtures.hash("scan")])
        record.files = [try paper().attachment]
        return record
    }

    private static let content = Array("%PDF-1.7 licence".utf8)

    private func context(_ sequence: UInt32 = 0, author: String = "222401") -> CaseContext {
        CaseContext(federation: "f", author: author, caseID: caseID, sequence: sequence)
    }

    private func paper() throws -> (attachment: CaseAttachment, bytes: [UInt8]) {
        try CaseAttachment.seal(
            Self.content, name: "licence.pdf", mediaType: "application/pdf", caseKey: caseKey,
            salt: salt, context: context())
    }

    @Test("A paper opens as it was in its place, and nothing of it anywhere else or changed")
    func papers() throws {
        let (attachment, bytes) = try paper()
        #expect(try attachment.open(bytes, caseKey: caseKey, context: context()) == Self.content)
        for other in [context(1), context(author: "222400")] {
            #expect(throws: CaseError.cannotOpen) {
                try attachment.open(bytes, caseKey: caseKey, context: other)
            }
        }
        #expect(throws: CaseError.cannotOpen) {
            try attachment.open(bytes, caseKey: salt, context: context())
        }
        for place in bytes.indices {
            var changed = bytes
            changed[place] ^= 1
            #expect(throws: CaseError.otherAttachment) {
                try attachment.open(changed, caseKey: caseKey, context: context())
            }
            // Even where the record named the changed bytes.
            var named = attachment
            named.sealed = .sha256(changed)
            #expect(throws: CaseError.self) {
                try named.open(changed, caseKey: caseKey, context: context())
            }
        }
        var other = attachment
        other.content = .sha256([])
        #expect(throws: CaseError.contentMismatch) {
            try other.open(bytes, caseKey: caseKey, context: context())
        }
    }

    @Test(
        "Names and types of papers that could harm are none",
        arguments: [
            ("", "a/b"), ("a/b", "a/b"), ("..", "a/b"), ("a\u{1B}[2J", "a/b"),
            ("a\u{202E}b", "a/b"),
            ("a\\b", "a/b"), (String(repeating: "a", count: 256), "a/b"), ("a", "text"),
            ("a", "a/b/c"),
            ("a", "text/html; charset=utf-8"), ("a", "/"),
            ("a", "a/" + String(repeating: "b", count: 126)),
        ])
    func harmful(name: String, mediaType: String) {
        #expect(!CaseAttachment.isName(name) || !CaseAttachment.isMediaType(mediaType))
        #expect(throws: CaseError.malformed) {
            try CaseAttachment.seal(
                Self.content, name: name, mediaType: mediaType, caseKey: caseKey, salt: salt,
                context: context())
        }
    }

    @Test("A record with more papers, or one twice, is malformed")
    func tooManyPapers() throws {
        var record = try record()
        func paper(_ number: UInt8) -> CaseAttachment {
            CaseAttachment(
                sealed: .sha256([number]), content: .sha256([]), byteCount: 0, name: "a",
                mediaType: "a/b")
        }
        record.files = (0..<32).map(paper)
        #expect(try CaseRecord(record.encoded()) == record)
        record.files.append(paper(99))
        #expect(throws: EntryError.tooLarge(field: 31, limit: 32)) {
            try CaseRecord(record.encoded())
        }
        record.files = [paper(1), paper(1)]
        #expect(throws: EntryError.repeated(field: 31)) { try CaseRecord(record.encoded()) }
    }

    private func sealed(
        _ directory: Directory, author: String
    ) throws -> (event: CaseEvent, payload: [UInt8], wraps: [UInt8]) {
        let federation = directory.anchor.federationID
        let chain = directory.caseworkChain(of: author)
        let payload = try CasePayload.seal(
            record().encoded(), caseKey: caseKey, salt: salt,
            context: CaseContext(
                federation: federation, author: author, caseID: caseID, sequence: 0))
        let wraps = try CaseKeyWraps(
            caseKey: caseKey, federation: federation, caseID: caseID,
            chain: chain.compactMap { directory.node(named: $0) })
        let event = CaseEvent(
            caseID: caseID, sequence: 0, chain: chain, saltedHash: payload.saltedHash,
            payload: payload.name, payloadByteCount: UInt64(payload.bytes.count),
            wraps: wraps.name)
        return (event, payload.bytes, wraps.encoded())
    }

    @Test("A case is readable in its chain and nowhere else")
    func chain() throws {
        let directory = try FederationFixture.standard().fixture.build()
        let federation = directory.anchor.federationID
        let (event, payload, wraps) = try sealed(directory, author: "222401.field")
        #expect(event.chain == ["222401.field", "222401", "222400", "220000"])
        for node in directory.nodes.map(\.name) {
            let box = [UInt8](try FederationFixture.encryptionKey(node).rawRepresentation)
            let wrapped = try CaseKeyWraps(wraps, event: event)
            guard event.chain.contains(node) else {
                #expect(throws: CaseError.notInChain) {
                    try wrapped.open(node: node, privateKey: box, federation: federation)
                }
                for insider in event.chain {
                    #expect(throws: CaseError.cannotOpen) {
                        try wrapped.open(node: insider, privateKey: box, federation: federation)
                    }
                }
                continue
            }
            let key = try wrapped.open(node: node, privateKey: box, federation: federation)
            let opened = try CasePayload.open(
                payload, caseKey: key, event: event, federation: federation,
                author: "222401.field")
            #expect(try CaseRecord(opened) == (try record()))
        }
    }

    @Test("What relays carry shows nothing of the content")
    func opaque() throws {
        let directory = try FederationFixture.standard().fixture.build()
        let (event, payload, wraps) = try sealed(directory, author: "222401")
        let entry = Entry(
            header: EntryHeader(
                stamp: Stamp(milliseconds: 1_760_000_000_000, counter: 0),
                effective: EntryFixtures.day("2025-11-20")),
            body: .casework(event))
        let carried = try EntryCodec.encode(entry) + payload + wraps
        for secret in ["负责人已到场", "PDY001"] {
            let bytes = Array(secret.utf8)
            #expect(
                !carried.indices.contains { carried[$0...].starts(with: bytes) },
                "content must not travel in the clear")
        }
        #expect(!carried.indices.contains { carried[$0...].starts(with: caseKey) })
        #expect(CasePayload.saltedHash(try record().encoded(), salt: salt) == event.saltedHash)
        #expect(
            CasePayload.saltedHash(try record().encoded(), salt: EntryFixtures.key(1))
                != event.saltedHash)
    }

    @Test("Changed, exchanged and foreign payloads are refused with the reason")
    func refusals() throws {
        let directory = try FederationFixture.standard().fixture.build()
        let federation = directory.anchor.federationID
        let (event, payload, wraps) = try sealed(directory, author: "222401")
        func open(
            _ bytes: [UInt8], _ event: CaseEvent, key: [UInt8]? = nil, author: String = "222401"
        ) throws {
            _ = try CasePayload.open(
                bytes, caseKey: key ?? caseKey, event: event, federation: federation,
                author: author)
        }
        for index in payload.indices {
            var changed = payload
            changed[index] ^= 0x10
            #expect(throws: CaseError.otherAttachment) { try open(changed, event) }
            var renamed = event
            renamed.payload = .sha256(changed)
            #expect(throws: CaseError.self) { try open(changed, renamed) }
        }
        #expect(throws: CaseError.cannotOpen) { try open(payload, event, key: salt) }
        #expect(throws: CaseError.cannotOpen) { try open(payload, event, author: "222400") }
        var moved = event
        moved.sequence = 1
        #expect(throws: CaseError.cannotOpen) { try open(payload, moved) }
        var lied = event
        lied.saltedHash = .emptyTree
        #expect(throws: CaseError.contentMismatch) { try open(payload, lied) }
        var short = event
        short.payload = .sha256([1])
        #expect(throws: CaseError.malformed) { try open([1], short) }
        #expect(throws: CaseError.otherAttachment) {
            try CaseKeyWraps(wraps + [0], event: event)
        }
    }

    @Test("A chain without keys for cases is refused before anything is written")
    func missingKey() throws {
        var record = try FederationFixture.record("a", "222400", .city, grants: [])
        record.encryptionKey = []
        #expect(throws: CaseError.noEncryptionKey(node: "a")) {
            try CaseKeyWraps(
                caseKey: caseKey, federation: "f", caseID: caseID, chain: [record])
        }
        record.encryptionKey = EntryFixtures.key(0)
        #expect(throws: CaseError.noEncryptionKey(node: "a")) {
            try CaseKeyWraps(
                caseKey: caseKey, federation: "f", caseID: caseID, chain: [record])
        }
    }

    @Test("Random bytes as a case record never trap")
    func fuzz() throws {
        var random = EntriesRandom(seed: 99)
        let good = try record().encoded()
        #expect(try CaseRecord(good) == (try record()))
        for _ in 0..<5_000 {
            var bytes = good
            let place = Int.random(in: 0..<bytes.count, using: &random)
            bytes[place] = UInt8.random(in: 0...255, using: &random)
            if let read = try? CaseRecord(bytes) {
                #expect(try CaseRecord(read.encoded()) == read)
            }
        }
    }

    @Test("Marks are equal for one person and secret, and differ otherwise")
    func marks() throws {
        func mark(_ id: String, _ secret: UInt8, _ edition: UInt32 = 1) throws -> PersonMark {
            try PersonMark.make(
                idNumber: id, secret: EntryFixtures.key(secret), secretEdition: edition,
                rounds: 16)
        }
        let one = try mark("22240119700101123x", 1)
        #expect(try mark("222401 19700101 123X", 1) == one)
        #expect(try mark("22240119700101124X", 1).mark != one.mark)
        #expect(try mark("22240119700101123X", 2).mark != one.mark)
        #expect(throws: CaseError.malformed) { try mark("一二三", 1) }
        #expect(throws: CaseError.wrongLength) {
            try PersonMark.make(idNumber: "22240119700101123X", secret: [1], secretEdition: 1)
        }
    }
}
