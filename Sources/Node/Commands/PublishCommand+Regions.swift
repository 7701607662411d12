import Designation
import Federation
import Messages

/// `dingdian regions publish FILE [--groups FILE] --officer NAME [--check]`: the tree of an area, and
/// whose results its agencies recognise, for all nodes. With editions and calendars this is all that a
/// federation needs which `dingdian up` does not start (protocol §2.4).
extension PublishCommand {
    /// As many regions as one event holds.
    private static let regionsPerEvent = 100

    static func regions(_ context: CommandContext) async throws -> CommandResult {
        let name = try context.argument(0, "a file of regions, such as regions.yaml")
        guard let bytes = context.command.file("regions") else {
            throw CommandFailure.usage("The file of regions did not come along.")
        }
        let read = try RegionReader(folder: "").read(try YAMLFile(path: name, bytes: bytes).root)
        let known = context.tree
        let changed = read.map(\.region).filter { known[$0.code] != $0 }
        var tree = known
        for region in changed { tree.insert(region) }
        try FederationChecks.check(read, in: tree)
        try demandOwn(changed, known: known, tree: tree, context)
        var events: [DirectoryEvent] = []
        for start in stride(from: 0, to: changed.count, by: regionsPerEvent) {
            let end = min(start + regionsPerEvent, changed.count)
            events.append(.regions(Array(changed[start..<end])))
        }
        events += try groups(context, tree: tree)
        return try await publish(events, what: name, context)
    }

    /// As the directory judges (protocol §2.4): the author's own grants over code, pool and unit of each,
    /// and over the old place of one that exists. One that fails would take all of its event with it.
    private static func demandOwn(
        _ regions: [Region], known: RegionTree, tree: RegionTree, _ context: CommandContext
    ) throws(CommandFailure) {
        let grants = context.directory.node(named: context.core.name)?.grants ?? []
        let scope = grants.filter { $0.acts.contains(.regions) }.flatMap(\.regions)
        func lies(_ code: RegionCode, _ tree: RegionTree) -> Bool {
            scope.contains { $0 == .everywhere || $0 == code || tree.lies(code, in: $0) }
        }
        for region in regions where !scope.contains(.everywhere) {
            let isOwn =
                [region.code, region.pool, region.unit].allSatisfy { lies($0, tree) }
                && (known[region.code] == nil || lies(region.code, known))
            guard isOwn else {
                throw CommandFailure(
                    "\(context.core.name) may not publish \(Competency.regions.rawValue) for \(region.code.text); "
                        + "the agency of that region may, or the root.")
            }
        }
    }

    private static func groups(
        _ context: CommandContext, tree: RegionTree
    ) throws -> [DirectoryEvent] {
        guard let bytes = context.command.file("groups") else { return [] }
        let reader = EditionReader(folder: "", takesAnyDocument: true)
        let document = try YAMLFile(path: context.option("groups") ?? "groups", bytes: bytes)
        var events: [DirectoryEvent] = []
        for group in try reader.readGroups(document.root)
        where !context.directory.groups.contains(group.group) {
            for member in group.group.members.sorted() {
                guard tree[member] != nil else {
                    throw CommandFailure("The directory knows no region \(member.text).")
                }
                try check(.group, member, context)
            }
            events.append(.group(NamedGroup(id: group.id, group: group.group)))
        }
        return events
    }
}
