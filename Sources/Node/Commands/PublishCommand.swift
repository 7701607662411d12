import Designation
import Federation
import Messages

/// `dingdian policy publish FILE --officer NAME [--lists FILE] [--scores FILE] [--ground TEXT]
/// [--check]` and `dingdian calendar publish FILE --officer NAME [--check]`: the region's agency
/// writes its edition, the root a year's holidays, into its own `directory` log, so that all nodes
/// apply the same. `dingdian regions publish` is in `PublishCommand+Regions.swift`.
enum PublishCommand {
    static func edition(_ context: CommandContext) async throws -> CommandResult {
        let edition = try EditionFiles.edition(context)
        try EditionFiles.demandLists(edition, context)
        try check(.edition, edition.region, context)
        let known = context.directory.editions.filter {
            $0.id == edition.id && $0.region == edition.region
        }
        var events: [DirectoryEvent] = []
        let parts = edition.directoryParts
        for part in parts where !isHeld(part, among: known, context) {
            events.append(.edition(part))
        }
        // What the last publication had more of would go on to hold.
        for old in known where old.part >= parts.count {
            var emptied = old
            emptied.values = []
            if !isHeld(emptied, among: known, context) { events.append(.edition(emptied)) }
        }
        let decisions = edition.directoryDecisions.filter { decision in
            let held = context.directory.rules.values[decision.region]?[decision.name] ?? []
            return !held.contains(decision.value)
        }
        if !decisions.isEmpty { try check(.decision, edition.region, context) }
        events += decisions.map { .decision($0) }
        return try await publish(events, what: edition.id, context)
    }

    /// Whether publishing a part would change nothing. Without a ground it changes no day before today.
    private static func isHeld(
        _ part: EditionPart, among known: [EditionPart], _ context: CommandContext
    ) -> Bool {
        guard var held = known.first(where: { $0.part == part.part }) else {
            return part.values.isEmpty
        }
        if (context.option("ground") ?? "").isEmpty {
            let values = held.values
            held.values = part.values
            return held == part
                && PublishedValues.following(values, part.values, on: context.today).values
                    == values
        }
        return held == part
    }

    static func calendar(_ context: CommandContext) async throws -> CommandResult {
        let name = try context.argument(0, "a calendar's file, such as calendar.yaml")
        guard let bytes = context.command.file("calendar") else {
            throw CommandFailure.usage("The calendar's file did not come along.")
        }
        let reader = EditionReader(folder: "", takesAnyDocument: true)
        let calendar = try reader.readCalendar(try YAMLFile(path: name, bytes: bytes).root)
        try check(.calendar, .everywhere, context)
        let years = calendar.directoryYears.filter { year in
            guard let known = context.directory.calendars[year.year] else { return true }
            return known.holidays != year.holidays || known.workdays != year.workdays
        }
        return try await publish(years.map { .calendar($0) }, what: calendar.id, context)
    }

    /// As the directory judges (protocol §2.4): what is lent counts for acts about institutions
    /// only.
    static func check(
        _ act: Competency, _ region: RegionCode, _ context: CommandContext
    ) throws(CommandFailure) {
        guard !context.directory.ownGrantsCover(act, in: region, of: context.core.name) else {
            return
        }
        throw CommandFailure(
            "\(context.core.name) may not publish \(act.rawValue) for \(region.text); "
                + "the agency of that region may, or the root.")
    }

    static func publish(
        _ events: [DirectoryEvent], what: String, _ context: CommandContext
    ) async throws -> CommandResult {
        let isCheck = context.command.isSet("check")
        guard !events.isEmpty else {
            return CommandResult(
                text: "\(what)：已是现行版本 / \(what) is published like this already",
                json: json(isCheck ? nil : what, [], wouldRecord: isCheck ? 0 : nil))
        }
        let ground = context.option("ground") ?? ""
        var drafts: [EntryDraft] = []
        for event in events {
            drafts.append(
                try .directory(event, effective: context.today, retroactiveGround: ground))
        }
        try await DirectoryRehearsal.demandEffect(of: drafts, context)
        if isCheck {
            return CommandResult(
                text: "\(what)：将记录 \(events.count) 条 / \(events.count) events would be recorded",
                json: json(nil, [], wouldRecord: events.count))
        }
        guard let officer = context.option("officer"), !officer.isEmpty else {
            throw CommandFailure.usage("Say which officer publishes with --officer.")
        }
        try await OfficerCheck.demand(drafts, officer: officer, context)
        let recorded = try await context.core.record(RecordRequest(drafts, officer: officer))
        return CommandResult(
            text: "\(what)：已发布，\(recorded.count) 条 / published in \(recorded.count) events",
            json: json(what, recorded.map { "\($0.reference)" }, wouldRecord: nil))
    }

    private static func json(
        _ published: String?, _ events: [String], wouldRecord: Int?
    ) -> JSONText {
        [
            "published": .optional(published), "events": .strings(events),
            "wouldRecord": wouldRecord.map { .count($0) } ?? .null,
        ]
    }
}
