import Designation
import Federation
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
}
