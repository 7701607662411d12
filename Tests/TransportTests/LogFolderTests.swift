import Compression
import Glibc
import Messages
import Testing
import TransparencyLog

@testable import Transport

@Suite("Logs in folders and over HTTP")
struct LogFolderTests {
    let server: TestServer
    let folder: String
    let origin: Origin
    let full: LogResource
    let partial: LogResource
    let tile: LogResource

    init() throws {
        server = try TestServer.shared()
        folder = try server.makeFolder()
        origin = try Origin("demo-0123456789abcdef/222401/sanctions/e1")
        full = .entries(try #require(BundleCoordinate(index: 1_234, width: 256)))
        partial = .entries(try #require(BundleCoordinate(index: 1_235, width: 3)))
        tile = .tile(try #require(TileCoordinate(level: 0, index: 1_235, width: 2)))
    }

    private func plain(_ bytes: [UInt8]) -> FetchedBytes {
        FetchedBytes(bytes: bytes, isGzip: false)
    }

    private func error<Value>(
        _ work: () async throws(TransportError) -> Value
    ) async -> TransportError? {
        await transportError(work)
    }

    @Test(arguments: [false, true])
    func whatIsWrittenIsReadBack(compressed: Bool) async throws {
        var writer = try FolderLogWriter(root: folder + "/stick", compressesBundles: compressed)
        let bundle = pattern(9_000)
        let hashes = pattern(64)
        #expect(try writer.write(full, of: origin, bytes: plain(bundle)) == .written)
        let gzip = FetchedBytes(bytes: Gzip.compress(bundle), isGzip: true)
        #expect(try writer.write(partial, of: origin, bytes: gzip) == .written)
        #expect(try writer.write(tile, of: origin, bytes: plain(hashes)) == .written)
        #expect(try writer.write(.verifierKey, of: origin, bytes: plain([1])) == .written)
        #expect(try writer.write(.checkpoint, of: origin, bytes: plain([2])) == .written)
        #expect(try writer.write(.checkpoint, of: origin, bytes: plain([3])) == .written)
        #expect(try writer.write(.checkpoint, of: origin, bytes: plain([3])) == .unchanged)
        #expect(try writer.write(partial, of: origin, bytes: gzip) == .unchanged)

        let source = FolderLogSource(root: folder + "/stick")
        for resource in [full, partial] {
            let fetched = try #require(try await source.fetch(resource, of: origin))
            #expect(fetched.isGzip == compressed)
            #expect(try fetched.content(maximumByteCount: 9_000) == bundle)
        }
        #expect(try await source.fetch(tile, of: origin) == plain(hashes))
        #expect(try await source.fetch(.verifierKey, of: origin) == plain([1]))
        #expect(try await source.fetch(.checkpoint, of: origin) == plain([3]))
        #expect(try await source.origins() == [origin])

        // The layout is the read path's, so that any file server of the folder is a relay.
        let path = "\(folder)/stick/log/\(origin)/tile/entries/x001/234" + (compressed ? ".gz" : "")
        #expect(TestFiles.exists(path))
        let single = FolderLogSource(singleLogRoot: "\(folder)/stick/log/\(origin)")
        #expect(try await single.fetch(tile, of: origin) == plain(hashes))
    }

    @Test func filesOfAnInterruptedCopyAreCompletedAndOthersNeverChanged() async throws {
        let bundle = pattern(5_000)
        let path = "\(folder)/log/\(origin)/tile/entries/x001"
        for cut in [0, 1, 4_999] {
            try TestFiles.makeFolders(path)
            try TestFiles.write(Array(bundle[..<cut]), to: path + "/234")
            try TestFiles.write([9, 9, 9], to: path + "/.tmp")
            var writer = try FolderLogWriter(root: folder)
            #expect(try writer.write(full, of: origin, bytes: plain(bundle)) == .written)
            #expect(TestFiles.read(path + "/234") == bundle)
            #expect(!TestFiles.exists(path + "/.tmp"))
        }
        var writer = try FolderLogWriter(root: folder)
        let inode = TestFiles.inode(path + "/234")
        #expect(try writer.write(full, of: origin, bytes: plain(bundle)) == .unchanged)
        #expect(TestFiles.inode(path + "/234") == inode)
        for other in [pattern(4_999), pattern(5_001).reversed(), [0] + bundle] {
            let (full, origin, bytes) = (full, origin, plain(Array(other)))
            let failure = await error { () throws(TransportError) in
                try writer.write(full, of: origin, bytes: bytes)
            }
            #expect(failure == .folder(.conflict))
        }
        #expect(TestFiles.read(path + "/234") == bundle)
    }

    @Test func oneWriterAtATime() async throws {
        let folder = folder
        let writer = try FolderLogWriter(root: folder)
        let failure = await error { () throws(TransportError) in try FolderLogWriter(root: folder) }
        #expect(failure == .folder(.busy))
        withExtendedLifetime(writer) {}
    }

    @Test func aFolderThatIsGoneOrEmptyIsToldApart() async throws {
        let origin = origin
        let source = FolderLogSource(root: folder)
        #expect(try await source.fetch(.checkpoint, of: origin) == nil)
        #expect(try await source.origins() == [])
        let gone = FolderLogSource(root: folder + "/gone")
        let failure = await error { () throws(TransportError) in
            try await gone.fetch(.checkpoint, of: origin)
        }
        #expect(failure == .folder(.missing))
    }

    @Test func linksPipesAndFoldersInPlaceOfFilesAreRefused() async throws {
        let (origin, tile) = (origin, tile)
        let source = FolderLogSource(root: folder)
        let logFolder = "\(folder)/log/\(origin)"
        try TestFiles.makeFolders(logFolder)
        try TestFiles.write([1], to: folder + "/outside")
        let checkpoint = logFolder + "/checkpoint"
        let placements: [(String) -> Int32] = [
            { symlink("/etc/hostname", $0) }, { symlink("../../../../../outside", $0) },
            { mkfifo($0, 0o644) }, { mkdir($0, 0o755) },
        ]
        for place in placements {
            try #require(place(checkpoint) == 0)
            let failure = await error { () throws(TransportError) in
                try await source.fetch(.checkpoint, of: origin)
            }
            #expect(failure == .folder(.unsafePath))
            try #require(remove(checkpoint) == 0)
        }
        // A link on the way is as bad as one at the end.
        try #require(symlink("/tmp", logFolder + "/tile") == 0)
        let failure = await error { () throws(TransportError) in
            try await source.fetch(tile, of: origin)
        }
        #expect(failure == .folder(.unsafePath))
        var writer = try FolderLogWriter(root: folder)
        let refusal = await error { () throws(TransportError) in
            try writer.write(
                tile, of: origin, bytes: FetchedBytes(bytes: pattern(64), isGzip: false))
        }
        #expect(refusal == .folder(.unsafePath))
    }

    @Test func filesLargerThanTheirKindAreRefused() async throws {
        let (origin, tile, partial) = (origin, tile, partial)
        let source = FolderLogSource(root: folder)
        let path = "\(folder)/log/\(origin)/tile"
        try TestFiles.makeFolders(path + "/0/x001/235.p")
        try TestFiles.write(pattern(65), to: path + "/0/x001/235.p/2")
        let tileFailure = await error { () throws(TransportError) in
            try await source.fetch(tile, of: origin)
        }
        #expect(tileFailure == .tooLarge(limit: 64))
        // A hole of a terabyte costs nothing to make and would cost everything to read.
        try TestFiles.makeFolders(path + "/entries/x001/235.p")
        try TestFiles.write([], to: path + "/entries/x001/235.p/3")
        try #require(truncate(path + "/entries/x001/235.p/3", 1 << 40) == 0)
        let failure = await error { () throws(TransportError) in
            try await source.fetch(partial, of: origin)
        }
        #expect(failure == .tooLarge(limit: 3 * 65_537))
    }

    @Test func listsEveryLogAndPassesOverEverythingElse() async throws {
        let names = ["a", "a/b", "demo/222401/register/e", "汉字/é/x"]
        for name in names {
            try TestFiles.makeFolders("\(folder)/log/\(name)/tile/checkpoint-like")
            try TestFiles.write([], to: "\(folder)/log/\(name)/checkpoint")
        }
        try TestFiles.makeFolders("\(folder)/log/holiday photos")
        try TestFiles.write([], to: "\(folder)/log/holiday photos/checkpoint")
        try TestFiles.makeFolders("\(folder)/log/no checkpoint/here")
        try TestFiles.makeFolders("\(folder)/log/.hidden")
        try TestFiles.write([], to: "\(folder)/log/.hidden/checkpoint")
        try #require(symlink("..", "\(folder)/log/loop") == 0)
        let origins = try await FolderLogSource(root: folder).origins()
        #expect(origins.map(\.text) == names.sorted())
    }

    @Test("A folder of too many names, or a list with other lines, keeps no log back")
    func whatElseLiesThereKeepsNothingBack() async throws {
        try TestFiles.makeFolders("\(folder)/log/\(origin)")
        try TestFiles.write([], to: "\(folder)/log/\(origin)/checkpoint")
        try TestFiles.makeFolders("\(folder)/log/aaa")
        for number in 0...100_000 { close(creat("\(folder)/log/aaa/\(number)", 0o644)) }
        let lines = "\(origin)\nbad line with blanks\n"
        try TestFiles.write(Array(lines.utf8), to: "\(folder)/logs")
        #expect(try await FolderLogSource(root: folder).origins() == [origin])
        let path = folder.split(separator: "/").last.map(String.init) ?? ""
        let source = HTTPLogSource(
            client: TestServer.client(), baseURL: "\(server.url)/noranges/\(path)")
        #expect(try await source.origins() == [origin])
        try TestFiles.write(Array("<html lang=zh>\n".utf8), to: "\(folder)/logs")
        let failure = await error { () throws(TransportError) in try await source.origins() }
        #expect(failure == .malformed("list of logs"))
    }

    @Test(arguments: ["../x", "a/../b", "a//b", "/a", "a/", ".", "a/tile", "checkpoint", "a/.tmp"])
    func namesThatLeadElsewhereAreRefused(name: String) async throws {
        let origin = try Origin(name)
        let source = FolderLogSource(root: folder)
        let failure = await error { () throws(TransportError) in
            try await source.fetch(.checkpoint, of: origin)
        }
        #expect(failure == .unsupported("logs of such a name"))
        var writer = try FolderLogWriter(root: folder)
        let refusal = await error { () throws(TransportError) in
            try writer.write(
                .checkpoint, of: origin, bytes: FetchedBytes(bytes: [], isGzip: false))
        }
        #expect(refusal == .unsupported("logs of such a name"))
    }

    @Test(arguments: [false, true])
    func anExportedFolderServedAsFilesIsARelay(compressed: Bool) async throws {
        let origin = try Origin("relay-\(compressed)/汉字~%41/e=1")
        var writer = try FolderLogWriter(
            root: server.folder + "/relay-\(compressed)", compressesBundles: compressed)
        let bundle = pattern(9_000)
        let note = [UInt8]("\(origin)\n0\nAAAA\n".utf8)
        _ = try writer.write(full, of: origin, bytes: plain(bundle))
        _ = try writer.write(.checkpoint, of: origin, bytes: plain(note))
        // The server decodes nothing, so its folder gets the names as they stand in an address.
        let path = try #require(origin.urlPath)
        #expect(path == "relay-\(compressed)/%E6%B1%89%E5%AD%97~%2541/e%3D1")
        try TestFiles.makeFolders(
            server.folder + "/log/relay-\(compressed)/%E6%B1%89%E5%AD%97~%2541")
        try #require(
            symlink(
                "\(server.folder)/relay-\(compressed)/log/\(origin)",
                "\(server.folder)/log/\(path)") == 0)

        let client = TestServer.client()
        let source = HTTPLogSource(client: client, baseURL: server.url + "/")
        let fetched = try #require(try await source.fetch(full, of: origin))
        #expect(fetched.isGzip == compressed)
        #expect(try fetched.content(maximumByteCount: 9_000) == bundle)
        #expect(try await source.fetch(.checkpoint, of: origin) == plain(note))
        #expect(try await source.fetch(tile, of: origin) == nil)
        let single = HTTPLogSource(client: client, singleLogURL: "\(server.url)/log/\(path)")
        #expect(try await single.fetch(.checkpoint, of: origin) == plain(note))
        #expect(try await single.origins() == [origin])
        let failure = await error { () throws(TransportError) in try await source.origins() }
        #expect(failure == .unsupported("a list of its logs"))
    }

    @Test func answersThatAreNoFilesAreErrors() async throws {
        let (client, origin) = (TestServer.client(), origin)
        let expected: [(String, TransportError)] = [
            ("status/500#", .status(500)), ("status/301#", .status(301)),
            ("status/403#", .status(403)), ("endless?", .tooLarge(limit: 132_224)),
            ("encoded/br#", .malformed("answer (unknown content encoding)")),
        ]
        for (path, failure) in expected {
            let source = HTTPLogSource(client: client, singleLogURL: "\(server.url)/\(path)")
            let seen = await error { () throws(TransportError) in
                try await source.fetch(.checkpoint, of: origin)
            }
            #expect(seen == failure)
        }
    }
}
