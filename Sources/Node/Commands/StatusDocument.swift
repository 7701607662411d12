import Designation
import Federation
import Messages
import Web

/// A status as JSON (the document of `/api/v1/status`) and as text.
enum StatusDocument {
    /// An answer, and where it was asked for, how it came about.
    struct Answered {
        var reply: StatusReply
        /// Whether it was asked what was known at a moment; the vector of then is shown.
        var isOfThen: Bool
        var steps: [Explanation.Step]
        var chain: [ExplanationWords.Line]

        /// - Throws: when the texts that the program carries are damaged.
        init(
            _ reply: StatusReply, _ explanation: Explanation?, isOfThen: Bool, tree: RegionTree
        ) throws {
            self.reply = reply
            self.isOfThen = isOfThen
            steps = explanation?.steps ?? []
            guard let links = explanation?.chain, !links.isEmpty else {
                chain = []
                return
            }
            chain = try ExplanationWords(regions: tree)
                .lines(links, asked: reply.answer.askedPerson)
        }
    }

    static func json(_ answered: Answered) -> JSONText {
        let reply = answered.reply
        let answer = reply.answer
        var document: [String: JSONText] = [
            "institution": .string(answer.institution.description),
            "region": .string(answer.region.text), "unit": .optional(answer.unit?.text),
            "date": .date(answer.date), "status": .string(answer.status.name),
            "settleable": .bool(answer.settleable), "since": .date(answer.since),
            "until": .date(answer.until), "scope": .optional(answer.scope?.rawValue),
            "services": .strings(answer.services.map(\.rawValue)),
            "reasons": .array(answer.reasons.map(reason)),
            "exceptions": .strings(
                !answer.settleable && answer.allowsEmergency ? ["emergency-rescue"] : []),
            "doubt": .optional(answer.doubt.map(Wording.name)),
            "knownSanctions": .array(answer.knownSanctions.map(sanction)),
            "restrictions": .array(
                answer.restrictions.map { restriction($0, asked: answer.askedPerson) }),
            "sites": .strings(answer.sites), "scopes": .array(answer.scopes.map(scope)),
            "asOf": [
                "region": source(reply.asOf.region), "directory": source(reply.asOf.directory),
                "oldest": source(reply.asOf.oldest),
            ],
            "provisional": .bool(reply.isProvisional || answer.provisional),
        ]
        if !answer.holders.isEmpty {
            document["siteOf"] = .array(answer.holders.map(holder))
        }
        if answered.isOfThen {
            document["knownVector"] = .array(
                reply.knownVector.map {
                    ["origin": .string($0.origin), "size": .count($0.size)]
                })
        }
        if !answered.steps.isEmpty { document["steps"] = .array(answered.steps.map(step)) }
        if !answered.chain.isEmpty { document["chain"] = .array(answered.chain.map(link)) }
        return .object(document)
    }

    private static func reason(_ reason: Reason) -> JSONText {
        [
            "event": .string(reason.event.description), "rule": .string(name(reason.rule)),
            "region": .string(reason.region.text),
            "citations": .array(reason.citations.map(citation)),
        ]
    }

    /// `cross-region` and so on: the explanation's key without its prefix.
    static func name(_ rule: Reason.Rule) -> String {
        String(ArticleText.key(rule).dropFirst("reason.".count))
    }

    static func citation(_ citation: Citation) -> JSONText {
        ["edition": .string(citation.edition), "article": .string(citation.article)]
    }

    private static func sanction(_ sanction: Standing.Sanction) -> JSONText {
        var document: [String: JSONText] = [
            "event": .string(sanction.event.description), "region": .string(sanction.region.text),
            "kind": .string(sanction.isTermination ? "termination" : "suspension"),
            "ownRequest": .bool(sanction.isOwnRequest), "from": .date(sanction.from),
            "to": .date(sanction.to),
        ]
        if !sanction.funds.isEmpty {
            document["funds"] = .strings(sanction.funds.map(\.rawValue))
        }
        if !sanction.lifted.isEmpty {
            document["lifted"] = .array(
                sanction.lifted.map {
                    ["scope": .string($0.fund.rawValue), "from": .date($0.from)]
                })
        }
        return .object(document)
    }

    private static func restriction(
        _ restriction: Standing.Restricted, asked person: String?
    ) -> JSONText {
        let isShown = restriction.part.isShown(restriction.name, asked: person)
        return [
            "event": .string(restriction.event.description),
            "region": .string(restriction.region.text), "part": .string(restriction.part.name),
            "name": isShown ? .string(restriction.name) : .null, "from": .date(restriction.from),
            "to": .date(restriction.to),
            "citations": .array(restriction.citations.map(citation)),
        ]
    }

    private static func scope(_ scope: StatusAnswer.ScopeAnswer) -> JSONText {
        [
            "scope": .string(scope.scope.rawValue), "status": .string(scope.status.name),
            "settleable": .bool(scope.settleable),
            "services": .strings(scope.services.map(\.rawValue)),
        ]
    }

    private static func source(_ source: SourceTime) -> JSONText {
        ["node": .string(source.node), "at": .moment(source.milliseconds)]
    }

    private static func step(_ step: Explanation.Step) -> JSONText {
        [
            "event": .string(step.event.description), "rule": .string(name(step.rule)),
            "region": .string(step.region.text),
            "citations": .array(step.citations.map(citation)), "from": .date(step.from),
            "to": .date(step.to),
            "settings": .array(
                step.used.map(setting)),
        ]
    }

