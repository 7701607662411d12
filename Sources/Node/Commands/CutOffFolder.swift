import Federation
import Messages
import Storage
import TransparencyLog
import Transport

/// Branches that closings cut off, on their way to their authors by folder: `DIR/cut-off/<SHA-256>`, each
/// file an encoded `CutOffMessage` (protocol §4.6, §5.8).
enum CutOffFolder {
    /// More than any federation that is in order has; of a folder beyond it the first are read.
    private static let fileLimit = 4_096

    private static let name = "cut-off"

    private static func place(_ path: String) -> String { "\(path)/\(name)" }

    /// Writes the parts of logs that are exported.
    ///
    /// - Returns: how many are new in the folder.
    static func write(
        to path: String, for receiver: String?, _ context: CommandContext
    ) async throws -> Int {
        let parts = try await context.core.with { exchange in
            try exchange.replica.cutOffParts { ExportCommand.isWanted($0, receiver, context) }
        }
        var count = 0
        for part in parts {
            let target = "\(place(path))/\(TreeHash.sha256(part).hex)"
            guard FileSystem.byteCount(target) != part.count else { continue }
            try FileSystem.makeFolder(place(path))
            try FileSystem.writeDurably(part, to: target)
            count += 1
        }
        return count
    }

    /// Takes what lies there: each part is proved for itself, whoever wrote the folder, and what is the
    /// node's own is recorded again.
    ///
    /// - Returns: how many parts are kept that were not known before.
    static func read(from path: String, _ context: CommandContext) async throws -> Int {
        let before = try await context.core.with { $0.replica.cutOff.count }
        let files = FolderFiles(root: path)
        let names = files.names(in: name, limit: fileLimit) { TreeHash(hex: $0) != nil }
        for name in names {
            guard let hash = TreeHash(hex: name),
                let bytes = files.contents(
                    of: name, in: Self.name, limit: SyncLimits.standard.messageByteCount),
                TreeHash.sha256(bytes) == hash
            else { continue }
            var news = HeadsAnswer(cursor: "0")
            news.cutOff = [bytes]
            await context.core.heard(news, from: "folder")
        }
        let count = try await context.core.with { $0.replica.cutOff.count } - before
        if count > 0 { await context.core.tick() }
        return count
    }
}
