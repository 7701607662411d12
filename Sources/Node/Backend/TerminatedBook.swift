import Designation
import Federation
import Synchronization

/// Terminations by social credit code: under which licences of one legal person an agreement was
/// terminated, whether or not a register says that one licence replaced the other (N12(5), P11(3)).
///
/// Kept while the node runs, like ``ActBook``: after the first question only institutions that were
/// folded since are looked at anew.
final class TerminatedBook: Sendable {
    struct Row: Sendable, Hashable {
        var institution: InstitutionID
        var event: EventReference
        var day: LegalDate
    }

    private struct State {
        var number: UInt64?
        var rows: [String: Set<Row>] = [:]
        /// Under which codes an institution stands in `rows`.
        var codes: [InstitutionID: Set<String>] = [:]
    }
    private let state = Mutex(State())

    /// Terminations that nobody asked for, as the registry stands now.
    func rows(_ registry: Registry) -> [String: Set<Row>] {
        state.withLock { state in
            state.number = registry.forEachStanding(foldedSince: state.number) {
                institution, standings in
                Self.take(institution, standings, into: &state)
            }
            return state.rows
        }
    }

    private static func take(
        _ institution: InstitutionID, _ standings: [Standing], into state: inout State
    ) {
        for code in state.codes.removeValue(forKey: institution) ?? [] {
            state.rows[code] = state.rows[code]?.filter { $0.institution != institution }
        }
        let codes = Set(standings.compactMap { $0.facts?.socialCreditCode }.filter { !$0.isEmpty })
        let ended = Set(
            standings.flatMap(\.sanctions).filter { $0.isTermination && !$0.isOwnRequest }
                .map { Row(institution: institution, event: $0.event, day: $0.from) })
        guard !codes.isEmpty, !ended.isEmpty else { return }
        for code in codes { state.rows[code, default: []].formUnion(ended) }
        state.codes[institution] = codes
    }
}

/// What one board sees of a ``TerminatedBook``: read once, when the first application asks for it.
final class TerminatedView: Sendable {
    private let book: TerminatedBook
    private let registry: Registry
    private let rows = Mutex<[String: Set<TerminatedBook.Row>]?>(nil)

    init(_ book: TerminatedBook, registry: Registry) {
        self.book = book
        self.registry = registry
    }

    /// Those of other licences with the code, oldest first.
    ///
    /// - Parameter code: a social credit code; none where it is empty.
    func rows(_ code: String, besides known: InstitutionID) -> [TerminatedBook.Row] {
        guard !code.isEmpty else { return [] }
        let found = rows.withLock { rows in
            let read = rows ?? book.rows(registry)
            rows = read
            return read[code] ?? []
        }
        return found.filter { $0.institution != known }
            .sorted { ($0.day, $0.event) < ($1.day, $1.event) }
    }
}
