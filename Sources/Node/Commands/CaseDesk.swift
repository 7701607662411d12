import Designation
import Federation
import Storage
import TransparencyLog

/// Opens cases and continues them: keys, sealed payloads and what the log says of them (protocol §3).
struct CaseDesk {
    private struct Open {
        var id: [UInt8]
        var key: [UInt8]
        var chain: [String]
        var wraps: TreeHash
        var next: UInt32
    }
    /// Cases of this file, by the name that it gives them.
    private var open: [String: Open] = [:]

    /// Seals the content, lays payload and keys beside the log, and gives the routing event.
    mutating func event(
        _ plan: PlannedAct.CasePlan, _ act: PlannedAct, _ context: CommandContext,
        isRehearsal: Bool
    ) async throws -> CaseEvent {
        guard let institution = act.institution, let region = act.region else {
            throw act.failure("The act needs an institution and a region.")
        }
        let record = CaseRecord(
            institution: institution, step: plan.step, region: region, day: act.effective,
            note: plan.note, services: plan.services, scope: plan.scope, passed: plan.passed,
            persons: plan.persons)
        // A case without a name is one of its own.
        let name = plan.caseName ?? "line \(act.line)"
        var box = try await self.box(name, act, context, isRehearsal: isRehearsal)
        let place = CaseContext(
            federation: context.core.federationID, author: context.core.name, caseID: box.id,
            sequence: box.next)
        let sealed: SealedPayload
        do {
            sealed = try CasePayload.seal(
                record.encoded(), caseKey: box.key, salt: SystemEntropy.bytes(32), context: place)
        } catch {
            throw act.failure("The content of the case cannot be sealed: \(error).")
        }
        if !isRehearsal { _ = try context.service.logs.putBlob(sealed.bytes) }
        let event = CaseEvent(
            caseID: box.id, sequence: box.next, chain: box.chain, saltedHash: sealed.saltedHash,
            payload: sealed.name, payloadByteCount: UInt64(sealed.bytes.count), wraps: box.wraps)
        box.next += 1
        open[name] = box
        return event
    }

    private func box(
        _ name: String, _ act: PlannedAct, _ context: CommandContext, isRehearsal: Bool
    ) async throws -> Open {
        if let known = open[name] { return known }
        if let id = Hex.decode(name), id.count == 16 {
            return try await continued(id, act, context)
        }
        let chain = context.directory.caseworkChain(of: context.core.name)
            .compactMap { context.directory.node(named: $0) }
            .filter { !$0.encryptionKey.isEmpty }
        guard chain.contains(where: { $0.name == context.core.name }) else {
            throw act.failure(
                "This node is not enrolled with a key for cases; run `dingdian sync` first.")
        }
        let id = SystemEntropy.bytes(16)
        let key = SystemEntropy.bytes(32)
        let wraps: CaseKeyWraps
        do {
            wraps = try CaseKeyWraps(
                caseKey: key, federation: context.core.federationID, caseID: id, chain: chain)
        } catch {
            throw act.failure("The key of the case cannot be wrapped: \(error).")
        }
        if !isRehearsal { _ = try context.service.logs.putBlob(wraps.encoded()) }
        return Open(id: id, key: key, chain: chain.map(\.name), wraps: wraps.name, next: 0)
    }

    /// A case of an earlier file: its key is unwrapped with this node's own.
    private func continued(
        _ id: [UInt8], _ act: PlannedAct, _ context: CommandContext
    ) async throws -> Open {
        let (rows, seed) = try await context.core.with { exchange in
            (exchange.replica.cases.events(of: id), exchange.replica.identity.encryptionSeed)
        }
        guard let first = rows.first?.event,
            let bytes = try context.service.logs.blob(first.wraps)
        else { throw act.failure("This node does not hold the case or its keys.") }
        do {
            let key = try CaseKeyWraps(bytes, event: first).open(
                node: context.core.name, privateKey: seed,
                federation: context.core.federationID)
            let last = rows.map(\.event.sequence).max() ?? 0
            return Open(
                id: id, key: key, chain: first.chain, wraps: first.wraps, next: last &+ 1)
        } catch {
            throw act.failure("This node cannot open the case: \(error).")
        }
    }
}
