import Testing

@testable import Simulator

/// Each checker must see the defect that it exists for: a checker that never fails checks nothing.
@Suite("Planted bugs")
struct PlantedBugTests {
    struct Plant: Sendable, CustomTestStringConvertible {
        var bug: PlantedBug
        var sentence: Int
        var profile: SimulationProfile
        var nodes = 4
        var testDescription: String { "sentence \(sentence): \(bug)" }
    }

    static let plants = [
        Plant(bug: .derivedLosesFacts, sentence: 1, profile: .crashes),
        Plant(bug: .answersSettleable, sentence: 2, profile: .calm),
        Plant(bug: .losesWriteAfterSync, sentence: 3, profile: .crashes),
        Plant(bug: .claimsOthersApply, sentence: 3, profile: .calm),
        Plant(bug: .ignoresAuthority, sentence: 4, profile: .calm, nodes: 5),
        Plant(bug: .signsAfterRollback, sentence: 5, profile: .restore),
        Plant(bug: .hidesForks, sentence: 5, profile: .forks),
        Plant(bug: .claimsFreshness, sentence: 6, profile: .lossy),
        // With an exchange: it dials provinces, and no case is for it.
        Plant(bug: .ignoresReadRights, sentence: 7, profile: .calm, nodes: 8),
        Plant(bug: .badLogBlocksPeer, sentence: 8, profile: .lossy),
        Plant(bug: .badRecordStopsLog, sentence: 8, profile: .versions),
        Plant(bug: .relayDrops, sentence: 9, profile: .calm),
        Plant(bug: .ignoresUnknownKinds, sentence: 10, profile: .versions),
    ]

    @Test("The checker sees it, and says how to replay it", arguments: plants)
    func isSeen(plant: Plant) throws {
        var seen: SimulationFailure?
        for seed in UInt64(1)...40 where seen == nil {
            let options = SimulationOptions(
                seed: seed, nodes: plant.nodes, days: 1, profile: plant.profile)
            let failure = Simulation(options, bug: plant.bug).run().failure
            if failure?.sentence == plant.sentence { seen = failure }
        }
        let failure = try #require(seen, "no seed of 40 shows \(plant.bug)")
        #expect(failure.replayCommand.contains("--seed \(failure.seed) "))
    }
}
