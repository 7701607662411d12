import Designation
import TransparencyLog

/// What needs the whole tree: delegations, editions, decisions, calendars, groups, the fold.
extension DirectoryBuilder {
    mutating func finish() {
        let below = regionsBelow()
        for (record, _) in enrolments {
            let (everywhere, byRegion) = masks(record.grants, below)
            directory.table.rows[record.name, default: .init()].periods.append(
                CompetenceTable.Period(
                    from: record.from, to: record.to, everywhere: everywhere, byRegion: byRegion))
        }
        later.sort(by: Event.precedes)
        finishDelegations(below)
        finishRules()
    }

    private mutating func finishDelegations(_ below: [RegionCode: [RegionCode]]) {
        var ends: [EventReference: [(event: Event, day: LegalDate)]] = [:]
        for event in later {
            if case .delegationEnded(let reference) = event.content {
                ends[reference, default: []].append((event, event.header.effective))
            }
        }
        var found: Set<EventReference> = []
        for event in later {
            guard case .delegated(var delegation) = event.content else { continue }
            found.formUnion([event.reference] + (event.earlierPlace.map { [$0] } ?? []))
            guard directory.members[delegation.to] != nil else {
                report(.unknownNode, event)
                continue
            }
            if !delegation.acts.allSatisfy({ act in
                delegation.regions.allSatisfy { owns(event.author, act, $0) }
            }) {
                report(.notCompetent, event)
            }
            delegation.from = published(delegation.from, event)
            if delegation.from < event.day { reachesBack(event, delegation.regions) }
            delegation.until = end(of: delegation, event, ends)
            let grant = CompetenceGrant(regions: delegation.regions, acts: delegation.acts)
            let (everywhere, byRegion) = masks([grant], below)
            directory.table.rows[delegation.to, default: .init()].delegated.append(
                CompetenceTable.Delegated(
                    delegator: event.author, event: event.reference, from: delegation.from,
                    until: delegation.until, everywhere: everywhere, byRegion: byRegion))
        }
        for (reference, list) in ends where !found.contains(reference) {
            for (event, _) in list { report(.brokenReference, event) }
        }
    }

    /// The author or a superior of it may end a delegation.
    private mutating func end(
        of delegation: Delegation, _ event: Event,
        _ ends: [EventReference: [(event: Event, day: LegalDate)]]
    ) -> LegalDate? {
        var until = delegation.until
        let allowed = Set(directory.chain(of: event.author))
        let places = [event.reference] + (event.earlierPlace.map { [$0] } ?? [])
        for (end, day) in places.flatMap({ ends[$0] ?? [] }) {
            guard allowed.contains(end.author) else {
                report(.notSuperior, end)
                continue
            }
            if day < end.day { reachesBack(end, delegation.regions) }
            until = until.map { min($0, day) } ?? day
        }
        return until
    }

    private mutating func finishRules() {
        var parts: [[String]: EditionPart] = [:]
        var decisions: [[String]: Decision] = [:]
        var groups: [String: NamedGroup] = [:]
        for event in later {
            switch event.content {
            case .edition(var part):
                guard judged(event, .edition, [part.region]) else { continue }
                let key = [part.region.text, part.id, String(part.part)]
                part.values = published(part, after: parts[key], event)
                note(part, replacing: parts[key], event)
                parts[key] = part
            case .decision(var decision):
                guard isOwnRecord(event, decision) || judged(event, .decision, [decision.region])
                else { continue }
                decision.value.from = published(decision.value.from, event)
                if decision.value.from < event.day { reachesBack(event, [decision.region]) }
                let day = decision.value.from.description
                decisions[[decision.region.text, decision.name, day]] = decision
            case .group(var named):
                guard judged(event, .group, Array(named.group.members)) else { continue }
                named.group.from = published(named.group.from, event)
                if named.group.from < event.day || groups[named.id] != nil {
                    let before = groups[named.id]?.group.members ?? []
                    reachesBack(event, Array(named.group.members.union(before)))
                }
                groups[named.id] = named
            case .calendar(let year):
                guard judged(event, .calendar, [.everywhere]) else { continue }
                directory.calendars[year.year] = year
            case .foldEdition(let number):
                guard event.depth == 0, number > 0 else {
                    report(.notCompetent, event)
                    continue
                }
                directory.foldEdition = number
            default: break
            }
        }
        directory.editions = sorted(parts)
        directory.groups = groups.sorted { $0.key < $1.key }.map(\.value.group)
        directory.decisions = sorted(decisions)
        fillRuleBook()
    }

