public import Designation
import Federation
import Messages
public import TransparencyLog
public import Web

/// Cases that this node can open, for those who may read them.
extension NodeBackend {
    public func opensCases(to credential: CaseCredential?) throws(WebFailure) -> Bool {
        // Cases of a demonstration are invented, and every page says so.
        if service.settings.isDemonstration { return true }
        switch credential {
        case .session(let token): return door.opens(session: token)
        case .key(let key): return try door.opens(key: key)
        case nil: return false
        }
    }

    public func signIn(key: String) throws(WebFailure) -> CaseSession? { try door.signIn(key: key) }

    public func signOut(session token: String) { door.signOut(session: token) }

    public func cases(_ question: CaseQuestion) async throws(WebFailure) -> CaseReport {
        let tree = registry.view.tree
        let all: [CaseBoard.Row]
        do {
            let reader = cases
            all = try await caseLists.value(question.day) {
                await reader.states(on: question.day)
            }
        } catch {
            throw broken(error, "Reading cases")
        }
        let fitting = all.filter { Self.fits($0.state, question, tree) }
            .map { (row: $0, next: Self.next($0.state, on: question.day)) }
            .filter { question.light == nil || light($0.next, question.day) == question.light }
            .sorted(by: Self.precedes)
        return CaseReport(
            question: question, total: fitting.count,
            rows: fitting.dropFirst(question.part.offset).prefix(question.part.count).map {
                row($0.row, on: question.day)
            })
    }

    private static func fits(
        _ state: CaseState, _ question: CaseQuestion, _ tree: RegionTree
    ) -> Bool {
        switch question.which {
        case .open: guard !state.isDone else { return false }
        case .over: guard state.isDone else { return false }
        case .all: break
        }
        if let kind = question.kind, state.kind != kind { return false }
        if let institution = question.institution, state.institution != institution { return false }
        guard let region = question.region else { return true }
        return state.region.map { tree.lies($0, in: region) } ?? false
    }

    /// The nearest deadline first, then what was opened last.
    private static func precedes(
        _ left: (row: CaseBoard.Row, next: CaseClock?),
        _ right: (row: CaseBoard.Row, next: CaseClock?)
    ) -> Bool {
        if left.next?.lastDay != right.next?.lastDay {
            guard let one = left.next else { return false }
            guard let other = right.next else { return true }
            return one.lastDay < other.lastDay
        }
        let (one, other) = (left.row.state.opened, right.row.state.opened)
        if let one, let other, one != other { return one > other }
        return left.row.name < right.row.name
    }

    private static func next(_ state: CaseState, on day: LegalDate) -> CaseClock? {
        state.runningClocks(on: day).filter { !$0.isWait }.min { $0.lastDay < $1.lastDay }
    }

    private func light(_ clock: CaseClock?, _ day: LegalDate) -> Duty.Light? {
        clock?.light(on: day, calendar: directory.workCalendar)
    }

    // MARK: One case

    public func caseFile(
        _ id: String, on day: LegalDate
    ) async throws(WebFailure) -> CaseFile? {
        guard let bytes = Hex.decode(id) else { return nil }
        let board = await cases.board()
        guard let found = board.row(of: bytes, on: day) else { return nil }
        let state = found.state
        let words = words(for: state, on: day)
        let running = state.clocks.sorted {
            let one = $0.isRunning(on: day)
            return one == $1.isRunning(on: day) ? $0.lastDay < $1.lastDay : one
        }
        var file = CaseFile(
            day: day, row: row(found, on: day), clocks: running.map { line($0, words, on: day) },
            missing: state.missing.map(words.material),
            steps: state.history.map { line($0, state, words) },
            screening: found.reasons(on: day).map {
                ScreeningLine(reason: $0, title: words.reason($0.item))
            },
            questions: questions(found),
            filings: state.filings.map { FilingLine(filing: $0, title: words.filing($0.item)) },
            papers: papers(state, on: day),
            itemNames: words.names(
                of: state.problems.map(\.detail) + found.proposals.map(\.detail)),
            conditionNames: Dictionary(
                state.conditions.map { ($0.item, words.condition($0.item)) },
                uniquingKeysWith: { first, _ in first }))
        file.conditionLimits = Self.limits(state)
        file.scores = scores(state)
        file.appraisals = appraisals(state, board, on: day)
        file.attachments = board.files(ofCase: bytes, on: day).map {
            CaseAttachmentLine(
                step: $0.step.kind, event: $0.step.reference, day: $0.step.day,
                attachment: Self.shown($0.file), isHere: cases.holds($0.file))
        }
        return file
    }

    public func caseAttachment(
        _ sha256: TreeHash, of id: String
    ) async throws(WebFailure) -> OpenedAttachment? {
        guard let bytes = Hex.decode(id) else { return nil }
        let lines = await cases.board().files(ofCase: bytes, on: today())
        do {
            for line in lines where line.file.content == sha256 {
                guard let found = try await cases.contents(of: line.file, in: line.opened) else {
                    continue
                }
                return OpenedAttachment(attachment: Self.shown(line.file), bytes: found)
            }
        } catch {
            throw broken(error, "Reading a paper")
        }
        return nil
    }

    private static func shown(_ file: CaseAttachment) -> AttachedFile {
        AttachedFile(
            content: file.content, byteCount: file.byteCount, name: file.name,
            mediaType: file.mediaType)
    }

    private func words(for state: CaseState, on day: LegalDate) -> CaseWords {
        CaseWords(state, type: institutionType(state), day: day, view: registry.view)
    }

