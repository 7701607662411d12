import Designation
import Federation
import Messages
import TransparencyLog
import Transport

/// What lies beside the logs in a folder, on its way into the store: sealed payloads and keys that case
/// events held here name, and then the papers that the payloads name (protocol §5.8). Resumable like
/// over HTTP; what does not hash to its name is left where it is.
struct BlobImport {
    let path: String
    /// The logs of the folder.
    let origins: Set<String>
    let context: CommandContext
    /// How many were taken.
    private(set) var count = 0
    /// How many of the folder are damaged or too large.
    private(set) var badCount = 0

    /// How many this node may read, cases in the folder's logs name, and neither it nor the folder has.
    private(set) var missingCount = 0

    init(path: String, origins: Set<String>, context: CommandContext) {
        self.path = path
        self.origins = origins
        self.context = context
    }

    var fault: Message {
        if badCount > 0 {
            return
                "\(badCount) attachments in the folder are damaged or too large and were not taken; "
                + "export them again."
        }
        return missingCount == 0
            ? ""
            : "\(missingCount) attachments that cases in these logs name are neither here nor in the "
                + "folder; copy its `blob` again, or export them where they are."
    }

    mutating func perform() async throws {
        let rows = await context.core.caseEvents().rows
        try await take(rows.flatMap { [$0.event.payload, $0.event.wraps] })
        try await take(await CaseReader(service: context.service).papers().map(\.name))
        let depot = AttachmentDepot(store: context.service.logs)
        func isExpected(_ row: CaseBook.Row) -> Bool {
            origins.contains(row.reference.origin)
                && row.mayBeRead(by: context.core.name, context.directory)
        }
        var names = rows.filter(isExpected).flatMap { [$0.event.payload, $0.event.wraps] }
        names += await CaseReader(service: context.service).all()
            .filter { isExpected($0.row) }.flatMap(\.attachments)
        missingCount = max(0, Set(names).count { !depot.holds($0) } - badCount)
    }

    private mutating func take(_ names: [TreeHash]) async throws {
        let depot = AttachmentDepot(store: context.service.logs)
        let source = FolderAttachmentSource(root: path, folder: "blob")
        for name in Set(names).sorted() where !depot.holds(name) {
            do {
                if try await fetch(name, source, depot) { count += 1 }
            } catch TransportError.hashMismatch {
                badCount += 1
            } catch TransportError.tooLarge {
                badCount += 1
            } catch TransportError.folder(.unsafePath) {
                // A link, a pipe or a folder under that name is none of ours, and no attachment.
                badCount += 1
            }
        }
    }

    private func fetch(
        _ name: TreeHash, _ source: FolderAttachmentSource, _ depot: AttachmentDepot
    ) async throws -> Bool {
        do {
            return try await depot.fetch(name, from: source)
        } catch TransportError.hashMismatch {
            // What another source had begun may have been the bad part; it was thrown away.
            return try await depot.fetch(name, from: source)
        } catch TransportError.folder(.busy) {
            // A peer is asked for it at this very moment, for its log came a moment ago; whether that one has it
            // is open, and nobody would look into the folder again.
            return try await depot.fetch(name, from: source, apart: true)
        }
    }
}
