import Simulator
import Testing

/// Five hundred short histories over all profiles (`make test`); `dingdian simulate` plays long ones.
@Suite("Short seeds")
struct ShortSeedTests {
    /// The share of a profile in the 500 seeds, and where its seeds begin.
    static let shares: [(profile: SimulationProfile, seeds: ClosedRange<UInt64>)] = [
        (.calm, 1...40), (.lossy, 41...120), (.crashes, 121...220), (.restore, 221...300),
        (.forks, 301...350), (.clocks, 351...400), (.versions, 401...450),
        (.everything, 451...500),
    ]

    @Test("All ten sentences hold", arguments: shares.map(\.profile))
    func seeds(profile: SimulationProfile) throws {
        let share = try #require(Self.shares.first { $0.profile == profile })
        for seed in share.seeds {
            let report = Simulation(
                SimulationOptions(seed: seed, nodes: 4, days: 1, profile: profile)
            ).run()
            if let failure = report.failure { Issue.record("\(failure)") }
        }
    }

    @Test("A whole federation with office and field office, under everything")
    func larger() {
        for seed in UInt64(1)...2 {
            let report = Simulation(
                SimulationOptions(seed: seed, nodes: 8, days: 2, profile: .everything)
            ).run()
            if let failure = report.failure { Issue.record("\(failure)") }
        }
    }
}
