import Designation
import Federation
import Messages

/// `dingdian regions publish FILE [--groups FILE] --officer NAME [--check]`: the tree of an area,
/// and whose results its agencies recognise, for all nodes. With editions and calendars this is all
/// that a federation needs which `dingdian up` does not start (protocol §2.4).
extension PublishCommand {
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
        try demandOwn(changed, tree: tree, context)
        var events = RegionChunks.events(of: changed)
        events += try groups(context, tree: tree)
        return try await publish(events, what: name, context)
    }

    /// In words that name the region; one that fails would take all of its event with it. The
    /// directory itself judges the events before they are recorded.
    private static func demandOwn(
        _ regions: [Region], tree: RegionTree, _ context: CommandContext
    ) throws(CommandFailure) {
        let known = context.directory
        let scope = (known.node(named: context.core.name)?.grants ?? [])
            .filter { $0.acts.contains(.regions) }.flatMap(\.regions)
        for region in regions {
            let isOwn = [region.code, region.pool, region.unit].allSatisfy { place in
                scope.contains { $0 == .everywhere || $0 == place || tree.lies(place, in: $0) }
            }
            guard isOwn,
                known.regions[region.code] == nil
                    || known.ownGrantsCover(.regions, in: region.code, of: context.core.name)
            else {
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
