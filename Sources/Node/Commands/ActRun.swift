import Designation
import Federation
import Messages
import Web

/// One file on its way into the logs.
struct ActRun {
    private let part: ActFile.Part
    private let context: CommandContext
    private var builder: ActBuilder
    private var pending: [(act: PlannedAct, draft: EntryDraft)] = []
    private var done: [(act: PlannedAct, place: Recorded)] = []
    private var differences: [Difference] = []
    private var checkedCount = 0

    private var file: ActFile { part.file }

    var hasRecorded: Bool { !done.isEmpty }

    /// - Parameter known: events that acts of the file may name besides those of the part.
    init(
        part: ActFile.Part, known: [String: EventReference] = [:], context: CommandContext
    ) {
        self.part = part
        self.context = context
        builder = ActBuilder(context, isRehearsal: false, officer: part.file.officer)
        builder.recorded = known
    }

    mutating func perform() async throws {
        for step in file.steps {
            switch step {
            case .act(let act) where act.refusal != nil:
                try await flush()
                try await tryInVain(act)
            case .act(let act):
                if builder.waits(act, pending: pending.map(\.act)) { try await flush() }
                pending.append((act, try await draft(act)))
            case .day: continue
            case .expect(let expectation):
                try await flush()
                await check(expectation)
            }
        }
        try await flush()
        for expectation in file.lastExpectations { await check(expectation) }
    }

    /// An act that must be refused is only tried.
    private mutating func tryInVain(_ act: PlannedAct) async throws {
        do {
            let draft = try await builder.draft(act)
            try RecordCommand.checkCompetence(of: draft, act, context)
            try await RecordCommand.checkEffect(of: [(act, draft)], context)
            try await RecordCommand.checkOfficers(of: [(act, draft)], file, context)
        } catch {
            let failure = CommandSentence.failure(error)
            if act.isRefused(with: failure) { return }
            throw interrupted(failure)
        }
        throw interrupted(act.failure(PlannedAct.wasNotRefused))
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
            try await RecordCommand.record(
                batch.map(\.act), batch.map(\.draft), file, context
            ) { act, place in
                done.append((act, place))
                if let name = act.name { builder.recorded[name] = place.reference }
            }
        } catch {
            throw interrupted(CommandSentence.failure(error))
        }
    }

    /// What is recorded stays; the sentence says how much that is.
    private func interrupted(_ failure: CommandFailure) -> CommandFailure {
        guard let last = done.last else { return failure }
        return CommandFailure(
            "\(failure.message) The \(done.count) acts up to line \(last.act.line) are recorded; run the "
                + "file again once what is said here is settled, and it names the line to go on from.",
            exit: failure.exit)
    }

    private mutating func check(_ expected: Expectation) async {
        checkedCount += 1
        switch expected.subject {
        case .standing(let standing):
            let answer = context.backend.status(standing.question(on: expected.on)).answer
            let items = standing.openItems(context.registry)
            guard let found = standing.difference(from: answer, items) else { return }
            differences.append(
                Difference(
                    expectation: expected, expected: found.expected, found: found.found,
                    answer: answer))
        case .casework(let casework):
            let board = await CaseReader(service: context.service).board()
            let row = builder.caseID(casework.name).flatMap { board.row(of: $0, on: expected.on) }
            differences += casework.differences(from: row).map {
                Difference(expectation: expected, expected: $0.expected, found: $0.found)
            }
        }
    }

    // MARK: Result

    /// - Parameter note: what is to be told beside it, where all expectations are met.
    func result(name: String, note: Message) -> CommandResult {
        var lines: [String] = []
        var table = TextTable()
        for (act, place) in done.suffix(200) {
            table.add(
                "\(name):\(act.line)", act.word, act.officer(file, context),
                act.role?.rawValue ?? "",
                act.name ?? "", "\(place.reference)")
        }
        if !done.isEmpty { lines.append(table.text) }
        if done.count > 200 { lines.append("…") }
        if !done.isEmpty {
            // Of steps of cases no receipts tell.
            let isTold = done.contains { !$0.act.isCasework }
            lines.append(
                "已记录 \(done.count) 项（本节点） / \(done.count) acts recorded here"
                    + (isTold ? "; who else holds them: dingdian propagation EVENT" : ""))
        }
        if checkedCount > 0 {
            let good = checkedCount - Set(differences.map(\.expectation.line)).count
            lines.append("期望相符 \(good)/\(checkedCount) / expectations met")
        }
        lines += differenceLines(name) + part.sentences
        let bad = Set(differences.map(\.expectation.line)).count
        return CommandResult(
            exit: differences.isEmpty ? 0 : 1, text: lines.joined(separator: "\n"),
            json: json(name),
            error: differences.isEmpty
                ? note : "\(bad) of \(checkedCount) expectations are not met.")
    }

    private func differenceLines(_ name: String) -> [String] {
        guard !differences.isEmpty else { return [] }
        var table = TextTable()
        table.add("line", "about", "on", "expected", "found")
        for item in differences {
            table.add(
                "\(name):\(item.expectation.line)", item.subject, "\(item.expectation.on)",
                item.expected, item.found)
        }
        return [table.text]
    }

    private func json(_ name: String) -> JSONText {
        part.json([
            "file": .string(name),
            "recorded": .array(
                done.map { act, place in
                    [
                        "line": .count(act.line), "act": .string(act.word),
                        "officer": .string(act.officer(file, context)),
                        "role": .optional(act.role?.rawValue),
                        "as": .optional(act.name), "event": .string("\(place.reference)"),
                        "stream": .string(place.stream.rawValue), "size": .count(place.size),
                        "stampMilliseconds": .count(place.stamp.milliseconds),
                    ]
                }),
            "expectations": .count(checkedCount),
            "differences": .array(differences.map(\.json)),
        ])
    }
}
