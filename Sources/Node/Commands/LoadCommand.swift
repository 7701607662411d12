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
        let plan = try LoadPlan(context)
        let list: InstitutionList
        do {
            list = try InstitutionList.read(path, in: context.tree)
        } catch {
            throw CommandFailure("\(path): \(error)")
        }
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
        for listed in institutions {
            do throws(DraftError) {
                drafts += try plan.drafts(for: listed, &counts, context)
            } catch {
                counts.refused += 1
            }
        }
        guard !drafts.isEmpty else { return }
        try await OfficerCheck.demand(drafts, officer: plan.officer, context)
        do throws(ReplicaError) {
            _ = try await context.core.record(RecordRequest(drafts, officer: plan.officer))
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
        let isFruitless = counts.registered + counts.known == 0 && counts.outside > 0
        return CommandResult(
            exit: isFruitless ? 1 : 0,
            text: LoadReport.text(list, counts, isCheck: isCheck),
            json: [
                "file": .string(path), "encoding": .string(list.encoding.rawValue),
                "check": .bool(isCheck), "rows": .count(summary.accepted),
                "registered": .count(counts.registered), "signed": .count(counts.signed),
                "alreadyRegistered": .count(counts.known), "changed": .count(counts.changed),
                "outsideCompetence": .count(counts.outside), "refused": .count(counts.refused),
                "provisional": .count(summary.provisional),
                "doubled": .count(list.doubledCount), "damaged": .count(list.damagedCount),
                "ignoredColumns": .strings(list.ignoredColumns),
                "warnings": .object(
                    Dictionary(
                        summary.warnings.map { ($0.key.rawValue, JSONText.count($0.value)) },
                        uniquingKeysWith: { $1 })),
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
            error: isFruitless
                ? "This node has no competence to register any of these institutions." : "")
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
    /// Places for which this node may not register.
    var outside = 0
    /// Facts that do not fit into an entry.
    var refused = 0

    init() {}

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

/// The options of `load`, read once.
struct LoadPlan: Sendable {
    var start: Int
    var counts: LoadCounts
    var officer: String
    private var region: RegionCode?
    private var effective: LegalDate
    private var basis: [Citation]
    private var updates: Bool
    private var agreement: Agreement?

    init(_ context: CommandContext) throws {
        start = context.option("from").flatMap { Int($0) } ?? 0
        counts = LoadCounts(context.command.options)
        officer = context.option("officer") ?? ""
        region = try context.option("region").map { try context.region($0) }
        effective = try context.date("effective") ?? context.today
        basis = [Citation(edition: "N", article: "11")]
        updates = context.command.isSet("update")
        if context.command.isSet("sign") { agreement = try Self.agreement(context, effective) }
    }

    private static func agreement(
        _ context: CommandContext, _ effective: LegalDate
    ) throws(CommandFailure) -> Agreement {
        var services: [Service] = []
        for text in context.option("services")?.split(separator: ",") ?? ["outpatient"] {
            guard let service = Service(rawValue: String(text)) else {
                throw .usage(
                    "--services takes \(Service.allCases.map(\.rawValue)), with commas between.")
            }
            services.append(service)
        }
        let scope = context.option("scope") ?? FundScope.basic.rawValue
        guard let scope = FundScope(rawValue: scope) else {
            throw .usage(
                "--scope takes one of \(FundScope.allCases.map(\.rawValue)).")
        }
        let until = try context.date("until") ?? effective.adding(months: 12)
        guard effective < until else { throw .usage("--until must lie after --effective.") }
        return Agreement(
            from: effective, until: until, services: Set(services).sorted(), scope: scope)
    }

    /// What is to be recorded for one institution: nothing when all is there already.
    func drafts(
        for listed: ListedInstitution, _ counts: inout LoadCounts, _ context: CommandContext
    ) throws(DraftError) -> [EntryDraft] {
        let place = region ?? listed.facts.place
        var drafts: [EntryDraft] = []
        let facts = context.registry.facts(of: listed.id)
        let known = facts.reversed().lazy.compactMap { fact -> InstitutionFacts? in
            if case .registered(let facts) = fact.act { facts } else { nil }
        }.first
        let isKnown = known != nil
        if isKnown {
            counts.known += 1
            if known != listed.facts { counts.changed += 1 }
        }
        if !isKnown || (updates && known != listed.facts) {
            guard may(.register, place, context) else {
                counts.outside += 1
                return []
            }
            drafts.append(
                try .act(
                    .registered(listed.facts), subject: listed.id, region: place,
                    effective: effective, basis: basis))
            counts.registered += 1
        }
        guard let agreement, !isSigned(facts, place, context) else { return drafts }
        guard may(.sign, place, context) else {
            if drafts.isEmpty { counts.outside += 1 }
            return drafts
        }
        drafts.append(
            try .act(
                .signed(agreement), subject: listed.id, region: place, effective: effective,
                basis: [Citation(edition: "N", article: "10")]))
        counts.signed += 1
        return drafts
    }

    private func may(_ act: Competency, _ place: RegionCode, _ context: CommandContext) -> Bool {
        context.directory.competence(
            of: context.core.name, for: act, in: place, on: context.today) != .none
    }

    private func isSigned(
        _ facts: [Fact], _ place: RegionCode, _ context: CommandContext
    ) -> Bool {
        let unit = context.tree.unit(of: place)
        return facts.contains {
            if case .signed = $0.act { context.tree.unit(of: $0.region) == unit } else { false }
        }
    }
}

/// The lines that a person reads after a list.
enum LoadReport {
    private static let shownCount = 20

    static func text(_ list: InstitutionList, _ counts: LoadCounts, isCheck: Bool) -> String {
        let summary = list.summary
        var table = TextTable()
        table.add("编码 encoding", list.encoding.rawValue)
        table.add("有效行 rows", "\(summary.accepted)")
        table.add(isCheck ? "将登记 would register" : "已登记 registered", "\(counts.registered)")
        if counts.signed > 0 {
            table.add(isCheck ? "将签约 would sign" : "已签约 signed", "\(counts.signed)")
        }
        if counts.known > 0 { table.add("已有 registered before", "\(counts.known)") }
        if counts.changed > 0 {
            table.add("与登记不同 differ from it", "\(counts.changed) (--update)")
        }
        if counts.outside > 0 { table.add("无权登记 outside competence", "\(counts.outside)") }
        if counts.refused > 0 { table.add("内容过长 too long to record", "\(counts.refused)") }
        if summary.provisional > 0 {
            table.add("暂定身份 without licence number", "\(summary.provisional)")
        }
        if list.doubledCount > 0 { table.add("重复行 doubled", "\(list.doubledCount)") }
        if list.damagedCount > 0 { table.add("损坏行 damaged", "\(list.damagedCount)") }
        for (warning, count) in summary.warnings.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            table.add("提醒 warning: \(warning.rawValue)", "\(count)")
        }
        var lines = [table.text]
        for row in list.damaged.prefix(shownCount) {
            lines.append("  第 \(row.line) 行 line \(row.line): \(row.reason.message.line)")
        }
        for row in list.doubled.prefix(shownCount) {
            let what: Message =
                row.differs
                ? "same as line \(row.firstLine), with other contents"
                : "same as line \(row.firstLine)"
            lines.append("  第 \(row.line) 行 line \(row.line): \(what.line)")
        }
        if list.damaged.count > shownCount || list.doubled.count > shownCount {
            lines.append("  … （--json 列出更多 lists more）")
        }
        if !list.ignoredColumns.isEmpty {
            lines.append("未读列 ignored columns: " + list.ignoredColumns.joined(separator: ", "))
        }
        return lines.joined(separator: "\n")
    }
}
