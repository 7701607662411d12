import Designation
import Federation
import Web

/// `dingdian due [--region R] [--on DATE] [--all] [--strict]`: what is due in everything that this
/// node may read, by when and who must act.
enum DueCommand {
    /// Rows that a terminal gets unless all are asked for.
    static let rowLimit = 200

    static func run(_ context: CommandContext) async throws -> CommandResult {
        let day = try context.date("on") ?? context.today
        let region = try context.option("region").map { try context.region($0) }
        var list = try await list(context, on: day)
        if let region { list = list.part(of: region, in: context.tree) }
        let isProvisional = list.entries.contains { $0.duty.isProvisional }
        let isStrict = context.command.isSet("strict") && isProvisional
        return CommandResult(
            exit: isStrict ? 3 : 0,
            text: DueText(list, region, context).text, json: DueJSON.list(list, region, context),
            error: isStrict
                ? "Some last days are provisional: a year's list of holidays is not published." : ""
        )
    }

    /// Everything that is due on a day, from cases that this node can open, from the registers that
    /// it holds, from what waits for review, and from the editions.
    static func list(_ context: CommandContext, on day: LegalDate) async throws -> DutyList {
        let registry = context.registry
        let directory = context.directory
        var finder = DutyFinder(
            day: day, calendar: directory.workCalendar, rules: directory.rules,
            regions: context.tree,
            seesCases: CaseSight(directory, node: context.core.name).sees)
        let board = await CaseReader(service: context.service).board()
        for row in board.rows(on: day) { finder.take(row.state, of: row.id) }
        registry.forEachStanding { institution, standings in
            for standing in standings where !standing.timelines.isEmpty {
                finder.take(standing) { registry.facts(of: institution) }
            }
        }
        for row in try await context.backend.reviewItems(area: nil, includingResolved: false) {
            finder.take(row.item, since: LegalDate(unixMilliseconds: row.writtenAtMilliseconds))
        }
        let days = Dictionary(
            board.cases.values.joined().map { ($0.step.reference, $0.step.day) },
            uniquingKeysWith: { $1 })
        for item in board.reviewItems(on: day) {
            finder.take(item, since: item.events.compactMap { days[$0] }.max() ?? day)
        }
        finder.takeEditions()
        return finder.list()
    }
}

/// Of which agencies a node can open all cases.
struct CaseSight: Sendable {
    private let tree: RegionTree
    private let own: RegionCode?
    /// Where nodes work whose cases do not reach this one.
    private let hidden: Set<RegionCode>
    /// Those of cities and offices among them: they also act for what lies in their region.
    private let hiddenAbove: Set<RegionCode>

    init(_ directory: Directory, node: String) {
        tree = directory.regions
        own = directory.node(named: node)?.region
        let others = directory.nodes.filter {
            !directory.caseworkChain(of: $0.name).contains(node)
        }
        hidden = Set(others.map(\.region))
        hiddenAbove = Set(
            others.filter { [.city, .office, .fieldOffice].contains($0.role) }.map(\.region))
    }

    @Sendable func sees(_ region: RegionCode) -> Bool {
        guard let own, !hidden.contains(region), tree.lies(region, in: own) else { return false }
        return !hiddenAbove.contains { tree.lies(region, in: $0) }
    }
}
