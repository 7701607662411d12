import Designation
import Federation
import Messages
import Storage
import TransparencyLog

/// Opens cases and continues them: judges steps by the rules, makes keys and sealed payloads, and
/// says what the log says of them (protocol §10).
struct CaseDesk {
    private struct Open {
        var id: [UInt8]
        var key: [UInt8]
        var chain: [String]
        var wraps: TreeHash
        var next: UInt32
        /// Steps of this file that are not in the log yet, as far as this desk knows.
        var pending: [CaseStep] = []
    }
    private let reader: CaseReader
    /// Who acts where an act names nobody.
    private let officer: String
    /// Cases of this file, by the name that it gives them.
    private var open: [String: Open] = [:]
    /// How long the word of another key may be under way.
    private static let hearsayMilliseconds: UInt64 = 31 * 86_400_000
    /// Cases of the same file that are in the log already, wherever they were opened.
    private let known: [String: [UInt8]]

    init(reader: CaseReader, officer: String, known: [String: [UInt8]] = [:]) {
        self.reader = reader
        self.officer = officer
        self.known = known
    }

    /// The case that the file, or its 32 hexadecimal digits, name.
    func id(_ name: String) -> [UInt8]? {
        if let id = open[name]?.id ?? known[name] { return id }
        return Hex.decode(name).flatMap { $0.count == 16 ? $0 : nil }
    }

    /// Seals the content, lays payload and keys beside the log, and gives the routing event.
    ///
    /// - Parameters:
    ///   - facts: of an institution that the file registers.
    ///   - isOpen: in a rehearsal, what the step is judged by is not known yet.
    mutating func event(
        _ plan: PlannedAct.CasePlan, _ act: PlannedAct, _ context: CommandContext,
        isRehearsal: Bool, facts: InstitutionFacts?, isOpen: Bool
    ) async throws -> CaseEvent {
        // A case without a name is one of its own.
        let name = plan.caseName ?? "line \(act.line)"
        var box = try await self.box(name, act, context, isRehearsal: isRehearsal)
        let board = await reader.board()
        var record = try record(
            isOpen ? plan : named(plan, box.id, board, act, context), act, context)
        let step = record.domainStep(
            reference: EventReference(
                origin: "pending/\(context.core.name)", index: UInt64(box.next), leafPrefix: 0),
            stamp: Stamp(
                milliseconds: max(context.core.clock(), board.lastStamp(of: box.id)),
                counter: .max / 2 + box.next), author: context.core.name)
        if !isOpen { try judge(step, record, box, board, act, context, facts: facts) }
        if !isRehearsal, let named = record.details.event {
            try await OfficerCheck.checkNamed(named, by: board, case: box.id, act, context)
        }
        let place = CaseContext(
            federation: context.core.federationID, author: context.core.name, caseID: box.id,
            sequence: box.next)
        record.files = try attach(
            plan.attachments, box.key, place, act, context, isRehearsal: isRehearsal)
        let sealed: SealedPayload
        do {
            sealed = try CasePayload.seal(
                record.encoded(), caseKey: box.key, salt: SystemEntropy.bytes(32), context: place)
        } catch {
            throw act.failure("The content of the case cannot be sealed: \(error).")
        }
        if !isRehearsal { _ = try context.service.logs.putBlob(sealed.bytes) }
        let event = CaseEvent(
            caseID: box.id, sequence: box.next, chain: box.chain, saltedHash: sealed.saltedHash,
            payload: sealed.name, payloadByteCount: UInt64(sealed.bytes.count), wraps: box.wraps)
        box.next += 1
        box.pending.append(step)
        open[name] = box
        return event
    }

    private func record(
        _ plan: PlannedAct.CasePlan, _ act: PlannedAct, _ context: CommandContext
    ) throws -> CaseRecord {
        guard let institution = act.institution, let region = act.region else {
            throw act.failure("The act needs an institution and a region.")
        }
        guard act.effective <= context.today else {
            throw act.failure("A step of a case is recorded on its day or later.")
        }
        var record = CaseRecord(
            institution: institution, step: plan.step, region: region, day: act.effective,
            note: plan.note)
        record.officer = act.officer.isEmpty ? officer : act.officer
        record.role = plan.role
        record.basis = act.basis
        record.override = plan.override
        record.details = plan.details
        record.people = plan.people
        return record
    }

