import Designation
import Messages

/// What one node can take of a file whose acts have several authors.
extension ActFile {
    struct Part: Sendable {
        var file: ActFile
        /// How many acts of others were left out, by author.
        var leftOut: [String: Int] = [:]
        /// Expectations that rest on acts of others.
        var unasked = 0

        var sentences: [String] {
            guard !leftOut.isEmpty else { return [] }
            let acts = leftOut.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" }
            var lines = [
                "他方事项未记录 / acts of others left out: \(acts.joined(separator: ", "))"
            ]
            if unasked > 0 {
                lines.append("相关期望未核对 / expectations that rest on them, not asked: \(unasked)")
            }
            return lines
        }

        func json(_ members: [String: JSONText]) -> JSONText {
            let left = JSONText.object(leftOut.mapValues { .count($0) })
            return .object(
                members.merging(["leftOut": left, "notAsked": .count(unasked)]) { $1 })
        }
    }

    /// - Throws: where an act of the node names an act that is left out; nothing can be looked up.
    func part(of node: String) throws(CommandFailure) -> Part {
        let others = acts.filter { $0.author != nil && $0.author != node }
        var part = Part(file: self)
        guard !others.isEmpty else { return part }
        for act in others { part.leftOut[act.author ?? "", default: 0] += 1 }
        let names = Set(others.compactMap(\.name))
        for act in acts where act.author == nil || act.author == node {
            guard case .name(let name) = act.event, names.contains(name) else { continue }
            throw act.failure(
                "It names \(name), an act of another node, which is left out here; give that "
                    + "event as origin#index, or play the file with --federation.")
        }
        let subjects = Set(others.compactMap(\.institution))
        let cases = Set(others.compactMap(\.caseName))
        func isAsked(_ expected: Expectation) -> Bool {
            switch expected.subject {
            case .standing(let standing): !subjects.contains(standing.institution)
            case .casework(let casework): !cases.contains(casework.name)
            }
        }
        part.file.steps = steps.filter { step in
            switch step {
            case .act(let act): act.author == nil || act.author == node
            case .expect(let expected): isAsked(expected)
            case .day: true
            }
        }
        part.file.lastExpectations = lastExpectations.filter(isAsked)
        let asked = part.file.expectationCount
        part.unasked = expectationCount - asked
        return part
    }

    var expectationCount: Int {
        lastExpectations.count
            + steps.count { if case .expect = $0 { true } else { false } }
    }
}

extension PlannedAct {
    /// The name that the file gives to the case of a step.
    var caseName: String? {
        if case .casework(let plan) = what { plan.caseName } else { nil }
    }

    /// Whether the refusal that the file expects is this one.
    func isRefused(with failure: CommandFailure) -> Bool {
        refusal.map { failure.message.lines.contains($0) } ?? false
    }

    static let wasNotRefused: Message = "It was to be refused, and nothing stands against it."
}
