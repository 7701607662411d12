import Designation
import Synchronization

/// A person who is said to be restricted at an institution.
struct PersonMeasure: Hashable, Sendable {
    /// The national code of the medical staff, in its canonical form.
    var person: String
    var institution: InstitutionID
}

/// At which institutions a person is said to be restricted, by all entries read. Whether a restriction
/// counts and reaches further is the fold's concern; this only tells where to look.
struct PersonBook: Sendable {
    private(set) var institutions: [String: Set<InstitutionID>] = [:]

    mutating func insert(_ measure: PersonMeasure) {
        institutions[measure.person, default: []].insert(measure.institution)
    }

    /// Sorted, for a snapshot.
    var all: [PersonMeasure] {
        institutions.flatMap { person, list in
            list.map { PersonMeasure(person: person, institution: $0) }
        }.sorted { ($0.person, $0.institution) < ($1.person, $1.institution) }
    }
}

extension Registry {
    /// Notes who is restricted where, before the facts that say so are in place.
    func note(_ persons: [PersonMeasure]) {
        guard !persons.isEmpty else { return }
        globals.withLock { globals in
            for measure in persons { globals.persons.insert(measure) }
        }
    }

    /// Measures at other institutions that go with the person whom the question names (protocol §7.8).
    ///
    /// - Note: No shard may be locked by the caller.
    func measures(
        on question: StatusQuestion, area: RegionCode, view: RegistryView,
        vector: [String: UInt64]?
    ) -> [Standing.Restricted] {
        guard let person = question.name(of: .person),
            let unit = view.tree.unit(of: question.region)
        else { return [] }
        let places = globals.withLock { $0.persons.institutions[person] ?? [] }
        return places.sorted().filter { $0 != question.institution }.flatMap { institution in
            standing(of: institution, area: area, vector: vector).measures(
                following: person, in: unit, facts: facts(of: institution), context: view.context)
        }
    }
}
