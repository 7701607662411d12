import Designation
import Federation
import Messages
import Web

/// `dingdian review ls [--area A] [--all]` and `review resolve KEY --decision TEXT`.
enum ReviewCommands {
    static func list(_ context: CommandContext) async throws -> CommandResult {
        let area = try context.option("area").map { try context.region($0) }
        let rows =
            try await context.backend.reviewItems(
                area: area, includingResolved: context.command.isSet("all"))
            + context.backend.caseReviewItems(
                area: area, includingResolved: context.command.isSet("all"))
        return CommandResult(
            text: rows.isEmpty
                ? "没有待处理事项 / nothing waits for review"
                : rows.map { block($0, context.tree) }.joined(separator: "\n"),
            json: .array(rows.map(json)))
    }

    static func resolve(_ context: CommandContext) async throws -> CommandResult {
        let key = try context.argument(0, "the key of an item, as `review ls` prints it")
        guard let decision = context.option("decision"), !decision.isEmpty else {
            throw CommandFailure.usage("Say what was decided with --decision.")
        }
        guard let officer = context.option("officer"), !officer.isEmpty else {
            throw CommandFailure.usage("Say which officer decides with --officer.")
        }
        let item = try await item(key, context)
        guard let institution = item.institution else {
            throw CommandFailure(
                "This item is about logs; it is settled by a `close` act in the directory.")
        }
        let isFederal = item.events.contains { $0.origin.contains("/sanctions/") }
        let draft = try EntryDraft.act(
            .reviewed(item: key, decision: decision), stream: isFederal ? .sanctions : .register,
            subject: institution, region: item.region, effective: context.today,
            basis: item.citations)
        try await OfficerCheck.demand([draft], officer: officer, context)
        let recorded = try await context.core.record(RecordRequest([draft], officer: officer))
        return CommandResult(
            text: "已记录处理结果 / resolution recorded: \(recorded[0].reference)",
            json: ["event": .string("\(recorded[0].reference)"), "key": .string(key)])
    }

    /// The item that a public act may decide.
    ///
    /// - Throws: ``CommandFailure`` when there is none, and when it belongs to a case: what is decided there
    ///   stands in no public log (protocol §10.6).
    static func item(_ key: String, _ context: CommandContext) async throws -> ReviewItem {
        let board = await CaseReader(service: context.service).board()
        guard !board.reviewItems(on: context.today).contains(where: { $0.key == key }) else {
            throw CommandFailure(
                "This item belongs to a case, which only its chain may read; settle it there with "
                    + "{act: step, step: note, case: ID, items: [KEY], note: DECISION}.")
        }
        let rows = try await ImportCommand.reviewRows(context)
        guard let item = rows.first(where: { $0.item.key == key })?.item else {
            throw CommandFailure("No item with this key is known here.")
        }
        return item
    }

    static func line(_ row: ReviewRow, _ tree: RegionTree) -> String {
        let item = row.item
        let name = PlainText.shown(row.institutionName)
        let who = item.institution.map { "\(name) \($0)" } ?? name
        return "\(Wording.review(item.kind).slash)  \(who)  "
            + "由 for \(Wording.region(item.region, tree))"
    }

    private static func block(_ row: ReviewRow, _ tree: RegionTree) -> String {
        let item = row.item
        var lines = [line(row, tree)]
        for event in item.events { lines.append("    \(event)") }
        if !item.citations.isEmpty {
            lines.append("    依据 basis: \(Wording.citations(item.citations))")
        }
        if let due = item.due { lines.append("    期限 due: \(due)") }
        if let resolution = item.resolution { lines.append("    已处理 resolved: \(resolution)") }
        lines.append("    key: \(item.key)")
        return lines.joined(separator: "\n")
    }

    static func json(_ row: ReviewRow) -> JSONText {
        let item = row.item
        return [
            "key": .string(item.key), "kind": .string(item.kind.rawValue),
            "institution": .optional(item.institution?.description),
            "name": .string(row.institutionName),
            "events": .strings(item.events.map(\.description)),
            "citations": .array(
                item.citations.map {
                    ["edition": .string($0.edition), "article": .string($0.article)]
                }),
            "region": .string(item.region.text), "due": .date(item.due),
            "resolution": .optional(item.resolution),
            "writtenAt": .moment(row.writtenAtMilliseconds),
        ]
    }
}
