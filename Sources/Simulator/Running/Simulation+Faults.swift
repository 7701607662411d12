import Designation
import Federation
import TransparencyLog

/// Faults that strike the federation at moments drawn beforehand.
extension Simulation {
    func scheduleFaults() {
        drawWhetherForksAreSettled()
        for node in nodes {
            node.disk.gate.failChances = faults.writeFails
            node.disk.gate.deathChances = faults.diesAtWrite
        }
        let perDay =
            faults.partitionsPerDay + faults.killsPerDay + faults.diskFullPerDay
            + faults.restoresPerDay + faults.clockFaultsPerDay + faults.versionFaultsPerDay
            + faults.keyChangesPerDay
        let total = perDay * options.days + faults.secondHistories + faults.badLogs
        let end = Self.startTime + UInt64(options.days) * Self.dayMilliseconds
        for _ in 0..<total {
            let start = Self.startTime + 3_600_000
            queue.add(.fault, at: faultRandom.milliseconds(start...end))
        }
    }

    /// Draws one of the faults that the profile allows.
    func drawFault() {
        var bag: [() -> Void] = []
        bag += Array(repeating: { self.partLink() }, count: faults.partitionsPerDay)
        bag += Array(repeating: { self.killSomebody() }, count: faults.killsPerDay)
        bag += Array(repeating: { self.fillDisk() }, count: faults.diskFullPerDay)
        bag += Array(repeating: { self.restoreSomething() }, count: faults.restoresPerDay)
        bag += Array(repeating: { self.disturbClock() }, count: faults.clockFaultsPerDay)
        bag += Array(
            repeating: { self.writeWithNewerSoftware() }, count: faults.versionFaultsPerDay)
        bag += Array(repeating: { self.changeKey() }, count: faults.keyChangesPerDay)
        if faults.secondHistories > 0 { bag.append { self.beginSecondHistory() } }
        if faults.badLogs > 0 { bag.append { self.spoilLog() } }
        faultRandom.pick(bag)?()
    }

    func pickRunning(_ wanted: (SimulatedNode) -> Bool = { _ in true }) -> Int? {
        faultRandom.pick(nodes.indices.filter { nodes[$0].isRunning && wanted(nodes[$0]) })
    }

    private func partLink() {
        let links = nodes.indices.flatMap { index in
            nodes[index].dials.compactMap { self.index(named: $0) }.map { Link(index, $0) }
        }
        guard let link = faultRandom.pick(links), parted.insert(link).inserted else { return }
        count(.linkParted)
        queue.add(.reunite(link: link), at: time + faultRandom.milliseconds(60_000...36_000_000))
        for (number, call) in calls.sorted(by: { $0.key < $1.key })
        where call.server.map({ Link(call.client, $0) }) == link {
            queue.add(.answer(call: number, .failed(.unreachable)), at: time + 60_000)
        }
    }

    private func killSomebody() {
        guard let index = pickRunning() else { return }
        kill(index, isPowerCut: faultRandom.happens(5_000))
    }

    private func fillDisk() {
        guard let index = pickRunning() else { return }
        count(.diskFull)
        nodes[index].disk.gate.isFull = true
        queue.add(
            .spaceFreed(node: index), at: time + faultRandom.milliseconds(60_000...14_400_000))
    }

    private func disturbClock() {
        guard let index = pickRunning() else { return }
        let node = nodes[index]
        let isAhead = faultRandom.happens(5_000)
        let size: Int64
        if faultRandom.happens(4_000) {
            count(.clockDecadeOff)
            size = 10 * 366 * Int64(Self.dayMilliseconds)
        } else {
            count(.clockJumped)
            size = Int64(faultRandom.milliseconds(60_000...2 * Self.dayMilliseconds))
        }
        node.skew += isAhead ? size : -size
        queue.add(
            .clockSet(node: index), at: time + faultRandom.milliseconds(600_000...20_000_000))
    }

    // MARK: Second histories and bad logs

    /// Somebody runs a copy of a node's machine beside it, with its keys: two histories.
    private func beginSecondHistory() {
        guard faults.secondHistories > 0,
            let index = pickRunning({ node in
                node.plan.role == .city && node.isHonest
                    && !self.isChangingKeys(node)
            })
        else { return }
        let original = nodes[index]
        let others = nodes.indices.filter {
            $0 != index && !original.dials.contains(nodes[$0].name)
                && [.root, .province, .exchange].contains(nodes[$0].plan.role)
        }
        guard let other = faultRandom.pick(others) else { return }
        faults.secondHistories -= 1
        count(.secondHistory)
        let twin = SimulatedNode(copyOf: original, random: faultRandom.fork("twin"))
        twin.dials = [nodes[other].name]
        original.isHonest = false
        for node in [original, twin] {
            node.isHonest = false
            node.asksPeers = false
        }
        truth.allowedForks.formUnion(original.disk.live.heads.keys)
        nodes.append(twin)
        watch(nodes.count - 1)
        start(nodes.count - 1)
        closeTwin(of: original.name)
    }

    private func spoilLog() {
        guard faults.badLogs > 0, badLog == nil,
            let server = pickRunning({ $0.plan.role == .province || $0.plan.role == .root }),
            let origin = faultRandom.pick(nodes[server].disk.live.logs.logs.keys.sorted())
        else { return }
        faults.badLogs -= 1
        count(.badLog)
        badLog = (server, origin)
    }

