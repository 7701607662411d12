import Compression
import Designation
import Federation
import Messages
import Storage
import Testing
import TransparencyLog

@testable import Node

/// Logs that are refused, proved and listed.
extension CommandsExchangeTests {
    @Test("One refused log is reported by name and holds up no other")
    func oneBad() async throws {
        let world = try await CommandsWorld()
        _ = try await world.city.settled(
            CommandsWorld.designation() + """
                  - {act: bar, institution: "\(CommandsWorld.hospital)", region: "222401",
                     until: 2027-01-01}
                """)
        let path = world.folder.path + "/bad"
        _ = try await world.city.run("export", [path])
        let logs = try world.city.service.logs.logs().map(\.origin)
        let register = try #require(logs.first { $0.text.contains("/222400/register/") })
        let sanctions = try #require(logs.first { $0.text.contains("/222400/sanctions/") })
        let file = "\(path)/log/\(register.text)/checkpoint"
        var bytes = try #require(try FileSystem.read(file))
        bytes[bytes.count - 10] ^= 1
        try FileSystem.writeDurably(bytes, to: file)
        let result = try await world.province.run("import", [path])
        #expect(result.exit == 1)
        #expect(result.error.contains(register.text))
        #expect(try world.province.service.logs.log(register) == nil)
        #expect(try world.province.service.logs.log(sanctions)?.position.size == 2)
    }

    @Test("Logs of another federation and folders that are none are refused in one sentence")
    func strange() async throws {
        let world = try await CommandsWorld()
        let none = try await world.city.run("import", [world.folder.path + "/nowhere"])
        #expect(none.exit == 1)
        #expect(!none.error.isEmpty)
        let path = world.folder.path + "/strange"
        let origin = "other.0123456789abcdef/root/directory/0123456789abcdef0123456789abcdef"
        try FileSystem.makeFolder("\(path)/log/\(origin)")
        try FileSystem.writeDurably(Array("x\n".utf8), to: "\(path)/log/\(origin)/checkpoint")
        let result = try await world.city.run("import", [path])
        #expect(result.exit == 1)
        #expect(result.error.contains("another federation"))
    }

