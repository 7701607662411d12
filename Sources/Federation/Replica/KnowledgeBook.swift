import TransparencyLog

/// What each node had applied at each moment, by its own receipts: answers "what did node X know at
/// T" (protocol §9.5).
public struct KnowledgeBook: Sendable {
    private struct Mark: Sendable {
        var at: UInt64
        var size: UInt64
    }
    private var marks: [String: [Origin: [Mark]]] = [:]

    public init() {}

    mutating func take(_ receipt: AppliedSizes, node: String) {
        for row in receipt.sizes {
            let known = marks[node]?[row.origin]?.last?.size ?? 0
            // Less than before tells nothing new: a replay, or an earlier epoch.
            guard row.size > known else { continue }
            marks[node, default: [:]][row.origin, default: []].append(
                Mark(at: row.appliedMilliseconds, size: row.size))
        }
    }

    /// The node's last vector before a moment: entries applied per log. `nil` without any receipt.
    public func vector(_ node: String, before moment: UInt64) -> [String: UInt64]? {
        guard let logs = marks[node] else { return nil }
        var vector: [String: UInt64] = [:]
        for (origin, list) in logs {
            if let mark = list.last(where: { $0.at < moment }) { vector[origin.text] = mark.size }
        }
        return vector
    }
}