    /// Lays the papers of a step sealed beside the log, durably before the step that names them is.
    private func attach(
        _ planned: [PlannedAttachment], _ key: [UInt8], _ place: CaseContext, _ act: PlannedAct,
        _ context: CommandContext, isRehearsal: Bool
    ) throws -> [CaseAttachment] {
        var files: [CaseAttachment] = []
        for item in planned {
            let content = try item.contents(of: act, context)
            if isRehearsal { continue }
            let made: (attachment: CaseAttachment, bytes: [UInt8])
            do {
                made = try CaseAttachment.seal(
                    content, name: item.name,
                    mediaType: item.mediaType
                        ?? PlannedAttachment.mediaType(of: content, name: item.name),
                    caseKey: key, salt: SystemEntropy.bytes(32), context: place)
            } catch {
                throw act.failure("The content of the case cannot be sealed: \(error).")
            }
            _ = try context.service.logs.putBlob(made.bytes)
            files.append(made.attachment)
        }
        return files
    }

    /// A proposal may be named by its kind, where the case has one of it.
    private func named(
        _ plan: PlannedAct.CasePlan, _ id: [UInt8], _ board: CaseBoard, _ act: PlannedAct,
        _ context: CommandContext
    ) throws(CommandFailure) -> PlannedAct.CasePlan {
        guard plan.step == .proposalConfirmed || plan.step == .proposalDismissed else {
            return try board.checked(plan, act, on: context.today)
        }
        let proposals = board.row(of: id, on: act.effective)?.proposals ?? []
        var plan = plan
        for (index, item) in plan.details.items.enumerated() {
            guard let kind = Proposal.Kind(rawValue: item) else { continue }
            let fitting = proposals.filter { $0.kind == kind }
            guard let only = fitting.first, fitting.count == 1 else {
                throw act.failure(
                    "The case has \(fitting.count) proposals \(item); name one by its key, see "
                        + "`dingdian case show`.")
            }
            plan.details.items[index] = only.key
        }
        return plan
    }

    // MARK: Rules

    /// A step that the rules do not allow is recorded only with a reason, which is then shown.
    private func judge(
        _ step: CaseStep, _ record: CaseRecord, _ box: Open, _ board: CaseBoard,
        _ act: PlannedAct, _ context: CommandContext, facts: InstitutionFacts?
    ) throws {
        guard step.override.isEmpty else { return }
        let known = Set(board.cases[box.id]?.map(\.row.event.sequence) ?? [])
        // What this file recorded a moment ago is in the log already and counts once.
        let pending = box.pending.filter { !known.contains(UInt32($0.reference.index)) }
        let allowsWithout = RecordCommand.allows(act, context)
        let against = board.objections(
            to: step, of: record.institution, case: box.id, pending: pending, facts: facts
        ).filter { !(allowsWithout && $0.kind == .noCompetence) }
        guard !against.isEmpty else { return }
        let reasons = CaseWording.sentences(against)
        // Who acts is no matter of reasons (protocol §10.5): nothing would come of the step.
        if against.contains(where: { $0.kind.weight == .structural }) {
            throw act.failure(
                "The rules do not allow this step: \(reasons). A reason does not change that.")
        }
        throw act.failure(
            "The rules do not allow this step: \(reasons). To record it all the same, give "
                + "`override:` with the reason; it is shown.")
    }

    // MARK: Keys

    private func box(
        _ name: String, _ act: PlannedAct, _ context: CommandContext, isRehearsal: Bool
    ) async throws -> Open {
        if let known = open[name] { return known }
        if let id = id(name) {
            return try await continued(id, act, context, isRehearsal: isRehearsal)
        }
        let chain = Self.chain(of: context.core.name, for: act.region, context.directory)
            .filter { !$0.encryptionKey.isEmpty }
        guard chain.contains(where: { $0.name == context.core.name }) else {
            throw act.failure(
                "This node is not enrolled with a key for cases; run `dingdian sync` first.")
        }
        let id = SystemEntropy.bytes(16)
        let key = SystemEntropy.bytes(32)
        let wraps: CaseKeyWraps
        do {
            wraps = try CaseKeyWraps(
                caseKey: key, federation: context.core.federationID, caseID: id, chain: chain)
        } catch {
            throw act.failure("The key of the case cannot be wrapped: \(error).")
        }
        if !isRehearsal { _ = try context.service.logs.putBlob(wraps.encoded()) }
        return Open(id: id, key: key, chain: chain.map(\.name), wraps: wraps.name, next: 0)
    }

