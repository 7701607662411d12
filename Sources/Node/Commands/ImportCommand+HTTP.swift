import Designation
import Federation
import Messages
import TransparencyLog
import Transport
import Web

/// The same from any file server over an exported folder: logs and heartbeats. Sealed payloads and papers
/// are handed only to nodes that cases name, and a file server knows nobody.
extension ImportCommand {
    static func take(from url: String, _ context: CommandContext) async throws -> CommandResult {
        let source = HTTPLogSource(client: context.service.client, baseURL: url)
        let before = Set(try await reviewRows(context).map(\.item.key))
        var run = ImportRun(source: source, context: context)
        try await run.perform()
        try await takeHeartbeats(from: source, context)
        await context.service.save(minimumFacts: 1)
        let items = try await reviewRows(context)
            .filter { !before.contains($0.item.key) && $0.item.resolution == nil }
        let bad = run.rows.filter(\.isBad)
        return CommandResult(
            exit: bad.isEmpty ? 0 : 1, text: text(run.rows, items, 0, context),
            json: [
                "folder": .string(url), "entries": .count(run.newCount), "blobs": .count(0),
                "badBlobs": .count(0), "missingBlobs": .count(0), "cutOff": .count(0),
                "logs": .array(run.rows.map(\.json)),
                "review": .array(items.map { ReviewCommands.json($0) }),
            ],
            error: bad.isEmpty
                ? ""
                : "\(bad.count) of \(run.rows.count) logs were not taken: \(first(bad))")
    }

    private static func takeHeartbeats(
        from source: HTTPLogSource, _ context: CommandContext
    ) async throws {
        var notes: [[UInt8]] = []
        for record in context.directory.nodes {
            let path = "heartbeat/\(record.name)"
            // Losing the error is right: without them the source counts as it did before.
            if let note = try? await source.file(path, maximumByteCount: heartbeatLimit) {
                notes.append(note)
            }
        }
        guard !notes.isEmpty else { return }
        await context.core.heard(HeadsAnswer(cursor: "0", heartbeats: notes), from: "folder")
        try await context.core.with { try $0.keepFreshness() }
    }
}