    @Test("`log proof` is a tlog-proof that holds for the entry and for no other")
    func proof() async throws {
        let world = try await CommandsWorld()
        _ = try await world.city.settled(CommandsWorld.designation())
        let result = try await world.city.run("log proof", ["/222400/register/", "1"])
        #expect(result.exit == 0, "\(result.error)")
        let log = try #require(
            try world.city.service.logs.logs().first {
                $0.origin.text.contains("/222400/register/")
            })
        let proof = try TlogProof(parsing: Array((result.text + "\n").utf8))
        let entries = try world.city.service.logs.entries(log.origin, 0..<3)
        let shown = try proof.verify(entry: entries[1], key: log.key)
        #expect(shown.index == 1)
        #expect(throws: ProofError.self) {
            try proof.verify(entry: entries[2], key: log.key)
        }
        let beyond = try await world.city.run("log proof", ["/222400/register/", "99"])
        #expect(beyond.exit == 1)
    }

    @Test("`log ls`, `log cat` and verification of the store")
    func logs() async throws {
        let world = try await CommandsWorld()
        _ = try await world.city.settled(CommandsWorld.designation())
        let list = try await world.city.run("log ls")
        #expect(list.text.contains("/222400/register/"))
        let cat = try await world.city.run("log cat", ["/222400/register/"], options: ["from": "1"])
        #expect(cat.text.contains("登记公开信息 / registered"))
        #expect(cat.text.contains("签订协议 / signed"))
        #expect(cat.json.contains(#""kind":"registered""#))
        let results = try world.city.service.logs.logs().map {
            LogVerifier.verify($0, in: world.city.service.logs)
        }
        #expect(results.allSatisfy { $0.problem == nil })
        #expect(LogVerification.result(results).exit == 0)
    }

    @Test("A damaged tile that no reader needs is found by `log verify` and told by `import`")
    func unusedTile() async throws {
        let world = try await CommandsWorld()
        try await world.carry(from: world.province, to: world.root)
        let path = world.folder.path + "/unused"
        let log = try ServedLog.foreign(world.anchor, suspensions: 600, in: path)
        func problem() async -> LogVerification {
            await FolderVerifier.verify(log.origin, in: path, keys: [:])
        }
        #expect(await problem().problem == nil)
        let tile = "\(log.place)/tile/0/001"
        let good = try #require(try FileSystem.read(tile))
        for byte in stride(from: 0, to: good.count, by: 97) {
            var bad = good
            bad[byte] ^= 1 << UInt8(byte % 8)
            try FileSystem.writeDurably(bad, to: tile)
            #expect(await problem().problem?.english.contains("tile/0/001") == true, "\(byte)")
        }
        // All entries were verified by the bundles, so they are taken; the folder is still bad.
        let taken = try await world.root.run("import", [path])
        #expect(taken.exit == 1 && taken.error.contains("tile/0/001"), "\(taken.error)")
        #expect(taken.json.contains(#""damaged":["tile/0/001"]"#), "\(taken.json)")
        #expect(try world.root.service.logs.log(log.origin)?.position.size == 601)
        try FileSystem.writeDurably(good, to: tile)
        // What an earlier checkpoint had, or another form of a file, may be asked for by somebody, too.
        let first = try #require(try FileSystem.read("\(log.place)/tile/0/000"))
        let bundle = try #require(try FileSystem.read("\(log.place)/tile/entries/002.p/89"))
        let five = try EntryBundle.encode(Array(log.entries[..<5]))
        let more: [(String, [UInt8])] = [
            ("tile/0/000.p/5", Array(first[..<160])), ("tile/entries/000.p/5", five),
            ("tile/entries/002.p/89.gz", Gzip.compress(bundle)),
        ]
        for (name, bytes) in more {
            let file = "\(log.place)/\(name)"
            let parts = file.split(separator: "/").dropLast()
            try FileSystem.makeFolder(parts.map { "/\($0)" }.joined())
            try FileSystem.writeDurably(bytes, to: file)
            #expect(await problem().problem == nil, "\(name)")
            var bad = bytes
            bad[bytes.count / 2] ^= 1
            try FileSystem.writeDurably(bad, to: file)
            #expect(await problem().problem?.english.contains(name) == true, "\(name)")
            try FileSystem.writeDurably(bytes, to: file)
        }
        // An export that was interrupted leaves files that nothing can be said about yet.
        try FileSystem.writeDurably(good, to: "\(log.place)/tile/0/009")
        let beyond = await problem()
        #expect(beyond.problem == nil && beyond.beyondCount == 1)
    }

    @Test("Flipped bytes of what lies beside the logs is found by `log verify`")
    func besides() async throws {
        let world = try await CommandsWorld()
        _ = try await world.city.settled(
            """
            - {act: step, institution: "\(CommandsWorld.hospital)", region: "222401", case: a,
               step: received, kind: new, services: [outpatient], officer: 甲}
            """)
        await world.city.service.core.beat()
        let path = world.folder.path + "/besides"
        _ = try await world.city.run("export", [path])
        func verified() async throws -> CommandResult {
            try await FolderVerifier.run(path, only: nil, anchor: world.anchor) { _ in }
        }
        let whole = try await verified()
        #expect(whole.exit == 0 && !whole.text.contains("not verified"), "\(whole.text)")
        let blobs = try FileSystem.names(in: path + "/blob")
        #expect(blobs.count == 2)
        var files = ["logs", "heartbeat/222400"] + blobs.map { "blob/\($0)" }
        while let file = files.popLast() {
            let good = try #require(try FileSystem.read("\(path)/\(file)"), "\(file)")
            for byte in stride(from: 0, to: good.count, by: good.count / 80 + 1) {
                var bad = good
                bad[byte] ^= 1 << UInt8(byte % 8)
                try FileSystem.writeDurably(bad, to: "\(path)/\(file)")
                #expect(try await verified().exit == 1, "\(file) byte \(byte)")
            }
            try FileSystem.writeDurably(good, to: "\(path)/\(file)")
        }
        // A file server over the folder is read the same way, log by log.
        let server = try FileServer(folder: path)
        let served = try await FolderVerifier.run(server.url, only: nil, anchor: nil) { _ in }
        #expect(served.exit == 0 && served.text.contains("/222400/casework/"), "\(served.error)")
    }
}
