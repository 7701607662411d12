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
            events.append(.edition(edition.directoryPart))
            events += edition.directoryDecisions.map { .decision($0) }
        }
        events += groups.map { .group(NamedGroup(id: $0.id, group: $0.group)) }
        return events
    }
}

extension EditionDescription {
    /// The values as one event; decisions travel by themselves.
    public var directoryPart: EditionPart {
        let values = datedValues.filter { !$0.value.isDecision }
        return EditionPart(
            id: id, region: region, titleChinese: name.chinese, titleEnglish: name.english,
            values: values.map { NamedValue(name: $0.name, value: $0.value) })
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