    /// Makes the rule book anew, or keeps the one before if nothing in it changed.
    private mutating func fillRuleBook() {
        if let previous, previous.editions == directory.editions,
            previous.decisions == directory.decisions
        {
            directory.rules = previous.rules
            return
        }
        for part in directory.editions {
            if let edition = part.policyEdition { directory.rules.add(edition) }
            for value in part.values {
                directory.rules.add(value.value, named: value.name, for: part.region)
            }
        }
        // After the editions: of two values with the same first day the rule book keeps an order of
        // its own, so a decision that replaces an edition's value carries a later day.
        for decision in directory.decisions {
            directory.rules.add(decision.value, named: decision.name, for: decision.region)
        }
    }

    private func sorted<Value>(_ values: [[String]: Value]) -> [Value] {
        values.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
    }

    /// An agency says itself who its officers are and what it handed in; a superior with the competence may, too.
    private func isOwnRecord(_ event: Event, _ decision: Decision) -> Bool {
        (Roster.officer(of: decision.name) ?? AgencyFiling.item(of: decision.name)) != nil
            && directory.members[event.author]?.record.region == decision.region
    }

    private mutating func judged(
        _ event: Event, _ act: Competency, _ regions: [RegionCode]
    ) -> Bool {
        let isCompetent = !regions.isEmpty && regions.allSatisfy { owns(event.author, act, $0) }
        if !isCompetent { report(.notCompetent, event) }
        return isCompetent
    }

    /// With a ground a part takes the place of what it said before, for every day. Most have one, or are
    /// new and begin later: their values stay the same array, which the next build recognises without
    /// looking at each.
    private mutating func published(
        _ part: EditionPart, after earlier: EditionPart?, _ event: Event
    ) -> [NamedValue] {
        guard event.header.retroactiveGround.isEmpty else { return part.values }
        let reachesBack = part.values.contains { $0.value.from < event.day }
        guard earlier != nil || reachesBack else { return part.values }
        let following = PublishedValues.following(
            earlier?.values ?? [], part.values, on: event.day)
        if following.isMoved { report(.retroactiveWithoutGround, event) }
        return following.values
    }

    /// What reaches back before its publication must say so with its ground (protocol §2.4); what
    /// does not say it counts from its publication.
    private mutating func published(_ from: LegalDate, _ event: Event) -> LegalDate {
        guard from < event.day, event.header.retroactiveGround.isEmpty else { return from }
        report(.retroactiveWithoutGround, event)
        return event.day
    }

    /// Every region with all regions below it, itself included.
    private func regionsBelow() -> [RegionCode: [RegionCode]] {
        var below: [RegionCode: [RegionCode]] = [:]
        for code in directory.regions.regions.keys {
            var current: RegionCode? = code
            for _ in 0..<16 {
                guard let step = current else { break }
                below[step, default: []].append(code)
                current = directory.regions[step]?.parent
            }
        }
        return below
    }

    private func masks(
        _ grants: [CompetenceGrant], _ below: [RegionCode: [RegionCode]]
    ) -> (UInt32, [RegionCode: UInt32]) {
        var everywhere: UInt32 = 0
        var byRegion: [RegionCode: UInt32] = [:]
        for grant in grants {
            let mask = CompetenceTable.mask(grant.acts)
            for region in grant.regions {
                if region == .everywhere { everywhere |= mask }
                for code in [region] + (below[region] ?? []) { byRegion[code, default: 0] |= mask }
            }
        }
        return (everywhere, byRegion)
    }
}
