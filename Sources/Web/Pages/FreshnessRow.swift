import Designation

/// How fresh a node's data is, as pages show it: by a word and a colour, never by colour alone.
struct FreshnessRow {
    enum Level: String { case fresh, aging, stale, silent }

    let node: NodeFreshness
    let now: UInt64

    init(_ node: NodeFreshness, now: UInt64) {
        self.node = node
        self.now = now
    }

    /// Nodes sign a heartbeat every five minutes while online (protocol §9); two missed ones make
    /// a node's data ageing, a day without any makes it stale.
    var level: Level {
        guard node.freshAtMilliseconds > 0 else { return .silent }
        let age = now > node.freshAtMilliseconds ? now - node.freshAtMilliseconds : 0
        if age <= 11 * 60_000 { return .fresh }
        return age <= 86_400_000 ? .aging : .stale
    }

    func view(_ words: Words) -> PageView {
        let isTrouble = ["forked", "refused"].contains(node.state)
        var remarks: [String] = []
        if node.isSelf { remarks.append(words.text("freshness-self")) }
        if node.missingEntryCount > 0 {
            let count = words.number(node.missingEntryCount)
            remarks.append(words.text("freshness-missing", ["count": count]))
        }
        if !["current", ""].contains(node.state) { remarks.append(words.logState(node.state)) }
        return [
            "agency": words.text(node.agency), "node": node.node,
            "level": isTrouble ? Level.stale.rawValue : level.rawValue,
            "levelText": words.text("freshness-\(level.rawValue)"),
            "ago": level == .silent ? "" : words.ago(node.freshAtMilliseconds, now: now),
            "time": words.moment(node.freshAtMilliseconds),
            "remarks": remarks.joined(separator: " · "),
        ]
    }
}

extension Words {
    /// A named state of a log or peer; names that the catalogue does not know show themselves.
    func logState(_ state: String) -> String {
        let key = "log-state-\(state)"
        return catalogue.contains(key) ? text(key) : state
    }
}
