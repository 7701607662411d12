import ArgumentParser
import Messages
import Node
import Simulator

struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "模拟 / The federation under faults, reproducible.")
    @Option(help: "种子，决定一切 / Everything follows from it.") var seed: UInt64 = 1
    @Option(help: "节点数 / How many nodes.") var nodes = 7
    @Option(help: "模拟的天数 / How many simulated days.") var days = 3
    @Option(
        help:
            "故障种类：calm、lossy、crashes、restore、forks、clocks、versions、keys、everything / Which faults: calm, lossy, crashes, restore, forks, clocks, versions, keys, everything."
    )
    var profile = "everything"
    @Option(
        help: "从 --seed 起依次运行多少个种子 / How many seeds, one after the other, beginning with --seed.")
    var count: UInt64 =
        1
    @Flag(help: "输出 JSON，每个种子一行 / Print one JSON document instead of text, one line for each seed.")
    var json = false
    @Flag(
        help:
            "输出发生的一切，用于查找失败原因 / Print everything that happens, for finding the cause of a failure.")
    var trace = false

    func run() async throws {
        guard let profile = SimulationProfile(rawValue: profile) else {
            throw CommandFailure.usage(
                "--profile takes one of \(SimulationProfile.allCases.map(\.rawValue)).")
        }
        guard count > 0 else { throw CommandFailure.usage("--count takes 1 or more.") }
        let (nodeCounts, dayCounts) = (SimulationOptions.nodeCounts, SimulationOptions.dayCounts)
        guard nodeCounts.contains(nodes) else {
            throw CommandFailure.usage(
                "--nodes takes a number from \(nodeCounts.lowerBound) to \(nodeCounts.upperBound).")
        }
        guard dayCounts.contains(days) else {
            throw CommandFailure.usage(
                "--days takes a number from \(dayCounts.lowerBound) to \(dayCounts.upperBound).")
        }
        var failures = 0
        for number in 0..<count {
            let options = SimulationOptions(
                seed: seed &+ number, nodes: nodes, days: days, profile: profile)
            let simulation = Simulation(options)
            if trace { simulation.onTrace = { print($0) } }
            if !trace { showProgress(of: simulation, number: number) }
            let report = simulation.run()
            Output.endProgress()
            show(report)
            if let failure = report.failure {
                Output.complain(
                    "Sentence \(failure.sentence) of protocol §11 is broken at step "
                        + "\(failure.step) of seed \(failure.seed): \(failure.detail) "
                        + "Replay: \(failure.replayCommand)", status: 1)
                failures += 1
            }
        }
        if failures > 0 { throw ExitCode(1) }
    }

    /// One line that is written over, on a terminal, once it takes more than two seconds.
    private func showProgress(of simulation: Simulation, number: UInt64) {
        let seed = seed &+ number
        var next = ContinuousClock.now + .seconds(number == 0 ? 2 : 0)
        simulation.onProgress = { milliseconds, steps in
            guard ContinuousClock.now >= next else { return }
            next = .now + .milliseconds(200)
            let day = min(Int(milliseconds / 86_400_000) + 1, days)
            Output.progress(
                "种子 seed \(seed) (\(number + 1)/\(count)): "
                    + "第 \(day)/\(days) 天 day, \(steps) 步 steps")
        }
    }

    private func show(_ report: SimulationReport) {
        if json { return print(report.json()) }
        print(
            "种子 seed \(report.options.seed): \(report.nodeDays) 节点日 node-days, "
                + "\(report.steps) 步 steps, \(report.actCount) 项决定 acts, "
                + "\(report.rounds) 轮后一致 rounds until all agreed")
        let faults = report.faults.filter { $0.value > 0 }
            .sorted { $0.key.rawValue < $1.key.rawValue }
            .map { "\($0.key.rawValue) \($0.value)" }
        print("故障 faults: " + (faults.isEmpty ? "无 none" : faults.joined(separator: ", ")))
    }
}
