import Designation
import Federation
import Foundation
import Storage
import Testing
import TransparencyLog
import Web

@testable import Node

/// A log under a replaced key that no superior named: nothing in it counts, and everybody is told.
@Suite("Logs that a change of key left behind")
struct LeftBehindLogTests {
    private struct Prepared: Decodable {
        var request: String
        var keeps: [String]
    }

    @Test("Such a log is a review item until a superior closes it; then it counts")
    func shown() async throws {
        let world = try await CommandsWorld()
        _ = try await world.city.settled(CommandsWorld.designation())
        let answer = try NodeRekeying.prepare(NodeFolder(world.folder.path + "/222400"))
        let prepared = try JSONDecoder().decode(Prepared.self, from: Data(answer.json.utf8))
        // Written after the node has named its logs.
        _ = try await world.city.settled(
            """
            acts:
              - {act: suspend, institution: "\(CommandsWorld.hospital)", region: "222401",
                 effective: today, cause: 测试, basis: [N 42]}
            """)
        let done = try await world.province.run(
            "rotate", [prepared.request],
            options: ["officer": "tester", "keeps": prepared.keeps.joined(separator: ",")])
        #expect(done.exit == 0, "\(done.error)")
        try await world.carry(from: world.city, to: world.province)
        func status() -> Status {
            world.province.answer(CommandsWorld.hospital, "222401", on: "2026-12-01").status
        }
        #expect(status() == .designated)
        let service = world.province.service
        func items() async throws -> [ReviewItem] {
            try await NodeBackend(service: service).reviewItems(area: nil, includingResolved: false)
                .map(\.item).filter { $0.kind == .replacedKeyLog }
        }
        let item = try #require(try await items().first)
        #expect(item.region == BackendWorld.code("222400"))
        let origin = try Origin(item.events[0].origin)
        #expect(origin.text.contains("/222400/sanctions/"))
        let held = try #require(try service.logs.log(origin)).position
        _ = try await world.province.settled(
            """
            acts:
              - {act: close, log: "\(origin.text)", size: \(held.size),
                 root: "\(held.edge.root.hex)", reason: new-epoch}
            """)
        #expect(status() == .suspended)
        #expect(try await items().isEmpty)
    }
}
