/// A `directory` event that may reach back before its own publication: an edition, decision, group or
/// delegation with its ground, a grant or its end that begins earlier, another tree of regions.
public struct ReachingBack: Sendable {
    /// The event, under its first place if it was recorded again.
    public var event: EventReference
    public var stamp: Stamp
    /// The basis of the event.
    public var citations: [Citation]
    /// Regions whose institutions it may concern; `nil`: all.
    public var regions: [RegionCode]?
    /// What the directory said just before the event, and with it: events with later stamps left out of
    /// both. Asked for only where an institution has facts that were written earlier.
    public var views: @Sendable () -> (before: FoldContext, with: FoldContext)

    public init(
        event: EventReference, stamp: Stamp, citations: [Citation], regions: [RegionCode]?,
        views: @escaping @Sendable () -> (before: FoldContext, with: FoldContext)
    ) {
        self.event = event
        self.stamp = stamp
        self.citations = citations
        self.regions = regions
        self.views = views
    }

    /// The day of its publication: what it changes on earlier ones is past.
    public var day: LegalDate { LegalDate(unixMilliseconds: stamp.milliseconds) }

    func mayConcern(_ facts: [Fact], in tree: RegionTree) -> Bool {
        guard let regions else { return true }
        return facts.contains { fact in regions.contains { tree.lies(fact.region, in: $0) } }
    }
}

extension FoldPlan {
    /// Every past standing that a directory event changes becomes a review item (protocol §7.9): what was
    /// written when it was published is folded by the directory just before it, and by the one with it, and
    /// the days before are compared. What was written later was written by the new rules.
    mutating func noteChangedPast() {
        let context = ledger.context
        guard let newest = context.reachingBack.last?.stamp, context.regions[ledger.area] != nil,
            ledger.facts.contains(where: { $0.stamp < newest })
        else { return }
        for event in context.reachingBack {
            let known = ledger.facts.filter { $0.stamp < event.stamp }
            guard !known.isEmpty, event.mayConcern(known, in: context.regions) else { continue }
            let views = event.views()
            func lived(_ view: FoldContext) -> [Timeline] {
                Fold.standing(
                    of: ledger.institution, area: ledger.area, facts: known, context: view
                ).timelines
            }
            let units = Self.changed(lived(views.before), lived(views.with), before: event.day)
            guard let first = units.first else { continue }
            let isOne = units.count == 1 && context.regions[first] != nil
            ledger.items.append(
                ReviewItem(
                    key: ReviewItem.key(.retroactive, ledger.institution, [event.event]),
                    kind: .retroactive, institution: ledger.institution, events: [event.event],
                    citations: event.citations, region: isOne ? first : ledger.area))
        }
    }

    /// Units in which any day before `day` has another status, other services or other sites; sorted.
    private static func changed(
        _ one: [Timeline], _ other: [Timeline], before day: LegalDate
    ) -> [RegionCode] {
        var units: Set<RegionCode> = []
        for timeline in one + other where !units.contains(timeline.unit) {
            func spans(_ list: [Timeline]) -> [Span] {
                list.first { $0.unit == timeline.unit && $0.scope == timeline.scope }?.spans ?? []
            }
            if !isSame(spans(one), spans(other), before: day) { units.insert(timeline.unit) }
        }
        return units.sorted()
    }

    private static func isSame(_ one: [Span], _ other: [Span], before day: LegalDate) -> Bool {
        let days = Set((one + other).map(\.from)).filter { $0 < day }
        func state(_ spans: [Span], _ date: LegalDate) -> Span? {
            let span = spans.last { $0.from <= date && ($0.to.map { date < $0 } ?? true) }
            return span?.status == .notDesignated ? nil : span
        }
        return days.allSatisfy { date in
            let (left, right) = (state(one, date), state(other, date))
            return left?.status == right?.status && left?.services == right?.services
                && left?.covers == right?.covers
        }
    }
}
