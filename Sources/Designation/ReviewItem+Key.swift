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

    /// A key in which events that were recorded again stand under their first places: what was decided
    /// about an event goes on to hold for it wherever it stands (protocol §7.9).
    ///
    /// - Parameter facts: of the institution.
    public static func settledKey(_ key: String, _ facts: [Fact]) -> String {
        var places: [Substring: String] = [:]
        for fact in facts {
            guard let place = fact.earlierPlace else { continue }
            places[fact.reference.description[...]] = place.description
        }
        if places.isEmpty { return key }
        return key.split(separator: ",", omittingEmptySubsequences: false)
            .map { places[$0] ?? String($0) }.joined(separator: ",")
    }
}

extension ReviewItem.Kind {
    /// The kind of the item with a key; `nil` where no item has such a key.
    init?(ofKey key: String) {
        let end = key.utf8.firstIndex(of: UInt8(ascii: ",")) ?? key.endIndex
        self.init(rawValue: String(key[..<end]))
    }

    /// Whether items come from cases, logs or clocks, of which the fold knows nothing.
    var isMadeBesideFold: Bool {
        switch self {
        case .futureStamp, .applicationWhileTerminated, .twoLiveEpochs, .forkedLog,
            .replacedKeyLog, .caseProblem, .caseProposal, .barredPersonEntered:
            true
        default: false
        }
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
