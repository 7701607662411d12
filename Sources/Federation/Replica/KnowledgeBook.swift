import TransparencyLog

/// What each node had applied at each moment, by its own receipts: answers "what did node X know at
/// T" (protocol §9.5).
struct KnowledgeBook: Sendable {
    private struct Mark: Sendable {
        var at: UInt64
        var size: UInt64
        /// The entry of the receipts log.
        var receipt: UInt64
    }
    /// By node, its receipts logs, and the logs that they are about.
    private var marks: [String: [Origin: [Origin: [Mark]]]] = [:]

    /// - Parameters:
    ///   - origin: the receipts log, and `index` the entry in it; entries of one log come in order.
    mutating func take(_ receipt: AppliedSizes, node: String, origin: Origin, index: UInt64) {
        for row in receipt.sizes {
            let known = marks[node]?[origin]?[row.origin]?.last?.size ?? 0
            // Less than before tells nothing new.
            guard row.size > known else { continue }
            marks[node, default: [:]][origin, default: [:]][row.origin, default: []].append(
                Mark(at: row.appliedMilliseconds, size: row.size, receipt: index))
        }
    }

    /// The node's last vector before a moment: entries applied per log. `nil` without any receipt.
    ///
    /// - Parameter counts: whether an entry of a receipts log counts: anybody can make a log under
    ///   another's name.
    func vector(
        _ node: String, before moment: UInt64, counts: (Origin, UInt64) -> Bool
    ) -> [String: UInt64]? {
        let logs = (marks[node] ?? [:]).filter { counts($0.key, 0) }
        guard !logs.isEmpty else { return nil }
        var vector: [String: UInt64] = [:]
        for (receipts, subjects) in logs {
            for (origin, list) in subjects {
                guard
                    let mark = list.last(where: { $0.at < moment && counts(receipts, $0.receipt) })
                else { continue }
                vector[origin.text] = max(vector[origin.text] ?? 0, mark.size)
            }
        }
        return vector
    }
}

extension Replica {
    /// What a node had applied before a moment, by its own receipts; `nil` without any that counts.
    public func vector(of node: String, before moment: UInt64) -> [String: UInt64]? {
        knowledge.vector(node, before: moment, counts: registry.view.counts)
    }
}
