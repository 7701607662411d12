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
        #expect(try FileSystem.names(in: path + "/heartbeat").contains(name))
        func known() async throws -> [String] {
            try await world.province.service.core.with { $0.freshness.heartbeats.map(\.node) }
        }
        let file = "\(path)/heartbeat/\(name)"
        let note = try BoundedFile.read(file, limitByteCount: 1 << 20)
        var forged = note
        forged[30] ^= 1
        try FileSystem.writeDurably(forged, to: file)
        _ = try await world.province.run("import", [path])
        #expect(try await !known().contains(name))
        try FileSystem.writeDurably(note, to: file)
        _ = try await world.province.run("import", [path])
        #expect(try await known().contains(name))
    }

    @Test("A log that grows while it is exported is whole on the stick all the same")
    func growing() async throws {
        let world = try await CommandsWorld()
        _ = try await world.city.settled(CommandsWorld.designation())
        let store = world.city.service.logs
        let seen = try store.logs().filter { $0.position.checkpoint != nil }
        #expect(seen.contains { $0.origin.text.contains("/register/") })
        // Between the list of logs and the last of its files more is recorded.
        _ = try await world.city.settled(
            CommandsWorld.designation("practice-licence:222401:PDY00077"))
        let path = world.folder.path + "/growing"
        var exporter = try LogExporter(store: store, to: path, since: nil, compresses: false)
        for log in seen { _ = try await exporter.write(log) }
        let taken = try await world.province.run("import", [path])
        #expect(taken.exit == 0, "\(taken.error)")
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

    @Test("What a closing cut off comes back to its author by folder")
    func cutOff() async throws {
        let world = try await CommandsWorld()
        func suspend(_ number: Int) async throws {
            _ = try await world.province.settled(
                """
                acts:
                  - {act: suspend, institution: "practice-licence:220100:CUT\(number)",
                     region: "220100", type: medical, place: "220100", cause: test,
                     effective: 2026-03-01, basis: [N 42]}

                """)
        }
        func isKnown(_ number: Int, at node: CommandNode) -> Bool {
            let name = "practice-licence:220100:CUT\(number)"
            return node.answer(name, "220100", on: "2026-03-02").knownSanctions.count == 1
        }
        // The superior closes the log at what it holds; the city holds more.
        try await suspend(1)
        try await world.carry(from: world.province, to: world.root)
        try await suspend(2)
        try await world.carry(from: world.province, to: world.city)
        let log = try #require(
            try world.root.service.logs.logs().first {
                $0.origin.text.contains("/220000/sanctions/")
            })
        _ = try await world.root.settled(
            """
            acts:
              - {act: close, log: "\(log.origin.text)", size: \(log.position.size),
                 root: "\(log.position.edge.root.hex)", reason: new-epoch}

            """)
        try await world.carry(from: world.root, to: world.city, name: "closing")
        // Who closes a log that it holds says when the last entry was written that it keeps.
        let stamps = try world.root.service.logs.entries(log.origin, 0..<log.position.size)
            .map { try EntryCodec.decode($0).header.stamp }
        let closed = world.city.service.core.registry.view.context.closed[log.origin.text]
        #expect(closed == ClosedLog(size: log.position.size, lastStamp: stamps.max()))

        // The author starts on a new machine from nothing. Of the city's stick the log itself is lost.
        let place = world.folder.path + "/again"
        try FileSystem.makeFolder(place)
        let author = CommandNode(
            try CommandsWorld.open("220000", in: place, anchor: world.anchor, time: world.time))
        try await world.carry(from: world.root, to: author, name: "again")
        #expect(isKnown(1, at: author) && !isKnown(2, at: author))
        let stick = world.folder.path + "/stick-back"
        let written = try await world.city.run("export", [stick], options: ["for": "220000"])
        #expect(written.json.contains(#""cutOff":1"#))
        for file in try Self.files(in: "\(stick)/log/\(log.origin.text)") {
            _ = try FileSystem.remove(file)
        }
        // One changed byte, under the name that it has then: it proves nothing and is not kept.
        let file = try #require(try FileSystem.names(in: stick + "/cut-off").first)
        let path = "\(stick)/cut-off/\(file)"
        let part = try #require(try FileSystem.read(path))
        var changed = part
        changed[part.count / 2] ^= 1
        _ = try FileSystem.remove(path)
        try FileSystem.writeDurably(
            changed, to: "\(stick)/cut-off/\(TreeHash.sha256(changed).hex)")
        #expect(try await author.run("import", [stick]).json.contains(#""cutOff":0"#))
        #expect(!isKnown(2, at: author))

        try FileSystem.writeDurably(part, to: path)
        let read = try await author.run("import", [stick])
        #expect(read.json.contains(#""cutOff":1"#), "\(read.json)")
        #expect(isKnown(2, at: author))
        // Recorded again once, and passed on like anything else.
        #expect(try await author.run("import", [stick]).json.contains(#""cutOff":0"#))
        try await world.carry(from: author, to: world.root, name: "onward")
        #expect(isKnown(2, at: world.root))
        await author.service.close()
    }

    /// Tiles, bundles, root, signature and verifier key are by PyPI's tlog-scales; ours are the entries.
    @Test("A folder whose log other code wrote is taken by `import`, and only as it was written")
    func foreign() async throws {
        let world = try await CommandsWorld()
        try await world.carry(from: world.province, to: world.root)
        let path = world.folder.path + "/foreign"
        let log = try ServedLog.foreign(world.anchor, suspensions: 600, in: path)
        func held() throws -> UInt64 {
            try world.root.service.logs.log(log.origin)?.position.size ?? 0
        }
        // Another byte anywhere in what is read: refused, and nothing of the bad part is applied.
        for file in ["checkpoint", "vkey", "tile/1/000.p/2", "tile/entries/002.p/89"] {
            let file = "\(log.place)/\(file)"
            let good = try #require(try FileSystem.read(file), "\(file)")
            var bad = good
            bad[bad.count / 2] ^= 0x10
            try FileSystem.writeDurably(bad, to: file)
            let refused = try await world.root.run("import", [path])
            #expect(refused.exit == 1, "\(file)")
            #expect(refused.error.contains(log.origin.text))
            #expect(try held() == 0)
            try FileSystem.writeDurably(good, to: file)
        }
        let taken = try await world.root.run("import", [path])
        #expect(taken.exit == 0, "\(taken.error)")
        #expect(taken.json.contains(#""entries":601"#))
        #expect(try world.root.service.logs.entries(log.origin, 0..<601) == log.entries)
        let answer = world.root.answer("practice-licence:220100:F599", "220100", on: "2026-03-02")
        #expect(answer.knownSanctions.count == 1)
        // What was taken is passed on as it is.
        let onward = world.folder.path + "/onward"
        _ = try await world.root.run("export", [onward])
        #expect(await FolderVerifier.verify(log.origin, in: onward, keys: [:]).problem == nil)
        #expect(try await world.root.run("import", [path]).json.contains(#""entries":0"#))
    }

    @Test("Every flipped byte of a log is found by `log verify`, and never applied by `import`")
    func flipped() async throws {
        let world = try await CommandsWorld()
        // One act: a log of some hundred bytes, all of which are tried.
        _ = try await world.city.settled(Self.registration)
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
            for position in good.indices {
                var bad = good
                bad[position] ^= 1 << UInt8(position % 8)
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

    static let registration = """
        - {act: register, institution: "\(CommandsWorld.hospital)", region: "222401",
           name: 延吉示范医院, type: medical, kind: hospital, place: "222401",
           effective: 2026-01-01, basis: [N 11]}
        """

    static func files(in folder: String) throws -> [String] {
        var found: [String] = []
        for name in try FileSystem.names(in: folder) {
            let path = "\(folder)/\(name)"
            // Losing the error is right: a file is no folder.
            let inner = (try? FileSystem.names(in: path)) ?? []
            if inner.isEmpty { found.append(path) } else { found += try files(in: path) }
        }
        return found
    }
}
