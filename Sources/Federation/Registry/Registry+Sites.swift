import Designation
import Synchronization

/// An agreement is said to name a place that may be an institution.
struct SiteNaming: Hashable, Sendable {
    /// As the agreement writes it.
    var site: String
    /// Whose agreement it is.
    var institution: InstitutionID

    /// The sites of an act by which an institution may be named: a licence or a national code, and no
    /// address.
    static func sites(_ act: Act) -> [String] {
        let sites: [String] =
            switch act {
            case .signed(let agreement): agreement.sites
            case .changed(_, _, let sites): sites ?? []
            default: []
            }
        return sites.filter { site in
            !site.utf8.contains(where: { $0 <= 0x20 })
                && (InstitutionID(site) != nil || site.utf8.allSatisfy { $0 < 0x7F })
        }
    }
}

/// Whose agreements are said to name an institution, by all entries read. Whether one counts is the fold's
/// concern; this only tells where to look.
struct SiteBook: Sendable {
    private var namings: [String: Set<SiteNaming>] = [:]

    private static func key(_ site: String) -> String {
        InstitutionID(site)?.description ?? site.uppercased()
    }

    mutating func insert(_ naming: SiteNaming) {
        namings[Self.key(naming.site), default: []].insert(naming)
    }

    var isEmpty: Bool { namings.isEmpty }

    func of(_ name: String) -> Set<SiteNaming> { namings[Self.key(name)] ?? [] }

    /// Sorted, for a snapshot.
    var all: [SiteNaming] {
        namings.values.joined().sorted {
            ($0.site, $0.institution) < ($1.site, $1.institution)
        }
    }
}

extension Registry {
    /// Notes which agreements name whom, before the facts that say so are in place.
    func note(_ sites: [SiteNaming]) {
        guard !sites.isEmpty else { return }
        globals.withLock { globals in
            for naming in sites { globals.sites.insert(naming) }
        }
    }

    /// So many licences at most are looked at for one answer: who names whom is everybody's to write.
    private static let maximumHolderCount = 32

    /// Adds to an answer that denies an institution an agreement of its own the agreements of others that
    /// name it as a place (S2 23(3), (4)); protocol §7.8.
    ///
    /// - Note: No shard may be locked by the caller.
    func addHolders(
        to answer: inout StatusAnswer, _ question: StatusQuestion, view: RegistryView,
        vector: [String: UInt64]?
    ) {
        guard answer.doubt == nil, answer.status == .notDesignated || answer.status == .ended,
            question.site == nil, let unit = answer.unit,
            let area = view.tree.area(of: question.region), view.heldAreas.contains(area)
        else { return }
        guard globals.withLock({ !$0.sites.isEmpty }) else { return }
        let own = standing(of: question.institution, area: area, vector: vector)
        let names = [question.institution.description] + own.nationalCodes
        // Inside the lock: a copy that lives on would make the next writer copy the whole book.
        let named = globals.withLock { globals in Set(names.flatMap { globals.sites.of($0) }) }
        let namings = named.filter { $0.institution != question.institution }
            .sorted { ($0.institution, $0.site) < ($1.institution, $1.site) }
        for naming in namings.prefix(Self.maximumHolderCount) {
            let holder = standing(of: naming.institution, area: area, vector: vector)
            var other = question
            other.institution = naming.institution
            other.site = naming.site
            let found = holder.answer(
                other, tree: view.tree, holdsRegister: true, context: view.context)
            guard found.status == .designated || found.status == .suspended,
                let fact = SiteHolder.naming(
                    naming.site, in: facts(of: naming.institution, vector: vector), holder,
                    scope: question.scope, on: question.date,
                    where: { view.tree.unit(of: $0) == unit })
            else { continue }
            answer.holders.append(SiteHolder(site: naming.site, named: fact, found))
        }
    }
}
