import Federation
import Messages
import TransparencyLog
import Transport

/// What lies beside the logs in a folder, on its way into the store: sealed payloads and keys that case
/// events held here name, and then the papers that the payloads name (protocol §5.8). Resumable like
/// over HTTP; what does not hash to its name is left where it is.
struct BlobImport {
    let path: String
    let context: CommandContext
    /// How many were taken.
    private(set) var count = 0
    /// How many of the folder are damaged or too large.
    private(set) var badCount = 0

    init(path: String, context: CommandContext) {
        self.path = path
        self.context = context
    }

    var fault: Message {
        badCount == 0
            ? ""
            : "\(badCount) attachments in the folder are damaged or too large and were not taken; "
                + "export them again."
    }

    mutating func perform() async throws {
        let rows = await context.core.caseEvents().rows
        try await take(rows.flatMap { [$0.event.payload, $0.event.wraps] })
        try await take(await CaseReader(service: context.service).papers().map(\.name))
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
        } catch TransportError.folder(.unsafePath) {
            // A link or a folder under that name is none of ours.
            return false
        } catch TransportError.folder(.busy) {
            // It is arriving from a peer at this very moment.
            return false
        }
    }
}
