import Designation
import Federation
import Messages
import Synchronization

/// `dingdian save FILE.csv [--area A]`: the institutions with public facts held here, as a list that
/// `load` and spreadsheet programs read.
enum SaveCommand {
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
        let institutions = found.withLock { $0 }.sorted { $0.id < $1.id }
        let writer = InstitutionListWriter(
            writesByteOrderMark: !context.command.isSet("no-mark"))
        let isCheck = context.command.isSet("check")
        if !isCheck { try writer.write(institutions, to: path) }
        return CommandResult(
            text: "\(institutions.count) 家机构 / institutions"
                + (isCheck ? "（只计数，未写出 counted, nothing written）" : " → \(path)"),
            json: [
                "file": isCheck ? .null : .string(path),
                "institutions": .count(institutions.count),
            ])
    }
}
