import Federation
import Messages
import TransparencyLog

/// `dingdian recover [--new-epoch] [--wait S]`: own entries that are missing here, back from peers.
enum RecoverCommand {
    static func run(_ context: CommandContext) async throws -> CommandResult {
        let service = context.service
        await service.connectAll()
        await service.askPeers(milliseconds: service.settings.peers.isEmpty ? 0 : 3_000)
        let seconds = context.option("wait").flatMap { UInt64($0) } ?? 30
        let until = context.core.clock() + seconds * 1_000
        while case .recovering = await context.core.recordingState,
            context.core.clock() < until, !Task.isCancelled
        {
            // Losing the error is right: a cancelled pause ends the loop.
            try? await Task.sleep(for: .milliseconds(100))
        }
        if context.command.isSet("new-epoch") {
            try await context.core.with { exchange in
                guard case .recovering(let streams) = exchange.replica.recordingState else {
                    return
                }
                for stream in streams { exchange.replica.giveUpRecovery(stream) }
            }
        }
        let missing = try await context.core.with { $0.replica.ownMissing }
        let lost = await context.core.entriesGivenUp()
        return CommandResult(
            exit: missing.isEmpty ? 0 : 1, text: text(missing, lost),
            json: [
                "ready": .bool(missing.isEmpty), "missing": .array(missing.map(row)),
                "givenUp": .array(lost.map(row)),
            ],
            error: missing.isEmpty
                ? ""
                : "Own entries are still missing; connect a peer that has them, or go on in a new "
                    + "epoch with `dingdian recover --new-epoch`.")
    }

    private typealias Gap = (origin: Origin, missing: Range<UInt64>)

    private static func row(_ gap: Gap) -> JSONText {
        [
            "origin": .string(gap.origin.text), "from": .count(gap.missing.lowerBound),
            "to": .count(gap.missing.upperBound),
        ]
    }

    private static func text(_ missing: [Gap], _ lost: [Gap]) -> String {
        func lines(_ gaps: [Gap]) -> [String] {
            gaps.map { gap in
                let (first, last) = (gap.missing.lowerBound, gap.missing.upperBound - 1)
                return "\(gap.origin.text)  第 \(first) 至 \(last) 条 / entries \(first) to \(last)"
            }
        }
        guard missing.isEmpty else {
            return (["本节点缺失的记录 / own entries that are missing:"] + lines(missing))
                .joined(separator: "\n")
        }
        guard !lost.isEmpty else {
            return "可以记录，本节点的记录没有缺失 / ready to record, nothing of this node's own is missing"
        }
        let title =
            "可以记录，但以下已记录内容尚无处可得 / ready to record, but these entries, recorded here once, "
            + "are with nobody who was asked:"
        return ([title] + lines(lost)).joined(separator: "\n")
    }
}
