import Designation
import Testing
import TransparencyLog

@testable import Federation

/// Vectors of review items: for each kind of protocol §7.9 that stands in standings at least one history
/// that makes it, and where a day or a rule decides one beside it that does not.
enum ReviewVectors {
    /// Kinds that a node makes from its own books or that stay in the chain of a case.
    private static let others: Set<ReviewItem.Kind> = [
        .futureStamp, .applicationWhileTerminated, .twoLiveEpochs, .replacedKeyLog, .caseProblem,
        .caseProposal, .barredPersonEntered,
    ]

    static func document() throws -> VectorJSON {
        let stories = try agreements() + signings() + sanctions() + directories() + logs()
        #expect(Set(stories.map(\.kind)).union(others) == Set(ReviewItem.Kind.allCases))
        #expect(Set(stories.map(\.institution)).count == stories.count)
        var federation = try ReviewWorld.federation()
        var references = stories.map { _ in ReviewStory.References() }
        // Everything in the order of its writing: stamps never fall in a log.
        let lines = stories.enumerated().flatMap { number, story in
            story.lines.enumerated().map { (number, $0.offset, $0.element) }
        }.sorted { ($0.2.written, $0.0, $0.1) < ($1.2.written, $1.0, $1.1) }
        for (number, _, line) in lines {
            federation.wait(until: line.written)
            try line.write(&federation, &references[number])
        }
        let replica = try RegistryVectors.replica(federation, holding: ReviewWorld.areas)
        let cases = try zip(stories, references).map { try $0.row(replica, $1) }
        let standings = stories.flatMap { story in
            replica.registry.areaStandings(of: story.institution)
                .map { RegistryVectors.row(story.institution, $0) }
        }
        return .object([
            ("about", .text("Review items: 'keys' are all of a kind that a standing has.")),
            ("anchor", .note(try federation.anchor.encoded())), ("logs", try federation.json()),
            ("cases", .list(cases)), ("standings", .list(standings)),
        ])
    }
}
