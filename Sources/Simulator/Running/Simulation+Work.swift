import Designation
import Federation
import TransparencyLog

extension Simulation {
    /// Spreads the officers' acts over the days, and the machines' housekeeping.
    func scheduleWork() {
        let length = UInt64(options.days) * Self.dayMilliseconds
        for _ in 0..<(4 + options.nodes * options.days) {
            let start = Self.startTime + 600_000
            queue.add(.act, at: workRandom.milliseconds(start...Self.startTime + length - 60_000))
        }
        for index in nodes.indices {
            let first = workRandom.milliseconds(600_000...Self.dayMilliseconds / 2)
            queue.add(.housekeeping(node: index), at: Self.startTime + first)
        }
    }

    /// What a node does by itself once in a while; here rarely, to keep histories short.
    func housekeeping(_ index: Int) {
        if !isHealed {
            let pause = workRandom.milliseconds(
                Self.dayMilliseconds / 3...Self.dayMilliseconds / 2)
            queue.add(.housekeeping(node: index), at: time + pause)
        }
        keepHouse(index)
        settleSometimes(at: index)
        if let exchange = nodes[index].exchange, workRandom.happens(5_000) {
            saveDerived(exchange, index)
        }
        if !isHealed, nodes[index].isRunning, nodes[index].isHonest, faults.restoresPerDay > 0 {
            let node = nodes[index]
            backups[index, default: []].append(
                Backup(image: node.disk.live, nodeSeed: node.nodeSeed))
        }
    }

    /// Receipts, heartbeat, digests.
    func keepHouse(_ index: Int) {
        let node = nodes[index]
        let now = node.wall(time)
        drive(index) { exchange in
            // Losing the errors is right: a receipt or digest that cannot be written now is written
            // later, and nobody was told anything.
            let receipts = (try? exchange.tick(now: now)) ?? []
            if node.isHonest { beat(exchange, node, now) }
            return receipts + ((try? exchange.publishDigests()) ?? [])
        }
        tellNews(index)
        exchangeBlobs(index)
    }

    /// Peers that are dialled cannot ask for heartbeats and for what was cut off.
    private func tellNews(_ index: Int) {
        let node = nodes[index]
        guard let exchange = node.exchange else { return }
        for peer in node.dials where node.sessions[peer] != nil {
            let news = exchange.news(for: peer)
            if !news.isEmpty { call(index, peer, .news(news)) }
        }
    }

    private func beat(_ exchange: Exchange, _ node: SimulatedNode, _ now: UInt64) {
        do throws(ReplicaError) {
            guard try exchange.beat(now: now) != nil else { return }
        } catch {
            // A store that failed may have kept it all the same: then it is told after the next start.
            guard truth.heartbeats[node.name]?[now] == nil else { return }
        }
        let unknown = truth.acts.filter { act in
            act.author == node.name
                && (!Self.holds(node, act) || isClosed(node, act)
                    || !isTrusted(act.origin, at: node))
        }
        truth.heartbeats[node.name, default: [:]][now] = HeartbeatTruth(
            actCount: truth.acts.count, unknown: Set(unknown.map(\.reference)))
    }

    private func saveDerived(_ exchange: Exchange, _ index: Int) {
        let (rows, snapshot) = exchange.replica.registry.unsaved()
        // Losing the error is right: what was not saved is folded from the logs again.
        if (try? exchange.replica.derived.save(rows, snapshot: snapshot)) != nil {
            exchange.replica.registry.markSaved(rows)
            if faultRandom.happens(5_000) { nodes[index].disk.syncDerived() }
            reached(.snapshotUsed)
        }
        buryIfDead(index)
    }

    // MARK: Acts

    /// What an officer does first thing after a start, before the machine has heard of anybody.
    func recordNewInstitution(_ index: Int) {
        let node = nodes[index]
        guard node.plan.role == .city || node.plan.role == .province else { return }
        let planner = ActPlanner(
            node: node, today: LegalDate(unixMilliseconds: node.wall(time)), acts: truth.acts,
            random: workRandom.fork("start \(step)"))
        if let planned = planner.register(newInstitution(index)) { record(planned, at: index) }
    }

    /// An officer somewhere does something.
    func actSomewhere() {
        let offices = nodes.indices.filter { index in
            let role = nodes[index].plan.role
            return nodes[index].isRunning && role != .root && role != .exchange
        }
        guard let index = workRandom.pick(offices), let planned = chooseAct(index) else { return }
        record(planned, at: index)
    }

    private func chooseAct(_ index: Int) -> PlannedAct? {
        let node = nodes[index]
        let planner = ActPlanner(
            node: node, today: LegalDate(unixMilliseconds: node.wall(time)), acts: truth.acts,
            random: workRandom.fork("act \(step)"))
        if workRandom.happens(1_000) { return planCase(index) }
        if workRandom.happens(400), let planned = planner.closeEpoch(plan) { return planned }
        switch node.plan.role {
        case .fieldOffice: return planCase(index)
        case .office: return chooseOfficeAct(planner, index)
        default: return chooseCityAct(planner, index)
        }
    }

    private func chooseOfficeAct(_ planner: ActPlanner, _ index: Int) -> PlannedAct? {
        guard let institution = somebody(at: index) else { return nil }
        switch workRandom.below(5) {
        case 0: return planner.overstep(institution)
        case 1: return planner.assess(institution)
        // Without a delegation the software refuses this.
        case 2: return planner.sign(institution)
        case 3: return planner.recognise() ?? planner.register(institution)
        default: return planner.register(institution)
        }
    }

