import Testing

@testable import Simulator

@Suite("Reports")
struct ReportTests {
    @Test("The same options give the same report", arguments: SimulationProfile.allCases)
    func isDeterministic(profile: SimulationProfile) {
        let options = SimulationOptions(seed: 7, nodes: 4, days: 1, profile: profile)
        let first = Simulation(options).run()
        let second = Simulation(options).run()
        #expect(first == second)
        #expect(first.json() == second.json())
    }

    @Test("Another seed tells another history")
    func seedsDiffer() {
        let reports = (UInt64(1)...3).map {
            Simulation(SimulationOptions(seed: $0, nodes: 4, days: 1, profile: .lossy)).run()
        }
        #expect(Set(reports.map(\.steps)).count > 1)
    }

    @Test("Keys stand in a fixed order, and text is quoted")
    func json() {
        let options = SimulationOptions(seed: 3, nodes: 5, days: 2, profile: .clocks)
        var report = SimulationReport(
            options: options, steps: 9, actCount: 4, rounds: 2, faults: [.messageLost: 3],
            sometimes: [.actRecorded: 4], failure: nil)
        let calm = report.json()
        #expect(
            calm.hasPrefix(
                "{\"seed\":3,\"nodes\":5,\"days\":2,\"profile\":\"clocks\",\"nodeDays\":10,"
                    + "\"steps\":9,\"acts\":4,\"rounds\":2,\"faults\":{\"messageLost\":3,"))
        #expect(calm.hasSuffix("\"failure\":null}"))
        report.failure = SimulationFailure(
            sentence: 9, seed: 3, step: 9, detail: "a \"quoted\"\nline",
            replayCommand: options.replayCommand)
        #expect(
            report.json().hasSuffix(
                "\"failure\":{\"sentence\":9,\"step\":9,\"detail\":\"a \\\"quoted\\\"\\nline\","
                    + "\"replay\":\"dingdian simulate --seed 3 --nodes 5 --days 2 "
                    + "--profile clocks\"}}"))
    }

    @Test("Numbers out of range are moved to its end")
    func bounds() {
        let options = SimulationOptions(seed: 1, nodes: 1_000, days: 0, profile: .calm)
        #expect(options.nodes == SimulationOptions.nodeCounts.upperBound)
        #expect(options.days == 1)
    }
}
