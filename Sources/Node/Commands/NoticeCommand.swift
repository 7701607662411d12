import Designation
import Federation
import Messages
import Storage
import TransparencyLog
import Web

/// `dingdian notice KIND EVENT|CASE|REGION [--on DATE] [--html]`: a printable paper.
enum NoticeCommand {
    static func run(_ context: CommandContext) async throws -> CommandResult {
        let word = try context.argument(0, "the kind of paper: \(kinds)")
        guard let kind = NoticeDocument.Kind(rawValue: word) else {
            throw CommandFailure.usage("There is no paper \(word); one of \(kinds).")
        }
        let name = try context.argument(1, "an event (origin#index), a case, or a region")
        let desk = NoticeDesk(context: context, includingCases: true)
        let document: NoticeDocument
        do {
            document = try await desk.document(kind, name)
        } catch let problem as NoticeWriter.Problem {
            switch problem {
            case .nothingToPrint:
                throw CommandFailure(
                    "Nothing under \(name) calls for a paper \(word); `dingdian case show` and "
                        + "`dingdian log cat` show what was recorded.")
            }
        }
        return CommandResult(
            text: context.command.isSet("html") ? document.html : document.text,
            json: NoticeJSON.document(document))
    }

    private static var kinds: String {
        NoticeDocument.Kind.allCases.map(\.rawValue).joined(separator: ", ")
    }
}

/// Finds what a paper rests on, in the cases that this node can open and in the registry.
struct NoticeDesk {
    let context: CommandContext
    /// Without it only what is public is looked at: acts, and the list of the designated.
    let includingCases: Bool

    func document(_ kind: NoticeDocument.Kind, _ name: String) async throws -> NoticeDocument {
        if kind == .terminatedList,
            RegionCode(name.uppercased()).flatMap({ context.tree[$0] }) == nil
        {
            throw CommandFailure("The directory knows no region \(name).")
        }
        if (kind == .publicNotice && includingCases) || kind == .publishedList
            || kind == .terminatedList,
            let code = RegionCode(name.uppercased()), context.tree[code] != nil
        {
            return try await list(kind, of: code)
        }
        if kind == .agencyFiling { return try agencyFiling(name) }
        let board = includingCases ? await CaseReader(service: context.service).board() : nil
        if let event = EventName(name) {
            if let board {
                for (id, opened) in board.cases {
                    let step = opened.first { EventName($0.step.reference) == event }?.step
                    if let step { return try paper(kind, id, step, board) }
                }
            }
            guard let fact = try fact(event) else {
                throw CommandFailure("This node does not hold \(name), or cannot open its case.")
            }
            return try paper(kind, fact.fact, fact.institution)
        }
        guard let board else {
            throw CommandFailure("This node does not hold \(name), or cannot open its case.")
        }
        return try paper(kind, inCase: name, board)
    }

    /// The paper that a step calls for.
    static func paper(of step: CaseStep.Kind) -> NoticeDocument.Kind? {
        steps.first { $0.value == step }?.key
    }

    /// The paper that a public act calls for.
    static func paper(of act: Act) -> NoticeDocument.Kind? {
        switch act {
        case .suspended: .suspension
        case .terminated: .termination
        case .resumed: .resumption
        case .signed: .publishedList
        default: nil
        }
    }

    // MARK: Cases

    private func paper(
        _ kind: NoticeDocument.Kind, inCase name: String, _ board: CaseBoard
    ) throws -> NoticeDocument {
        let prefix = name.lowercased()
        let fitting = board.cases.keys.filter { Hex.encode($0).hasPrefix(prefix) }
        guard let id = fitting.first, fitting.count == 1, prefix.utf8.count >= 4 else {
            throw CommandFailure(
                fitting.count > 1
                    ? "Several cases begin with \(prefix); give more digits."
                    : "This node holds no case that it can open under \(name).")
        }
        guard let row = board.row(of: id, on: try context.date("on") ?? context.today) else {
            throw NoticeWriter.Problem.nothingToPrint(kind)
        }
        if let wanted = Self.steps[kind] {
            let step = row.state.history.last { $0.hasEffect && $0.step.kind == wanted }?.step
            guard let step else { throw NoticeWriter.Problem.nothingToPrint(kind) }
            return try paper(kind, id, step, board)
        }
        let unit = row.state.region.flatMap { context.tree.unit(of: $0) }
        let fact = context.registry.facts(of: row.state.institution).filter { fact in
            context.tree.unit(of: fact.region) == unit && Self.fits(fact, kind)
                && withdrawal(of: fact, row.state.institution) == nil
        }
        .max { ($0.stamp, $0.reference) < ($1.stamp, $1.reference) }
        guard let fact else { throw NoticeWriter.Problem.nothingToPrint(kind) }
        return try paper(kind, fact, row.state.institution)
    }

    private static let steps: [NoticeDocument.Kind: CaseStep.Kind] = [
        .supplement: .supplementNotice, .refusal: .refused, .result: .resultNotified,
        .filing: .filed, .publicNotice: .noticeOpened,
    ]

    private static func fits(_ fact: Fact, _ kind: NoticeDocument.Kind) -> Bool {
        switch (kind, fact.act) {
        case (.suspension, .suspended), (.termination, .terminated), (.resumption, .resumed),
            (.publishedList, .signed), (.publishedList, .terminated):
            true
        default: false
        }
    }

