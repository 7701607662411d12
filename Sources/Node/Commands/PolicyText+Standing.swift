import Designation

/// Since when a value holds, and why it was decided so.
extension PolicyText {
    /// Lines below a value: its days where they are not its edition's, and the ground of a decision.
    static func standing(of value: PolicyValue, among editions: [PolicyEdition]) -> [String] {
        var lines: [String] = []
        if value.hasOwnDays(among: editions) {
            let to = value.applied.to.map { " – \($0.adding(days: -1))" } ?? ""
            lines.append("自 since \(value.applied.from)\(to)")
        }
        if let ground = value.applied.ground {
            lines.append("理由 / ground: \(ground.chinese)")
            if !ground.english.isEmpty { lines.append("  \(ground.english)") }
        }
        return lines
    }

    static func since(_ value: DatedValue) -> String { "  自 since \(value.from)" }
}
