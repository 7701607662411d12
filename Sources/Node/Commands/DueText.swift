import Designation
import Federation
import Web

/// Duties for people at a terminal, Chinese first.
struct DueText {
    private let list: DutyList
    private let region: RegionCode?
    private let context: CommandContext

    init(_ list: DutyList, _ region: RegionCode?, _ context: CommandContext) {
        self.list = list
        self.region = region
        self.context = context
    }

    var text: String {
        let place = region.map { Wording.region($0, context.tree) } ?? "本节点可阅范围 / all read here"
        var lines = [
            "\(place)  \(list.day)",
            "红 red \(list.count(.red))  黄 amber \(list.count(.amber))  "
                + "绿 green \(list.count(.green))",
        ]
        let shown =
            context.command.isSet("all")
            ? list.entries[...] : list.entries.prefix(DueCommand.rowLimit)
        if list.entries.isEmpty { lines.append("没有待办期限 / nothing is due") }
        var table = TextTable()
        for entry in shown { table.add(cells(entry)) }
        if !shown.isEmpty { lines.append(table.text) }
        let left = list.entries.count - shown.count
        if left > 0 { lines.append("另有 \(left) 项，用 --all 列出 / \(left) more with --all") }
        if shown.contains(where: \.duty.isBlind) {
            lines.append("＊ 办理情况在本节点不可阅的案卷中，可能已办 / may be done in cases not read here")
        }
        return (lines + figures).joined(separator: "\n")
    }

    private func cells(_ entry: DutyList.Entry) -> [String] {
        let duty = entry.duty
        var marks: [String] = []
        if duty.isStopped { marks.append("停止计算 stopped") }
        if duty.isProvisional { marks.append("暂定 provisional") }
        if duty.isBlind { marks.append("＊") }
        return [
            DutyWording.light(entry.light).slash,
            duty.lastDay.map {
                duty.isWait ? "此日后 after \($0)" : "至 by \($0)"
            } ?? "未定期限 no day",
            "\(DutyWording.rule(duty, context).chinese) [\(duty.rule)]",
            Wording.citation(duty.citation),
            DutyWording.name(duty, context),
            Wording.region(duty.region, context.tree),
            CaseWording.responsible(duty.responsible).slash,
            "止于 until: \(DutyWording.ending(duty.ending).slash)",
            "始 since \(duty.start)", duty.subject.name, marks.joined(separator: " "),
        ]
    }

    private var figures: [String] {
        guard !list.figures.isEmpty else { return [] }
        var table = TextTable()
        for figure in list.figures {
            table.add(
                Wording.region(figure.region, context.tree),
                CaseWording.responsible(figure.responsible).slash, figure.rule,
                "办结 closed \(figure.closedCount)",
                "平均 average \(figure.averageTenths.map(DutyWording.tenths) ?? "—") 天 days",
                "在办 running \(figure.runningCount)",
                "逾期 overdue \(figure.lateCount + figure.overCount)",
                figure.overduePerMille.map { "\(DutyWording.tenths($0))%" } ?? "—")
        }
        return ["", "办理时间与逾期率 / handling times and overdue rates:", table.text]
    }
}

enum DueJSON {
    static func list(
        _ list: DutyList, _ region: RegionCode?, _ context: CommandContext
    ) -> JSONText {
        [
            "on": .date(list.day), "region": .optional(region?.text),
            "counts": .object(
                Duty.Light.allCases.reduce(into: [:]) {
                    $0[$1.rawValue] = .count(list.count($1))
                }),
            "duties": .array(list.entries.map { duty($0, context) }),
            "figures": .array(list.figures.map(figure)),
        ]
    }

    private static func duty(_ entry: DutyList.Entry, _ context: CommandContext) -> JSONText {
        let duty = entry.duty
        return [
            "rule": .string(duty.rule), "value": .string(duty.value),
            "citation": [
                "edition": .string(duty.citation.edition),
                "article": .string(duty.citation.article),
            ],
            "subject": ["kind": .string(duty.subject.kind), "name": .string(duty.subject.name)],
            "institution": .optional(duty.institution?.description),
            "name": .string(DutyWording.name(duty, context)), "region": .string(duty.region.text),
            "responsible": .string(duty.responsible.rawValue), "start": .date(duty.start),
            "lastDay": .date(duty.lastDay), "provisional": .bool(duty.isProvisional),
            "stopped": .bool(duty.isStopped), "stoppedDays": .count(duty.stoppedDayCount),
            "wait": .bool(duty.isWait), "ends": .string(duty.ending.rawValue),
            "light": .string(entry.light.rawValue), "blind": .bool(duty.isBlind),
            "count": .count(duty.count),
        ]
    }

    private static func figure(_ figure: DutyFigure) -> JSONText {
        [
            "region": .string(figure.region.text),
            "responsible": .string(figure.responsible.rawValue), "rule": .string(figure.rule),
            "closed": .count(figure.closedCount), "late": .count(figure.lateCount),
            "running": .count(figure.runningCount), "over": .count(figure.overCount),
            "days": .count(figure.dayCount),
            "averageTenths": figure.averageTenths.map { .count($0) } ?? .null,
            "overduePerMille": figure.overduePerMille.map { .count($0) } ?? .null,
        ]
    }
}
