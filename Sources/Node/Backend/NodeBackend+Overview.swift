public import Designation
import Federation
import Messages
import TransparencyLog
public import Web

/// The state of an area at a glance.
extension NodeBackend {
    private static let maximumSanctionCount = 200

    public func overview(area: RegionCode?) async throws(WebFailure) -> Overview {
        let view = registry.view
        let held = view.heldAreas.sorted()
        if let area, !view.heldAreas.contains(area) {
            throw .notFound(
                "The register of this area is not held here; choose one of "
                    + "\(held.map(\.text)).")
        }
        let own = directory.area(ofNode: core.name).flatMap { held.contains($0) ? $0 : nil }
        let chosen = area ?? own ?? held.first
        let census = await censusCache.current()
        let found = census.areas[chosen ?? Registry.common] ?? Census.Area()
        let fresh = await freshnessCache.refresh()
        let sources = Set(fresh.map.sources(of: chosen)).union([core.name])
        let digests = await digestViews(publishing: false)
        let openItems = try await items(area: chosen, includingCases: false)
            .count { $0.item.resolution == nil }
        return Overview(
            area: chosen ?? .everywhere, areas: held, nowMilliseconds: clock(),
            regions: counts(found, area: chosen, tree: view.tree),
            sanctions: sanctions(found.sanctions), sanctionCount: found.sanctions.count,
            nodes: freshnessRows(fresh).filter { sources.contains($0.node) },
            digests: digests.filter { $0.area == nil || $0.area == chosen },
            reviewCount: openItems, endings: endings(area: chosen, tree: view.tree))
    }

    /// Editions of the area's regions and of the nation.
    private func endings(area: RegionCode?, tree: RegionTree) -> [EditionEnding] {
        directory.rules.endings(on: LegalDate(unixMilliseconds: clock())).filter { ending in
            let region = ending.edition.region
            return region == .everywhere || area.map { tree.lies(region, in: $0) } ?? false
        }
    }

    /// One row per unit, also for units without institutions.
    private func counts(
        _ area: Census.Area, area code: RegionCode?, tree: RegionTree
    ) -> [RegionCounts] {
        let units = Set(area.counts.keys).union(code.map { tree.units(inArea: $0) } ?? [])
        return units.sorted().map { unit in
            let counts = (area.counts[unit] ?? [:]).map {
                StatusCount(type: $0.key.type, status: $0.key.status, count: $0.value)
            }
            return RegionCounts(
                region: unit,
                counts: counts.sorted {
                    ($0.type.rawValue, $0.status.rawValue) < ($1.type.rawValue, $1.status.rawValue)
                })
        }
    }

    /// The newest, with what only the event itself says.
    private func sanctions(_ all: [Census.Sanction]) -> [SanctionRow] {
        let newest = all.sorted {
            if $0.sanction.from != $1.sanction.from { return $0.sanction.from > $1.sanction.from }
            return $0.sanction.event < $1.sanction.event
        }.prefix(Self.maximumSanctionCount)
        let rows = newest.map { found -> SanctionRow in
            let fact = registry.facts(of: found.institution.institution)
                .first { $0.reference == found.sanction.event }
            return SanctionRow(
                institution: found.institution, status: found.status,
                units: found.units.sorted(), imposedBy: found.sanction.region,
                since: found.sanction.from, until: found.sanction.to,
                event: found.sanction.event,
                writtenAtMilliseconds: fact?.stamp.milliseconds ?? 0,
                citations: fact?.basis ?? found.citations,
                isOwnRequest: found.sanction.isOwnRequest)
        }
        return rows.sorted {
            if $0.writtenAtMilliseconds != $1.writtenAtMilliseconds {
                return $0.writtenAtMilliseconds > $1.writtenAtMilliseconds
            }
            return $0.event < $1.event
        }
    }

    // MARK: Freshness

    public func freshness() async throws(WebFailure) -> [NodeFreshness] {
        freshnessRows(await freshnessCache.refresh())
    }

    /// One row per node of the directory, by name.
    private func freshnessRows(_ fresh: FreshnessSnapshot) -> [NodeFreshness] {
        let directory = directory
        let now = clock()
        return directory.nodes.filter { !directory.isRevoked($0.name) }.map { record in
            NodeFreshness(
                node: record.name, agency: agency(of: record.name, in: directory),
                region: record.region, freshAtMilliseconds: fresh.time(of: record.name, now: now),
                missingEntryCount: fresh.missing[record.name] ?? 0,
                state: fresh.state(of: record.name), isSelf: record.name == core.name)
        }
    }

    // MARK: Digests

    public func digests() async throws(WebFailure) -> [DigestView] {
        await digestViews(publishing: true)
    }

    /// - Parameter publishing: state what the registry is now, rather than what was stated last.
    private func digestViews(publishing: Bool) async -> [DigestView] {
        var reports = await core.digestReports()
        if publishing || reports.isEmpty {
            await core.publishDigests()
            reports = await core.digestReports()
        }
        return reports.map { report, peers in
            DigestView(
                area: report.scope == "common" ? nil : RegionCode(report.scope),
                digest: report.digest.hex, inputs: report.inputs.hex,
                foldEdition: report.foldEdition, agreeingPeerCount: peers.agreeing.count,
                differingPeers: peers.differing)
        }.sorted { ($0.area?.text ?? "") < ($1.area?.text ?? "") }
    }
}

extension NodeCore {
    /// The newest own digests with what peers said under the same inputs.
    func digestReports() -> [(DigestReport, DigestLedger.Opinions)] {
        exchange.ledger.newest.map { ($0, exchange.ledger.opinions(on: $0)) }
    }
}
