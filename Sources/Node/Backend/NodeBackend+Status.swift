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

    /// As fresh as a question by identity (``CensusCache/institution(nationalCode:walks:)``).
    public var findsCodesInMemory: Bool { censusCache.isCurrent }

    public func institution(nationalCode: String) -> InstitutionID? {
        censusCache.institution(nationalCode: nationalCode)
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
            isProvisional: fresh.isProvisional(area))
    }

    public func status(
        _ question: StatusQuestion, knownAtMilliseconds moment: UInt64
    ) async throws(WebFailure) -> StatusReply {
        guard moment <= clock() else {
            throw .badRequest(
                "The moment of known-at lies in the future; give one that has passed.")
        }
        questionCount.wrappingAdd(1, ordering: .relaxed)
        // Without a receipt before the moment nothing was known, which is an answer too.
        let vector = await core.vector(of: core.name, before: moment) ?? [:]
        var answer = registry.answer(question, vector: vector)
        if answer.doubt == nil, !holdsRegister(of: question.region, in: vector) {
            // "We knew that it was not designated" must not be read where nothing was known (protocol §9.5).
            answer = StatusAnswer(
                question: question, unit: answer.unit, status: .unknown, scope: question.scope,
                allowsEmergency: answer.allowsEmergency, knownSanctions: answer.knownSanctions,
                doubt: .registerNotHeld)
        }
        let times: [String: UInt64]
        do {
            times = try self.times(of: vector, before: moment)
        } catch {
            throw broken(error, "Reading entries of a former state")
        }
        return StatusReply(
            answer: answer, asOf: asOf(question.region, times: times), isProvisional: false,
            knownVector: vector.sorted { $0.key < $1.key }.map { (origin: $0.key, size: $0.value) })
    }

    /// Whether a vector has an entry of any `register` log by which the region is judged.
    private func holdsRegister(of region: RegionCode, in vector: [String: UInt64]) -> Bool {
        let (tree, directory) = (registry.view.tree, directory)
        let area = tree.area(of: region)
        return vector.contains { origin, size in
            // Losing the errors is right: what is no log of this protocol is no source.
            guard size > 0, let origin = try? Origin(origin),
                let name = try? LogName(origin: origin), name.stream == .register,
                let author = directory.node(named: name.node)
            else { return false }
            return tree.area(of: author.region) == area
        }
    }

    public func explanation(
        of answer: StatusAnswer, vector: [String: UInt64]?
    ) async -> Explanation? {
        registry.explanation(of: answer, vector: vector)
    }

    /// How fresh the entries of a vector were: each node's as far as all that it wrote is known by now to
    /// have been in it. What came later begins with the first entry beyond the vector.
    private func times(
        of vector: [String: UInt64], before moment: UInt64
    ) throws -> [String: UInt64] {
        let fresh = freshnessCache.snapshot
        var times: [String: UInt64] = [:]
        for record in directory.nodes {
            times[record.name] = fresh.time(of: record.name, now: moment)
        }
        for log in try service.logs.logs() {
            // Losing the error is right: what is no log of this protocol is no source.
            guard let name = try? LogName(origin: log.origin), let known = times[name.node],
                name.stream != .casework, name.stream != .receipts
            else { continue }
            let size = vector[log.origin.text] ?? 0
            guard size < log.position.size,
                let bytes = try service.logs.entries(log.origin, size..<size + 1).first
            else { continue }
            // Of an entry that cannot be read nobody can say when it was written.
            let stamp = (try? EntryCodec.decode(bytes))?.header.stamp.milliseconds ?? 0
            times[name.node] = min(known, stamp)
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
        exchange.replica.vector(of: node, before: moment)
    }
}
