import Designation
import Federation
import Messages
import Storage
import Synchronization

/// `dingdian save FILE.csv [--area A] [--replace]`: the institutions with public facts held here, as a list
/// that `load` and spreadsheet programs read. Rows that `load` would refuse are left out by name.
enum SaveCommand {
    private static let shownCount = 20

    static func run(_ context: CommandContext) async throws -> CommandResult {
        let path = try context.argument(0, "a file to write")
        let area = try context.option("area").map { try context.region($0) }
        let tree = context.tree
        let found = Mutex<[ListedInstitution]>([])
        context.registry.forEachStanding { institution, standings in
            guard let facts = standings.lazy.compactMap(\.facts).first else { return }
            if let area, tree.area(of: facts.place) != area { return }
            found.withLock { $0.append(ListedInstitution(id: institution, facts: facts)) }
        }
        let writer = InstitutionListWriter(
            writesByteOrderMark: !context.command.isSet("no-mark"))
        let (kept, leftOut) = writer.parted(
            found.withLock { $0 }.sorted { $0.id < $1.id }, tree: tree)
        let isCheck = context.command.isSet("check")
        if !isCheck { try write(kept, with: writer, to: path, context) }
        return result(kept.count, leftOut, path: isCheck ? nil : path)
    }

    private static func write(
        _ institutions: [ListedInstitution], with writer: InstitutionListWriter, to path: String,
        _ context: CommandContext
    ) throws {
        let replaces = context.command.isSet("replace")
        do {
            try writer.write(institutions, to: path, replaces: replaces)
        } catch .exists {
            throw CommandFailure(
                "\(path) exists already; choose another name, or give --replace.",
                code: StorageError.fileExists(path: path).code)
        } catch {
            throw CommandFailure("\(path): \(error)")
        }
    }

    private static func result(
        _ count: Int, _ leftOut: [InstitutionID], path: String?
    ) -> CommandResult {
        var lines = [
            "\(count) 家机构 / institutions"
                + (path.map { " → \($0)" } ?? "（只计数，未写出 counted, nothing written）")
        ]
        lines += leftOut.prefix(shownCount).map { "  未写出 left out: \($0)" }
        if leftOut.count > shownCount { lines.append("  …") }
        return CommandResult(
            text: lines.joined(separator: "\n"),
            json: [
                "file": path.map { .string($0) } ?? .null, "institutions": .count(count),
                "leftOut": .strings(leftOut.map(\.description)),
            ],
            error: leftOut.isEmpty
                ? ""
                : "\(leftOut.count) institutions are not in the list: their names or other facts, as their agencies "
                    + "registered them, have what `load` refuses; they have to be registered anew.")
    }
}
