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
        let earlier = directory.editions
            .filter { $0.id == edition.id && $0.region == edition.region }.flatMap(\.values)
        let written = edition.directoryParts.flatMap(\.values)
        let values = PublishedValues.following(earlier, written, on: context.today).values
        var moved = Set(values).subtracting(written).subtracting(earlier)
            .count { $0.value.from == context.today }
        var (decided, replaced): ([NamedValue], [NamedValue]) = ([], earlier)
        for decision in edition.directoryDecisions {
            let held = directory.rules.values[edition.region]?[decision.name] ?? []
            guard !held.contains(decision.value) else { continue }
            var value = decision.value
            if value.from < context.today {
                value.from = context.today
                moved += 1
            }
            replaced += held.filter { $0.isDecision && $0.from == value.from }
                .map { NamedValue(name: decision.name, value: $0) }
            decided.append(NamedValue(name: decision.name, value: value))
        }
        var shown = known
        if earlier.isEmpty { shown.from = max(known.from, context.today) }
        let book = directory.rules.rehearsing(
            shown, replaced: replaced.map { ($0.name, $0.value) },
            values: (values + decided).map { ($0.name, $0.value) })
        return (book, moved)
    }

    /// Whether lists and tables that the edition in force has would be taken away by files that have none:
    /// said on purpose, or forgotten.
    static func demandLists(
        _ edition: EditionDescription, _ context: CommandContext
    ) throws(CommandFailure) {
        func families(_ values: [NamedValue]) -> Set<PolicyName.Family> {
            let holding = values.filter { $0.value.to.map { context.today < $0 } ?? true }
            return Set(holding.compactMap { PolicyName.family(of: $0.name) })
        }
        let earlier = context.directory.editions
            .filter { $0.id == edition.id && $0.region == edition.region }.flatMap(\.values)
        let written = families(edition.directoryParts.flatMap(\.values))
        guard !families(earlier).isSubset(of: written), !context.command.isSet("without-lists")
        else { return }
        throw CommandFailure.usage(
            "\(edition.id) has lists or score tables that these files lack, which would take them away: give "
                + "them with --lists and --scores, or say --without-lists.")
    }
}
