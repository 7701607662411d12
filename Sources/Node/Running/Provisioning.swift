public import Designation
public import Federation

/// What a node's own `directory` log must say according to the federation's folder: children with
/// their keys, regions, editions, groups, calendars, delegations.
///
/// It is compared with the directory at hand, so that a node records only what is new: at the first
/// start everything, after an edit of the folder the difference.
public struct Provisioning: Sendable {
    public let federation: FederationFolder
    /// Public keys of the nodes that were set up, by name.
    public let keys: [String: NodePublicKeys]
    public let day: LegalDate

    public init(federation: FederationFolder, keys: [String: NodePublicKeys], day: LegalDate) {
        self.federation = federation
        self.keys = keys
        self.day = day
    }

    static let ground = "initial publication of rules already in force"

    /// The drafts that `author` has to record, in order.
    ///
    /// - Throws: `DraftError` when the folder holds what no entry can carry.
    public func drafts(for author: String, known: Directory) throws(DraftError) -> [EntryDraft] {
        guard let node = federation.node(author) else { return [] }
        var drafts: [EntryDraft] = []
        if author == federation.rootNode {
            drafts += try rootDrafts(known)
        }
        drafts += try enrolments(by: node, known)
        drafts += try rules(by: node, known)
        drafts += try delegations(by: node, known)
        return drafts
    }

    private func rootDrafts(_ known: Directory) throws(DraftError) -> [EntryDraft] {
        var drafts: [EntryDraft] = []
        let missing = federation.regions.filter { known.regions[$0.code] != $0 }
        for start in stride(from: 0, to: missing.count, by: 100) {
            let part = Array(missing[start..<min(start + 100, missing.count)])
            drafts.append(try .directory(.regions(part), effective: day))
        }
        // The root describes itself; what it may do comes from the anchor.
        if let root = federation.node(federation.rootNode), let record = record(of: root),
            known.node(named: root.name)?.agencyChinese != record.agencyChinese
        {
            drafts.append(try .directory(.nodeEnrolled(record), effective: record.from))
        }
        for year in federation.calendar.directoryYears where known.calendars[year.year] == nil {
            drafts.append(
                try .directory(.calendar(year), effective: day, retroactiveGround: Self.ground))
        }
        return drafts
    }

    private func enrolments(
        by author: NodeDescription, _ known: Directory
    ) throws(DraftError) -> [EntryDraft] {
        var drafts: [EntryDraft] = []
        for child in federation.nodes where child.parent == author.name {
            guard let record = record(of: child) else { continue }
            if let old = known.node(named: child.name), old.nodeKey == record.nodeKey { continue }
            drafts.append(try .directory(.nodeEnrolled(record), effective: record.from))
        }
        return drafts
    }

    /// The record of a node, `nil` as long as its keys are not known.
    func record(of node: NodeDescription) -> NodeRecord? {
        guard let key = keys[node.name] else { return nil }
        return NodeRecord(
            name: node.name, nodeKey: key.nodeKey, encryptionKey: key.encryptionKey,
            region: node.region, role: node.role, agencyChinese: node.title.chinese,
            agencyEnglish: node.title.english,
            grants: node.competence,
            // Offices have been competent since the national orders; histories reach back there.
            from: min(day, Self.competentSince), registers: node.registers)
    }

    /// 2021-02-01, when Orders No. 2 and No. 3 took effect.
    static let competentSince: LegalDate = {
        guard let day = LegalDate("2021-02-01") else { preconditionFailure("a date") }
        return day
    }()

    /// Editions are published by the region's agency, the national one by the root.
    private func rules(
        by author: NodeDescription, _ known: Directory
    ) throws(DraftError) -> [EntryDraft] {
        var drafts: [EntryDraft] = []
        for edition in federation.editions where publisher(of: edition.region) == author.name {
            let parts = edition.directoryParts.filter { part in
                !known.editions.contains {
                    $0.id == part.id && $0.region == part.region && $0.part == part.part
                }
            }
            guard !parts.isEmpty else { continue }
            var events: [DirectoryEvent] = parts.map { .edition($0) }
            if parts.first?.part == 0 {
                events += edition.directoryDecisions.map { .decision($0) }
            }
            for event in events {
                drafts.append(
                    try .directory(event, effective: day, retroactiveGround: Self.ground))
            }
        }
        for group in federation.groups {
            guard let member = group.group.members.min(),
                publisher(of: federation.tree.area(of: member) ?? member) == author.name,
                !known.groups.contains(group.group)
            else { continue }
            drafts.append(
                try .directory(
                    .group(NamedGroup(id: group.id, group: group.group)), effective: day,
                    retroactiveGround: Self.ground))
        }
        return drafts
    }

    /// The highest node whose own region is the edition's: the province's node for an area, the city's
    /// for a city.
    private func publisher(of region: RegionCode) -> String? {
        if region == RegionCode.everywhere || region == RuleBook.national {
            return federation.rootNode
        }
        return federation.nodes.first {
            $0.region == region && $0.competence.contains { $0.acts.contains(.edition) }
        }?.name
    }

    private func delegations(
        by author: NodeDescription, _ known: Directory
    ) throws(DraftError) -> [EntryDraft] {
        var drafts: [EntryDraft] = []
        for delegation in author.delegates {
            let isKnown = delegation.grant.acts.allSatisfy { act in
                delegation.grant.regions.allSatisfy { region in
                    known.competence(
                        of: delegation.to, for: act, in: region, on: max(day, delegation.from))
                        != .none
                }
            }
            guard !isKnown else { continue }
            let event = Delegation(
                to: delegation.to, regions: delegation.grant.regions,
                acts: delegation.grant.acts, from: delegation.from, until: delegation.until)
            drafts.append(
                try .directory(
                    .delegated(event), effective: delegation.from, basis: [delegation.basis],
                    retroactiveGround: Self.ground))
        }
        return drafts
    }
}
