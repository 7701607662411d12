import Foundation

/// Figures about acts on their way: catch-up, steady streams, latency.
extension BenchBoard {
    /// From the first request to a node without anything until every institution is folded.
    func measureCatchUp(_ peers: BenchPeerFigures) throws {
        let source = try lab.source()
        var rates: [Double] = []
        for _ in 0..<sizes.repetitions {
            keep(nil)
            let node = try lab.fresh("near", of: "source", url: source.url)
            let cost = BenchCost([source, node])
            let began = BenchClock.now()
            _ = try node.ask("connect")
            let moments = try node.numbers("until \(lab.recorded)")
            let seconds = (moments.last ?? 0) / 1e9 - Double(began) / 1e9
            rates.append(Double(lab.recorded) / seconds)
            progress(
                "caught up with \(lab.recorded) acts in \(BenchNumber.text(seconds)) s, applied after "
                    + "\(BenchNumber.text((moments.first ?? 0) / 1e9 - Double(began) / 1e9)) s; "
                    + "processor time of source and node "
                    + "\(cost.microseconds(lab.recorded)) µs an event")
            if rates.count < sizes.repetitions { node.kill() } else { keep(node) }
        }
        for form in BenchPostgres.Form.allCases {
            add(
                "catch-up of \(lab.recorded) events; peer: initial copy, \(form.rawValue)",
                "events/s", ours: rates.median, peer: peers.copy[form],
                goal: .atLeastTimesPeer(2))
        }
    }

    /// From the first request to the source until the last act is folded on the near node.
    func measureStream(_ peers: BenchPeerFigures) throws {
        let batches = try streamRate(sizes.streamActs, batch: 100, writers: 8)
        let singles = try streamRate(sizes.singleActs, batch: 1, writers: 64)
        for form in BenchPostgres.Form.allCases {
            add(
                "steady stream, acts in batches of 100; peer: apply, \(form.rawValue)", "acts/s",
                ours: batches, peer: peers.applyBatches[form], goal: .atLeastTimesPeer(1.5))
            add(
                "steady stream, acts in batches of 100 by 8 writers; peer: insert and apply at the "
                    + "same time, \(form.rawValue)", "acts/s",
                ours: batches, peer: peers.together[form])
            add(
                "steady stream, one by one from 64 writers; peer: apply, \(form.rawValue)",
                "acts/s", ours: singles, peer: peers.applySingles[form],
                goal: .atLeastTimesPeer(1.5))
        }
    }

    private func streamRate(_ count: Int, batch: Int, writers: Int) throws -> Double? {
        let source = try lab.source()
        lab.retire(["province", "root"])
        let near = try caughtUpNode()
        var rates: [Double] = []
        for _ in 0..<sizes.repetitions {
            // A node saves once nothing more comes: that belongs to what came before.
            for node in [near, source] { _ = try node.ask("save") }
            for node in [near, source] { try lab.settle(node) }
            let cost = BenchCost([source, near])
            source.send("stream \(count) \(batch) \(writers)")
            lab.added(count)
            let moments = try near.numbers("until \(lab.recorded)")
            let line = try source.receive().split(separator: " ").compactMap { Double($0) }
            guard let began = line.first, let told = line.last, let folded = moments.last else {
                continue
            }
            rates.append(Double(count) / (max(folded, told) / 1e9 - began / 1e9))
            progress(
                "\(count) acts by \(batch): acknowledged at "
                    + "\(BenchNumber.text(Double(count) / (told / 1e9 - began / 1e9)))/s, "
                    + "folded on the neighbour at \(BenchNumber.text(rates.last))/s; "
                    + "processor time of source and neighbour \(cost.microseconds(count)) µs an act"
            )
        }
        return rates.median
    }

    /// From the request to suspend until another node answers that the institution is suspended.
    func measureLatency(_ peers: BenchPeerFigures) throws {
        let source = try small.source()
        let near = try small.node("near", peers: ["source"], registers: [BenchPlan.province])
        _ = try near.ask("until \(small.recorded)")
        for node in [source, near] { try small.settle(node) }
        let one = try small.alone(with: ["source", "near"]) { try delays(source, to: near) }
        let far = try small.far()
        _ = try far.ask("until \(small.recorded)")
        for node in [source, far] { try small.settle(node) }
        let four = try delays(source, to: far)
        add(
            "one act until the neighbour's status changes, median", "ms", ours: one.median,
            peer: peers.latencies.median, goal: .atMostTimesPeer(3))
        add(
            "one act until the neighbour's status changes, 99th percentile", "ms",
            ours: one.quantile(0.99), peer: peers.latencies.quantile(0.99))
        add(
            "the same four hops away, median; peer: our neighbour", "ms", ours: four.median,
            peer: one.median, goal: .atMostTimesPeer(5))
        add(
            "the same four hops away, 99th percentile", "ms", ours: four.quantile(0.99),
            goal: .atMost(50))
    }

    /// Milliseconds, one for each of some suspensions.
    private func delays(_ source: BenchNode, to node: BenchNode) throws -> [Double] {
        let count = sizes.latencies
        let from = nextInstitution
        nextInstitution += count
        _ = try node.ask("watch \(from) \(count)")
        let moments = try source.numbers("suspend \(from) \(count) 20")
        small.added(count)
        let seen = try node.numbers("seen")
        return zip(moments.prefix(count), seen).map { ($1 - $0) / 1e6 }
    }
}

/// Processor time that nodes spend, which says where a figure goes on a machine that others use, too.
struct BenchCost {
    private let nodes: [BenchNode]
    private let before: [Double]

    init(_ nodes: [BenchNode]) {
        self.nodes = nodes
        before = nodes.map(Self.seconds)
    }

    /// Of each node since, for one of `count` things.
    func microseconds(_ count: Int) -> String {
        zip(nodes, before).map { node, earlier in
            BenchNumber.text((Self.seconds(node) - earlier) * 1e6 / Double(max(1, count)))
        }.joined(separator: " and ")
    }

    private static func seconds(_ node: BenchNode) -> Double {
        // Losing the error is right: a node that is gone shows itself at the next question.
        (try? node.ask("cpu")).flatMap { Double($0) } ?? 0
    }
}
