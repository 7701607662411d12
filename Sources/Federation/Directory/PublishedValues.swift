public import Designation

/// What an edition says once it was published again without a ground for reaching back (protocol §2.4).
public enum PublishedValues {
    /// What is published has its say from its day on; until then what was published before goes on to hold.
    ///
    /// - Parameters:
    ///   - earlier: what the same edition and part said so far.
    ///   - values: as they are written now.
    ///   - day: of the publication.
    /// - Returns: the values that hold, the same array where nothing changes, and whether any of `values` was
    ///   to reach back and does not.
    public static func following(
        _ earlier: [NamedValue], _ values: [NamedValue], on day: LegalDate
    ) -> (values: [NamedValue], isMoved: Bool) {
        var kept: Set<Int> = []
        var found: [NamedValue] = []
        var isMoved = false
        let places = Dictionary(grouping: earlier.indices) { earlier[$0].name }
        for value in values {
            let same = places[value.name]?.first {
                !kept.contains($0) && isRepeated(earlier[$0], in: value, on: day)
            }
            if let same {
                kept.insert(same)
                continue
            }
            var value = value
            if value.value.from < day {
                value.value.from = day
                isMoved = true
            }
            found.append(value)
        }
        if found.isEmpty, kept.count == earlier.count { return (earlier, false) }
        let past = earlier.indices.compactMap { place -> NamedValue? in
            if kept.contains(place) { return earlier[place] }
            return until(day, earlier[place])
        }
        let all = past + found.filter { $0.value.to.map { to in day < to } ?? true }
        return (all == earlier ? earlier : all, isMoved)
    }

    /// Whether a value is written again as it holds: what reached back before it had begun still does not.
    private static func isRepeated(
        _ held: NamedValue, in written: NamedValue, on day: LegalDate
    ) -> Bool {
        var same = written
        if written.value.from < held.value.from, held.value.from <= day {
            same.value.from = held.value.from
        }
        return same == held
    }

    /// What is left of a value that is not repeated: the days before.
    private static func until(_ day: LegalDate, _ held: NamedValue) -> NamedValue? {
        guard held.value.from < day else { return nil }
        var held = held
        held.value.to = held.value.to.map { min($0, day) } ?? day
        return held
    }
}
