import Designation
import Messages
import Web

/// `dingdian case ls [--region R] [--all] [--on DATE]` and `case show CASE [--on DATE]`: cases as the
/// rules judge them, on nodes of their chain only.
enum CaseCommands {
    static func list(_ context: CommandContext) async throws -> CommandResult {
        let day = try context.date("on") ?? context.today
        let region = try context.option("region").map { try context.region($0) }
        let reader = CaseReader(service: context.service)
        let rows = await reader.states(on: day).filter { row in
            guard context.command.isSet("all") || !row.state.isDone else { return false }
            guard let region, let place = row.state.region else { return region == nil }
            return context.tree.lies(place, in: region)
        }
        var table = TextTable()
        for row in rows { table.add(cells(row, day, context)) }
        var lines = [
            rows.isEmpty
                ? "本节点没有可阅的在办案卷 / no open case that this node can read" : table.text
        ]
        let shut = await reader.shutCases()
        if shut > 0 {
            lines.append(
                "另有 \(shut) 件案卷本节点打不开（材料未到，或只以旧密钥封存） / "
                    + "\(shut) more do not open here: not fetched yet, or sealed for an earlier key"
            )
        }
        return CommandResult(
            text: lines.joined(separator: "\n"),
            json: [
                "on": .date(day), "cases": .array(rows.map { CaseJSON.summary($0, day) }),
                "notOpened": .count(shut),
            ])
    }

    private static func cells(
        _ row: CaseBoard.Row, _ day: LegalDate, _ context: CommandContext
    ) -> [String] {
        let state = row.state
        let next = state.runningClocks(on: day).filter { !$0.isWait }.min {
            $0.lastDay < $1.lastDay
        }
        return [
            row.name, CaseWording.kind(state.kind).slash, "\(state.institution)",
            InstitutionLookup.facts(
                of: state.institution, region: state.region, context.registry)?.name ?? "",
            state.region?.text ?? "", CaseWording.stage(state.stage).slash,
            state.outcome.map { CaseWording.outcome($0).slash } ?? "",
            next.map { "\($0.isOverdue(on: day) ? "逾期 overdue" : "至 by") \($0.lastDay)" } ?? "",
            next?.isProvisional == true ? "暂定 provisional" : "",
        ]
    }

    static func show(_ context: CommandContext) async throws -> CommandResult {
        let day = try context.date("on") ?? context.today
        let reader = CaseReader(service: context.service)
        let board = await reader.board()
        let id = try named(context, in: board)
        guard let row = board.row(of: id, on: day) else {
            throw CommandFailure("Nothing of this case had happened by \(day).")
        }
        let files = board.files(ofCase: id, on: day).map {
            (line: $0, isHere: reader.holds($0.file))
        }
        return CommandResult(
            text: (lines(row, day, context) + CasePaperCommand.lines(files))
                .joined(separator: "\n"),
            json: CaseJSON.whole(row, day, files: files))
    }

    /// The case that the first argument names.
    static func named(_ context: CommandContext, in board: CaseBoard) throws -> [UInt8] {
        let text = try context.argument(
            0, "a case: its 32 hexadecimal digits, or the first of them")
        let prefix = text.lowercased()
        let fitting = board.cases.keys.filter { Hex.encode($0).hasPrefix(prefix) }
        guard let id = fitting.first, fitting.count == 1, prefix.utf8.count >= 4 else {
            throw CommandFailure(
                fitting.count > 1
                    ? "Several cases begin with \(prefix); give more digits."
                    : "This node holds no case that it can open under \(prefix); "
                        + "see `dingdian case ls --all`.")
        }
        return id
    }

    // MARK: Text

