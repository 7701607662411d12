import Designation
import Federation
import Messages

/// Documents that acts cite and that nobody knows. They are told and not refused: an agency may decide by
/// a local text that no edition names, but a slip of the hand would stand in every explanation for good.
struct CitedDocuments {
    /// The letters of the two national orders, which stand in no need of an edition, and all that editions
    /// and decisions held here cite.
    private let known: Set<String>
    private let isEmpty: Bool

    init(_ rules: RuleBook) {
        let cited =
            rules.values.values.flatMap { $0.values.joined() }
            + rules.parts.values.flatMap { $0.values.flatMap { $0.values.joined() } }
        known = Set(cited.map(\.citation.edition) + rules.editions.map(\.id) + ["N", "P"])
        isEmpty = cited.isEmpty
    }

    /// - Returns: nothing where all are known, or where no edition has arrived to compare with.
    func note(_ acts: [PlannedAct]) -> Message {
        guard !isEmpty else { return "" }
        for act in acts {
            guard let unknown = act.basis.first(where: { !known.contains($0.edition) }) else {
                continue
            }
            return
                "\(act.file):\(act.line): no edition or decision held here names a document "
                + "\(unknown.edition); check `basis`, which explanations will cite."
        }
        return ""
    }
}
