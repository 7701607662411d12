import Federation

extension Simulation {
    /// A stick goes to the partner and another one comes back (protocol §5, folder exchange).
    func exchangeSticks(_ index: Int, delay: UInt64) {
        guard let partner = nodes[index].plan.stickPartner.flatMap(index(named:)) else { return }
        queue.add(.stickLeaves(from: index, to: partner), at: time + delay)
        queue.add(.stickLeaves(from: partner, to: index), at: time + delay + 60_000)
        guard !isHealed else { return }
        queue.add(.stickLeaves(from: index, to: partner), at: time + delay + 1_800_000)
    }

    func stickLeaves(from: Int, to: Int) {
        guard nodes[from].isRunning else {
            if !isHealed { queue.add(.stickLeaves(from: from, to: to), at: time + 3_600_000) }
            return
        }
        // Losing the error is right: a stick that cannot be written is written another day.
        guard var stick = try? Stick.export(from: nodes[from], for: nodes[to].name) else { return }
        for origin in stick.origins { InItsChain.passed(origin, to: nodes[to], in: self) }
        for name in stick.blobNames { InItsChain.passed(blob: name, to: nodes[to], in: self) }
        var travel: UInt64 = 1_000
        if faults.sticksAreBad, !isHealed {
            if faultRandom.happens(3_000) {
                count(.stickHalfCopied)
                stick.halfCopy(&faultRandom)
            }
            if faultRandom.happens(3_000) {
                count(.stickLate)
                travel = faultRandom.milliseconds(3_600_000...2 * Self.dayMilliseconds)
            }
        }
        queue.add(.stickArrives(stick, to: to), at: time + travel)
    }

    /// Payloads of cases whose events are here already; the others come with the next stick.
    private func takeBlobs(from stick: Stick, at index: Int) {
        for need in nodes[index].exchange?.replica.caseBlobs ?? [] {
            guard need.chain.contains(nodes[index].name), let bytes = stick.blob(need.name) else {
                continue
            }
            keep(bytes, named: need.name, at: index)
        }
    }

    func stickArrives(_ stick: Stick, at index: Int) {
        let node = nodes[index]
        guard node.isRunning else {
            queue.add(.stickArrives(stick, to: index), at: time + 600_000)
            return
        }
        reached(.stickImported)
        node.exchange?.disconnect(stick.peer)
        sticks[index, default: [:]][stick.peer] = stick
        drive(index) { exchange in
            // Losing the error is right: a store that fails now is met again at the next stick.
            (try? exchange.connect(stick.peer, now: node.wall(time))) ?? []
        }
        takeBlobs(from: stick, at: index)
        queue.add(
            .stickRemoved(node: index, incarnation: node.incarnation, peer: stick.peer),
            at: time + 50_000)
        if node.plan.stickPartner != nil, !isHealed {
            exchangeSticks(index, delay: faultRandom.milliseconds(3_600_000...36_000_000))
        }
    }
}