    private static func lines(
        _ row: CaseBoard.Row, _ day: LegalDate, _ context: CommandContext
    ) -> [String] {
        let state = row.state
        let facts = InstitutionLookup.facts(
            of: state.institution, region: state.region, context.registry)
        var lines = [
            "\(row.name)  \(CaseWording.kind(state.kind).slash)",
            "\(facts?.name ?? "") \(state.institution)",
            state.region.map { Wording.region($0, context.tree) } ?? "",
            "\(day)  \(CaseWording.stage(state.stage).slash)"
                + (state.outcome.map { "  \(CaseWording.outcome($0).slash)" } ?? ""),
        ]
        lines += fundLine(state) + scoreLines(state, context)
        if !state.passedServices.isEmpty {
            lines.append("通过 passed: \(Wording.services(state.passedServices).slash)")
        }
        if !state.missing.isEmpty {
            lines.append("待补 missing: \(state.missing.joined(separator: ", "))")
        }
        if let through = state.waitsThrough {
            lines.append("此日前不得再评估或申请 / not again up to and with: \(through)")
        }
        lines += conditionLines(state) + clockLines(state, day) + questionLines(row, day)
        lines.append("可办步骤 / may be done next:")
        lines.append(
            "  " + state.allowedSteps.map { CaseWording.step($0).slash }.joined(separator: ", "))
        lines += state.openObligations.map(Self.owed)
        lines.append("经过 / history:")
        var table = TextTable()
        for entry in state.history { table.add(cells(entry)) }
        lines.append(table.text)
        return lines.filter { !$0.isEmpty }
    }

    /// A public act that is still to be recorded, with the step that obliges to it.
    private static func owed(_ obligation: Obligation) -> String {
        let name = obligation.name.isEmpty ? "" : " \(obligation.name)"
        return "  \(CaseWording.duty(obligation.kind).slash)\(name) "
            + "(\(Wording.citation(obligation.citation)))"
            + (obligation.lastDay.map { " 至 by \($0)" } ?? "")
            + "  ← \(CaseWording.step(obligation.stepKind).slash) \(obligation.since)"
    }

    /// The edition's conditions beside what the application states.
    private static func conditionLines(_ state: CaseState) -> [String] {
        guard !state.conditions.isEmpty else { return [] }
        var table = TextTable()
        for condition in state.conditions {
            table.add(
                "  \(condition.item)", CaseWording.standing(condition.standing).slash,
                condition.stated.joined(separator: ", "),
                condition.required.isEmpty
                    ? "" : "应 asked: \(condition.required.joined(separator: ", "))",
                Wording.citations(condition.citations))
        }
        return ["基本条件 / conditions:", table.text]
    }

    private static func clockLines(_ state: CaseState, _ day: LegalDate) -> [String] {
        let clocks = state.runningClocks(on: day)
        guard !clocks.isEmpty else { return [] }
        var table = TextTable()
        for clock in clocks {
            table.add(
                "  \(clock.rule)", clock.value, Wording.citation(clock.citation),
                clock.isWait ? "此日后 after \(clock.lastDay)" : "至 by \(clock.lastDay)",
                clock.isOverdue(on: day)
                    ? "逾期 overdue" : clock.isStopped ? "停止计算 stopped" : "",
                clock.isProvisional ? "暂定 provisional" : "",
                CaseWording.responsible(clock.responsible).slash)
        }
        return ["期限 / clocks:", table.text]
    }

    private static func questionLines(_ row: CaseBoard.Row, _ day: LegalDate) -> [String] {
        var lines: [String] = []
        let reasons = row.reasons(on: day)
        if !reasons.isEmpty {
            lines.append("不予受理情形 / reasons against:")
            for reason in reasons {
                lines.append(
                    "  \(reason.item) (\(Wording.citations(reason.citations)))"
                        + (reason.through.map { " 至 through \($0)" } ?? "")
                        + (reason.certainty == .open ? " 待核 open" : ""))
            }
        }
        if !row.state.problems.isEmpty {
            lines.append("问题 / problems:")
            lines += row.state.problems.map {
                "  \(CaseWording.step($0.stepKind).chinese) \(CaseWording.sentence($0))"
            }
        }
        for proposal in row.proposals {
            lines.append(
                "建议 / proposed: \(CaseWording.proposal(proposal.kind).slash) "
                    + "(\(Wording.citations(proposal.citations)))  key: \(proposal.key)")
        }
        for filing in row.state.filings where filing.filed == nil {
            lines.append(
                "待备案或报告 / to be filed: \(filing.item) → "
                    + filing.recipients.joined(separator: ", "))
        }
        return lines
    }

    private static func cells(_ entry: CaseState.Entry) -> [String] {
        let step = entry.step
        return [
            "  \(step.day)", CaseWording.step(step.kind).slash, step.region.text, step.officer,
            step.role?.rawValue ?? "", entry.hasEffect ? "" : "无效力 no effect",
            (step.details.items + step.details.lines).joined(separator: ","),
            Wording.citations(step.basis),
            step.details.event.map { "→ \($0)" } ?? "", step.note,
        ]
    }
}
