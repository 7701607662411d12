import Designation
import Federation
import Messages
import Web

/// `dingdian status ID [--region R] [--service S] [--scope F] [--department D] [--person CODE] [--site S]
/// [--on DATE] [--known-at TIME] [--explain]`.
enum StatusCommand {
    /// Two missed heartbeats make an answer stale for `--strict` (protocol §9).
    static let staleMilliseconds: UInt64 = 11 * 60_000

    static func run(_ context: CommandContext) async throws -> CommandResult {
        let text = try context.argument(0, "a licence (scheme:region:number) or a national code")
        // What is wrong with the call comes before what is not known.
        let day = try context.date("on") ?? context.today
        let service = try service(context)
        let scope = try scope(context)
        let department = try part(.department, context)
        let person = try part(.person, context)
        let site = try part(.site, context)
        let moment = try moment(context)
        if let region = context.option("region") { _ = try context.region(region) }
        let institution = try await InstitutionLookup.find(text, context)
        let regions = try regions(of: institution, context)
        var answers: [StatusDocument.Answered] = []
        let isCode = InstitutionLookup.written(text) == nil
        for region in regions {
            let holder =
                isCode
                ? context.registry.holder(
                    institution, of: text.uppercased(), in: region, on: day) : institution
            let question = StatusQuestion(
                institution: holder, region: region, service: service, scope: scope, date: day,
                department: department, person: person, site: site)
            let reply = try await answer(question, knownAt: moment, context)
            let explanation =
                context.command.isSet("explain")
                ? await context.backend.explanation(
                    of: reply.answer, vector: reply.vector(knownAt: moment)) : nil
            answers.append(
                try StatusDocument.Answered(
                    reply, explanation, isOfThen: moment != nil, tree: context.tree))
        }
        let isStale = answers.contains { isDoubtful($0.reply, now: context.core.clock()) }
        let documents = answers.map(StatusDocument.json)
        // The shape goes by what was asked, not by what was found.
        let single = context.option("region") != nil
        return CommandResult(
            exit: isStale && context.command.isSet("strict") ? 3 : 0,
            text: StatusDocument.text(
                institution: institution, answers, now: context.core.clock(), context),
            json: single ? documents[0] : .array(documents),
            error: isStale && context.command.isSet("strict")
                ? "The answer is provisional or rests on old data." : "")
    }

    private static func answer(
        _ question: StatusQuestion, knownAt moment: UInt64?, _ context: CommandContext
    ) async throws -> StatusReply {
        guard let moment else { return context.backend.status(question) }
        return try await context.backend.status(question, knownAtMilliseconds: moment)
    }

    private static func moment(_ context: CommandContext) throws(CommandFailure) -> UInt64? {
        guard let text = context.option("known-at") else { return nil }
        guard let moment = Moment.parse(text) else {
            throw .usage("--known-at takes a moment as YYYY-MM-DD or YYYY-MM-DDTHH:MM:SS.")
        }
        return moment
    }

    private static func service(_ context: CommandContext) throws(CommandFailure) -> Service? {
        guard let text = context.option("service") else { return nil }
        guard let service = Service(rawValue: text) else {
            throw .usage(
                "--service takes one of \(Service.allCases.map(\.rawValue)).")
        }
        return service
    }

    private static func scope(_ context: CommandContext) throws(CommandFailure) -> FundScope? {
        guard let text = context.option("scope") else { return nil }
        guard let scope = FundScope(rawValue: text) else {
            throw .usage("--scope takes one of \(FundScope.allCases.map(\.rawValue)).")
        }
        return scope
    }

    /// Who served, or where, in the form in which acts name it.
    private static func part(
        _ part: RestrictedPart, _ context: CommandContext
    ) throws(CommandFailure) -> String? {
        guard let text = context.option(part.name) else { return nil }
        if let name = part.canonical(text) { return name }
        guard part == .person else {
            throw .usage("--\(part.name) takes a name or code of at most 256 bytes.")
        }
        throw .usage(
            "--person takes the national code of a member of the medical staff, never a name or ID number."
        )
    }

    /// The asked region; else every unit in which something is known of the institution, and where
    /// nothing is, the region of its seat or licence.
    private static func regions(
        of institution: InstitutionID, _ context: CommandContext
    ) throws -> [RegionCode] {
        if let text = context.option("region") { return [try context.region(text)] }
        var units: Set<RegionCode> = []
        for area in context.registry.view.heldAreas {
            let standing = context.registry.standing(of: institution, area: area)
            units.formUnion(standing.timelines.map(\.unit))
        }
        if !units.isEmpty { return units.sorted() }
        let facts = InstitutionLookup.facts(of: institution, region: nil, context.registry)
        let region = facts?.place ?? institution.issuer
        guard context.tree[region] != nil else {
            throw CommandFailure("The directory knows no region \(region.text); give --region.")
        }
        return [region]
    }

    static func isDoubtful(_ reply: StatusReply, now: UInt64) -> Bool {
        if reply.isProvisional || reply.answer.provisional { return true }
        if reply.answer.status == .unknown { return true }
        let oldest = reply.asOf.oldest.milliseconds
        return oldest + staleMilliseconds < now
    }
}
