import Designation
import Federation
import Storage
import Testing
import TransparencyLog

@testable import Node

/// What nodes export and serve is read by code that is not ours (protocol §4.2, §5.1, §5.8).
@Suite("Read by others", .serialized)
struct ForeignReaderTests {
    /// More than one bundle, the last one partial.
    private static let count = 300

    @Test("Go verifies what `export` wrote, and refuses it with a byte changed")
    func exported() async throws {
        let verifier = try GoVerifier()
        let world = try await CommandsWorld()
        let acts = (0..<Self.count).map { number in
            #"- {act: register, institution: "practice-licence:222401:G\#(number)", "#
                + #"region: "222401", name: 延吉示范医院〔演示〕, type: medical, kind: hospital, "#
                + #"place: "222401", effective: 2026-01-01, basis: [N 11]}"#
        }
        _ = try await world.city.settled(acts.joined(separator: "\n"))
        let path = world.folder.path + "/others"
        #expect(try await world.city.run("export", [path]).exit == 0)
        let origins = try world.city.service.logs.logs()
            .filter { $0.position.checkpoint != nil }.map(\.origin)
        let result = try verifier.run([path])
        #expect(result.status == 0, "\(result.text)")
        for origin in origins { #expect(result.text.contains("\(origin.text): ")) }
        let register = try #require(origins.first { $0.text.contains("/222400/register/") })
        #expect(result.text.contains("\(register.text): \(Self.count + 1) entries verified"))
        for name in ["checkpoint", "tile/0/000", "tile/entries/000", "tile/entries/001.p/45"] {
            let file = "\(path)/log/\(register.text)/\(name)"
            let good = try #require(try FileSystem.read(file))
            var bad = good
            bad[good.count / 2] ^= 1
            try FileSystem.writeDurably(bad, to: file)
            let refused = try verifier.run([path])
            #expect(refused.status == 1 && refused.text.contains("is refused:"), "\(name)")
            try FileSystem.writeDurably(good, to: file)
        }
        // Exported again after more was recorded, into the same folder.
        _ = try await world.city.settled(CommandsWorld.designation())
        _ = try await world.city.run("export", [path])
        let again = try verifier.run([path])
        #expect(again.status == 0, "\(again.text)")
        #expect(again.text.contains("\(register.text): \(Self.count + 3) entries verified"))
    }

    @Test("Go verifies what a running node serves over HTTP, its own logs and those of others")
    func served() async throws {
        let verifier = try GoVerifier()
        let world = try LiveWorld()
        try await world.federation()
        var last: EventReference?
        for number in 0..<Self.count { last = try await world.suspend(number) }
        let event = try #require(last)
        try await world.arrives(event, at: "root")
        for name in ["220000", "root"] {
            let live = try world.node(name)
            let origins = try live.service.logs.logs().filter { log in
                let stream = (try? LogName(origin: log.origin))?.stream
                return log.position.checkpoint != nil && stream != .receipts && stream != .casework
            }.map(\.origin.text)
            #expect(origins.contains(event.origin))
            let result = try verifier.run(["http://127.0.0.1:\(live.port)"] + origins)
            #expect(result.status == 0, "\(result.text)")
            #expect(
                result.text.contains("\(event.origin): \(Self.count + 1) entries verified"),
                "\(result.text)")
        }
        let unknown = try verifier.run(
            ["http://127.0.0.1:\(try world.node("root").port)", "a/b/register/c"])
        #expect(unknown.status == 1 && unknown.text.contains("403"), "\(unknown.text)")
        await world.stopAll()
    }
}
