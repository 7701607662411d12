import Designation
import Federation
import Storage
import Testing
import TransparencyLog

@testable import Node

@Suite("Exchange by folder, logs and proofs")
struct CommandsExchangeTests {
    @Test("What one node exports another applies: same standing, same digest, nothing twice")
    func carry() async throws {
        let world = try await CommandsWorld()
        _ = try await world.city.settled(CommandsWorld.designation())
        let first = try await world.carry(from: world.city, to: world.province)
        #expect(first.exit == 0, "\(first.error)")
        let answer = world.province.answer(CommandsWorld.hospital, "222401", on: "2026-03-02")
        #expect(answer.status == .designated)
        let again = try await world.carry(from: world.city, to: world.province)
        #expect(again.json.contains(#""entries":0"#))
        let digests = try await [world.city, world.province].asyncMap {
            try await DigestCommand.digests(
                of: [Registry.common, BackendWorld.code("220000")], $0.service.core)
        }
        #expect(digests[0].map(\.value) == digests[1].map(\.value))
    }

    @Test("Heartbeats go along by folder, and only genuine ones are taken")
    func heartbeats() async throws {
        let world = try await CommandsWorld()
        _ = try await world.city.settled(CommandsWorld.designation())
        await world.city.service.core.beat()
        let path = world.folder.path + "/beats"
        _ = try await world.city.run("export", [path])
        let name = world.city.service.core.name
        #expect(try FileSystem.names(in: path + "/heartbeat") == [name])
        func known() async throws -> [String] {
            try await world.province.service.core.with { $0.freshness.heartbeats.map(\.node) }
        }
        let file = "\(path)/heartbeat/\(name)"
        let note = try BoundedFile.read(file, limitByteCount: 1 << 20)
        var forged = note
        forged[30] ^= 1
        try FileSystem.writeDurably(forged, to: file)
        _ = try await world.province.run("import", [path])
        #expect(try await known() == [])
        try FileSystem.writeDurably(note, to: file)
        _ = try await world.province.run("import", [path])
        #expect(try await known() == [name])
    }

    @Test("Only what is new since an earlier export is written, and it suffices")
    func since() async throws {
        let world = try await CommandsWorld()
        _ = try await world.city.settled(CommandsWorld.designation())
        let (one, two) = (world.folder.path + "/one", world.folder.path + "/two")
        _ = try await world.city.run("export", [one])
        #expect(try await world.province.run("import", [one]).exit == 0)
        var acts = ""
        for number in 0..<600 {
            acts += """
                - {act: bar, institution: "practice-licence:222401:X\(number)",
                   region: "222401", until: 2027-01-01}

                """
        }
        _ = try await world.city.settled(acts)
        let written = try await world.city.run("export", [two], options: ["since": one])
        #expect(written.exit == 0)
        let read = try await world.province.run("import", [two])
        #expect(read.exit == 0, "\(read.error)")
        let sizes = try [world.city, world.province].map { node in
            try node.service.logs.logs().filter { $0.origin.text.contains("/222400/sanctions/") }
                .map(\.position.size)
        }
        #expect(sizes[0] == sizes[1])
        #expect(sizes[0] == [601])
    }

    @Test("Every flipped byte of a log is found by `log verify`, and never applied by `import`")
    func flipped() async throws {
        let world = try await CommandsWorld()
        _ = try await world.city.settled(CommandsWorld.designation())
        let path = world.folder.path + "/flip"
        _ = try await world.city.run("export", [path])
        let log = try #require(
            try world.city.service.logs.logs().first {
                $0.origin.text.contains("/222400/register/")
            })
        let entries = try world.city.service.logs.entries(log.origin, 0..<log.position.size)
        #expect(await FolderVerifier.verify(log.origin, in: path, keys: [:]).problem == nil)
        let files = try Self.files(in: "\(path)/log/\(log.origin.text)")
        #expect(files.count == 4)
        for file in files {
            let good = try #require(try FileSystem.read(file))
            for position in Set([0, good.count / 3, good.count / 2, good.count - 1]) {
                var bad = good
                bad[position] ^= 0x04
                try FileSystem.writeDurably(bad, to: file)
                let found = await FolderVerifier.verify(log.origin, in: path, keys: [:])
                #expect(found.problem != nil, "\(file) byte \(position)")
                _ = try await world.province.run("import", [path])
                let held = try world.province.service.logs.log(log.origin)?.position.size ?? 0
                // Tiles that the entries make superfluous are not read by an import.
                if held > 0 {
                    let taken = try world.province.service.logs.entries(log.origin, 0..<held)
                    #expect(taken == Array(entries.prefix(Int(held))))
                }
            }
            try FileSystem.writeDurably(good, to: file)
        }
        #expect(try await world.province.run("import", [path]).exit == 0)
        let whole = try #require(try world.province.service.logs.log(log.origin))
        #expect(whole.position.size == log.position.size)
    }

    private static func files(in folder: String) throws -> [String] {
        var found: [String] = []
        for name in try FileSystem.names(in: folder) {
            let path = "\(folder)/\(name)"
            // Losing the error is right: a file is no folder.
            let inner = (try? FileSystem.names(in: path)) ?? []
            if inner.isEmpty { found.append(path) } else { found += try files(in: path) }
        }
        return found
    }

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
}

extension Array {
    func asyncMap<Value>(_ transform: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}
