/// An edition that ends, or ended, and that no other one of its region takes over from.
public struct EditionEnding: Hashable, Sendable {
    public var edition: PolicyEdition
    /// The last day on which it holds.
    public var lastDay: LegalDate
    /// Whether that day has passed: what it set is national again.
    public var isOver: Bool
    /// Days from the asked one to the last; negative where it is over.
    public var dayCount: Int
}

extension RuleBook {
    /// How long before its end an edition is announced.
    public static let endingNoticeDays = 90

    /// Editions that end within so many days of `day`, or have ended, without a successor; the one
    /// that ends first comes first (protocol §12.7).
    public func endings(
        on day: LegalDate, within days: Int = endingNoticeDays
    ) -> [EditionEnding] {
        editions.compactMap { edition -> EditionEnding? in
            guard let end = edition.to, end <= day.adding(days: days), edition.from <= day,
                !hasSuccessor(edition, end)
            else { return nil }
            let last = end.adding(days: -1)
            return EditionEnding(
                edition: edition, lastDay: last, isOver: end <= day,
                dayCount: Int(last.daysSince1970) - Int(day.daysSince1970))
        }
        .sorted { ($0.lastDay, $0.edition) < ($1.lastDay, $1.edition) }
    }

    /// A later edition of the region, or one that outlasts it; a gap between the two is no matter, as
    /// it was known when the later one was published.
    private func hasSuccessor(_ edition: PolicyEdition, _ end: LegalDate) -> Bool {
        editions.contains { other in
            other.region == edition.region && other.id != edition.id
                && (other.to.map { $0 > end } ?? true)
        }
    }
}

extension Policy {
    /// The endings that touch this region: its own editions and those above it.
    public func endings(within days: Int = RuleBook.endingNoticeDays) -> [EditionEnding] {
        rules.endings(on: day, within: days).filter { chain.contains($0.edition.region) }
    }
}
