import Designation
import Federation
import Messages
import Web

/// `dingdian due [--region R] [--on DATE] [--all] [--strict]`: what is due in everything that this
/// node may read, by when and who must act.
enum DueCommand {
    /// Rows that a terminal gets unless all are asked for.
    static let rowLimit = 200

    static func run(_ context: CommandContext) async throws -> CommandResult {
        let day = try context.date("on") ?? context.today
        let region = try context.option("region").map { try context.region($0) }
        var list = try await DutyWork(service: context.service, backend: context.backend)
            .list(on: day)
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
