import Designation

/// The days of the seeded history, counted back from the day on which a node is set up: a demonstration
/// that starts next year shows standings of that year.
///
/// Duties show what a well-kept office has before it: most is done or far off, and of each kind something is
/// near or over.
struct DemoDates: Sendable {
    let today: LegalDate
    let federation: FederationFolder

    /// Whole months, so that terms begin on the first. Most are far from their end and were signed so long
    /// ago that nothing follows from it any more; of some the day to ask for renewal is near or, of a few,
    /// over (N41, P38), and some were signed lately. Those with a sanction are older than it.
    func signed(_ item: DemoInstitution) -> LegalDate {
        let number = Self.number(item)
        let back =
            if Self.isSuspended(item) || Self.isTerminated(item) { 7 } else if number % 151 == 0 {
                10
            } else if number % 23 == 0 { 8 } else if number % 29 == 0 { 1 } else {
                4 + Int(number % 3)
            }
        let whole = 12 * (years(item) - 1)
        let first = today.adding(days: 1 - today.components.day)
        return first.adding(months: -back - whole)
    }

    func registered(_ item: DemoInstitution) -> LegalDate { signed(item).adding(months: -1) }

    func end(_ item: DemoInstitution) -> LegalDate {
        signed(item).adding(months: 12 * years(item))
    }

    /// Filings of a sanction are listed for 90 days after a last day that may be the end of its quarter
    /// (protocol §13.2): most are past that, one in eight is still to be filed.
    func suspended(_ item: DemoInstitution) -> LegalDate {
        today.adding(days: Self.isRecent(item) ? -20 : -204)
    }

    func terminated(_ item: DemoInstitution) -> LegalDate {
        today.adding(days: Self.isRecent(item) ? -15 : -200)
    }

    static func isSuspended(_ item: DemoInstitution) -> Bool { number(item) % 61 == 0 }

    static func isTerminated(_ item: DemoInstitution) -> Bool {
        number(item) % 97 == 0 && !isSuspended(item)
    }

    private static func isRecent(_ item: DemoInstitution) -> Bool { number(item) % 8 == 0 }

    /// Two years for medical institutions in Shanghai (S0 六(三)) and for all in Changzhou (S4), one elsewhere
    /// (N10, P9): Shanghai's edition covers no pharmacies.
    private func years(_ item: DemoInstitution) -> Int {
        switch federation.tree.area(of: item.listed.facts.place)?.text {
        case "310000": item.kind.type == .medical ? 2 : 1
        case "320000": 2
        default: 1
        }
    }

    private static func number(_ item: DemoInstitution) -> UInt64 {
        item.listed.id.number.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) }
    }
}
