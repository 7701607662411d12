public import Designation
import TransparencyLog

extension Registry {
    /// Why an answer says what it says, with the chain of what led to it. Folds the institution once more,
    /// so it is made for whoever asks for it and for nobody else.
    ///
    /// - Parameter vector: what was known where the answer is one of then; `nil`: everything applied.
    /// - Returns: `nil` for a region that the directory does not know.
    public func explanation(
        of answer: StatusAnswer, vector: [String: UInt64]? = nil
    ) -> Explanation? {
        let view = self.view
        guard let area = view.tree.area(of: answer.region) else { return nil }
        let institution = answer.institution
        let packed = withFolded(institution, view: view) { $0.facts } ?? nil
        let own = facts(
            packed ?? load(institution)?.facts ?? [], view: view, vector: vector)
        let all = inherit(
            ancestry(of: institution), by: institution, area: area, facts: own, view: view,
            vector: vector)
        var explanation = Explanation(
            of: answer, standing: standing(of: institution, area: area, vector: vector),
            context: view.context, facts: all)
        for index in explanation.chain.indices {
            let link = explanation.chain[index]
            guard let agency = link.event.flatMap({ Self.agency(of: $0, view.directory) }),
                agency != link.region
            else { continue }
            explanation.chain[index].agency = agency
        }
        return explanation
    }

    /// The region whose agency wrote an event, as the directory knows it now.
    private static func agency(of event: EventReference, _ directory: Directory) -> RegionCode? {
        // Losing the error is right: what is no log of this protocol is nobody's.
        guard let origin = try? Origin(event.origin), let name = try? LogName(origin: origin)
        else { return nil }
        return directory.node(named: name.node)?.region
    }
}
