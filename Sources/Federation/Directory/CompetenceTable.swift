public import Designation

/// Who may do what, where and when, laid out for quick answers: the fold asks once per act.
public struct CompetenceTable: CompetenceJudge, Sendable, Equatable {
    /// A capability that lapsed still counts, flagged, for so many days: a renewal that is late in
    /// the parent's office must not undo a suspension. After that, and at once after a revocation,
    /// nothing counts.
    public static let lapseGraceDays = 31

    /// One enrolment: what it grants on its days.
    struct Period: Sendable, Equatable {
        var from: LegalDate
        var to: LegalDate?
        var everywhere: UInt32
        var byRegion: [RegionCode: UInt32]

        func covers(_ day: LegalDate) -> Bool { from <= day && (to.map { day < $0 } ?? true) }

        func grants(_ bit: UInt32, in region: RegionCode) -> Bool {
            (everywhere | (byRegion[region] ?? 0)) & bit != 0
        }
    }

    struct Delegated: Sendable, Equatable {
        var delegator: String
        var event: EventReference
        var from: LegalDate
        var until: LegalDate?
        var everywhere: UInt32
        var byRegion: [RegionCode: UInt32]

        func covers(_ day: LegalDate) -> Bool { from <= day && (until.map { day < $0 } ?? true) }

        func names(_ bit: UInt32, in region: RegionCode) -> Bool {
            (everywhere | (byRegion[region] ?? 0)) & bit != 0
        }
    }

    struct Row: Sendable, Equatable {
        /// In the order of the events; of several that cover a day the last decides.
        var periods: [Period] = []
        var delegated: [Delegated] = []
        var revokedFrom: LegalDate?

        func isRevoked(on day: LegalDate) -> Bool { revokedFrom.map { $0 <= day } ?? false }
    }

    var rows: [String: Row] = [:]

    init() {}

    static func bit(_ act: Competency) -> UInt32 {
        1 << UInt32(truncatingIfNeeded: WireNames.number(act))
    }

    static func mask(_ acts: [Competency]) -> UInt32 { acts.reduce(0) { $0 | bit($1) } }

    /// How `author` came by the competence for `act` in `region` on `day`.
    ///
    /// An own competence goes before a delegated one; a delegation holds while its author has the
    /// competence itself.
    public func competence(
        of author: String, for act: Competency, in region: RegionCode, on day: LegalDate
    ) -> Competence {
        guard let row = rows[author], !row.isRevoked(on: day) else { return .none }
        let bit = Self.bit(act)
        let own = Self.own(row, bit, region, day)
        if case .own = own { return own }
        for delegation in row.delegated
        where delegation.covers(day) && delegation.names(bit, in: region) {
            if let delegator = rows[delegation.delegator], !delegator.isRevoked(on: day),
                case .own = Self.own(delegator, bit, region, day)
            {
                return .delegated(delegation.event)
            }
        }
        return own
    }

    private static func own(
        _ row: Row, _ bit: UInt32, _ region: RegionCode, _ day: LegalDate
    ) -> Competence {
        if let period = row.periods.last(where: { $0.covers(day) }) {
            return period.grants(bit, in: region) ? .own : .none
        }
        let lapsed = row.periods.contains { period in
            guard let to = period.to, to <= day else { return false }
            return day < to.adding(days: lapseGraceDays) && period.grants(bit, in: region)
        }
        return lapsed ? .lapsed : .none
    }
}
