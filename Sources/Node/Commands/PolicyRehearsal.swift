import Designation
import Federation

/// An edition held against a registry: values and items, standings, last days, running cases.
struct PolicyRehearsal {
    struct Institution {
        var id: InstitutionID
        var name: String
        var standings: [Rehearsal.StandingChange]
        var deadlines: [Rehearsal.DeadlineChange]
    }

    struct RunningCase {
        /// 32 hexadecimal digits.
        var name: String
        var institution: InstitutionID
        var institutionName: String
        var region: RegionCode
        var steps: [CaseStep]
        var before: CaseSetting
        var after: CaseSetting
        var change: Rehearsal.CaseChange?
    }

    let edition: EditionDescription
    /// The day on which the two books are compared: the edition's first, unless asked otherwise.
    let day: LegalDate
    let today: LegalDate
    let oldRules: RuleBook
    let newRules: RuleBook
    let tree: RegionTree
    let calendar: WorkCalendar
    var movedCount = 0

    private(set) var differences: [PolicyPicture.Difference] = []
    /// What the edition newly says that is laxer than the national value and waits for a decision.
    private(set) var withheld: [PolicyValue] = []
    /// Regions below that set a changed name themselves and keep their value.
    private(set) var keeping: [RegionCode: [String]] = [:]
    private(set) var lookedAtCount = 0
    private(set) var institutions: [Institution] = []
    private(set) var cases: [RunningCase] = []
    private(set) var caseCount = 0

    init(
        edition: EditionDescription, day: LegalDate, today: LegalDate, oldRules: RuleBook,
        newRules: RuleBook, tree: RegionTree, calendar: WorkCalendar
    ) {
        self.edition = edition
        self.day = day
        self.today = today
        self.oldRules = oldRules
        self.newRules = newRules
        self.tree = tree
        self.calendar = calendar
    }

    /// The day before, whose rules people know: where an edition ends and this one follows, the change
    /// is from that edition and not from the gap between the two.
    var dayBefore: LegalDate { max(today, day.adding(days: -1)) }

    private func old(_ region: RegionCode, on day: LegalDate) -> Policy {
        Policy(region: region, day: day, rules: oldRules, regions: tree)
    }

    private func new(_ region: RegionCode) -> Policy {
        Policy(region: region, day: day, rules: newRules, regions: tree)
    }

    mutating func compareValues() {
        let before = old(edition.region, on: dayBefore).picture
        let after = new(edition.region).picture
        differences = after.differences(from: before)
        withheld = after.values.values.filter {
            $0.isLaxer == true && $0.decision?.value != "local"
                && $0.local?.value != before.values[$0.name]?.local?.value
        }.sorted { $0.name < $1.name }
        for region in tree.regions.values
        where region.code != edition.region && isBelow(region.code) {
            let own = differences.map(\.name).filter {
                newRules.own($0, of: region.code, on: day) != nil
            }
            if !own.isEmpty { keeping[region.code] = own.sorted() }
        }
    }

    private func isBelow(_ region: RegionCode) -> Bool {
        edition.region == .everywhere || tree.lies(region, in: edition.region)
    }

    /// What the fold looks up besides ``RuleName`` and what changes a status: whose business an agreement is
    /// (protocol §7.3), and whether laxer values bind.
    private static let askedByName = [
        "competence.sign", "competence.suspend", "competence.terminate", "laxer-local-value",
    ]

    /// Whether a value that the fold asks for differs, of any type of institution.
    private var changesFold: Bool {
        let (old, new) = (oldRules.values[edition.region], newRules.values[edition.region])
        let names = RuleName.allCases.map(\.rawValue) + Self.askedByName
        let types = InstitutionType.allCases.map { ".\($0)" } + [""]
        return names.contains { name in
            types.contains { old?[name + $0] != new?[name + $0] }
        }
    }

    // MARK: - Institutions

    /// Folds every institution of the edition's region under both books. Where no rule of the fold
    /// differs, standings cannot, and only last days are compared.
    mutating func walk(_ registry: Registry) {
        let view = registry.view
        var newContext = view.context
        newContext.rules = newRules
        let oldContext = view.context
        let folds = changesFold
        var policies: [RegionCode: (before: Policy, after: Policy)] = [:]
        var found: [Institution] = []
        var count = 0
        registry.forEachStanding { institution, standings in
            for standing in standings where standing.timelines.contains(where: { isBelow($0.unit) })
            {
                count += 1
                var (before, after) = (standing, standing)
                if folds {
                    // Both anew: what is held may carry marks that a fold alone does not make.
                    let facts = registry.facts(of: institution)
                    before = Fold.standing(
                        of: institution, area: standing.area, facts: facts, context: oldContext)
                    after = Fold.standing(
                        of: institution, area: standing.area, facts: facts, context: newContext)
                }
                let renewals = Rehearsal.renewals(of: before, on: day, calendar: calendar) { unit in
                    if let known = policies[unit] { return known }
                    let pair = (before: old(unit, on: day), after: new(unit))
                    policies[unit] = pair
                    return pair
                }
                let item = Institution(
                    id: institution, name: standing.facts?.name ?? "",
                    standings: Rehearsal.changes(from: before, to: after, since: today),
                    deadlines: renewals.filter { isBelow($0.unit) })
                if !item.standings.isEmpty || !item.deadlines.isEmpty { found.append(item) }
            }
        }
        lookedAtCount = count
        institutions = found.sorted { $0.id < $1.id }
    }

    // MARK: - Cases

    mutating func take(_ item: RunningCase) {
        guard isBelow(item.region) else { return }
        caseCount += 1
        var item = item
        item.change = Rehearsal.caseChange(
            of: item.steps, before: item.before, after: item.after, on: day, known: dayBefore)
        if item.change != nil { cases.append(item) }
    }
}
