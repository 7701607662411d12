import Glibc
import Testing
import TransparencyLog

@testable import Transport

@Suite("Attachments")
struct AttachmentTests {
    let server: TestServer
    let folder: String
    let client: CurlClient
    let content: [UInt8]
    let name: TreeHash

    init() throws {
        server = try TestServer.shared()
        folder = try server.makeFolder()
        client = TestServer.client()
        content = pattern(4_321)
        name = TreeHash.sha256(content)
        try TestFiles.makeFolders(server.folder + "/blob")
        try TestFiles.write(content, to: server.folder + "/blob/" + name.hex)
    }

    private var complete: String { folder + "/" + name.hex }
    private var part: String { complete + ".part" }

    private func source(_ path: String = "") -> HTTPAttachmentSource {
        HTTPAttachmentSource(client: client, baseURL: server.url + path)
    }

    private func error(
        _ transfer: AttachmentTransfer, _ source: any AttachmentSource, _ name: TreeHash? = nil
    ) async -> TransportError? {
        let wanted = name ?? self.name
        return await transportError { () throws(TransportError) in
            try await transfer.fetch(wanted, from: source)
        }
    }

    @Test(arguments: [1, 1_000, 4_321, 1 << 20])
    func arrivesInPiecesOfAnySize(pieceByteCount: Int) async throws {
        // A piece of one byte needs as many requests as bytes; a small attachment is enough.
        let count = pieceByteCount == 1 ? 40 : 4_321
        let small = pattern(count)
        let smallName = TreeHash.sha256(small)
        try TestFiles.write(small, to: server.folder + "/blob/" + smallName.hex)
        let transfer = AttachmentTransfer(root: folder, pieceByteCount: pieceByteCount)
        #expect(try await transfer.fetch(smallName, from: source()))
        #expect(TestFiles.read(folder + "/" + smallName.hex) == small)
        #expect(!TestFiles.exists(folder + "/" + smallName.hex + ".part"))
        #expect(try await transfer.contents(of: smallName) == small)
        // What is here is not fetched again.
        #expect(try await transfer.fetch(smallName, from: source("/status/500")))
    }

    @Test func anEmptyAttachmentArrivesToo() async throws {
        let none = TreeHash.sha256([])
        try TestFiles.write([], to: server.folder + "/blob/" + none.hex)
        let transfer = AttachmentTransfer(root: folder)
        #expect(try await transfer.fetch(none, from: source()))
        #expect(try await transfer.contents(of: none) == [])
        let other = AttachmentTransfer(root: try server.makeFolder())
        #expect(try await other.fetch(none, from: FolderAttachmentSource(root: folder)))
    }

    @Test func everyInterruptionCostsOnlyWhatHadNotArrived() async throws {
        let transfer = AttachmentTransfer(root: folder)
        for held in [1_000, 2_000, 3_000, 4_000] {
            #expect(await error(transfer, source("/cut")) == .interrupted)
            #expect(TestFiles.read(part) == Array(content[..<held]))
            #expect(!TestFiles.exists(complete))
        }
        #expect(try await transfer.fetch(name, from: source("/cut")))
        #expect(TestFiles.read(complete) == content)
    }

    @Test func aServerWithoutRangesIsStillUsable() async throws {
        try TestFiles.write(Array(content[..<100]), to: part)
        let transfer = AttachmentTransfer(root: folder, pieceByteCount: 500)
        #expect(try await transfer.fetch(name, from: source("/noranges")))
        #expect(TestFiles.read(complete) == content)
    }

    @Test func aPartThatIsCompleteIsOnlyRenamed() async throws {
        try TestFiles.write(content, to: part)
        #expect(try await AttachmentTransfer(root: folder).fetch(name, from: source()))
        #expect(TestFiles.read(complete) == content)
    }

    @Test(arguments: [0, 2_000, 4_321, 5_000])
    func contentWithAnotherHashIsDiscarded(wrongFrom index: Int) async throws {
        // Either the beginning that lies here is wrong, or what the source sends.
        var wrong = pattern(index)
        if index > 0 { wrong[index - 1] ^= 1 }
        let transfer = AttachmentTransfer(root: folder)
        if index > 0 {
            try TestFiles.write(wrong, to: part)
            #expect(await error(transfer, source()) == .hashMismatch)
        } else {
            let other = TreeHash.sha256([1, 2, 3])
            try TestFiles.write(content, to: server.folder + "/blob/" + other.hex)
            #expect(await error(transfer, source(), other) == .hashMismatch)
            #expect(!TestFiles.exists(folder + "/" + other.hex + ".part"))
        }
        #expect(!TestFiles.exists(part))
        #expect(!TestFiles.exists(complete))
        #expect(try await transfer.fetch(name, from: source()))
        #expect(TestFiles.read(complete) == content)
    }

    @Test func whatTheSourceDoesNotHaveIsNoError() async throws {
        let absent = TreeHash.sha256([7])
        let transfer = AttachmentTransfer(root: folder)
        #expect(try await transfer.fetch(absent, from: source()) == false)
        #expect(
            try await transfer.fetch(absent, from: FolderAttachmentSource(root: folder)) == false)
        #expect(try await transfer.contents(of: absent) == nil)
        #expect(await error(transfer, source("/status/500")) == .status(500))
    }

    @Test func tooLargeIsRefusedAndLeavesNothing() async throws {
        let transfer = AttachmentTransfer(
            root: folder, maximumByteCount: 4_320, pieceByteCount: 100)
        let folderSource = FolderAttachmentSource(root: server.folder + "/blob")
        #expect(await error(transfer, source()) == .tooLarge(limit: 4_320))
        #expect(!TestFiles.exists(part))
        #expect(await error(transfer, source("/noranges")) == .tooLarge(limit: 4_320))
        #expect(await error(transfer, folderSource) == .tooLarge(limit: 4_320))
        #expect(!TestFiles.exists(part))
    }

    @Test func aFolderServesAttachmentsAndOneThatIsLinkedIsRefused() async throws {
        let transfer = AttachmentTransfer(root: folder, pieceByteCount: 1_000)
        let stick = try server.makeFolder()
        let source = FolderAttachmentSource(root: stick)
        try #require(symlink(server.folder + "/blob/" + name.hex, stick + "/" + name.hex) == 0)
        #expect(await error(transfer, source) == .folder(.unsafePath))
        try #require(unlink(stick + "/" + name.hex) == 0)
        #expect(try await AttachmentTransfer(root: stick).keep(content) == name)
        #expect(try await transfer.fetch(name, from: source))
        #expect(TestFiles.read(complete) == content)
    }

    @Test func oneTransferOfAnAttachmentAtATime() async throws {
        let held = try PartialAttachment(root: folder, sha256: name, maximumByteCount: 1 << 20)
        let transfer = AttachmentTransfer(root: folder)
        #expect(await error(transfer, source()) == .folder(.busy))
        withExtendedLifetime(held) {}
    }

    @Test(arguments: [
        "", "bytes", "bytes 0-9", "bytes 0-9/", "bytes 9-0/10", "bytes 0-9/9", "bytes +0-9/10",
        "bytes 0-9/10/1", "bytes -9/10", "bytes 0-99999999999999999999/1", "items 0-9/10",
        "bytes 0-18446744073709551615/*",
    ])
    func malformedContentRangesAreRefused(text: String) {
        #expect(ContentRange(text) == nil)
        #expect(ContentRange("bytes 0-9/*")?.total == nil)
        #expect(ContentRange("bytes 5-9/10")?.first == 5)
    }
}
