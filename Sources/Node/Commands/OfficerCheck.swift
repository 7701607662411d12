import Designation
import Federation
import Messages

/// Who may record public acts and events of the directory (protocol §6.6): the agency's roster, and
/// that nobody who took a case in records what it decides (N29, P28). Asked before recording; no reason
/// and no flag lifts it, as the officer whom it controls would give them.
struct OfficerCheck {
    /// What somebody asks to record, by whom, and how a refusal says which.
    struct Item {
        var draft: EntryDraft
        var officer: String
        /// The act of a file, for its line.
        var act: PlannedAct?
    }
    private let context: CommandContext
    /// The author's own agency: its roster holds, whatever region an act is for.
    private let agency: RegionCode
    private let roster: Roster?
    /// Before today the agency kept no roster: whoever sets it up has nobody to be enrolled by.
    private let isFirstRoster: Bool

    init(_ context: CommandContext) {
        self.context = context
        agency = context.directory.node(named: context.core.name)?.region ?? .everywhere
        let rules = context.directory.rules
        roster = rules.roster(of: agency, on: context.today)
        isFirstRoster = rules.roster(of: agency, on: context.today.adding(days: -1)) == nil
    }

    /// - Throws: ``CommandFailure`` at the first that its officer may not record.
    static func demand(_ items: [Item], _ context: CommandContext) async throws {
        let check = OfficerCheck(context)
        for item in items { try check.checkRoster(item) }
        try await check.checkIntake(items)
    }

    static func demand(
        _ drafts: [EntryDraft], officer: String, _ context: CommandContext
    ) async throws {
        try await demand(drafts.map { Item(draft: $0, officer: officer) }, context)
    }

    // MARK: The roster

    private func checkRoster(_ item: Item) throws(CommandFailure) {
        guard let roster, let roles = roles(for: item.draft),
            !roster.has(item.officer, anyOf: roles)
        else { return }
        let wanted = roles.map(\.rawValue).sorted().joined(separator: ", ")
        throw failure(
            item,
            "\(item.officer) is not on the roster of \(agency.text) as \(wanted) (\(article)).")
    }

    /// - Returns: `nil`: whoever the agency lets record; steps of cases say their own role.
    private func roles(for draft: EntryDraft) -> Set<OfficerRole>? {
        switch draft.body {
        case .act(let act): return act.roles
        case .directory(.decision(let decision)):
            if Roster.officer(of: decision.name) != nil {
                return isFirstRoster ? nil : [.administrator]
            }
            if AgencyFiling.item(of: decision.name) != nil {
                return [.clerk, .reviewer, .signer, .assessor]
            }
            return [.administrator]
        case .directory: return [.administrator]
        default: return nil
        }
    }

    // MARK: Who took the case in

    private func checkIntake(_ items: [Item]) async throws {
        let deciding = items.filter {
            if case .act(let act) = $0.draft.body { !act.carriesOut.isEmpty } else { false }
        }
        guard !deciding.isEmpty else { return }
        let board = await CaseReader(service: context.service).board()
        guard !board.files.isEmpty else { return }
        for item in deciding {
            guard case .act(let act) = item.draft.body, let subject = item.draft.subject,
                let region = item.draft.region,
                !board.files(of: subject).isEmpty, demandsTwo(region)
            else { continue }
            let unit = context.tree.unit(of: region) ?? region
            let own = board.judged(of: subject, on: context.today).filter {
                $0.unit == unit && $0.state.wasTakenIn(by: item.officer)
            }
            guard own.contains(where: { $0.state.decides(act) }) else { continue }
            throw failure(
                item,
                "\(item.officer) took the case in and may not record what it decides (\(article)).")
        }
    }

    /// An agency where one person does everything says so beforehand by a value of its own.
    private func demandsTwo(_ region: RegionCode) -> Bool {
        context.policy(region, on: context.today).value("separation-of-duties")?.text
            != "not-required"
    }

    /// A step may name the act that carries it out: whoever took the case in is not its officer.
    ///
    /// - Throws: ``CommandFailure``; reading the log.
    static func checkNamed(
        _ event: EventReference, by board: CaseBoard, case id: [UInt8], _ act: PlannedAct,
        _ context: CommandContext
    ) async throws {
        let check = OfficerCheck(context)
        guard let region = act.region, check.demandsTwo(region),
            let judged = board.judged(id, on: context.today)
        else { return }
        let held = try context.entry(of: event)
        guard let held, case .act(let body) = held.body, !body.carriesOut.isEmpty,
            judged.state.wasTakenIn(by: held.header.officer)
        else { return }
        throw act.failure(
            "\(event) was recorded by \(held.header.officer), who took the case in (\(check.article))."
        )
    }

    // MARK: Words

    private var article: String {
        let rule = context.policy(agency, on: context.today).value("separation-of-duties")
        return rule.map { Wording.citation($0.citation) }
            ?? Wording.citations([
                Citation(edition: "N", article: "29"), Citation(edition: "P", article: "28"),
            ])
    }

    private func failure(_ item: Item, _ message: Message) -> CommandFailure {
        item.act?.failure(message) ?? CommandFailure(message)
    }
}
