import Testing

@testable import Designation
@testable import Node

extension EditionEffectTests.Ground {
    /// A result that did not pass, by the score table where the scope has one.
    var failed: SiteResult {
        let tables = policy.scoreTableNames.compactMap { policy.scoreTable($0) }
        guard let table = tables.first(where: { $0.scope == scope.rawValue }) else {
            return SiteResult(passed: false)
        }
        let knockOut = table.items.first(where: \.isKnockOut)?.id
        return SiteResult(
            passed: false, table: table.id,
            scores: table.items.map { ScoreFinding(item: $0.id, isMet: $0.id != knockOut) })
    }
}
