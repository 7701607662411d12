/// Measures on persons that go with the person (S4 解除): an order by which a physician, nurse or
/// pharmacist loses the right to settle is about the person, one under an agreement (N45) about what
/// the person does at that institution.
extension Standing {
    /// The measures on a person at this institution that hold at every other one of the pool, too.
    ///
    /// They do where the edition says so, and only if they were imposed for as long as it foresees for
    /// such an order: what is shorter is a measure under this institution's agreement.
    /// - Parameters:
    ///   - person: the national code in its canonical form.
    ///   - unit: where the standing of the asked region is kept.
    ///   - facts: of this institution; they say for how long a measure was imposed, whenever it was lifted.
    public func measures(
        following person: String, in unit: RegionCode, facts: [Fact], context: FoldContext
    ) -> [Restricted] {
        restrictions.filter { measure in
            guard measure.part == .person, measure.units.contains(unit),
                measure.name.utf8.elementsEqual(person.utf8),
                let fact = facts.first(where: { $0.reference == measure.event }),
                case .restricted(let imposed) = fact.act
            else { return false }
            func setting(_ name: RuleName) -> DatedValue? {
                context.setting(
                    name, of: self.facts?.type ?? .medical, for: measure.region, on: measure.from)
            }
            let reach = setting(.personSuspensionReach)?.value
            guard (reach ?? RuleName.personSuspensionReach.defaultValue) == "pool" else {
                return false
            }
            guard let until = imposed.until,
                let bounds = setting(.personSuspensionTerm).flatMap({ YearBounds($0.value) })
            else { return true }
            return measure.from.adding(months: 12 * bounds.least) <= until
        }
    }

    /// Takes measures of other institutions in that hold here as well, each once.
    public mutating func add(_ measures: [Restricted]) {
        let known = Set(restrictions.map(\.event))
        let new = measures.filter { !known.contains($0.event) }
        if new.isEmpty { return }
        restrictions = (restrictions + new).sorted { ($0.from, $0.event) < ($1.from, $1.event) }
    }
}
