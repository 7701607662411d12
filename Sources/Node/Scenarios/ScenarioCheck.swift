import Designation
import Federation
import Web

/// Asks what is expected: the node of the region, and everybody else who holds the same.
final class ScenarioCheck {
    private let expected: Expectation
    private let federation: ScenarioFederation
    private let wire: ScenarioWire
    private(set) var differences: [Difference] = []
    private(set) var asked = ""
    /// How many nodes gave the same answer, the one that was asked included.
    private(set) var holderCount = 0

    init(_ expected: Expectation, in player: ScenarioPlayer) {
        self.expected = expected
        federation = player.federation
        wire = player.wire
    }

    private func missed(
        _ node: String, _ expected: String, _ found: String, reasons: [String] = []
    ) {
        differences.append(
            Difference(
                expectation: self.expected, node: node, expected: expected, found: found,
                reasons: reasons))
    }

    private var present: [ScenarioFederation.Member] {
        federation.members.filter { !wire.isCutOff($0.name) }
    }

    // MARK: Standings

    func standing(_ standing: StandingExpectation) async {
        let question = standing.question(on: expected.on)
        guard let name = federation.plan.answerer(standing.region),
            let member = federation.member(name)
        else { return missed("", "an answer", "no node acts for \(standing.region.text)") }
        asked = name
        let answer = member.core.registry.answer(question)
        let items = standing.openItems(member.core.registry)
        if let found = standing.difference(from: answer, items) {
            missed(
                name, found.expected, found.found,
                reasons: await Self.reasons(answer, member, federation.clock.now))
            differences[differences.count - 1].answer = answer
        }
        guard let area = member.core.registry.view.tree.area(of: standing.region) else { return }
        // Who has no link says what he knows; nobody can be asked to agree.
        guard !wire.isCutOff(name) else {
            holderCount = 1
            return
        }
        for other in present where other.heldAreas.contains(area) {
            let found = other.core.registry.answer(question)
            holderCount += 1
            let same = found == answer && standing.openItems(other.core.registry) == items
            guard !same else { continue }
            missed(
                other.name, "the answer of \(name)",
                Difference.words(found.status, found.settleable),
                reasons: await Self.reasons(found, other, federation.clock.now))
        }
    }

    private static func reasons(
        _ answer: StatusAnswer, _ member: ScenarioFederation.Member, _ now: UInt64
    ) async -> [String] {
        var reply = member.backend.status(
            StatusQuestion(
                institution: answer.institution, region: answer.region, date: answer.date))
        reply.answer = answer
        let explanation = await member.backend.explanation(of: answer, vector: nil)
        let context = member.context("status")
        // Texts that cannot be read leave the difference itself, which stands above.
        let answered = try? StatusDocument.Answered(
            reply, explanation, isOfThen: false, tree: context.tree)
        return StatusDocument.text(
            institution: answer.institution, [answered].compactMap(\.self), now: now, context
        ).split(separator: "\n").map(String.init)
    }

    // MARK: Cases

    /// Everybody who can open the case is asked; those who are cut off only if nobody else can.
    func casework(_ casework: CaseExpectation, id: [UInt8]?) async {
        guard let id else { return missed("", "case \(casework.name)", "no step of it") }
        let members = federation.members.sorted {
            !wire.isCutOff($0.name) && wire.isCutOff($1.name)
        }
        for member in members where holderCount == 0 || !wire.isCutOff(member.name) {
            let board = await member.cases.board()
            guard board.cases[id] != nil else { continue }
            holderCount += 1
            if asked.isEmpty { asked = member.name }
            let row = board.row(of: id, on: expected.on)
            for difference in casework.differences(from: row) {
                missed(
                    member.name, difference.expected, difference.found,
                    reasons: row.map { Self.reasons($0, expected.on) } ?? [])
            }
        }
        if holderCount == 0 { missed("", "case \(casework.name)", "nobody can open it") }
    }

    private static func reasons(_ row: CaseBoard.Row, _ day: LegalDate) -> [String] {
        let state = row.state
        var lines = [
            "\(day)  \(CaseWording.stage(state.stage).slash)"
                + (state.outcome.map { "  \(CaseWording.outcome($0).slash)" } ?? "")
        ]
        lines += state.clocks.map {
            "  \($0.rule) \($0.value) \($0.start) → \($0.lastDay)"
                + ($0.done.map { " done \($0)" } ?? "") + ($0.isStopped ? " stopped" : "")
        }
        lines += state.problems.map {
            "  \(CaseWording.step($0.stepKind).chinese) \(CaseWording.sentence($0))"
        }
        lines += row.proposals.map { "  \(CaseWording.proposal($0.kind).slash) \($0.detail)" }
        return lines
    }
}
