import Designation
import Federation
import TransparencyLog

/// Confidential content of one case event, as its author sealed it.
struct SealedCase {
    var event: CaseEvent
    var author: String
    var record: CaseRecord
    /// Recorded on a copy of the author's machine.
    var isOnCopy: Bool

    /// The attachments under which it lies beside the logs.
    var names: [TreeHash] { [event.payload, event.wraps] }
}

/// The key of a simulated case, wrapped for each node of its chain.
///
/// HPKE draws a key for each wrap from the system, and a simulated history must come out the same
/// again. So this stands in for `CaseKeyWraps`, which has tests of its own: the key of the case, masked
/// for each node by a hash that takes the node's private key. Payloads are sealed by the real thing.
enum SimulatedWraps {
    static func make(caseKey: [UInt8], caseID: [UInt8], seeds: [(name: String, seed: [UInt8])])
        -> [UInt8]
    {
        seeds.flatMap { Array($0.name.utf8) + [0] + masked(caseKey, caseID, $0.seed) }
    }

    static func open(_ wraps: [UInt8], node: String, caseID: [UInt8], seed: [UInt8]) -> [UInt8]? {
        var rest = wraps[...]
        while let end = rest.firstIndex(of: 0), rest.endIndex - end > 32 {
            let name = String(decoding: rest[..<end], as: UTF8.self)
            let key = Array(rest[(end + 1)..<(end + 33)])
            if name == node { return masked(key, caseID, seed) }
            rest = rest[(end + 33)...]
        }
        return nil
    }

    private static func masked(_ key: [UInt8], _ caseID: [UInt8], _ seed: [UInt8]) -> [UInt8] {
        zip(key, TreeHash.sha256(seed + caseID).bytes).map { $0 ^ $1 }
    }
}

extension Simulation {
    /// A case with sealed content, for the chain of the node.
    func planCase(_ index: Int) -> PlannedAct? {
        let node = nodes[index]
        guard let replica = node.exchange?.replica, let institution = somebody(at: index) else {
            return nil
        }
        work.caseCount += 1
        func bytes(_ what: String) -> [UInt8] {
            TreeHash.sha256(Array("\(what) \(options.seed) \(work.caseCount)".utf8)).bytes
        }
        let today = LegalDate(unixMilliseconds: node.wall(time))
        let record = CaseRecord(
            institution: institution.id, step: .accepted, region: node.plan.region, day: today,
            note: "case \(work.caseCount)")
        let chain = InItsChain.chain(of: node.name, in: plan)
        let caseID = Array(bytes("id").prefix(16))
        let wraps = SimulatedWraps.make(
            caseKey: bytes("key"), caseID: caseID,
            seeds: chain.compactMap { name in
                nodes.first { $0.name == name }.map { (name, $0.encryptionSeed) }
            })
        // Losing the errors is right: what cannot be sealed is no case, and none is acknowledged.
        guard
            let sealed = try? CasePayload.seal(
                record.encoded(), caseKey: bytes("key"), salt: bytes("salt"),
                context: CaseContext(
                    federation: replica.federationID, author: node.name, caseID: caseID,
                    sequence: 0))
        else { return nil }
        let event = CaseEvent(
            caseID: caseID, sequence: 0, chain: chain, saltedHash: sealed.saltedHash,
            payload: sealed.name, payloadByteCount: UInt64(sealed.bytes.count),
            wraps: TreeHash.sha256(wraps))
        guard let draft = try? EntryDraft(.casework(event), effective: today) else { return nil }
        var planned = PlannedAct(
            draft: draft, meaning: .casework, institution: nil, region: node.plan.region)
        planned.blobs = [sealed.bytes, wraps]
        planned.sealed = SealedCase(
            event: event, author: node.name, record: record, isOnCopy: node.isCopy)
        return planned
    }

    /// What `BlobExchange` of a node does: payloads that are missing here are fetched from peers that
    /// are dialled, what they miss is handed in.
    func exchangeBlobs(_ index: Int) {
        let node = nodes[index]
        guard let exchange = node.exchange else { return }
        for peer in node.dials where node.sessions[peer] != nil {
            let given = exchange.attachments(at: peer)
            for need in exchange.replica.caseBlobs where need.chain.contains(node.name) {
                guard let bytes = node.disk.live.logs.blobs[need.name] else {
                    call(index, peer, .blob(need.name))
                    continue
                }
                if need.chain.contains(peer), !given.contains(need.name) {
                    call(index, peer, .keepBlob(bytes))
                }
            }
        }
    }

    /// Keeps a payload that came from somebody.
    func keep(_ bytes: [UInt8], named name: TreeHash, at index: Int) {
        guard TreeHash.sha256(bytes) == name, nodes[index].disk.live.logs.blobs[name] == nil else {
            return
        }
        drive(index) { exchange in
            // Losing the error is right: what could not be kept is asked for again.
            _ = try? exchange.replica.store.putBlob(bytes)
            return []
        }
    }

    /// Payloads travel beside their logs, one link in each round.
    func spreadBlobs() {
        for _ in 0...plan.longestPath where failure == nil {
            for index in nodes.indices { exchangeBlobs(index) }
            for index in nodes.indices where nodes[index].plan.stickPartner != nil {
                exchangeSticks(index, delay: 0)
            }
            advance(to: time + 130_000)
        }
    }
}
