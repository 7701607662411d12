import Designation
import Federation
import Messages
import Web

/// `dingdian record FILE.yaml`: the whole file is read and checked, then recorded in order.
enum RecordCommand {
    private static let batchLimit = 500

    static func run(_ context: CommandContext) async throws -> CommandResult {
        let name = try context.argument(0, "a file of acts")
        guard let bytes = context.command.file(name) else {
            throw CommandFailure.usage("The file of acts did not come along.")
        }
        let whole = try ActFile(name: name, bytes: bytes, today: context.today)
        guard !whole.steps.isEmpty || !whole.lastExpectations.isEmpty else {
            throw CommandFailure("\(name): there is no act in it.")
        }
        let part = try whole.part(of: context.core.name)
        try await rehearse(part.file, context)
        if context.command.isSet("check") {
            let text = "\(name): \(part.file.acts.count) acts, nothing recorded."
            return CommandResult(
                text: ([text] + part.sentences).joined(separator: "\n"),
                json: part.json(["acts": .count(part.file.acts.count), "recorded": .array([])]))
        }
        var run = ActRun(part: part, context: context)
        try await run.perform()
        return run.result(name: name)
    }

    /// Everything that can be known beforehand is checked before anything is recorded.
    private static func rehearse(_ file: ActFile, _ context: CommandContext) async throws {
        var builder = ActBuilder(context, isRehearsal: true, officer: file.officer)
        for act in file.acts where act.refusal == nil {
            if let day = act.on, day > context.today {
                throw act.failure("The day of the act, \(day), lies ahead.")
            }
            let draft = try await builder.draft(act)
            guard draft.officer(act, file, context) != "" || !draft.isAct else {
                throw act.failure("Say which officer decides: `officer:` or --officer.")
            }
            let isFederal = act.region == .everywhere && !draft.isAct
            if let region = act.region, !isFederal, context.tree[region] == nil {
                throw act.failure("The directory knows no region \(region.text).")
            }
            try checkCompetence(of: draft, act, context)
        }
    }

    static func checkCompetence(
        of draft: EntryDraft, _ act: PlannedAct, _ context: CommandContext
    ) throws(CommandFailure) {
        guard !allows(act, context), case .act(let body) = draft.body,
            let competency = body.competency, let region = draft.region
        else { return }
        let competence = context.directory.competence(
            of: context.core.name, for: competency, in: region, on: context.today)
        guard competence == .none else { return }
        throw act.failure(ReplicaError.noCompetence(competency, region).message)
    }

    static func allows(_ act: PlannedAct, _ context: CommandContext) -> Bool {
        act.allowsWithoutCompetence || context.command.isSet("allow-without-competence")
    }

    /// Records what came together.
    ///
    /// - Returns: places, one for each act.
    static func record(
        _ acts: [PlannedAct], _ drafts: [EntryDraft], _ file: ActFile, _ context: CommandContext
    ) async throws -> [Recorded] {
        var places: [Recorded] = []
        var start = 0
        while start < acts.count {
            let officer = drafts[start].officer(acts[start], file, context)
            let isAllowed = allows(acts[start], context)
            var end = start + 1
            // One stream a request keeps the order of the answer that of the acts.
            while end < acts.count, end - start < batchLimit,
                drafts[end].stream == drafts[start].stream,
                drafts[end].officer(acts[end], file, context) == officer,
                allows(acts[end], context) == isAllowed
            {
                end += 1
            }
            do throws(ReplicaError) {
                places += try await context.core.record(
                    RecordRequest(
                        Array(drafts[start..<end]), officer: officer,
                        requiresCompetence: !isAllowed))
            } catch {
                throw acts[start].failure(error.message)
            }
            start = end
        }
        return places
    }
}

extension EntryDraft {
    var isAct: Bool {
        if case .act = body { true } else { false }
    }

    func officer(_ act: PlannedAct, _ file: ActFile, _ context: CommandContext) -> String {
        if !act.officer.isEmpty { return act.officer }
        if let given = context.option("officer") { return given }
        return file.officer
    }
}
