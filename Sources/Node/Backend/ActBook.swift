import Designation
import Federation
import Synchronization

/// Public acts that are decided in cases, of every institution of the register, as far as this node
/// would know the case: among them ``CaseBoard`` finds those that rest on none.
///
/// A province has 57,000 institutions with a million acts, and lists of what is due ask again and again.
/// So what was found is kept while the node runs, and only institutions that were folded since are
/// looked at anew; all of them when an agency begins to keep cases for a further kind of act.
final class ActBook: Sendable {
    /// For which acts the agencies of a unit keep cases, and since when.
    typealias Kept = [RegionCode: [Obligation.Kind: LegalDate]]

    /// An act with effect, written after its agency began to keep cases for such acts.
    struct Waiting: Sendable, Hashable {
        var reference: EventReference
        var unit: RegionCode
        /// On one of which it has to rest.
        var kinds: [Obligation.Kind]
        var written: LegalDate

        func isIn(_ kept: Kept) -> Bool {
            kinds.contains { kind in kept[unit]?[kind].map { $0 < written } ?? false }
        }
    }

    private struct State {
        /// All that was ever asked for: a past day asks for less than the present one.
        var kept: Kept = [:]
        /// Up to which fold of the registry it was looked at; `nil`: not at all.
        var number: UInt64?
        var waiting: [InstitutionID: [Waiting]] = [:]
    }
    private let state = Mutex(State())
    /// What other licences of a legal person came to.
    let terminated = TerminatedBook()

    /// - Parameter node: whose chain must hold an act's author.
    /// - Returns: of each institution the acts that may wait under `kept`, and others besides
    ///   (``Waiting/isIn(_:)``).
    func waiting(
        _ kept: Kept, registry: Registry, node: String
    ) -> [InstitutionID: [Waiting]] {
        if kept.isEmpty { return [:] }
        return state.withLock { state in
            let wider = state.kept.merging(kept) { $0.merging($1, uniquingKeysWith: min) }
            if state.kept != wider { state = State(kept: wider) }
            let view = registry.view
            var chains: [String: Bool] = [:]
            state.number = registry.forEachStanding(foldedSince: state.number) {
                institution, standings in
                let found = Self.waiting(
                    wider, standings, view.tree,
                    facts: { registry.facts(of: institution) },
                    isSeen: { author in
                        if let known = chains[author] { return known }
                        let isSeen = view.directory.caseworkChain(of: author).contains(node)
                        chains[author] = isSeen
                        return isSeen
                    })
                state.waiting[institution] = found.isEmpty ? nil : found
            }
            return state.waiting
        }
    }

    private static func waiting(
        _ kept: Kept, _ standings: [Standing], _ tree: RegionTree, facts: () -> [Fact],
        isSeen: (String) -> Bool
    ) -> [Waiting] {
        let units = Set(standings.flatMap { $0.timelines.map(\.unit) }).intersection(kept.keys)
        guard !units.isEmpty else { return [] }
        let facts = facts()
        return facts.compactMap { fact -> Waiting? in
            guard let unit = tree.unit(of: fact.region), units.contains(unit) else { return nil }
            let waiting = Waiting(
                reference: fact.reference, unit: unit, kinds: fact.restsOn(among: facts),
                written: fact.written)
            // A case of an author outside whose chain this node stands would not be seen here.
            guard waiting.isIn(kept), isSeen(fact.author) else { return nil }
            let area = tree.area(of: unit) ?? unit
            let isVoid = standings.contains { standing in
                standing.area == area
                    && standing.withoutEffect.contains { $0.event == fact.reference }
            }
            return isVoid ? nil : waiting
        }
    }
}

/// What a node's readers of cases keep between two questions. In memory only.
final class CaseMemory: Sendable {
    let opened = Mutex<[EventReference: CaseReader.Opened]>([:])
    /// Wrapped keys, with the case and the key for which they were tried, that do not open.
    let shut = Mutex<Set<[UInt8]>>([])
    /// Papers that opened steps brought along, and the steps that were looked at for them.
    let found = Mutex<(steps: Set<EventReference>, papers: [CaseBlob])>(([], []))
    let acts = ActBook()
}
