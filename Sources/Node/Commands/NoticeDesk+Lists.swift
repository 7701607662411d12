import Designation
import Federation
import Messages
import Web

/// Lists of a region, and papers about the work of its agency.
extension NoticeDesk {
    func list(
        _ kind: NoticeDocument.Kind, of region: RegionCode
    ) async throws -> NoticeDocument {
        let day = try context.date("on") ?? context.today
        let writer = writer(context.core.name, region)
        if kind == .terminatedList {
            return try writer.terminatedList(
                terminated(in: region, on: day), region: region, author: context.core.name, on: day)
        }
        guard kind == .publicNotice else {
            return try writer.publishedList(
                designated(in: region, on: day), isTerminated: false, region: region,
                author: context.core.name, on: day)
        }
        let board = await CaseReader(service: context.service).board()
        let lines = board.rows(on: day).compactMap { row -> NoticeWriter.Noticed? in
            guard row.state.stage == .noticing || row.state.stage == .clearing,
                let place = row.state.region, context.tree.lies(place, in: region),
                let line = noticed(row.state, party(row.state.institution, place)),
                line.period.from <= day, day <= line.period.through
            else { return nil }
            return line
        }
        return try writer.publicNotice(lines)
    }

    /// - Returns: `nil` where the case has no notice that counts.
    func noticed(
        _ state: CaseState, _ party: NoticeWriter.Party
    ) -> NoticeWriter.Noticed? {
        var line = NoticeWriter.Noticed(state, party)
        line?.places = places(state.passedPlaces, in: party)
        return line
    }

    /// Places by the names under which people know them: one that has a licence or a code of its own is
    /// registered with its name (S2 23(3), (4)).
    func places(_ places: [ServedPlace], in party: NoticeWriter.Party) -> [ServedPlace] {
        places.map { place in
            let other =
                InstitutionID(place.name)
                ?? context.registry.institution(nationalCode: place.name)
            guard let other, other != party.institution,
                let facts = InstitutionLookup.facts(
                    of: other, region: nil, context.registry)
            else { return place }
            return ServedPlace(name: "\(facts.name) \(place.name)", services: place.services)
        }
    }

    /// Agreements that run on a day, with the term as the standing shows it.
    private func designated(
        in region: RegionCode, on day: LegalDate
    ) -> [NoticeWriter.Published] {
        let tree = context.tree
        var lines: [NoticeWriter.Published] = []
        context.registry.forEachStanding { institution, standings in
            for standing in standings {
                for timeline in standing.timelines {
                    guard let span = timeline.span(on: day), span.status == .designated,
                        let reason = span.reasons.first,
                        tree.lies(reason.region, in: region)
                    else { continue }
                    let term = self.term(
                        of: context.registry.facts(of: institution), timeline, on: day)
                    let party = NoticeWriter.Party(institution, standing.facts)
                    lines.append(
                        NoticeWriter.Published(
                            party, services: span.services, scope: timeline.scope,
                            from: term?.from ?? timeline.start(before: day),
                            through: (term?.until ?? timeline.termEnd(after: day))?
                                .adding(days: -1), event: reason.event,
                            places: ServedPlace.places(of: span.covers)))
                }
            }
        }
        // After the walk, which holds no names of other institutions.
        return lines.map { line in
            var line = line
            line.places = places(line.places, in: line.party)
            return line
        }
    }

    /// The term that was signed or renewed for the day: neither the chain of all before it nor the day on
    /// which something else ends it (N10, N11).
    private func term(
        of facts: [Fact], _ timeline: Timeline, on day: LegalDate
    ) -> (from: LegalDate, until: LegalDate)? {
        let ordered = facts.sorted { ($0.stamp, $0.reference) < ($1.stamp, $1.reference) }
        var terms: [EventReference: [(from: LegalDate, until: LegalDate)]] = [:]
        for fact in ordered where context.tree.unit(of: fact.region) == timeline.unit {
            switch fact.act {
            case .signed(let agreement) where agreement.scope == timeline.scope:
                terms[fact.reference] = [(agreement.from, agreement.until)]
            case .renewed(let agreement, let until):
                if let last = terms[agreement]?.last {
                    terms[agreement]?.append((last.until, until))
                }
            default: break
            }
        }
        return terms.values.joined().filter { $0.from <= day && day < $0.until }
            .max { $0.from < $1.from }
    }

    /// Institutions that an act of the region terminated and that have not been designated since (N43, P40).
    private func terminated(
        in region: RegionCode, on day: LegalDate
    ) -> [NoticeWriter.Published] {
        let tree = context.tree
        var lines: [NoticeWriter.Published] = []
        context.registry.forEachStanding { institution, standings in
            for standing in standings {
                // Each fund whose agreement fell; of one fund in several units a single line.
                var told: Set<FundScope> = []
                for timeline in standing.timelines {
                    guard let span = timeline.span(on: day), span.status == .terminated,
                        let reason = span.reasons.first(where: {
                            tree.lies($0.region, in: region)
                        }), told.insert(timeline.scope).inserted
                    else { continue }
                    lines.append(
                        NoticeWriter.Published(
                            NoticeWriter.Party(institution, standing.facts), services: [],
                            scope: timeline.scope, from: span.from, through: nil,
                            event: reason.event))
                }
                if !told.isEmpty { return }
            }
        }
        return lines
    }

    // MARK: The agency's own work

    /// `REGION:ITEM`: the sheet of what was handed in last, or is to be.
    func agencyFiling(_ name: String) throws -> NoticeDocument {
        let parts = name.split(separator: ":", maxSplits: 1).map(String.init)
        let day = try context.date("on") ?? context.today
        guard parts.count == 2, let region = RegionCode(parts[0].uppercased()),
            context.tree[region] != nil,
            let (entry, filer) = context.policy(region, on: day).agencyFilings()
                .first(where: { $0.entry.id == parts[1] })
        else { throw NoticeWriter.Problem.nothingToPrint(.agencyFiling) }
        let filing = context.directory.rules.filings(entry.id, of: region).last { $0.day <= day }
        let lines: [NoticeWriter.Published] =
            switch entry.item[.content] {
            case "designated": designated(in: region, on: filing?.day ?? day)
            case "terminated": terminated(in: region, on: filing?.day ?? day)
            default: []
            }
        // Signed by whose work it is: the department beside the agency, or the region's own agency.
        let author =
            context.directory.node(named: region.text) == nil ? context.core.name : region.text
        let place = context.tree[region]?.nameChinese ?? region.text
        let agency = writer(author, region)
        let writer =
            filer.responsible == .department
            ? NoticeWriter(issuer: "\(place)医疗保障行政部门", policyAt: agency.policyAt) : agency
        return writer.agencyFiling(entry, filing, lines, of: region, author: author, on: day)
    }
}

enum NoticeJSON {
    static func document(_ document: NoticeDocument) -> JSONText {
        [
            "kind": .string(document.kind.rawValue), "number": .string(document.number),
            "title": .string(document.title), "addressee": .string(document.addressee),
            "paragraphs": .strings(document.paragraphs), "items": .strings(document.items),
            "header": .strings(document.table?.header ?? []),
            "rows": .array((document.table?.rows ?? []).map { .strings($0) }),
            "closing": .strings(document.closing),
            "legalBasis": .strings(document.legalBasis),
            "references": .strings(document.references), "date": .date(document.date),
            "issuer": .string(document.issuer),
        ]
    }
}
