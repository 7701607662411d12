import Designation
import Federation
import Web

/// `dingdian record FILE.yaml`: the whole file is read and checked, then recorded in order.
enum RecordCommand {
    private static let batchLimit = 500

    static func run(_ context: CommandContext) async throws -> CommandResult {
        let name = try context.argument(0, "a file of acts")
        guard let bytes = context.command.file(name) else {
            throw CommandFailure.usage("The file of acts did not come along.")
        }
        let file = try ActFile(name: name, bytes: bytes, today: context.today)
        guard !file.steps.isEmpty else { throw CommandFailure("\(name): there is no act in it.") }
        try await rehearse(file, context)
        if context.command.isSet("check") {
            return CommandResult(
                text: "\(name): \(file.acts.count) acts, nothing recorded.",
                json: ["acts": .count(file.acts.count), "recorded": .array([])])
        }
        var run = ActRun(file: file, context: context)
        try await run.perform()
        return run.result(name: name)
    }

    /// Everything that can be known beforehand is checked before anything is recorded.
    private static func rehearse(_ file: ActFile, _ context: CommandContext) async throws {
        var builder = ActBuilder(context, isRehearsal: true, officer: file.officer)
        for act in file.acts {
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

    private static func checkCompetence(
        of draft: EntryDraft, _ act: PlannedAct, _ context: CommandContext
    ) throws(CommandFailure) {
        guard !allows(act, context), case .act(let body) = draft.body,
            let competency = body.competency, let region = draft.region
        else { return }
        let competence = context.directory.competence(
            of: context.core.name, for: competency, in: region, on: context.today)
        guard competence == .none else { return }
        throw act.failure(ReplicaError.noCompetence(competency, region).description)
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
                throw acts[start].failure(error.description)
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

/// One file on its way into the logs.
struct ActRun {
    private let file: ActFile
    private let context: CommandContext
    private var builder: ActBuilder
    private var pending: [(act: PlannedAct, draft: EntryDraft)] = []
    private var done: [(act: PlannedAct, place: Recorded)] = []
    private var differences: [(expected: Expectation, found: StatusAnswer)] = []
    private var checkedCount = 0

    init(file: ActFile, context: CommandContext) {
        self.file = file
        self.context = context
        builder = ActBuilder(context, isRehearsal: false, officer: file.officer)
    }

    mutating func perform() async throws {
        for step in file.steps {
            switch step {
            case .act(let act):
                if builder.waits(act, pending: pending.map(\.act)) { try await flush() }
                pending.append((act, try await draft(act)))
            case .expect(let expectation):
                try await flush()
                check(expectation)
            }
        }
        try await flush()
    }

    private mutating func draft(_ act: PlannedAct) async throws -> EntryDraft {
        do {
            return try await builder.draft(act)
        } catch {
            throw interrupted(CommandSentence.failure(error))
        }
    }

    private mutating func flush() async throws {
        guard !pending.isEmpty else { return }
        let batch = pending
        pending = []
        do {
            let places = try await RecordCommand.record(
                batch.map(\.act), batch.map(\.draft), file, context)
            for (item, place) in zip(batch, places) {
                done.append((item.act, place))
                if let name = item.act.name { builder.recorded[name] = place.reference }
            }
        } catch {
            throw interrupted(CommandSentence.failure(error))
        }
    }

    /// What is recorded stays; the sentence says how much that is.
    private func interrupted(_ failure: CommandFailure) -> CommandFailure {
        guard let last = done.last else { return failure }
        return CommandFailure(
            "\(failure.sentence) The \(done.count) acts up to line \(last.act.line) may be "
                + "recorded already; look before you run the file again.", exit: failure.exit)
    }

    private mutating func check(_ expected: Expectation) {
        checkedCount += 1
        let answer = context.backend.status(
            StatusQuestion(
                institution: expected.institution, region: expected.region,
                service: expected.service, date: expected.on)
        ).answer
        if let status = expected.status, status != answer.status {
            differences.append((expected, answer))
        } else if let settleable = expected.settleable, settleable != answer.settleable {
            differences.append((expected, answer))
        }
    }

    // MARK: Result

    func result(name: String) -> CommandResult {
        var lines: [String] = []
        var table = TextTable()
        for (act, place) in done.suffix(200) {
            table.add("\(name):\(act.line)", act.word, act.name ?? "", "\(place.reference)")
        }
        if !done.isEmpty { lines.append(table.text) }
        if done.count > 200 { lines.append("…") }
        if !done.isEmpty {
            lines.append(
                "已记录 \(done.count) 项（本节点） / \(done.count) acts recorded here; "
                    + "who else holds them: dingdian propagation EVENT")
        }
        if checkedCount > 0 {
            let good = checkedCount - differences.count
            lines.append("期望相符 \(good)/\(checkedCount) / expectations met")
        }
        lines += differenceLines(name)
        return CommandResult(
            exit: differences.isEmpty ? 0 : 1, text: lines.joined(separator: "\n"),
            json: json(name),
            error: differences.isEmpty
                ? "" : "\(differences.count) of \(checkedCount) expectations are not met.")
    }

    private func differenceLines(_ name: String) -> [String] {
        guard !differences.isEmpty else { return [] }
        var table = TextTable()
        table.add("line", "institution", "region", "on", "expected", "found")
        for (expected, found) in differences {
            table.add(
                "\(name):\(expected.line)", "\(expected.institution)", expected.region.text,
                "\(expected.on)",
                Self.words(expected.status, expected.settleable),
                Self.words(found.status, found.settleable))
        }
        return [table.text]
    }

    private static func words(_ status: Status?, _ settleable: Bool?) -> String {
        let second = settleable.map { $0 ? "settleable" : "not settleable" }
        return [status?.name, second].compactMap { $0 }.joined(separator: ", ")
    }

    private func json(_ name: String) -> JSONText {
        [
            "file": .string(name),
            "recorded": .array(
                done.map { act, place in
                    [
                        "line": .count(act.line), "act": .string(act.word),
                        "as": .optional(act.name), "event": .string("\(place.reference)"),
                        "stream": .string(place.stream.rawValue), "size": .count(place.size),
                        "stampMilliseconds": .count(place.stamp.milliseconds),
                    ]
                }),
            "expectations": .count(checkedCount),
            "differences": .array(
                differences.map { expected, found in
                    [
                        "line": .count(expected.line),
                        "institution": .string("\(expected.institution)"),
                        "region": .string(expected.region.text), "on": .date(expected.on),
                        "expectedStatus": .optional(expected.status?.name),
                        "expectedSettleable": expected.settleable.map { .bool($0) } ?? .null,
                        "status": .string(found.status.name),
                        "settleable": .bool(found.settleable),
                    ]
                }),
        ]
    }
}
