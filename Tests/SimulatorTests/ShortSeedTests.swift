import Simulator
import Testing

/// Five hundred short histories over all profiles (`make test`); `dingdian simulate` plays long ones.
@Suite("Short seeds")
struct ShortSeedTests {
    /// Seeds of one profile.
    struct Block: Sendable, CustomTestStringConvertible {
        var profile: SimulationProfile
        var seeds: Range<UInt64>
        var testDescription: String {
            "\(profile.rawValue), seeds \(seeds.lowerBound) to \(seeds.upperBound - 1)"
        }
    }

    static let blocks: [Block] = {
        // Consecutive, from 1 on: nobody chose among them.
        let shares: [(profile: SimulationProfile, seeds: Range<UInt64>)] = [
            (.calm, 1..<31), (.lossy, 1..<61), (.crashes, 1..<91), (.restore, 1..<71),
            (.forks, 1..<41), (.clocks, 1..<31), (.versions, 1..<41), (.keys, 1..<31),
            (.everything, 1..<111),
        ]
        var blocks: [Block] = []
        for share in shares {
            for start in stride(from: share.seeds.lowerBound, to: share.seeds.upperBound, by: 10) {
                blocks.append(Block(profile: share.profile, seeds: start..<start + 10))
            }
        }
        return blocks
    }()

    @Test("All ten sentences hold", arguments: blocks)
    func seeds(block: Block) async {
        // Tests run one after the other; the seeds of a block share the cores.
        await withTaskGroup(of: Void.self) { group in
            for seed in block.seeds {
                group.addTask {
                    let options = SimulationOptions(
                        seed: seed, nodes: 4, days: 1, profile: block.profile)
                    // The description names sentence, seed, step and the command that plays it again.
                    if let failure = Simulation(options).run().failure {
                        Issue.record("\(failure)")
                    }
                }
            }
        }
    }

    @Test("There are five hundred, and every profile has its share")
    func count() {
        #expect(Self.blocks.reduce(0) { $0 + $1.seeds.count } == 500)
        #expect(Set(Self.blocks.map(\.profile)) == Set(SimulationProfile.allCases))
    }
}
