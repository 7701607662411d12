public import Designation
import Federation
import Messages

/// `dingdian record FILE --federation DIR`: all authors of a scenario in one process.
public enum ScenarioCommand {
    /// Plays a scenario.
    ///
    /// - Parameters:
    ///   - name: of the file, for messages.
    ///   - descriptions: the folder of the federation (`nodes/`).
    ///   - path: where the nodes keep their data: an empty folder, or none.
    ///   - today: for acts without a day of their own; a scenario has none.
    ///   - isCheck: read only.
    ///   - progress: told every line as it comes.
    public static func run(
        name: String, bytes: [UInt8], descriptions: String, in path: String, today: LegalDate,
        isCheck: Bool, progress: @escaping (String) -> Void
    ) async -> CommandResult {
        do {
            let federation = try FederationFolder.load(descriptions)
            let file = try ActFile(name: name, bytes: bytes, today: today)
            if isCheck {
                let plan = try ScenarioPlan(file, federation)
                let text: Message =
                    "\(name): \(file.acts.count) acts on \(plan.nodes.count) nodes, "
                    + "\(file.expectationCount) expectations, nothing recorded."
                return CommandResult(
                    text: text.lines,
                    json: ["acts": .count(file.acts.count)])
            }
            return try await play(file, federation, in: path, progress)
        } catch {
            let failure = CommandSentence.failure(error)
            return CommandResult(
                exit: failure.exit, json: failure.object, error: failure.message)
        }
    }

    private static func play(
        _ file: ActFile, _ folder: FederationFolder, in path: String,
        _ progress: @escaping (String) -> Void
    ) async throws -> CommandResult {
        let player = try await ScenarioPlayer(file, folder, in: path) { event in
            for line in ScenarioText.lines(event, file.name) { progress(line) }
        }
        do {
            try await player.play()
        } catch {
            await player.federation.close()
            throw error
        }
        await player.federation.close()
        return result(player, file)
    }

    private static func result(_ player: ScenarioPlayer, _ file: ActFile) -> CommandResult {
        let bad = Set(player.differences.map(\.expectation.line)).count
        var lines = [
            "已记录 \(player.actCount) 项，\(player.federation.members.count) 个节点 / "
                + "\(player.actCount) acts on \(player.federation.members.count) nodes",
            "期望相符 \(player.checkedCount - bad)/\(player.checkedCount) / expectations met",
        ]
        for (area, digest) in player.digests.sorted(by: { $0.key < $1.key }) {
            lines.append("摘要 digest \(area.text) \(digest)")
        }
        return CommandResult(
            exit: bad == 0 ? 0 : 1, text: lines.joined(separator: "\n"),
            json: [
                "file": .string(file.name), "acts": .count(player.actCount),
                "nodes": .strings(player.federation.members.map(\.name)),
                "expectations": .count(player.checkedCount),
                "digests": .object(
                    Dictionary(
                        player.digests.map { ($0.key.text, JSONText.string($0.value)) },
                        uniquingKeysWith: { $1 })),
                "differences": .array(player.differences.map(\.json)),
            ],
            error: bad == 0 ? "" : "\(bad) of \(player.checkedCount) expectations are not met.")
    }
}

/// What happens in a scenario, a line or more each.
enum ScenarioText {
    static func lines(_ event: ScenarioPlayer.Event, _ file: String) -> [String] {
        switch event {
        case .day(let day, let cutOff):
            let without = cutOff.isEmpty ? "" : "  断网 cut off: " + cutOff.joined(separator: ", ")
            return ["\(day)\(without)"]
        case .act(let act, let place, let officer):
            var words = ["  \(act.author ?? "")", act.word]
            if let name = act.caseName { words.append("[\(name)]") }
            if let subject = act.institution { words.append("\(subject)") }
            if let region = act.region { words.append(region.text) }
            let role = act.role.map { " (\($0.rawValue))" } ?? ""
            if !officer.isEmpty || !role.isEmpty {
                words.append((officer.isEmpty ? "—" : officer) + role)
            }
            if let name = act.name { words.append("= \(name)") }
            if place == nil { words.append("— 按规则不予记录 refused as expected") }
            return [words.joined(separator: "  ")]
        case .met(let expected, let node, let holders):
            return ["    ✓ \(expected.words)  \(node) (\(holders))"]
        case .missed(let difference): return missed(difference, file)
        }
    }

    static func missed(_ item: Difference, _ file: String) -> [String] {
        [
            "    ✗ \(file):\(item.expectation.line): \(item.subject) \(item.expectation.on) "
                + "\(item.node): 期望 expected \(item.expected), 实际 found \(item.found)"
        ] + item.reasons.map { "        " + $0 }
    }
}

extension Expectation {
    /// In one line, for people.
    var words: String {
        switch subject {
        case .standing(let standing):
            let service = standing.service.map { " \($0.rawValue)" } ?? ""
            return "\(standing.institution) \(standing.region.text)\(service) \(on) "
                + Difference.words(standing.status, standing.settleable)
                + (standing.review.map { " review \($0)" } ?? "")
        case .casework(let casework):
            let words = [
                casework.stage?.rawValue, casework.outcome?.rawValue, casework.clock,
                casework.lastDay.map { "\($0)" }, casework.problem, casework.proposal,
                casework.publicAct,
                casework.reason,
            ].compactMap { $0 }
            return "case \(casework.name) \(on) \(words.joined(separator: ", "))"
        }
    }
}
