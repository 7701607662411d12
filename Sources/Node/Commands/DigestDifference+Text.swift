import Federation
import Messages
import TransparencyLog

extension DigestDifference {
    /// For the log file: counts, no names of institutions.
    var summary: Message {
        if !logs.isEmpty { return "\(logs.count) logs" }
        return hasMore
            ? "\(institutions.count) or more institutions with equal logs"
            : "\(institutions.count) institutions with equal logs"
    }

    /// One sentence for the peer's line.
    var sentence: String {
        let shown = institutions.prefix(3) + logs.prefix(3).map(\.origin.text)
        let more = institutions.count + logs.count > shown.count || hasMore
        let names = shown.joined(separator: ", ") + (more ? ", …" : "")
        return "\(scope) 不同 differs: \(names)"
    }

    /// All of it, a line each.
    var text: String {
        var lines = ["\(scope) 与 \(peer) 不同 differs"]
        for log in logs {
            let own = log.own.map(String.init) ?? "—"
            let theirs = log.theirs.map(String.init) ?? "—"
            let mark = log.isForked ? "  分叉 forked" : ""
            lines.append("  \(log.origin.text)  本节点 here \(own)  对方 there \(theirs)\(mark)")
        }
        lines += institutions.map { "  \($0)" }
        if hasMore { lines.append("  …") }
        return lines.joined(separator: "\n")
    }

    var json: JSONText {
        [
            "of": .string(scope), "institutions": .strings(institutions), "more": .bool(hasMore),
            "logs": .array(
                logs.map { log in
                    [
                        "origin": .string(log.origin.text),
                        "own": log.own.map { JSONText.count($0) } ?? .null,
                        "theirs": log.theirs.map { JSONText.count($0) } ?? .null,
                        "forked": .bool(log.isForked),
                    ]
                }),
        ]
    }
}
