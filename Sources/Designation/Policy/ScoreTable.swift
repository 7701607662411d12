/// A table by which institutions are assessed: items with points, steps by which points are taken,
/// and items that decide by themselves (S3, annexes 1 and 2).
public struct ScoreTable: Hashable, Sendable {
    public var id: String
    public var chinese: String
    public var english: String
    public var citation: Citation
    public var source: RegionCode
    /// The fund scope for which it is used; empty for all.
    public var scope: String
    /// What the points of all items add up to.
    public var full: Int
    /// As many points pass, and more.
    public var pass: Int
    /// In the order of their numbers.
    public var items: [ScoreItem]

    public subscript(id: String) -> ScoreItem? { items.first { $0.id == id } }
}

/// One item of a score table.
public struct ScoreItem: Hashable, Sendable, Identifiable {
    public var id: String
    public var sectionChinese: String
    public var sectionEnglish: String
    public var chinese: String
    public var english: String
    public var citation: Citation
    /// 0 for an item that is only met or not met.
    public var points: Int
    /// The most that the item can take: its points, unless the table says less.
    public var cap: Int
    /// Not met means not designated, whatever the sum.
    public var isKnockOut: Bool
    public var steps: [ScoreStep]
}

/// How an item takes points.
public struct ScoreStep: Hashable, Sendable {
    public enum Effect: Hashable, Sendable {
        /// Taken once.
        case take(Int)
        /// Taken for each one found, up to the item's cap.
        case each(Int)
        /// The item then has exactly these points.
        case give(Int)
        /// The item has no points.
        case all
        /// The assessors judge how many.
        case discretion
        /// The whole assessment is failed.
        case fail
    }

    /// From 1.
    public var number: Int
    public var chinese: String
    public var english: String
    public var effect: Effect
}

/// What assessors found at an item.
public struct ScoreFinding: Hashable, Sendable {
    public var item: String
    /// Not met as a whole, an item gets no points (S3 附件1, 附件2), whatever its steps say.
    public var isMet: Bool
    /// Step number → how often it was found; for a step by judgement, the points taken.
    public var steps: [Int: Int]

    public init(item: String, isMet: Bool = true, steps: [Int: Int] = [:]) {
        self.item = item
        self.isMet = isMet
        self.steps = steps
    }
}

/// The outcome of a score table.
public struct ScoreResult: Hashable, Sendable {
    /// Points by item; items without points are not among them.
    public var points: [String: Int]
    public var total: Int
    /// Items that were not met and end the assessment.
    public var knockedOut: [String]
    /// Items about which nothing was found and ids that the table does not have: the sum is not one
    /// to decide by as long as there are any.
    public var missing: [String]
    public var unknown: [String]
    public var isPassed: Bool
}

extension ScoreTable {
    /// Adds up what was found. Nothing takes more than an item's cap, no item falls below nothing, and
    /// a knock-out fails whatever the sum (S3, notes to the annexes).
    public func result(_ findings: [ScoreFinding]) -> ScoreResult {
        var result = ScoreResult(
            points: [:], total: 0, knockedOut: [], missing: [], unknown: [], isPassed: false)
        result.unknown = findings.map(\.item).filter { self[$0] == nil }
        for item in items {
            guard let finding = findings.last(where: { $0.item == item.id }) else {
                result.missing.append(item.id)
                continue
            }
            let isFailed = item.steps.contains {
                $0.effect == .fail && (finding.steps[$0.number] ?? 0) > 0
            }
            if isFailed || (item.isKnockOut && !finding.isMet) { result.knockedOut.append(item.id) }
            guard item.points > 0 else { continue }
            result.points[item.id] = item.points(by: finding)
        }
        result.total = result.points.values.reduce(0, +)
        result.isPassed =
            result.knockedOut.isEmpty && result.missing.isEmpty && result.unknown.isEmpty
            && result.total >= pass
        return result
    }
}

extension ScoreItem {
    func points(by finding: ScoreFinding) -> Int {
        guard finding.isMet else { return 0 }
        var taken = 0
        var given: Int?
        for step in steps {
            let count = min(max(0, finding.steps[step.number] ?? 0), 9999)
            guard count > 0 else { continue }
            switch step.effect {
            case .take(let points): taken += points
            case .each(let points): taken += points * count
            case .give(let points): given = min(given ?? points, points)
            case .all, .fail: return 0
            case .discretion: taken += count
            }
        }
        let start = min(given ?? points, points)
        return max(0, start - min(taken, cap))
    }
}
