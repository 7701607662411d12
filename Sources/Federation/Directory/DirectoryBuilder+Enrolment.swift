import Designation
import TransparencyLog

/// The tree of regions and of nodes, and who may add to it.
extension DirectoryBuilder {
    /// Adds regions below what the author may order; all of an event or nothing.
    mutating func set(_ regions: [Region], _ event: Event) {
        var tree = directory.regions
        for region in regions { tree.insert(region) }
        let scope = directory.ownRegions(of: event.author, for: .regions)
        guard !scope.isEmpty else {
            report(.notCompetent, event)
            return
        }
        for region in regions {
            let places = [region.code, region.pool, region.unit]
            // A region that exists must have been the author's before, too: nobody takes over
            // others'.
            let isOwn =
                scope.contains(.everywhere)
                || (places.allSatisfy { lies($0, in: scope, tree) }
                    && (directory.regions[region.code] == nil
                        || lies(region.code, in: scope, directory.regions)))
            guard isOwn, tree.area(of: region.code) != nil else {
                report(isOwn ? .badRegionTree : .notCompetent, event)
                return
            }
        }
        // Trees have no dates: whoever lies otherwise did so always.
        if tree != directory.regions { reachesBack(event, nil) }
        directory.regions = tree
    }

    /// - Returns: the name, when the node was not known before.
    mutating func enrol(_ record: NodeRecord, _ event: Event) -> String? {
        if let known = directory.members[record.name] {
            enrolAgain(record, known, event)
            return nil
        }
        guard reaches(event.author, record.region), mayName(event.author, record.name),
            record.role != .root
        else {
            report(.notCompetent, event)
            return nil
        }
        let depth = event.depth + 1
        guard depth < Self.maximumDepth else {
            report(.notCompetent, event)
            return nil
        }
        let granted = attenuated(record, event)
        directory.members[record.name] = Directory.Member(
            record: granted, parent: event.author, depth: depth, keys: [granted.nodeKey])
        enrolments.append((granted, event.author))
        if granted.from < event.day { reachesBack(event, granted.grants.flatMap(\.regions)) }
        return record.name
    }

    private mutating func enrolAgain(
        _ record: NodeRecord, _ known: Directory.Member, _ event: Event
    ) {
        let isSelfDescription = known.parent == nil && event.author == record.name
        guard known.parent == event.author || isSelfDescription else {
            report(.nameTaken, event)
            return
        }
        guard record.nodeKey == known.keys[0] else {
            report(.keyMustRotate, event)
            return
        }
        var granted = isSelfDescription ? record : attenuated(record, event)
        if isSelfDescription {
            // The root describes itself; what it may do comes from the anchor.
            granted.role = .root
            granted.grants = known.record.grants
        } else {
            guard reaches(event.author, record.region), record.role != .root else {
                report(.notCompetent, event)
                return
            }
            enrolments.append((granted, event.author))
            if granted.from < event.day { reachesBack(event, granted.grants.flatMap(\.regions)) }
        }
        directory.members[record.name]?.record = granted
    }

    /// A parent gives what it has itself, and within the regions for which it may enrol, anything.
    private mutating func attenuated(_ record: NodeRecord, _ event: Event) -> NodeRecord {
        var result = record
        var isCut = false
        result.grants = record.grants.compactMap { grant in
            let acts = grant.acts.filter { act in
                grant.regions.allSatisfy {
                    owns(event.author, .enrol, $0) || owns(event.author, act, $0)
                }
            }
            if acts.count != grant.acts.count { isCut = true }
            return acts.isEmpty ? nil : CompetenceGrant(regions: grant.regions, acts: acts)
        }
        if isCut { report(.grantBeyondReach, event) }
        return result
    }

    /// Whether the author may have children in the region: below its own, or where it may enrol.
    private func reaches(_ author: String, _ region: RegionCode) -> Bool {
        guard let own = directory.members[author]?.record.region else { return false }
        return own == .everywhere || region == own || directory.regions.lies(region, in: own)
            || owns(author, .enrol, region)
    }

    /// Names that begin with the code of a region belong to it: nobody else's children take them.
    private func mayName(_ author: String, _ name: String) -> Bool {
        let label = name.split(separator: ".", maxSplits: 1)[0].uppercased()
        guard let code = RegionCode(label), directory.regions[code] != nil else { return true }
        return reaches(author, code)
    }

    func owns(_ author: String, _ act: Competency, _ region: RegionCode) -> Bool {
        directory.ownGrantsCover(act, in: region, of: author)
    }

    private func lies(_ code: RegionCode, in scope: [RegionCode], _ tree: RegionTree) -> Bool {
        scope.contains { $0 == .everywhere || $0 == code || tree.lies(code, in: $0) }
    }
}