    private func row(_ found: CaseBoard.Row, on day: LegalDate) -> CaseRow {
        let state = found.state
        let waiting = questions(found).count { $0.resolution == nil }
        let words = words(for: state, on: day)
        return CaseRow(
            id: found.name, state: state,
            institutionName: InstitutionLookup.facts(
                of: state.institution, region: state.region, registry)?.name ?? "",
            next: Self.next(state, on: day).map { line($0, words, on: day) },
            openItemCount: waiting)
    }

    private func line(_ clock: CaseClock, _ words: CaseWords, on day: LegalDate) -> ClockLine {
        ClockLine(
            clock: clock, light: clock.light(on: day, calendar: directory.workCalendar),
            title: words.rule(clock.rule), value: RuleWording.words(clock.value))
    }

    private func line(
        _ entry: CaseState.Entry, _ state: CaseState, _ words: CaseWords
    ) -> CaseStepLine {
        let step = entry.step
        let acting = acting(step.author, for: step.region, in: registry.view)
        return CaseStepLine(
            entry: entry, agency: acting.agency, recorder: acting.recorder,
            basis: step.basis + words.basis(of: step).filter { !step.basis.contains($0) },
            items: words.items(of: step),
            problems: state.problems.filter { $0.step == step.reference })
    }

    private func questions(_ found: CaseBoard.Row) -> [CaseFileQuestion] {
        found.problems.map { problem in
            let key = found.key(of: problem)
            return CaseFileQuestion(
                what: .problem(problem), key: key, resolution: found.resolutions[key])
        }
            + found.proposals.map { proposal in
                CaseFileQuestion(
                    what: .proposal(proposal), key: proposal.key,
                    resolution: found.resolutions[proposal.key])
            }
    }

    // MARK: Review

    /// What the items that wait in cases depend on.
    struct CaseItemsKey: Hashable, Sendable {
        var day: LegalDate
        var stepCount: Int
        var entryCount: UInt64
    }

    public func caseReviewItems(
        area: RegionCode?, includingResolved: Bool
    ) async throws(WebFailure) -> [ReviewRow] {
        let board = await cases.board()
        let tree = registry.view.tree
        let day = today()
        // Judges every case; as long as nothing came it stays the same.
        let key = CaseItemsKey(
            day: day, stepCount: board.cases.values.reduce(0) { $0 + $1.count },
            entryCount: registry.applied.values.reduce(0, +))
        let items: [ReviewItem]
        do {
            items = try await caseItems.value(key) { board.reviewItems(on: day) }
        } catch {
            throw broken(error, "Reading cases")
        }
        let stamps = Dictionary(
            board.cases.values.joined().map { ($0.row.reference, $0.row.stamp.milliseconds) },
            uniquingKeysWith: { $1 })
        return items.filter { item in
            guard includingResolved || item.resolution == nil else { return false }
            guard let area, let place = tree.area(of: item.region) else { return true }
            return place == area
        }
        .map { item in
            // Of the steps that it rests on, else of the public acts.
            var written = item.events.compactMap { stamps[$0] }
            if written.isEmpty, let institution = item.institution {
                written = registry.facts(of: institution)
                    .filter { item.events.contains($0.reference) }.map(\.stamp.milliseconds)
            }
            return ReviewRow(
                item: item,
                institutionName: item.institution.flatMap {
                    InstitutionLookup.facts(of: $0, region: item.region, registry)?.name
                } ?? "", writtenAtMilliseconds: written.max() ?? 0)
        }
    }

    // MARK: Papers

    /// Papers of the steps that count, and of public acts about the institution in the same unit since
    /// the case was opened.
    private func papers(_ state: CaseState, on day: LegalDate) -> [CasePaper] {
        let steps = state.history.filter(\.hasEffect).compactMap { entry in
            NoticeDesk.paper(of: entry.step.kind).map {
                CasePaper(kind: $0, event: entry.step.reference, day: entry.step.day)
            }
        }
        let tree = registry.view.tree
        let unit = state.region.flatMap { tree.unit(of: $0) }
        guard let unit, let opened = state.opened else { return steps }
        let acts = registry.facts(of: state.institution).compactMap { fact -> CasePaper? in
            guard tree.unit(of: fact.region) == unit,
                (opened...max(opened, state.outcomeDay ?? day)).contains(fact.effective),
                let kind = NoticeDesk.paper(of: fact.act)
            else { return nil }
            return CasePaper(kind: kind, event: fact.reference, day: fact.effective)
        }
        return (steps + acts).sorted { ($0.day, $0.event) < ($1.day, $1.event) }
    }

    public func notice(
        _ kind: NoticeDocument.Kind, of name: String, on day: LegalDate, includingCases: Bool
    ) async throws(WebFailure) -> NoticeDocument? {
        let context = CommandContext(
            service: service, backend: self,
            command: LocalCommand("notice", options: ["on": "\(day)"]))
        do {
            return try await NoticeDesk(context: context, includingCases: includingCases)
                .document(kind, name)
        } catch is CommandFailure {
            return nil
        } catch is NoticeWriter.Problem {
            return nil
        } catch {
            throw broken(error, "Making a paper")
        }
    }
}

extension CaseClock {
    /// The light of a duty with these days (protocol §13.3); of a clock that was met: red where it
    /// was met late.
    func light(on day: LegalDate, calendar: WorkCalendar) -> Duty.Light {
        guard done == nil else { return isOverdue(on: day) ? .red : .green }
        var duty = Duty(
            rule: rule, citation: citation, subject: .review(""), institution: nil,
            region: .everywhere, responsible: responsible, start: start, lastDay: lastDay,
            ending: .decided)
        duty.isWait = isWait
        duty.stoppedDayCount = stops.reduce(0) { sum, stop in
            let from = max(start, stop.from)
            let to = min(stop.to ?? day, day)
            return sum + max(0, Int(to.daysSince1970) - Int(from.daysSince1970))
        }
        return duty.light(on: day, calendar: calendar)
    }
}