    /// The case is looked at as of the step's day: a later result does not change an earlier paper.
    private func paper(
        _ kind: NoticeDocument.Kind, _ id: [UInt8], _ step: CaseStep, _ board: CaseBoard
    ) throws -> NoticeDocument {
        guard Self.steps[kind] == step.kind, let row = board.row(of: id, on: step.day) else {
            throw NoticeWriter.Problem.nothingToPrint(kind)
        }
        let party = party(row.state.institution, step.region)
        let writer = writer(step.author, step.region)
        if kind == .publicNotice {
            return try writer.publicNotice(
                [noticed(row.state, party)].compactMap(\.self))
        }
        return try writer.paper(
            kind, of: row.state, case: id, party, step: step.reference, screening: row.screening)
    }

    // MARK: Public acts

    private func paper(
        _ kind: NoticeDocument.Kind, _ fact: Fact, _ institution: InstitutionID
    ) throws -> NoticeDocument {
        guard Self.fits(fact, kind) else { throw NoticeWriter.Problem.nothingToPrint(kind) }
        if let withdrawal = withdrawal(of: fact, institution) {
            throw CommandFailure(
                "The act was withdrawn on \(withdrawal.written.description) by \(withdrawal.reference.description); "
                    + "no paper tells it any more.")
        }
        guard hasEffect(fact, institution) else {
            throw CommandFailure(
                "The act has no effect, as `dingdian status` says with its reason, so no paper tells it; the agency "
                    + "that is competent decides anew, and this act is withdrawn.")
        }
        let party = party(institution, fact.region)
        let writer = writer(fact.author, fact.region)
        switch fact.act {
        case .signed(let agreement):
            return try writer.publishedList(
                [
                    NoticeWriter.Published(
                        party, services: agreement.services, scope: agreement.scope,
                        from: agreement.from, through: agreement.until.adding(days: -1),
                        event: fact.reference,
                        places: places(
                            agreement.sites.map {
                                ServedPlace(name: $0, services: agreement.services)
                            }, in: party))
                ], isTerminated: false, region: fact.region, author: fact.author,
                on: fact.effective)
        case .terminated(let termination) where kind == .publishedList:
            let fund = termination.funds.count == 1 ? termination.funds.first : nil
            return try writer.publishedList(
                [
                    NoticeWriter.Published(
                        party, services: [], scope: fund, from: fact.effective, through: nil,
                        event: fact.reference)
                ], isTerminated: true, region: fact.region, author: fact.author,
                on: fact.effective)
        case .resumed(let event, _):
            let lifted = context.registry.facts(of: institution).first { $0.reference == event }
            return try writer.act(fact, of: party, lifting: lifted)
        default: return try writer.act(fact, of: party)
        }
    }

    /// Nobody may follow what was decided without competence, or what another act had settled before.
    private func hasEffect(_ fact: Fact, _ institution: InstitutionID) -> Bool {
        guard let area = context.tree.area(of: fact.region) else { return true }
        return !context.registry.standing(of: institution, area: area).withoutEffect.contains {
            $0.event == fact.reference
        }
    }

    /// What took an act back, if it has no effect for that reason (N46): a paper of it would order what nobody
    /// may follow.
    private func withdrawal(of fact: Fact, _ institution: InstitutionID) -> Fact? {
        guard let area = context.tree.area(of: fact.region) else { return nil }
        let standing = context.registry.standing(of: institution, area: area)
        let isTakenBack = standing.withoutEffect.contains {
            $0.event == fact.reference && $0.why == .withdrawn
        }
        guard isTakenBack else { return nil }
        return context.registry.facts(of: institution).last { other in
            guard case .withdrawn(let act) = other.act else { return false }
            return act == fact.reference || act == fact.earlierPlace
        }
    }

    private func fact(_ event: EventName) throws -> (fact: Fact, institution: InstitutionID)? {
        // Losing the error is right: what is no origin names no entry.
        guard let origin = try? Origin(event.origin),
            let held = try context.service.logs.log(origin),
            event.index < held.position.size,
            let bytes = try context.service.logs.entries(origin, event.index..<event.index + 1)
                .first,
            let institution = try EntryCodec.decode(bytes).header.subject,
            let fact = context.registry.facts(of: institution).first(where: {
                EventName($0.reference) == event
            })
        else { return nil }
        return (fact, institution)
    }

    // MARK: Names

    func party(
        _ institution: InstitutionID, _ region: RegionCode
    ) -> NoticeWriter.Party {
        NoticeWriter.Party(
            institution,
            InstitutionLookup.facts(of: institution, region: region, context.registry))
    }

    func writer(_ author: String, _ region: RegionCode) -> NoticeWriter {
        let agency = context.directory.node(named: author)?.agencyChinese ?? ""
        let place = context.tree[region]?.nameChinese ?? region.text
        let rules = context.directory.rules
        let tree = context.tree
        return NoticeWriter(issuer: agency.isEmpty ? "\(place)医疗保障经办机构" : agency) {
            Policy(region: $0, day: $1, rules: rules, regions: tree)
        }
    }
}
