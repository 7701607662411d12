extension ReviewItem {
    /// The key of an item: kind, institution and events, joined by commas. The same on every node
    /// that holds the same events.
    public static func key(
        _ kind: Kind, _ institution: InstitutionID, _ events: [EventReference]
    ) -> String {
        var key = kind.rawValue
        key += ","
        key += institution.description
        for event in events {
            key += ","
            key += event.description
        }
        return key
    }
}

extension Ledger {
    /// Adds a review item. The same clash may be met on several ways; doubles go when all are known.
    mutating func note(
        _ kind: ReviewItem.Kind, _ positions: [Int], _ citations: [Citation], region: RegionCode,
        due: LegalDate? = nil
    ) {
        let events = positions.map(reference)
        let key = ReviewItem.key(kind, institution, events)
        items.append(
            ReviewItem(
                key: key, kind: kind, institution: institution, events: events,
                citations: citations, region: region, due: due))
    }
}
