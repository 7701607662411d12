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
        var part = try whole.part(of: context.core.name)
        let note = RecordingNote(bytes, context)
        let known = try cut(&part.file, after: note, context)
        try await rehearse(part.file, known, context)
        let doubts = [
            CitedDocuments(context.rules).note(part.file.acts),
            UnregisteredInstitutions(context.registry).note(part.file.acts),
            DoubtfulRegistrations(context.tree).note(part.file.acts),
        ]
        let doubt = doubts.first { $0 != "" } ?? ""
        if context.command.isSet("check") {
            let text: Message = "\(name): \(part.file.acts.count) acts, nothing recorded."
            return CommandResult(
                text: ([text.lines] + part.sentences).joined(separator: "\n"),
                json: part.json(["acts": .count(part.file.acts.count), "recorded": .array([])]),
                error: doubt)
        }
        var run = ActRun(part: part, known: known, context: context)
        // One act is recorded whole or not at all.
        let isNoted = part.file.acts.count > 1
        if isNoted { try note.begin() }
        do {
            try await run.perform()
        } catch {
            // What failed before anything was recorded may be run again as it is.
            if isNoted, !run.hasRecorded { try note.end() }
            throw error
        }
        if isNoted { try note.end() }
        return run.result(name: name, note: doubt)
    }

    /// Everything that can be known beforehand is checked before anything is recorded.
    private static func rehearse(
        _ file: ActFile, _ known: [String: EventReference], _ context: CommandContext
    ) async throws {
        var builder = ActBuilder(context, isRehearsal: true, officer: file.officer)
        builder.recorded = known
        var events: [(act: PlannedAct, draft: EntryDraft)] = []
        var all: [(act: PlannedAct, draft: EntryDraft)] = []
        for act in file.acts where act.refusal == nil {
            if let day = act.on, day > context.today {
                throw act.failure("The day of the act, \(day), lies ahead.")
            }
            let draft = try await builder.draft(act)
            guard act.officer(file, context) != "" || !draft.isAct else {
                throw act.failure("Say which officer decides: `officer:` or --officer.")
            }
            let isFederal = act.region == .everywhere && !draft.isAct
            if let region = act.region, !isFederal, context.tree[region] == nil {
                throw act.failure("The directory knows no region \(region.text).")
            }
            try checkCompetence(of: draft, act, context)
            all.append((act, draft))
            guard draft.isDirectory else { continue }
            // A later act of the file may name this one.
            if let name = act.name {
                builder.recorded[name] = try await context.core.with {
                    [number = events.count] in $0.replica.trialReference(number)
                }
            }
            events.append((act, draft))
        }
        try await checkEffect(of: events, context)
        if context.option("from") == nil {
            var repeated = RepeatedFile(context)
            try repeated.check(all, file: file.name)
        }
        // A roster that the file changes says only then who may record the rest.
        if !all.contains(where: \.act.isRoster) { try await checkOfficers(of: all, file, context) }
    }

    /// What the directory would not follow is refused: it would look recorded and change nothing.
    static func checkEffect(
        of events: [(act: PlannedAct, draft: EntryDraft)], _ context: CommandContext
    ) async throws {
        let found = try await DirectoryRehearsal.faults(of: events.map(\.draft), context)
        for ((act, _), reasons) in zip(events, found) where !allows(act, context) {
            guard let reason = reasons.first else { continue }
            throw act.failure(DirectoryRehearsal.refusal(reason))
        }
    }

    /// The roster, and who took a case in; see ``OfficerCheck``.
    static func checkOfficers(
        of items: [(act: PlannedAct, draft: EntryDraft)], _ file: ActFile,
        _ context: CommandContext
    ) async throws {
        try await OfficerCheck.demand(
            items.map { act, draft in
                OfficerCheck.Item(draft: draft, officer: act.officer(file, context), act: act)
            }, context)
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
    /// - Parameter take: is given each act with its place as soon as it is durable, also where a later one fails.
    static func record(
        _ acts: [PlannedAct], _ drafts: [EntryDraft], _ file: ActFile, _ context: CommandContext,
        take: (PlannedAct, Recorded) -> Void
    ) async throws {
        let items = zip(acts, drafts).map { (act: $0, draft: $1) }
        try await checkEffect(of: items, context)
        try await checkOfficers(of: items, file, context)
        var start = 0
        while start < acts.count {
            let officer = acts[start].officer(file, context)
            let isAllowed = allows(acts[start], context)
            var end = start + 1
            // One stream a request keeps the order of the answer that of the acts.
            while end < acts.count, end - start < batchLimit,
                drafts[end].stream == drafts[start].stream,
                acts[end].officer(file, context) == officer,
                allows(acts[end], context) == isAllowed
            {
                end += 1
            }
            do throws(ReplicaError) {
                let places = try await context.core.record(
                    RecordRequest(
                        Array(drafts[start..<end]), officer: officer,
                        requiresCompetence: !isAllowed))
                for (act, place) in zip(acts[start..<end], places) { take(act, place) }
            } catch {
                throw acts[start].failure(error.message)
            }
            start = end
        }
    }
}

extension EntryDraft {
    var isAct: Bool {
        if case .act = body { true } else { false }
    }
}

extension PlannedAct {
    /// Who decides: whom the act names, else the command line, else the file.
    func officer(_ file: ActFile, _ context: CommandContext) -> String {
        officer.isEmpty ? context.option("officer") ?? file.officer : officer
    }
}
