import Designation
import Testing

@testable import Node

/// The scenario of each area, played with real nodes: every act is taken by the rules, every
/// expectation holds on all nodes that hold the same, and in the end all registries are equal.
@Suite("Scenarios of the areas")
struct ScenarioTests {
    @Test("Every expectation of the area's scenario is met", arguments: ScenarioFolder.areas)
    func area(_ name: String) async throws {
        let played = try await ScenarioFolder.play("\(name)/scenario.yaml")
        #expect(played.missed.isEmpty, "\(played.missed.joined(separator: "\n"))")
        #expect(played.checkedCount >= 20)
        #expect(!played.digests.isEmpty)
    }
}

/// Plays files of the demonstration's folder.
enum ScenarioFolder {
    static let areas = ["jilin", "weihai", "changzhou"]
    static let path: String = {
        let parts = #filePath.split(separator: "/")
        return "/" + parts.dropLast(4).joined(separator: "/") + "/nodes"
    }()
    /// Read once: it is some hundred files.
    static let federation = Result { try FederationFolder.load(path) }

    struct Played {
        var missed: [String] = []
        var checkedCount = 0
        var digests: [RegionCode: String] = [:]
    }

    static func play(_ name: String) async throws -> Played {
        try await play(name, BoundedFile.read("\(path)/\(name)", limitByteCount: 3 << 20))
    }

    static func play(_ name: String, _ bytes: [UInt8]) async throws -> Played {
        let file = try ActFile(name: name, bytes: bytes, today: BackendWorld.today)
        let folder = TestFolder(in: ScenarioStores.temporaryFolder(otherwise: "/tmp"))
        let player = try await ScenarioPlayer(file, federation.get(), in: folder.path + "/nodes")
        var failure: (any Error)?
        do { try await player.play() } catch { failure = error }
        await player.federation.close()
        if let failure { throw failure }
        return Played(
            missed: player.differences.flatMap { ScenarioText.missed($0, name) },
            checkedCount: player.checkedCount, digests: player.digests)
    }
}
