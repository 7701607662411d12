import Designation
import Federation
import Web

/// Finds everything that is due on a day: in cases that this node can open, in the registers that it
/// holds, in what waits for review, and in the editions.
struct DutyWork {
    let service: NodeService
    let backend: any WebBackend

    /// - Parameter includingCases: without it nothing that comes from a case is looked at, and public
    ///   duties whose end stands in cases are marked blind.
    func list(on day: LegalDate, includingCases: Bool = true) async throws -> DutyList {
        let registry = service.core.registry
        let directory = registry.view.directory
        let sight = CaseSight(directory, node: service.core.name)
        var finder = DutyFinder(
            day: day, calendar: directory.workCalendar, rules: directory.rules,
            regions: registry.view.tree,
            seesCases: { includingCases && sight.sees($0) },
            agencyOf: { directory.node(named: $0)?.region }, mayAct: Self.ability(directory, day))
        let board = includingCases ? await CaseReader(service: service).board() : nil
        let look = board?.look(on: day)
        for row in look?.rows ?? [] { finder.take(row.state, of: row.id) }
        registry.forEachStanding { institution, standings in
            for standing in standings where !standing.timelines.isEmpty {
                finder.take(standing) { registry.facts(of: institution) }
            }
            for duty in board?.changesToTakeOver(institution, standings, on: day) ?? [] {
                finder.take(duty)
            }
        }
        let items = try await backend.reviewItems(
            area: nil, includingResolved: false, includingCases: includingCases)
        for row in items {
            finder.take(row.item, since: LegalDate(unixMilliseconds: row.writtenAtMilliseconds))
        }
        if let board, let look { take(look.items, of: board, on: day, &finder) }
        finder.takeEditions()
        finder.takeAgencies(agencies(directory))
        return finder.list()
    }

    /// Which agencies may do what, where, by the grants and delegations of their nodes (protocol §6.4).
    private static func ability(
        _ directory: Directory, _ day: LegalDate
    ) -> @Sendable (RegionCode, Competency, RegionCode) -> Bool {
        let names = Dictionary(grouping: directory.nodes.map { ($0.region, $0.name) }, by: \.0)
            .mapValues { $0.map(\.1) }
        return { agency, act, place in
            names[agency]?.contains {
                directory.competence(of: $0, for: act, in: place, on: day) != .none
            } ?? false
        }
    }

    /// Regions in which somebody has a node that handles cases: those of areas.
    private func agencies(_ directory: Directory) -> Set<RegionCode> {
        Set(
            directory.nodes.filter {
                !directory.isRevoked($0.name) && directory.area(ofNode: $0.name) != nil
            }.map(\.region))
    }

    private func take(
        _ items: [ReviewItem], of board: CaseBoard, on day: LegalDate, _ finder: inout DutyFinder
    ) {
        let days = Dictionary(
            board.cases.values.joined().map { ($0.step.reference, $0.step.day) },
            uniquingKeysWith: { $1 })
        for item in items {
            finder.take(item, since: item.events.compactMap { days[$0] }.max() ?? day)
        }
    }
}
