import Designation
import Federation
import Messages

/// `dingdian policy rehearse FILE [--lists FILE] [--scores FILE] [--on DATE]`: what an edition that is
/// not yet in force would change here. Nothing is recorded.
enum RehearseCommand {
    static func run(_ context: CommandContext) async throws -> CommandResult {
        let edition = try EditionFiles.edition(context)
        try EditionFiles.demandLists(edition, context)
        guard let (book, movedCount) = EditionFiles.book(with: edition, context) else {
            throw CommandFailure("\(edition.file): the edition sets nothing.")
        }
        let first = max(edition.from, context.today)
        let day = try context.date("on") ?? first
        var rehearsal = PolicyRehearsal(
            edition: edition, day: day, today: context.today, oldRules: context.directory.rules,
            newRules: book, tree: context.tree,
            calendar: context.directory.workCalendar)
        rehearsal.movedCount = movedCount
        rehearsal.compareValues()
        rehearsal.walk(context.registry)
        for item in await cases(context, newRules: book, on: day) { rehearsal.take(item) }
        return rehearsal.result(context.tree)
    }

    /// Cases that this node can open, with what they are judged against now and would be then.
    private static func cases(
        _ context: CommandContext, newRules: RuleBook, on day: LegalDate
    ) async -> [PolicyRehearsal.RunningCase] {
        let board = await CaseReader(service: context.service).board()
        let tree = context.tree
        let newPolicy: @Sendable (RegionCode, LegalDate) -> Policy = {
            Policy(region: $0, day: $1, rules: newRules, regions: tree)
        }
        return board.rows(on: day).compactMap { row in
            guard let opened = board.cases[row.id], let region = row.state.region else {
                return nil
            }
            let steps = opened.map(\.step)
            let institution = row.state.institution
            let before = board.setting(
                for: steps, institution: institution, case: row.id, on: day)
            var after = before
            after.policyAt = newPolicy
            if row.state.kind.isDesignation {
                after.screening = CaseSubjects(
                    board: board, institution: institution, region: region
                ).screening(steps, subject: after.subject, policy: newPolicy(region, day))
            }
            let area = tree.area(of: region) ?? Registry.common
            return PolicyRehearsal.RunningCase(
                name: row.name, institution: institution,
                institutionName: context.registry.standing(of: institution, area: area).facts?
                    .name ?? "",
                region: region, steps: steps, before: before, after: after)
        }
    }
}
