public import Designation
public import Federation

extension FederationFolder {
    /// The directory events with which the federation starts: regions, calendar, editions with their
    /// decisions, groups. The root may write them all, or each region's agency its own. Enrolments and
    /// delegations are not here, as they need the keys of nodes that exist by then.
    ///
    /// Large trees are cut into events of at most `regionsPerEvent` regions, parents first.
    public func openingEvents(regionsPerEvent: Int = 200) -> [DirectoryEvent] {
        precondition(regionsPerEvent > 0)
        var events: [DirectoryEvent] = []
        for start in stride(from: 0, to: regions.count, by: regionsPerEvent) {
            let end = min(start + regionsPerEvent, regions.count)
            events.append(.regions(Array(regions[start..<end])))
        }
        events += calendar.directoryYears.map { .calendar($0) }
        for edition in editions {
            events += edition.directoryParts.map { .edition($0) }
            events += edition.directoryDecisions.map { .decision($0) }
        }
        events += groups.map { .group(NamedGroup(id: $0.id, group: $0.group)) }
        return events
    }
}

extension EditionDescription {
    /// As much as one part holds: well within what an entry may have (protocol, `EditionSet`).
    static let valuesPerPart = 400
    static let bytesPerPart = 40_000

    /// Values and items, cut into parts that fit into an entry each; decisions travel by themselves.
    /// Values come first, so that a change of a list leaves their part alone.
    public var directoryParts: [EditionPart] {
        var parts: [EditionPart] = []
        var values: [NamedValue] = []
        var byteCount = 0
        func cut() {
            guard !values.isEmpty || parts.isEmpty else { return }
            parts.append(
                EditionPart(
                    id: id, region: region, titleChinese: name.chinese, titleEnglish: name.english,
                    part: UInt32(parts.count), values: values))
            values = []
            byteCount = 0
        }
        var family: PolicyName.Family?
        for (name, value) in datedValues where !value.isDecision {
            let size = name.utf8.count + value.value.utf8.count + 64
            if values.count >= Self.valuesPerPart || byteCount + size > Self.bytesPerPart
                || PolicyName.family(of: name) != family
            {
                if !values.isEmpty { cut() }
            }
            family = PolicyName.family(of: name)
            values.append(NamedValue(name: name, value: value))
            byteCount += size
        }
        cut()
        return parts
    }

    /// The edition as the rule book names it, with the days on which any of its values holds.
    var policyEdition: PolicyEdition? {
        directoryParts.compactMap(\.policyEdition).reduce(nil) { known, part in
            guard var known else { return part }
            known.widen(by: part)
            return known
        }
    }

    public var directoryDecisions: [Decision] {
        datedValues.filter(\.value.isDecision).map {
            Decision(region: region, name: $0.name, value: $0.value)
        }
    }
}

extension CalendarDescription {
    /// One event a year, so that a year can be published by itself.
    public var directoryYears: [CalendarYear] {
        years.map { year in
            CalendarYear(
                year: year, holidays: daysOff.keys.filter { $0.year == year }.sorted(),
                workdays: workedDays.keys.filter { $0.year == year }.sorted(),
                citation: Citation(edition: id, article: String(year)))
        }
    }

    /// The calendar as deadlines are counted by it.
    public var workCalendar: WorkCalendar {
        var exceptions: [LegalDate: WorkCalendar.DayKind] = [:]
        for day in daysOff.keys { exceptions[day] = .holiday }
        for day in workedDays.keys { exceptions[day] = .workday }
        return WorkCalendar(exceptions: exceptions, publishedYears: Set(years))
    }
}
