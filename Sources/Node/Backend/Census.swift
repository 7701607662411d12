import Designation
import Federation
import Synchronization
import Web

/// Everything that lists and counts need of all institutions, from one walk over the registry.
struct Census: Sendable {
    struct Key: Hashable, Sendable {
        var type: InstitutionType
        var status: Status
    }
    /// A sanction in force today with the units of the area in which it holds.
    struct Sanction: Sendable {
        var institution: InstitutionRow
        var status: Status
        var units: Set<RegionCode>
        var sanction: Standing.Sanction
        var citations: [Citation]

        init(
            _ institution: InstitutionRow, _ sanction: Standing.Sanction, _ citations: [Citation]
        ) {
            self.institution = institution
            status = sanction.isTermination ? .terminated : .suspended
            units = []
            self.sanction = sanction
            self.citations = citations
        }
    }
    struct Area: Sendable {
        var counts: [RegionCode: [Key: Int]] = [:]
        var sanctions: [Sanction] = []
        var items: [(item: ReviewItem, name: String)] = []
    }
    let today: LegalDate
    let builtAt: UInt64
    let generation: UInt64
    private(set) var areas: [RegionCode: Area] = [:]
    /// Whom each code names.
    private(set) var codes: [String: InstitutionID] = [:]
    /// All that have a code or had it, of codes with more than one.
    private let contested: [String: Set<InstitutionID>]
    /// The registry's number of the walk: what was folded later may have changed since.
    let foldNumber: UInt64
    private(set) var institutionCount = 0

    /// Walks over the registry: some milliseconds for each thousand institutions.
    init(registry: Registry, now: UInt64) {
        let view = registry.view
        today = LegalDate(unixMilliseconds: now)
        builtAt = now
        generation = view.generation
        // What is known of institutions whose register is not held stands under `common`.
        for area in view.heldAreas.union([Registry.common]) { areas[area] = Area() }
        var holders = CodeHolders()
        var count = 0
        var areas = areas
        let today = today
        foldNumber = registry.forEachStanding(foldedSince: nil) { institution, standings in
            count += 1
            for standing in standings {
                holders.take(standing)
                areas[standing.area]?.take(standing, tree: view.tree, today: today)
            }
        }
        self.areas = areas
        institutionCount = count
        codes = holders.found
        contested = holders.contested
    }

    /// Everybody who has the code or had it; a single one that has it now or had it then.
    func claims(of code: String) -> Set<InstitutionID> {
        contested[code] ?? codes[code].map { [$0] } ?? []
    }
}

/// Whom national codes name.
private struct CodeHolders {
    private var replaced: Set<InstitutionID> = []
    private var present: [String: Set<InstitutionID>] = [:]
    private var others: [String: Set<InstitutionID>] = [:]

    mutating func take(_ standing: Standing) {
        guard let facts = standing.facts else { return }
        if let old = facts.predecessor { replaced.insert(old) }
        for code in standing.nationalCodes {
            if code == facts.nationalCode {
                present[code, default: []].insert(standing.institution)
            } else {
                others[code, default: []].insert(standing.institution)
            }
        }
    }

    var contested: [String: Set<InstitutionID>] {
        var contested = present.filter { $0.value.count > 1 || others[$0.key] != nil }
        for (code, list) in others where list.count > 1 || contested[code] != nil {
            contested[code, default: []].formUnion(list)
        }
        return contested
    }

    /// A code in force comes before one that was, or that is another agency's; a licence that another one
    /// replaced has handed its code on. What two claim names nobody.
    var found: [String: InstitutionID] {
        var found: [String: InstitutionID] = [:]
        for claims in [others, present] {
            for (code, list) in claims {
                let living = list.count > 1 ? list.subtracting(replaced) : list
                found[code] = living.count == 1 ? living.first : nil
            }
        }
        return found
    }
}

extension Census.Area {
    mutating func take(_ standing: Standing, tree: RegionTree, today: LegalDate) {
        let row = InstitutionRow(standing, tree: tree, today: today)
        var units = Set(standing.timelines.map(\.unit))
        if let seat = standing.facts.flatMap({ tree.unit(of: $0.place) }),
            tree.area(of: seat) == standing.area
        {
            units.insert(seat)
        }
        for unit in units {
            let status = standing.status(in: unit, tree: tree, on: today)
            counts[unit, default: [:]][Census.Key(type: row.type, status: status), default: 0] += 1
        }
        takeSanctions(standing, row, today)
        items += standing.reviewItems.map { ($0, row.name) }
    }

    private mutating func takeSanctions(
        _ standing: Standing, _ row: InstitutionRow, _ today: LegalDate
    ) {
        var found: [EventReference: Census.Sanction] = [:]
        for timeline in standing.timelines {
            guard let span = timeline.span(on: today),
                span.status == .suspended || span.status == .terminated
            else { continue }
            for reason in span.reasons {
                guard let sanction = standing.sanctions.first(where: { $0.event == reason.event })
                else { continue }
                let fresh = Census.Sanction(row, sanction, reason.citations)
                found[reason.event, default: fresh].units.insert(timeline.unit)
            }
        }
        if standing.area == Registry.common {
            for sanction in standing.sanctions(on: today) {
                found[sanction.event] = Census.Sanction(row, sanction, [])
            }
        }
        sanctions += found.values
    }
}

extension Standing {
    /// Today's status in one unit, whatever the scope.
    func status(in unit: RegionCode, tree: RegionTree, on day: LegalDate) -> Status {
        let region = tree[unit] == nil ? (facts?.place ?? unit) : unit
        let answer = answer(
            StatusQuestion(institution: institution, region: region, date: day), tree: tree)
        return answer.scopes.contains { $0.status == .designated } ? .designated : answer.status
    }
}

extension InstitutionRow {
    /// The institution as lists show it; its status is that in the unit of its seat.
    init(_ standing: Standing, tree: RegionTree, today: LegalDate) {
        let place = standing.facts?.place ?? standing.institution.issuer
        let unit = tree.unit(of: place).flatMap {
            tree.area(of: $0) == standing.area ? $0 : nil
        }
        let seat = unit ?? standing.timelines.first?.unit
        self.init(
            institution: standing.institution, name: standing.facts?.name ?? "",
            type: standing.facts?.type
                ?? (standing.institution.scheme == .drugLicence ? .pharmacy : .medical),
            place: place, nationalCode: standing.facts?.nationalCode ?? "",
            status: seat.map { standing.status(in: $0, tree: tree, on: today) } ?? .notDesignated)
    }
}