    private func chooseCityAct(_ planner: ActPlanner, _ index: Int) -> PlannedAct? {
        guard let institution = somebody(at: index) else { return nil }
        switch workRandom.below(15) {
        case 0: return planner.register(newInstitution(index))
        case 1: return planner.assess(institution)
        case 2: return planner.recognise() ?? planner.assess(institution)
        case 3, 4, 5: return planner.sign(institution)
        case 6: return planner.renew() ?? planner.sign(institution)
        case 7, 8, 9: return planner.suspend(institution)
        case 10: return planner.lift(withdrawing: false) ?? planner.suspend(institution)
        case 11: return planner.lift(withdrawing: true) ?? planner.sign(institution)
        case 12: return planner.terminate(institution)
        case 13: return planner.endDelegation() ?? planner.register(newInstitution(index))
        default: return planDelegation(planner, index) ?? planner.sign(institution)
        }
    }

    private func planDelegation(_ planner: ActPlanner, _ index: Int) -> PlannedAct? {
        let children = nodes.filter {
            $0.plan.parent == nodes[index].name && $0.plan.role == .office
        }
        return workRandom.pick(children).flatMap {
            planner.delegate(to: $0.name, region: $0.plan.region)
        }
    }

    /// An institution that is known at the node, or a new one there.
    func somebody(at index: Int) -> WorkInstitution? {
        let region = nodes[index].plan.region
        let area = tree.area(of: region)
        let known = work.institutions.filter { tree.area(of: $0.place) == area }
        if known.isEmpty || workRandom.happens(1_500) { return newInstitution(index) }
        return workRandom.pick(known)
    }

    private func newInstitution(_ index: Int) -> WorkInstitution {
        let region = nodes[index].plan.region
        let number = "SIM\(options.seed)N\(work.institutions.count)"
        guard
            let id = InstitutionID(scheme: .practiceLicence, issuer: region, number: number)
        else { preconditionFailure("letters and digits make a licence number") }
        let institution = WorkInstitution(
            id: id, type: .medical, place: region, home: nodes[index].name)
        work.institutions.append(institution)
        return institution
    }

    /// - Returns: whether the officer was told that it is recorded.
    @discardableResult
    func record(_ planned: PlannedAct, at index: Int) -> Bool { record([planned], at: index) }

    /// Several acts in one request: all of them or none.
    @discardableResult
    func record(_ planned: [PlannedAct], at index: Int) -> Bool {
        let node = nodes[index]
        var result: Result<[Recorded], ReplicaError>?
        drive(index) { exchange in
            for blob in planned.flatMap(\.blobs) {
                // Payloads first: an event whose payload could not be kept is not recorded.
                guard (try? exchange.replica.store.putBlob(blob)) != nil else { return [] }
            }
            let (results, actions) = exchange.record(
                [
                    RecordRequest(
                        planned.map(\.draft), officer: "officer",
                        requiresCompetence: !planned.contains(where: \.isForced))
                ], now: node.wall(time))
            result = results.first
            return actions
        }
        guard node.isRunning else { return false }
        trace("\(node.name) records \(planned.map(\.draft.body)): \(describe(result))")
        switch result {
        case .success(let recorded):
            for (act, entry) in zip(planned, recorded) { acknowledge(act, entry, by: node) }
            return !recorded.isEmpty
        case .failure(.noCompetence): reached(.actRefusedWithoutCompetence)
        case .failure(.clock): reached(.clockRefused)
        case .failure(.keyReplaced): reached(.oldKeyRefused)
        case .failure, nil: break
        }
        return false
    }

    private func describe(_ result: Result<[Recorded], ReplicaError>?) -> String {
        switch result {
        case .success(let recorded): recorded.map { "\($0.reference)" }.joined(separator: " ")
        case .failure(let error): "refused: \(error)"
        case nil: "nothing"
        }
    }

    private func acknowledge(_ planned: PlannedAct, _ entry: Recorded, by node: SimulatedNode) {
        // Losing the error is right: a reference that we made names a log.
        guard let origin = try? Origin(entry.reference.origin) else { return }
        truth.acts.append(
            RecordedAct(
                reference: entry.reference, origin: origin, stream: entry.stream,
                author: node.name, meaning: planned.meaning,
                institution: planned.institution?.id, region: planned.region,
                effective: planned.draft.effective, until: planned.until, stamp: entry.stamp,
                isAuthorised: planned.isAuthorised, isOnCopy: node.isCopy))
        reached(.actRecorded)
        if !planned.isAuthorised { reached(.actWithoutAuthorityRecorded) }
        switch planned.meaning {
        case .lift:
            if case .act(.withdrawn) = planned.draft.body {
                reached(.withdrawalRecorded)
            } else {
                reached(.resumptionRecorded)
            }
        case .recognise: reached(.recognitionUsed)
        case .casework:
            reached(.caseRecorded)
            if let sealed = planned.sealed { truth.cases.append(sealed) }
        case .closeEpoch: reached(.epochClosed)
        case .sign where node.plan.role == .office: reached(.delegationUsed)
        default: break
        }
        if node.plan.role == .fieldOffice { reached(.recordedWhileOffline) }
    }
}
