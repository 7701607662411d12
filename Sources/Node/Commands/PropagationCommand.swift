import Designation
import Federation
import Messages
import TransparencyLog
import Web

/// `dingdian propagation EVENT`: which nodes apply it, since when, which not yet.
enum PropagationCommand {
    static func run(_ context: CommandContext) async throws -> CommandResult {
        let text = try context.argument(0, "an event as origin#index")
        guard let event = EventName(text) else {
            throw CommandFailure.usage("An event is named origin#index, as `record` prints it.")
        }
        let stream = (try? Origin(event.origin)).flatMap { try? LogName(origin: $0) }?.stream
        guard stream != .casework, stream != .receipts else {
            throw CommandFailure(
                "Nodes tell each other of no step of a case whether they hold it (protocol §9.1); ask for a "
                    + "public act.")
        }
        guard let board = try await context.backend.propagation(event) else {
            throw CommandFailure("This node does not hold the event.")
        }
        let written = board.event.fact.stamp.milliseconds
        return CommandResult(text: summary(board, written, context), json: json(board, written))
    }

    private static func summary(
        _ board: PropagationBoard, _ written: UInt64, _ context: CommandContext
    ) -> String {
        let fact = board.event.fact
        var lines = [
            "\(Wording.act(fact.act).slash)  \(PlainText.shown(board.institutionName))  "
                + "\(board.institution.map { "\($0)" } ?? "")",
            "\((board.event.recorder ?? board.event.agency).slash)  \(Wording.region(fact.region, context.tree))  "
                + "写入 written \(Moment.legal(written, withMilliseconds: true))  "
                + "生效 effective \(fact.effective)",
        ]
        var table = TextTable()
        var delays: [Int64] = []
        for row in board.rows {
            let state: String
            switch row.state {
            case .applied(let at):
                let delay = Int64(clamping: at) - Int64(clamping: written)
                delays.append(delay)
                state = "已执行 applied \(Moment.legal(at, withMilliseconds: true))  +\(delay) ms"
            case .notYet: state = "尚未执行 not yet"
            case .unknown: state = "没有回执 no receipt held"
            }
            table.add(
                row.node, row.agency.chinese, Wording.region(row.region, context.tree), state)
        }
        lines.append(table.text)
        lines.append("\(delays.count)/\(board.rows.count) 个节点已执行 nodes apply it" + spread(delays))
        let unknown = board.rows.count { $0.state == .unknown }
        if unknown > 0 {
            lines.append(
                "\(unknown) 个没有回执，未必尚未执行；省级节点持有全部回执 without a receipt here may apply it; "
                    + "a province's node holds all receipts")
        }
        return lines.joined(separator: "\n")
    }

    private static func spread(_ delays: [Int64]) -> String {
        guard !delays.isEmpty else { return "" }
        let sorted = delays.sorted()
        return "; 中位 median \(sorted[sorted.count / 2]) ms, "
            + "最慢 slowest \(sorted[sorted.count - 1]) ms（接收方时钟 receiver's clock）"
    }

    private static func json(_ board: PropagationBoard, _ written: UInt64) -> JSONText {
        [
            "event": .string(board.event.fact.reference.description),
            "institution": .optional(board.institution?.description),
            "writtenAt": .moment(written), "effective": .date(board.event.fact.effective),
            "nodes": .array(
                board.rows.map { row in
                    var (state, appliedAt): (String, UInt64?) = ("unknown", nil)
                    switch row.state {
                    case .applied(let at): (state, appliedAt) = ("applied", at)
                    case .notYet: state = "not-yet"
                    case .unknown: break
                    }
                    let delay = appliedAt.map { Int64(clamping: $0) - Int64(clamping: written) }
                    return [
                        "node": .string(row.node), "region": .string(row.region.text),
                        "heardAt": .moment(row.heardAtMilliseconds), "state": .string(state),
                        "appliedAt": .moment(appliedAt ?? 0),
                        "delayMilliseconds": delay.map { .number($0) } ?? .null,
                    ]
                }),
        ]
    }
}
