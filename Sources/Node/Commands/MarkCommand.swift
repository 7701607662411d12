import Designation
import Federation
import Messages
import TransparencyLog

/// `dingdian mark`: whether a person is known in cases of the provinces, asked by ID number from
/// standard input, so that the number is in no list of processes and no history of a shell.
enum MarkCommand {
    static func run(_ context: CommandContext) async throws -> CommandResult {
        guard let bytes = context.command.file("person"), bytes.count <= 64 else {
            throw CommandFailure.usage("Give one ID number on standard input.")
        }
        let number = String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace }
        let desk = MarkDesk(
            service: context.service,
            cases: CaseReader(core: context.core, store: context.service.logs))
        let outcome: MarkDesk.Outcome
        do {
            // Before anybody is asked, who may not be there to say so.
            try PersonMark.canonical(number)
            outcome = try await desk.ask(idNumber: number)
        } catch let error as CaseError where error == .malformed {
            throw CommandFailure.usage("An ID number has 8 to 24 letters and digits.")
        }
        let mark = outcome.answers.first?.answer.mark
        let open = outcome.open
        return CommandResult(
            exit: mark == nil ? 1 : 0, text: text(outcome), json: json(outcome),
            error: mark == nil
                ? "Nobody who holds the secret could be asked; the check stays open: \(open)." : "")
    }

    private static func text(_ outcome: MarkDesk.Outcome) -> String {
        var lines: [String] = []
        if let mark = outcome.answers.first?.answer.mark { lines.append(name(mark)) }
        for (node, answer) in outcome.answers {
            if answer.mentions.isEmpty { lines.append("\(node)  无记录 not known") }
            for mention in answer.mentions {
                lines.append(
                    "\(node)  \(mention.day)  \(CaseWording.step(mention.step).slash)  "
                        + "\(mention.author)  "
                        + "案卷 case \(Hex.encode(mention.caseID))")
            }
        }
        if !outcome.open.isEmpty {
            lines.append("未答复 still open: \(outcome.open.joined(separator: ", "))")
        }
        return lines.joined(separator: "\n")
    }

    /// As an act file takes it.
    static func name(_ mark: PersonMark) -> String { "\(mark.secretEdition):\(mark.mark.hex)" }

    private static func json(_ outcome: MarkDesk.Outcome) -> JSONText {
        let answers = outcome.answers.map { node, answer -> JSONText in
            [
                "node": .string(node), "mark": .string(name(answer.mark)),
                "complete": .bool(answer.isComplete),
                "mentions": .array(
                    answer.mentions.map {
                        [
                            "author": .string($0.author), "case": .string(Hex.encode($0.caseID)),
                            "step": .string($0.step.name), "day": .date($0.day),
                        ]
                    }),
            ]
        }
        return ["answers": .array(answers), "open": .strings(outcome.open)]
    }
}

extension PersonMark {
    /// Reads `edition:64 hexadecimal digits`.
    init?(name: String) {
        let parts = name.split(separator: ":").map(String.init)
        guard parts.count == 2, let edition = UInt32(parts[0]), let bytes = Hex.decode(parts[1]),
            let mark = TreeHash(bytes)
        else { return nil }
        self.init(secretEdition: edition, mark: mark)
    }
}