    // MARK: Text

    static func text(
        institution: InstitutionID, _ answers: [Answered], now: UInt64,
        _ context: CommandContext
    ) -> String {
        var lines: [String] = []
        let facts = InstitutionLookup.facts(of: institution, region: nil, context.registry)
        lines.append(
            facts.map { "\(PlainText.shown($0.name))  \(institution)" } ?? institution.description)
        for answered in answers {
            lines.append("")
            lines += block(answered, now: now, context.tree)
        }
        if let first = answers.first, first.isOfThen { lines += vector(first.reply) }
        return lines.joined(separator: "\n")
    }

    /// What was applied then, the same for every region.
    private static func vector(_ reply: StatusReply) -> [String] {
        let logs = reply.knownVector
        guard !logs.isEmpty else {
            return [
                "",
                "当时本节点没有任何已执行内容的回执 / "
                    + "of then this node has no receipt: nothing was known",
            ]
        }
        return ["", "当时已执行 / applied then: \(logs.count) 条日志 logs"]
            + logs.map { "  \($0.origin)  \($0.size)" }
    }

    private static func block(
        _ answered: Answered, now: UInt64, _ tree: RegionTree
    ) -> [String] {
        let reply = answered.reply
        let answer = reply.answer
        var lines = [
            "\(Wording.region(answer.region, tree))  \(answer.date)  "
                + "\(Wording.status(answer.status).slash)  "
                + "[\(Wording.settleable(answer.settleable).slash)]"
        ]
        if let since = answer.since {
            let end = answer.until.map { " → \($0)" } ?? " →"
            lines.append("  期间 period: \(since)\(end)")
        } else if let until = answer.until {
            lines.append("  至 until: \(until)")
        }
        if answer.status == .designated {
            lines.append("  服务 services: \(Wording.services(answer.services).slash)")
        }
        if let doubt = answer.doubt {
            lines.append("  原因 because: \(Wording.doubt(doubt).slash)")
        }
        lines += reasons(answer, answered.steps, tree)
        lines += chain(answered.chain)
        if answered.chain.isEmpty { lines += holders(answer) }
        lines += parts(answer)
        for sanction in answer.knownSanctions where answer.reasons.isEmpty {
            let word = Wording.status(sanction.isTermination ? .terminated : .suspended).slash
            lines.append(
                "  已知 known: \(Wording.region(sanction.region, tree)) \(word) "
                    + "\(sanction.from) → \(sanction.to.map { "\($0)" } ?? "")\(funds(sanction.funds))"
            )
        }
        if !answer.settleable, answer.allowsEmergency {
            lines.append("  急诊、抢救费用不因此被拒绝 / emergency and rescue costs are not refused (N 33)")
        }
        let oldest = reply.asOf.oldest
        lines.append(
            "  数据截至 as of: \(source(reply.asOf.region, now)); 目录 directory "
                + "\(source(reply.asOf.directory, now)); 最旧 oldest \(source(oldest, now))"
                + (reply.isProvisional || answer.provisional ? "  [暂定 provisional]" : ""))
        return lines
    }

    /// Funds that differ, sites that are covered, and who may not serve although the institution may.
    private static func parts(_ answer: StatusAnswer) -> [String] {
        var lines = answer.scopes.map { scope in
            "  基金 fund \(Wording.scope(scope.scope).slash): \(Wording.status(scope.status).slash)  "
                + "[\(Wording.settleable(scope.settleable).slash)]"
        }
        if !answer.sites.isEmpty {
            lines.append("  执业地点 sites: \(answer.sites.joined(separator: "、"))")
        }
        lines += answer.restrictions.map { restriction in
            let isShown = restriction.part.isShown(restriction.name, asked: answer.askedPerson)
            let basis =
                restriction.citations.isEmpty
                ? "" : " (\(Wording.citations(restriction.citations)))"
            return "  不可结算 not settleable: \(Wording.part(restriction.part).slash) "
                + "\(isShown ? restriction.name : "（代码不公开 code not public）")  \(restriction.from) → "
                + "\(restriction.to.map { "\($0)" } ?? "")\(basis)"
        }
        return lines
    }

    private static func reasons(
        _ answer: StatusAnswer, _ steps: [Explanation.Step], _ tree: RegionTree
    ) -> [String] {
        var lines: [String] = []
        for (number, reason) in answer.reasons.enumerated() {
            let basis = reason.citations.isEmpty ? "" : " (\(Wording.citations(reason.citations)))"
            lines.append(
                "  因为 because: \(Wording.region(reason.region, tree)): "
                    + "\(Wording.rule(reason.rule).slash)\(basis)")
            let about = number < steps.count ? funds(steps[number].funds) : ""
            lines.append("    \(reason.event)\(about)")
        }
        return lines
    }

    /// Behind an act that is about some funds; nothing where it is about all.
    private static func funds(_ funds: [FundScope]) -> String {
        if funds.isEmpty { return "" }
        return "  （仅限 only: \(funds.map { Wording.scope($0).slash }.joined(separator: "、"))）"
    }

    private static func source(_ source: SourceTime, _ now: UInt64) -> String {
        "\(source.node) \(Wording.age(source.milliseconds, now: now).slash)"
    }
}
