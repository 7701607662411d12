import Designation
import Federation
import Messages

/// The files of an edition as they come with a command: `edition`, and perhaps `lists`, `lists-2` …
/// and `scores`.
enum EditionFiles {
    static func edition(_ context: CommandContext) throws -> EditionDescription {
        let name = try context.argument(0, "an edition's file, such as edition.yaml")
        guard let bytes = context.command.file("edition") else {
            throw CommandFailure.usage("The edition's file did not come along.")
        }
        func root(_ key: String) throws(ConfigurationError) -> YAMLValue? {
            guard let bytes = context.command.file(key) else { return nil }
            return try YAMLFile(path: key + ".yaml", bytes: bytes).root
        }
        // Documents stand in the federation's folder, which a running node need not have at hand.
        let reader = EditionReader(folder: "", takesAnyDocument: true)
        let edition = try reader.readEdition(
            try YAMLFile(path: name, bytes: bytes).root, file: name,
            lists: try lists(context), scores: try root("scores"))
        guard edition.region == .everywhere || context.tree[edition.region] != nil else {
            throw CommandFailure("The directory knows no region \(edition.region.text).")
        }
        return edition
    }

    private static func lists(
        _ context: CommandContext
    ) throws(ConfigurationError) -> [YAMLValue] {
        var roots: [YAMLValue] = []
        for key in context.command.files.keys.sorted() where key.hasPrefix("lists") {
            guard let bytes = context.command.file(key) else { continue }
            roots.append(try YAMLFile(path: key + ".yaml", bytes: bytes).root)
        }
        return roots
    }

    /// The book that would be in force with the edition, and whether days of it were moved: what
    /// reaches back before its publication counts from that day (protocol §2.4).
    static func book(
        with edition: EditionDescription, _ context: CommandContext
    ) -> (book: RuleBook, movedCount: Int)? {
        guard let known = edition.policyEdition else { return nil }
        let directory = context.directory
        var moved = 0
        let values = edition.datedValues.map { name, value in
            var value = value
            if value.from < context.today {
                value.from = context.today
                moved += 1
            }
            return (name: name, value: value)
        }
        var replaced = directory.editions
            .filter { $0.id == edition.id && $0.region == edition.region }
            .flatMap { part in part.values.map { (name: $0.name, value: $0.value) } }
        for (name, value) in values where value.isDecision {
            let old = directory.rules.values[edition.region]?[name] ?? []
            replaced += old.filter { $0.isDecision && $0.from == value.from }
                .map { (name: name, value: $0) }
        }
        var shown = known
        shown.from = max(known.from, context.today)
        return (directory.rules.rehearsing(shown, replaced: replaced, values: values), moved)
    }
}