    // MARK: Other software

    /// The node is stopped, newer software writes something, the old one is started again.
    private func writeWithNewerSoftware() {
        guard
            let index = pickRunning({
                $0.plan.role == .city && $0.isHonest
                    && $0.exchange?.replica.recordingState == .ready
            })
        else { return }
        let node = nodes[index]
        let stream: Designation.Stream = faultRandom.happens(5_000) ? .sanctions : .register
        guard let key = node.disk.live.epochs[stream],
            let institution = faultRandom.pick(
                work.institutions.filter { $0.home == node.name })
        else { return }
        truth.unknownCount += 1
        let choice = faultRandom.below(3)
        let meaning: ActMeaning =
            choice == 0 ? .unreadable : .unknown(isRestrictive: choice == 1)
        count(choice == 0 ? .unreadableEntry : .unknownKind)
        // Nor does newer software stamp below a heartbeat, should the clock have been set back a little.
        let wall = node.wall(time)
        let beats = truth.heartbeats[node.name]?.keys.filter {
            $0 <= wall + FreshnessBook.toleranceMilliseconds
        }
        let stamp = Stamp(milliseconds: max(wall, beats?.max() ?? 0), counter: 7)
        let bytes = NewerSoftware.entry(
            meaning, institution: institution.id, region: node.plan.region, stamp: stamp,
            number: truth.unknownCount)
        stopped(index)
        node.disk.gate.revive()
        let reference = NewerSoftware.write(bytes, with: key, on: node)
        start(index)
        guard let reference, node.disk.live.logs.logs[key.origin] != nil else { return }
        truth.acts.append(
            RecordedAct(
                reference: reference, origin: key.origin, stream: stream, author: node.name,
                meaning: meaning, institution: institution.id, region: node.plan.region,
                effective: LegalDate(unixMilliseconds: stamp.milliseconds), stamp: stamp,
                isAuthorised: true))
    }
}

/// What software of a later edition would write.
enum NewerSoftware {
    static let kind: UInt64 = 700

    /// An entry of an unknown kind, or one that is no entry at all.
    static func entry(
        _ meaning: ActMeaning, institution: InstitutionID, region: RegionCode, stamp: Stamp,
        number: Int
    ) -> [UInt8] {
        guard case .unknown(let isRestrictive) = meaning else {
            return [0xFF, 0xFF, 0xFF] + Array("\(number)".utf8)
        }
        let header = EntryHeader(
            stamp: stamp, officer: "newer", subject: institution, region: region,
            effective: LegalDate(unixMilliseconds: stamp.milliseconds))
        let known = Entry(
            header: header,
            body: .act(.reviewed(item: "item \(number)", decision: "newer")))
        // Losing the error is right: without bytes nothing is written, and nothing is checked.
        let bytes = (try? EntryCodec.encode(known)) ?? []
        return rewritten(bytes, isRestrictive: isRestrictive)
    }

    /// Replaces kind (field 2), restrictive mark (field 3) and the body's number.
    private static func rewritten(_ bytes: [UInt8], isRestrictive: Bool) -> [UInt8] {
        var output = varint(2 << 3) + varint(kind) + varint(3 << 3) + [isRestrictive ? 1 : 0]
        var position = 0
        while position < bytes.count {
            let start = position
            let tag = readVarint(bytes, &position)
            var content = position
            switch tag & 7 {
            case 0: _ = readVarint(bytes, &position)
            case 2:
                let length = Int(readVarint(bytes, &position))
                content = position - varint(UInt64(length)).count
                position += length
            default: return output
            }
            switch tag >> 3 {
            case 2, 3: break
            case 16...: output += varint(kind << 3 | 2) + bytes[content..<position]
            default: output += bytes[start..<position]
            }
        }
        return output
    }

    private static func varint(_ value: UInt64) -> [UInt8] {
        var value = value
        var bytes: [UInt8] = []
        while value >= 0x80 {
            bytes.append(UInt8(value & 0x7F) | 0x80)
            value >>= 7
        }
        return bytes + [UInt8(value)]
    }

    private static func readVarint(_ bytes: [UInt8], _ position: inout Int) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while position < bytes.count, shift < 64 {
            let byte = bytes[position]
            position += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { break }
            shift += 7
        }
        return value
    }

    /// Appends with the node's own key, as its software would.
    static func write(
        _ bytes: [UInt8], with key: EpochKey, on node: SimulatedNode
    ) -> EventReference? {
        // Losing the errors is right: what could not be written was acknowledged to nobody.
        guard let signer = try? NoteSigner(name: key.origin, seed: key.seed) else { return nil }
        let writer = LogWriter(
            signer: signer, store: node.disk.logStore, heads: node.disk.headStore,
            machineMark: node.machineMark)
        // An empty log is that of an epoch which a crash kept from being opened: software of any edition
        // begins another one, since nobody believes what such a log says.
        guard case .ready(let head)? = try? writer.open(), head.size > 0,
            (try? writer.append([bytes])) != nil
        else { return nil }
        return EventReference(
            origin: key.origin.text, index: head.size,
            leafPrefix: TreeHash.leaf(bytes).leafPrefix)
    }
}
