import Federation
import Storage
import Testing
import TransparencyLog

@testable import Node

/// `init --config FILE` and `join URL --config FILE`: what is not said is asked.
@Suite("Setting up a node", .serialized)
struct JoiningTests {
    private let folder = TestFolder()

    private func settings(_ lines: String...) throws -> String {
        let path = folder.path + "/node.yaml"
        try FileSystem.writeDurably(Array(lines.joined(separator: "\n").utf8), to: path)
        return path
    }

    private var place: NodeFolder { NodeFolder(folder.path + "/data") }

    @Test("The settings alone found a federation, or say whose anchor it is")
    func settingsAlone() throws {
        let root = NodeFolder(folder.path + "/root")
        let made = try NodeSetup.run(
            folder: root, config: try settings("node: root", "port: 0", "federation: ybdd"),
            anchor: nil, federationName: nil, peer: nil)
        #expect(made.request == nil && made.anchor.federationID.hasPrefix("ybdd."))
        let kept = try NodeSettings.read(root.settings)
        #expect(kept.foundedFederation == nil && kept.node == "root")
        // Named relative to the settings.
        let child = try NodeSetup.run(
            folder: place,
            config: try settings("node: \"220000\"", "port: 0", "anchor: root/anchor"),
            anchor: nil, federationName: nil, peer: nil)
        #expect(child.anchor == made.anchor && child.request != nil)
        // Beside the settings, under its own name.
        try FileSystem.writeDurably(try made.anchor.encoded(), to: folder.path + "/anchor")
        let other = try NodeSetup.run(
            folder: NodeFolder(folder.path + "/other"),
            config: try settings("node: \"320000\"", "port: 0"), anchor: nil, federationName: nil,
            peer: nil)
        #expect(other.anchor == made.anchor)
    }

    @Test("Neither, or both, is refused and makes nothing")
    func unclear() throws {
        for lines in ["port: 0", "port: 0\nanchor: a\nfederation: b"] {
            #expect(throws: CommandFailure.self) {
                try NodeSetup.run(
                    folder: place, config: try settings("node: a", lines), anchor: nil,
                    federationName: nil, peer: nil)
            }
            #expect(!place.exists)
        }
    }

    @Test(
        "Joined by an address: name and anchor come from the node, its peer stands in the settings")
    func byAddress() async throws {
        let world = try LiveWorld()
        let root = try await world.start("root")
        let url = "http://127.0.0.1:\(root.port)"
        let config = try settings("node: \"220000\"", "port: 0")
        let made = try await NodeJoining.run(
            folder: place, config: config, anchor: nil, place: url)
        #expect(made.anchor == world.anchor)
        #expect(made.request?.hasPrefix("dingdian-enrol-1 ") == true)
        #expect(try place.readAnchor() == world.anchor)
        let kept = try NodeSettings.read(place.settings)
        #expect(kept.peers == [.init(node: "root", url: url)])
        await #expect(throws: NodeError.self) {
            try await NodeJoining.run(folder: place, config: config, anchor: nil, place: url)
        }
        await world.stopAll()
    }

    @Test("Another node than expected, another federation, or nobody: refused, and nothing is made")
    func notThatOne() async throws {
        let world = try LiveWorld()
        let root = try await world.start("root")
        let url = "http://127.0.0.1:\(root.port)"
        let other = try Anchor(
            federationName: "other", rootNode: "root",
            rootPublicKey: NodeSigning.publicKey(seed: BackendWorld.seed("other")))
        try FileSystem.writeDurably(try other.encoded(), to: folder.path + "/theirs")
        let plain = ["node: \"220000\"", "port: 0"]
        for (lines, place) in [
            (plain, "220000=\(url)"), (plain + ["anchor: theirs"], url),
            (plain + ["federation: x"], url), (plain, "http://127.0.0.1:9"),
            (plain, "\(url)/log"), (plain, "ftp://127.0.0.1"),
        ] {
            let config = try settings(lines.joined(separator: "\n"))
            await #expect(throws: CommandFailure.self, "\(lines) \(place)") {
                try await NodeJoining.run(
                    folder: self.place, config: config, anchor: nil, place: place)
            }
            #expect(!self.place.exists)
        }
        await world.stopAll()
    }
}
