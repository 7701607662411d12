import Designation
import Federation
import TransparencyLog

/// The end of a history: the faults stop, nobody restarts anything, and all must agree.
extension Simulation {
    /// In this time every link completes a two-way exchange, the longest pause after failures and
    /// the time-out of a lost request included.
    static let roundMilliseconds: UInt64 = 2 * BackOff.longestMilliseconds + 60_000

    func finish() {
        guard failure == nil else { return }
        heal()
        completeKeyChanges()
        guard failure == nil else { return }
        if let badLog {
            // One bad log delays no other (sentence 8): all the others arrive although it stays bad.
            _ = converge(except: badLog.origin, sentence: 8)
            reached(.badLogPassedBy)
            self.badLog = nil
            advance(to: time + Self.roundMilliseconds)
        }
        rounds = converge(except: nil, sentence: 9)
        giveUpWhatNobodyHas()
        closeOldEpochs()
        settleAllForks()
        guard failure == nil else { return }
        for index in nodes.indices { keepHouse(index) }
        lastActs()
        advance(to: time + 5_000)
        rounds = max(rounds, converge(except: nil, sentence: 9))
        guard failure == nil else { return }
        for index in nodes.indices { keepHouse(index) }
        _ = converge(except: nil, sentence: 9)
        spreadBlobs()
        guard failure == nil else { return }
        finalChecks()
    }

    private func heal() {
        isHealed = true
        parted = []
        for node in nodes {
            node.skew = 0
            node.disk.gate.isFull = false
            node.disk.gate.failChances = 0
            node.disk.gate.deathChances = 0
        }
        for index in nodes.indices where !nodes[index].isRunning { start(index) }
        // The shell's tick comes every second; here, where it is rare, it must not be waited for.
        for index in nodes.indices { keepHouse(index) }
    }

    /// Entries of a node's own that neither its disk nor any peer has: it goes on in a new epoch.
    private func giveUpWhatNobodyHas() {
        for index in nodes.indices { giveUpLost(index) }
    }

    /// What the shell does after half a minute in which nothing of a node's own came back: a round
    /// is longer.
    private func giveUpWhatStands(since earlier: inout [MissingOwn]) {
        var present: [MissingOwn] = []
        for index in nodes.indices {
            guard let replica = nodes[index].exchange?.replica else { continue }
            for (origin, range) in replica.ownMissing {
                let missing = MissingOwn(node: index, origin: origin, from: range.lowerBound)
                present.append(missing)
                guard earlier.contains(missing), let name = try? LogName(origin: origin) else {
                    continue
                }
                replica.giveUpRecovery(name.stream)
                reached(.lostEntriesGivenUp)
            }
        }
        earlier = present
    }

    func giveUpLost(_ index: Int) {
        guard let replica = nodes[index].exchange?.replica else { return }
        for missing in replica.ownMissing {
            guard let name = try? LogName(origin: missing.origin) else { continue }
            replica.giveUpRecovery(name.stream)
            reached(.lostEntriesGivenUp)
        }
    }

    /// Every office can work again.
    private func lastActs() {
        for index in nodes.indices where nodes[index].plan.role == .city && nodes[index].isHonest {
            let node = nodes[index]
            let planner = ActPlanner(
                node: node, today: LegalDate(unixMilliseconds: node.wall(time)),
                acts: truth.acts, random: workRandom.fork("last \(index)"))
            let institution = WorkInstitution(
                id: lastInstitution(index), type: .medical, place: node.plan.region,
                home: node.name)
            guard let planned = planner.register(institution), !record(planned, at: index) else {
                continue
            }
            // Acts stamped under a wrong clock make the right one implausible for a while (protocol
            // §6); that is no fault of recovery.
            if case .ready? = node.exchange?.replica.recordingState {
                if faults.clockFaultsPerDay > 0 { continue }
                fail(9, "\(node.name) is ready but does not record after the faults stopped")
            } else {
                fail(9, "\(node.name) cannot record after the faults stopped")
            }
        }
    }

    private func lastInstitution(_ index: Int) -> InstitutionID {
        guard
            let id = InstitutionID(
                scheme: .practiceLicence, issuer: nodes[index].plan.region,
                number: "LAST\(options.seed)N\(index)")
        else { preconditionFailure("letters and digits make a licence number") }
        return id
    }

    // MARK: Rounds

    /// The shell's tick comes every second; here, where it is rare, it must not be waited for.
    private func recordCutOff(_ index: Int) {
        let now = nodes[index].wall(time)
        drive(index) { exchange in
            exchange.changing(now: now) { replica in
                // Losing the errors is right: it is tried again in the next round.
                try? replica.tellForks(now: now)
                _ = try? replica.recordLost(now: now)
            }.1
        }
    }

    /// Lets rounds pass until all nodes hold the same.
    ///
    /// - Returns: the rounds that it took; more than sentence 9 allows is a failure.
    func converge(except: Origin?, sentence: Int) -> Int {
        // A second machine hangs on one node by a link of its own, that the plan does not know.
        let path = plan.longestPath + 1 + (nodes.contains(where: \.isCopy) ? 1 : 0)
        // Evidence of a fork is an entry of its own that must travel, too, and so is what its author
        // records again when a closing has arrived.
        let isTwice = !truth.forked.isEmpty || truth.acts.contains { $0.meaning == .closeEpoch }
        let allowed = isTwice ? 2 * path : path
        var missing: [MissingOwn] = []
        for round in 0...allowed {
            guard failure == nil else { return round }
            if AgreesInRounds.disagreement(self, except: except) == nil { return round }
            guard round < allowed else { break }
            giveUpWhatStands(since: &missing)
            for index in nodes.indices { recordCutOff(index) }
            for index in nodes.indices where nodes[index].plan.stickPartner != nil {
                exchangeSticks(index, delay: 0)
            }
            advance(to: time + Self.roundMilliseconds)
        }
        if let what = OneHistory.unknownYet(self, except: except) {
            fail(OneHistory.sentence, "after \(allowed) rounds \(what)")
        }
        if let what = AgreesInRounds.disagreement(self, except: except) {
            fail(sentence, "after \(allowed) rounds \(what)")
        }
        return allowed
    }
}

/// An own log that lacks entries, and how far they had come back.
private struct MissingOwn: Equatable {
    var node: Int
    var origin: Origin
    var from: UInt64
}
