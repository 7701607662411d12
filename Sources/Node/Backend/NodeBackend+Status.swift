public import Designation
import Federation
import Messages
import Storage
import Synchronization
import TransparencyLog
public import Web

/// The hot path. The synchronous functions answer from memory; none of them waits for the writer.
extension NodeBackend {
    public func today() -> LegalDate { LegalDate(unixMilliseconds: clock()) }

    public func nowMilliseconds() -> UInt64 { clock() }

    public func regionTree() -> RegionTree { registry.view.tree }

    /// Looked up in the census; only what is newer than the census is looked for in the registry.
    public func institution(nationalCode: String) -> InstitutionID? {
        let (known, isDefinite) = censusCache.institution(nationalCode: nationalCode)
        if known != nil || isDefinite { return known }
        return registry.institution(nationalCode: nationalCode)
    }

    public func institution(
        nationalCode: String, in region: RegionCode, on day: LegalDate
    ) -> InstitutionID? {
        institution(nationalCode: nationalCode).map {
            registry.holder($0, of: nationalCode, in: region, on: day)
        }
    }

    public func status(_ question: StatusQuestion) -> StatusReply {
        questionCount.wrappingAdd(1, ordering: .relaxed)
        let answer = registry.answer(question)
        let fresh = freshnessCache.snapshot
        let area = registry.view.tree.area(of: question.region)
        return StatusReply(
            answer: answer, asOf: fresh.asOf(question.region, area: area, now: clock()),
            isProvisional: fresh.isBehind(area))
    }

    public func status(
        _ question: StatusQuestion, knownAtMilliseconds moment: UInt64
    ) async throws(WebFailure) -> StatusReply {
        guard moment <= clock() else {
            throw .badRequest("known-at= lies in the future; give a moment that has passed.")
        }
        questionCount.wrappingAdd(1, ordering: .relaxed)
        // Without a receipt before the moment nothing was known, which is an answer too.
        let vector = await core.vector(of: core.name, before: moment) ?? [:]
        let answer = registry.answer(question, vector: vector)
        let times: [String: UInt64]
        do {
            times = try newestStamps(vector, before: moment)
        } catch {
            throw broken(error, "Reading entries of a former state")
        }
        return StatusReply(
            answer: answer, asOf: asOf(question.region, times: times), isProvisional: false,
            knownVector: vector.sorted { $0.key < $1.key }.map { (origin: $0.key, size: $0.value) })
    }

    public func explanation(
        of answer: StatusAnswer, vector: [String: UInt64]?
    ) async -> Explanation? {
        let view = registry.view
        guard let area = view.tree.area(of: answer.region) else { return nil }
        let standing = registry.standing(of: answer.institution, area: area, vector: vector)
        return Explanation(of: answer, standing: standing, context: view.context)
    }

    /// Stamp of the newest entry of each node within a vector: the freshness that could be claimed
    /// then without a heartbeat, since old heartbeats are not kept (protocol §9).
    private func newestStamps(
        _ vector: [String: UInt64], before moment: UInt64
    ) throws -> [String: UInt64] {
        var times: [String: UInt64] = [:]
        for (text, size) in vector where size > 0 {
            guard let origin = try? Origin(text), let name = try? LogName(origin: origin),
                let bytes = try service.logs.entries(origin, size - 1..<size).first,
                // Losing the error is right: a malformed entry says nothing about time.
                let entry = try? EntryCodec.decode(bytes)
            else { continue }
            let stamp = min(entry.header.stamp.milliseconds, moment)
            times[name.node] = max(times[name.node] ?? 0, stamp)
        }
        return times
    }

    private func asOf(_ region: RegionCode, times: [String: UInt64]) -> AsOf {
        let map = freshnessCache.snapshot.map
        func oldest(_ nodes: [String]) -> SourceTime {
            let found = nodes.map { SourceTime(node: $0, milliseconds: times[$0] ?? 0) }
            return found.min { ($0.milliseconds, $0.node) < ($1.milliseconds, $1.node) }
                ?? SourceTime(node: core.name, milliseconds: times[core.name] ?? 0)
        }
        return AsOf(
            region: oldest([map.node(of: region)]),
            directory: oldest(map.directoryAuthors(above: region)),
            oldest: oldest(map.sources(of: registry.view.tree.area(of: region))))
    }
}

extension NodeCore {
    /// What a node had applied before a moment, by its own receipts.
    func vector(of node: String, before moment: UInt64) -> [String: UInt64]? {
        exchange.replica.knowledge.vector(node, before: moment)
    }
}
