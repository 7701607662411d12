import Designation
import Federation

extension Seeding {
    /// What the agency of a demonstration hands in of its own work each month, quarter or year (protocol
    /// §13.7) counts as handed in at its start: a list of duties begins with the days that come, not with
    /// periods before anybody was here.
    func seedFilings() async throws {
        guard let region = data.federation.node(service.core.name)?.region else { return }
        let today = LegalDate(unixMilliseconds: service.core.clock())
        let drafts = try DemoFilings(federation: data.federation, today: today)
            .decisions(of: region, known: service.core.registry.view.directory.rules)
            .map { try EntryDraft.directory(.decision($0), effective: today) }
        guard !drafts.isEmpty else { return }
        // Before its enrolment arrives nobody believes it.
        while service.core.registry.view.directory.node(named: service.core.name) == nil {
            try await Task.sleep(for: .milliseconds(100))
        }
        _ = try await service.core.record(RecordRequest(drafts, officer: Self.officer))
    }
}

/// The filings with which a demonstration begins.
struct DemoFilings: Sendable {
    let federation: FederationFolder
    let today: LegalDate

    /// - Returns: one for each item that the folder's editions want periodically of the region's agency, or of
    ///   the department beside it, and that was never handed in.
    func decisions(of region: RegionCode, known: RuleBook) -> [Decision] {
        let policy = Policy(
            region: region, day: today, rules: federation.ruleBook, regions: federation.tree)
        return policy.agencyFilings().compactMap { entry, _ in
            guard known.filings(entry.id, of: region).isEmpty,
                let time = policy.time(of: entry),
                ReportPeriod(time.text, containing: today) != nil
            else { return nil }
            return Decision(
                region: region, name: AgencyFiling.prefix + entry.id,
                value: DatedValue(
                    value: entry.item.words(.to).joined(separator: ", "), from: today, to: nil,
                    citation: entry.citation, isDecision: true))
        }
    }
}
