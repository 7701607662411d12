import Designation
import Web

/// How an answer came about, link by link.
extension StatusDocument {
    /// Chinese, English, the event, and the values that had a say.
    static func chain(_ lines: [ExplanationWords.Line]) -> [String] {
        guard !lines.isEmpty else { return [] }
        var text = ["  经过 how it came to this:"]
        for (number, line) in lines.enumerated() {
            text.append("    \(number + 1). \(line.text.chinese)")
            text.append("       \(line.text.english)")
            if let event = line.link.event { text.append("       \(event)") }
            for setting in line.settings {
                text.append("       · \(setting.chinese)")
                text.append("         \(setting.english)")
            }
        }
        return text
    }

    static func link(_ line: ExplanationWords.Line) -> JSONText {
        let link = line.link
        return [
            "day": .date(link.day), "kind": .string(link.kind.rawValue),
            "event": .optional(link.event?.description), "region": .string(link.region.text),
            "agency": .string((link.agency ?? link.region).text),
            "act": .optional(link.act?.name), "rule": .optional(link.rule.map(name)),
            "citations": .array(link.citations.map(citation)), "until": .date(link.until),
            "why": .optional(link.why?.name), "deciding": .bool(link.isDeciding),
            "text": bilingual(line.text),
            "settings": .array(
                zip(link.used, line.settings).map { rule, text in
                    guard case .object(var members) = setting(rule) else { return .null }
                    members["text"] = bilingual(text)
                    return .object(members)
                }),
        ]
    }

    /// An agreement of another licence that names the institution as a place.
    static func holder(_ holder: SiteHolder) -> JSONText {
        [
            "institution": .string(holder.institution.description), "site": .string(holder.site),
            "event": .string(holder.event.description), "region": .string(holder.region.text),
            "status": .string(holder.status.name), "settleable": .bool(holder.settleable),
            "since": .date(holder.since), "until": .date(holder.until),
            "services": .strings(holder.services.map(\.rawValue)),
            "citations": .array(holder.citations.map(citation)),
        ]
    }

    static func holders(_ answer: StatusAnswer) -> [String] {
        answer.holders.map { holder in
            "  执业地点 site of: \(holder.institution)  \(Wording.status(holder.status).slash)  "
                + "[\(Wording.settleable(holder.settleable).slash)]  "
                + "\(holder.since.map { "\($0)" } ?? "") → \(holder.until.map { "\($0)" } ?? "")  "
                + "（status \(holder.institution) --site \(holder.site)）"
        }
    }

    static func setting(_ rule: Explanation.UsedRule) -> JSONText {
        [
            "name": .string(rule.name.rawValue), "value": .string(rule.value),
            "citation": rule.citation.map(citation) ?? .null, "decision": .bool(rule.isDecision),
            "from": .date(rule.from),
            "ground": rule.ground.map {
                ["zh": .string($0.chinese), "en": .string($0.english)]
            } ?? .null,
            "national": rule.national.map {
                ["value": .string($0.value), "citation": citation($0.citation)]
            } ?? .null,
        ]
    }

    private static func bilingual(_ text: BilingualText) -> JSONText {
        ["zh": .string(text.chinese), "en": .string(text.english)]
    }
}
