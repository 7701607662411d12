import Designation
import Federation
import Messages

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
    /// Of the list; see ``ListedInstitution/facts(over:columns:)``.
    var columns: Set<InstitutionColumn> = []

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
        var drafts: [EntryDraft] = []
        let facts = context.registry.facts(of: listed.id)
        let known = facts.reversed().lazy.compactMap { fact -> InstitutionFacts? in
            if case .registered(let facts) = fact.act { facts } else { nil }
        }.first
        let fresh = known.map { listed.facts(over: $0, columns: columns) } ?? listed.facts
        let place = region ?? fresh.place
        if let known {
            counts.known += 1
            if known != fresh { counts.note(ListedChange(listed, from: known, to: fresh)) }
        }
        if known == nil || (updates && known != fresh) {
            guard may(.register, place, context) else {
                counts.outside += 1
                return []
            }
            drafts.append(
                try .act(
                    .registered(fresh), subject: listed.id, region: place,
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