    /// Who may open a case: its author's superiors, and, where it is for a place below the author, the
    /// agency of that place and whoever stands between them. What a city finds, decides or overturns
    /// there binds the district too (S0 一, S4, N46).
    private static func chain(
        of author: String, for region: RegionCode?, _ directory: Directory
    ) -> [NodeRecord] {
        let above = directory.caseworkChain(of: author)
        let isElsewhere = directory.node(named: author)?.region != region
        // A field office takes in for its agency and hears of the rest by its agency's answers.
        let below = directory.nodes
            .filter { isElsewhere && $0.region == region && $0.role != .fieldOffice }
            .flatMap { office -> [String] in
                let way = directory.caseworkChain(of: office.name)
                return way.firstIndex(of: author).map { Array(way[..<$0]) } ?? []
            }
        var names: [String] = []
        for name in below + above where !names.contains(name) && !directory.isRevoked(name) {
            names.append(name)
        }
        return names.compactMap { directory.node(named: $0) }
    }

    /// A case of an earlier file: its key is unwrapped with this node's own, and wrapped anew where
    /// a node of the chain got another key since.
    private func continued(
        _ id: [UInt8], _ act: PlannedAct, _ context: CommandContext, isRehearsal: Bool
    ) async throws -> Open {
        let (rows, seed) = try await context.core.with { exchange in
            (exchange.replica.caseBook.events(of: id), exchange.replica.identity.encryptionSeed)
        }
        guard let first = rows.first?.event else {
            throw act.failure("This node does not hold the case or its keys.")
        }
        let key = try unwrapped(rows, seed, act, context)
        let last = rows.map(\.event.sequence).max() ?? 0
        let wraps = try wraps(rows, key, act, context, isRehearsal: isRehearsal)
        return Open(id: id, key: key, chain: first.chain, wraps: wraps, next: last &+ 1)
    }

    private func unwrapped(
        _ rows: [CaseBook.Row], _ seed: [UInt8], _ act: PlannedAct, _ context: CommandContext
    ) throws -> [UInt8] {
        var failure: CaseError?
        var tried: Set<TreeHash> = []
        for event in rows.map(\.event) where tried.insert(event.wraps).inserted {
            guard let bytes = try context.service.logs.blob(event.wraps) else { continue }
            do throws(CaseError) {
                return try CaseKeyWraps(bytes, event: event).open(
                    node: context.core.name, privateKey: seed,
                    federation: context.core.federationID)
            } catch {
                failure = failure ?? error
            }
        }
        guard let failure else {
            throw act.failure("This node does not hold the case or its keys.")
        }
        throw act.failure("This node cannot open the case: \(failure).")
    }

    /// The keys that the last event named, or new ones where a node of the chain got another key
    /// for cases after they were made: its new machine opens the case by them, earlier steps too
    /// (protocol §10.2). Who made them may not have heard of it for a while, so a month counts as
    /// before.
    private func wraps(
        _ rows: [CaseBook.Row], _ key: [UInt8], _ act: PlannedAct, _ context: CommandContext,
        isRehearsal: Bool
    ) throws -> TreeHash {
        let event = rows[rows.count - 1].event
        let made = rows.first { $0.event.wraps == event.wraps }?.stamp ?? rows[0].stamp
        let directory = context.directory
        let isStale = event.chain.contains {
            guard let replaced = directory.encryptionKeyReplaced(of: $0) else { return false }
            return made.milliseconds < replaced.milliseconds &+ Self.hearsayMilliseconds
        }
        guard isStale else { return event.wraps }
        let chain = event.chain.filter { !directory.isRevoked($0) }
            .compactMap { directory.node(named: $0) }.filter { !$0.encryptionKey.isEmpty }
        do {
            let wraps = try CaseKeyWraps(
                caseKey: key, federation: context.core.federationID, caseID: event.caseID,
                chain: chain)
            if !isRehearsal { _ = try context.service.logs.putBlob(wraps.encoded()) }
            return wraps.name
        } catch {
            throw act.failure("The key of the case cannot be wrapped: \(error).")
        }
    }
}
