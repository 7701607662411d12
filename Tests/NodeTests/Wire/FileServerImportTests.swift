import Designation
import Federation
import Storage
import Testing

@testable import Node

/// A file server of others over an exported folder is a relay (protocol §5.8).
@Suite("Import from a file server") struct FileServerImportTests {
    @Test("Logs and heartbeats come over plain HTTP; a damaged log is refused, others are taken")
    func relay() async throws {
        let world = try await CommandsWorld()
        _ = try await world.city.settled(CommandsWorld.designation())
        await world.city.service.core.beat()
        let path = world.folder.path + "/site"
        _ = try await world.city.run("export", [path])
        let server = try FileServer(folder: path)
        let taken = try await world.province.run("import", [server.url])
        #expect(taken.exit == 0, "\(taken.error)")
        let answer = world.province.answer(CommandsWorld.hospital, "222401", on: "2026-03-02")
        #expect(answer.status == .designated)
        let beats = try await world.province.service.core.with { $0.freshness.heartbeats }
        #expect(beats.contains { $0.node == world.city.service.core.name })
        let again = try await world.province.run("import", [server.url + "/"])
        #expect(again.exit == 0 && again.json.contains(#""entries":0"#))

        _ = try await world.city.settled(
            CommandsWorld.designation("practice-licence:222401:PDY00078"))
        _ = try await world.city.run("export", [path])
        let list = try BoundedFile.read("\(path)/logs", limitByteCount: 1 << 20)
        let register = try #require(
            String(decoding: list, as: UTF8.self).split(separator: "\n")
                .first { $0.contains("/register/") })
        let file = "\(path)/log/\(register)/checkpoint"
        var note = try BoundedFile.read(file, limitByteCount: 1 << 20)
        note[note.count - 20] ^= 1
        try FileSystem.writeDurably(note, to: file)
        let refused = try await world.province.run("import", [server.url])
        #expect(refused.exit == 1)
        #expect(
            world.province.answer("practice-licence:222401:PDY00078", "222401", on: "2026-03-02")
                .status == .notDesignated)
    }

    @Test("A server without the list, and one that is not there, say what is wrong")
    func noList() async throws {
        let world = try await CommandsWorld()
        let path = world.folder.path + "/empty"
        try FileSystem.makeFolder(path)
        let server = try FileServer(folder: path)
        for url in [server.url, "http://127.0.0.1:1"] {
            let result = try await world.province.run("import", [url])
            #expect(result.exit == 1 && !result.error.isEmpty, "\(url)")
        }
    }
}
