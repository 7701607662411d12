import Designation
import Federation
import Messages

/// `dingdian load FILE.csv --as institutions [--sign --services … --until …] [--check]`.
///
/// One call does a part and says where to go on; whoever calls shows the progress. Interrupted and run
/// again it goes on where it was, because what is registered already is passed over.
enum LoadCommand {
    private static let partCount = 5_000
    private static let batchCount = 500

    static func run(_ context: CommandContext) async throws -> CommandResult {
        let path = try context.argument(0, "a list as CSV")
        guard context.option("as") == "institutions" else {
            throw CommandFailure.usage("--as takes institutions.")
        }
        var plan = try LoadPlan(context)
        let list: InstitutionList
        do {
            list = try InstitutionList.read(path, in: context.tree)
        } catch {
            throw CommandFailure("\(path): \(error)")
        }
        plan.columns = list.columns
        if context.command.isSet("check") { return checked(path, list, plan, context) }
        let start = min(plan.start, list.institutions.count)
        let end = min(start + partCount, list.institutions.count)
        var counts = plan.counts
        var index = start
        while index < end {
            let next = min(index + batchCount, end)
            try await record(
                Array(list.institutions[index..<next]), plan, &counts, context)
            index = next
        }
        guard end == list.institutions.count else {
            return CommandResult(
                text: "\(end) / \(list.institutions.count)",
                next: counts.options.merging(["from": String(end)]) { $1 })
        }
        return finished(path, list, counts)
    }

    private static func record(
        _ institutions: [ListedInstitution], _ plan: LoadPlan, _ counts: inout LoadCounts,
        _ context: CommandContext
    ) async throws {
        var drafts: [EntryDraft] = []
        // Counted once it is on disk: a batch that could not be written leaves the counts as they were.
        var counted = counts
        for listed in institutions {
            do throws(DraftError) {
                drafts += try plan.drafts(for: listed, &counted, context)
            } catch {
                counted.refused += 1
            }
        }
        guard !drafts.isEmpty else {
            counts = counted
            return
        }
        try await OfficerCheck.demand(drafts, officer: plan.officer, context)
        do throws(ReplicaError) {
            _ = try await context.core.record(RecordRequest(drafts, officer: plan.officer))
            counts = counted
        } catch {
            throw CommandFailure(
                "\(error) \(counts.registered) institutions are registered; "
                    + "run the same command again to go on.")
        }
    }

    private static func checked(
        _ path: String, _ list: InstitutionList, _ plan: LoadPlan, _ context: CommandContext
    ) -> CommandResult {
        var counts = LoadCounts()
        for listed in list.institutions {
            // Losing the error is right: it is counted, as it would be in earnest.
            if (try? plan.drafts(for: listed, &counts, context)) == nil { counts.refused += 1 }
        }
        return result(path, list, counts, isCheck: true)
    }

    private static func finished(
        _ path: String, _ list: InstitutionList, _ counts: LoadCounts
    ) -> CommandResult {
        result(path, list, counts, isCheck: false)
    }

    private static func result(
        _ path: String, _ list: InstitutionList, _ counts: LoadCounts, isCheck: Bool
    ) -> CommandResult {
        let summary = list.summary
        let left = list.damagedCount + counts.refused
        let isFruitless =
            counts.registered + counts.known == 0 && left + counts.outside > 0
        let isIncomplete = left > 0
        return CommandResult(
            exit: isFruitless || (isCheck && isIncomplete) ? 1 : 0,
            text: LoadReport.text(list, counts, isCheck: isCheck),
            json: [
                "file": .string(path), "encoding": .string(list.encoding.rawValue),
                "check": .bool(isCheck), "rows": .count(summary.accepted),
                "registered": .count(counts.registered), "signed": .count(counts.signed),
                "alreadyRegistered": .count(counts.known), "changed": .count(counts.changed),
                "changes": .array(counts.changes.prefix(1_000).map(\.json)),
                "outsideCompetence": .count(counts.outside), "refused": .count(counts.refused),
                "provisional": .count(summary.provisional),
                "doubled": .count(list.doubledCount), "damaged": .count(list.damagedCount),
                "ignoredColumns": .strings(list.ignoredColumns),
                "warnings": .object(
                    Dictionary(
                        summary.warnings.map { ($0.key.rawValue, JSONText.count($0.value)) },
                        uniquingKeysWith: { $1 })),
                "warningLines": .object(warningLines(summary)),
                "doubledRows": .array(
                    list.doubled.prefix(1_000).map {
                        [
                            "line": .count($0.line), "firstLine": .count($0.firstLine),
                            "differs": .bool($0.differs),
                        ]
                    }),
                "damagedRows": .array(
                    list.damaged.prefix(1_000).map {
                        ["line": .count($0.line), "reason": .string("\($0.reason)")]
                    }),
            ],
            error: isFruitless && left == 0
                ? "This node has no competence to register any of these institutions."
                : isIncomplete
                    ? "\(left) rows of the list could not be read or recorded; mend them and run it again."
                    : "")
    }
}

extension LoadCommand {
    private static func warningLines(_ summary: ListSummary) -> [String: JSONText] {
        var members: [String: JSONText] = [:]
        for (kind, lines) in summary.warningLines {
            members[kind.rawValue] = .array(lines.map { JSONText.count($0) })
        }
        return members
    }
}

/// What became of the rows so far; travels from part to part.
struct LoadCounts: Sendable {
    var registered = 0
    var signed = 0
    /// Registered before, with the same facts or without `--update`.
    var known = 0
    /// Of those, how many stand in the list with other facts.
    var changed = 0
    /// Which; they do not travel, so that after several parts only those of the last are told.
    private(set) var changes: [ListedChange] = []
    /// Places for which this node may not register.
    var outside = 0
    /// Facts that do not fit into an entry.
    var refused = 0

    init() {}

    mutating func note(_ change: ListedChange) {
        changed += 1
        if changes.count < InstitutionList.reportLimit { changes.append(change) }
    }

    init(_ options: [String: String]) {
        func count(_ name: String) -> Int { options[name].flatMap { Int($0) } ?? 0 }
        registered = count("done-registered")
        signed = count("done-signed")
        known = count("done-known")
        changed = count("done-changed")
        outside = count("done-outside")
        refused = count("done-refused")
    }

    var options: [String: String] {
        [
            "done-registered": String(registered), "done-signed": String(signed),
            "done-known": String(known), "done-changed": String(changed),
            "done-outside": String(outside), "done-refused": String(refused),
        ]
    }
}
