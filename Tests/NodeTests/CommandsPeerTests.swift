import Testing

@testable import Node

/// `sync --peer`: a slip of the hand must not cut a running node off.
@Suite("Peers given by hand")
struct CommandsPeerTests {
    @Test("What is no address, nobody's name, or answers nothing leaves the peer as it was")
    func slips() async throws {
        let world = try await CommandsWorld()
        let shell = world.city.service.shell
        func sync(_ peer: String) async throws -> CommandResult {
            try await world.city.run("sync", options: ["peer": peer, "wait": "0"])
        }
        let known = "http://127.0.0.1:9"
        shell.setURL(known, of: "220000")
        let text = try await sync("220000=not a url")
        #expect(text.exit == 2 && text.error.contains("--peer"), "\(text.error)")
        let stranger = try await sync("foo=http://127.0.0.1:1")
        #expect(stranger.exit == 1 && stranger.error.contains("foo"), "\(stranger.error)")
        #expect(shell.url(of: "foo") == nil)
        // Nobody answers there.
        #expect(try await sync("220000=http://127.0.0.1:1").exit == 1)
        #expect(shell.url(of: "220000") == known)
    }
}
