public import Designation
import Federation
import Messages
import Storage
import TransparencyLog
public import Web

/// Clashes that wait for a person: those of the fold, and those that no institution's standing
/// shows (forked logs, two live epochs, stamps ahead of their time, applications of institutions
/// that are terminated).
extension NodeBackend {
    public func reviewItems(
        area: RegionCode?, includingResolved: Bool, includingCases: Bool
    ) async throws(WebFailure) -> [ReviewRow] {
        let rows = try await items(area: area, includingCases: includingCases)
            .filter { includingResolved || $0.item.resolution == nil }
            .map { item, name in
                ReviewRow(
                    item: item, institutionName: name, writtenAtMilliseconds: writtenAt(item))
            }
        return rows.sorted {
            if $0.writtenAtMilliseconds != $1.writtenAtMilliseconds {
                return $0.writtenAtMilliseconds > $1.writtenAtMilliseconds
            }
            return $0.item.key < $1.item.key
        }
    }

    /// All items of an area, each once, in no particular order.
    func items(
        area: RegionCode?, includingCases: Bool
    ) async throws(WebFailure) -> [(item: ReviewItem, name: String)] {
        let census = await censusCache.current()
        let view = registry.view
        let areas = view.heldAreas.isEmpty ? [Registry.common] : view.heldAreas.sorted()
        var found = areas.flatMap { census.areas[$0]?.items ?? [] }
        if includingCases {
            found += applicationItems(await cases.board(), view)
                .map { ($0, name(of: $0.institution)) }
        }
        found += await logItems(view).map { ($0, "") }
        var keys: Set<String> = []
        return found.filter { item, _ in
            guard keys.insert(item.key).inserted else { return false }
            // What concerns no province, such as a log of the root, is shown in every area.
            guard let area, let place = view.tree.area(of: item.region) else { return true }
            return place == area
        }
    }

    func name(of institution: InstitutionID?) -> String {
        institution.flatMap { shownStanding(of: $0).facts?.name } ?? ""
    }

    /// The stamp of the newest of its events.
    private func writtenAt(_ item: ReviewItem) -> UInt64 {
        let events = Set(item.events)
        var newest: UInt64 = 0
        var left = events
        for fact in item.institution.map({ registry.facts(of: $0) }) ?? []
        where events.contains(fact.reference) {
            newest = max(newest, fact.stamp.milliseconds)
            left.remove(fact.reference)
        }
        for reference in left {
            guard let logged = loggedEntry(EventName(reference)) else { continue }
            newest = max(newest, logged.entry.header.stamp.milliseconds)
        }
        return newest
    }

    // MARK: Applications

    /// Applications that were accepted from institutions that are terminated, in cases that this
    /// node can open. Nobody is at fault: whoever was offline could not know.
    private func applicationItems(_ board: CaseBoard, _ view: RegistryView) -> [ReviewItem] {
        let today = today()
        return board.cases.values.flatMap { events -> [ReviewItem] in
            let isOver = events.contains {
                $0.step.kind == .withdrawn || $0.step.kind == .refused
            }
            // Requests of a designated institution may lead to its termination; only who wants to be
            // designated is barred by one (N12, P11).
            let kind = events.lazy.compactMap(\.step.details.caseKind).first ?? .new
            guard !isOver, kind.isDesignation || kind == .internetSupplement else { return [] }
            // What was signed before is over: a later termination says nothing against it.
            let isDone = events.contains { $0.step.kind == .signed || $0.step.kind == .closed }
            return events.filter { $0.step.kind == .accepted }
                .compactMap { item(application: $0, view, isDone ? nil : today) }
        }
    }

    private func item(
        application: CaseReader.Opened, _ view: RegistryView, _ today: LegalDate?
    ) -> ReviewItem? {
        let area = view.tree.area(of: application.step.region) ?? Registry.common
        let standing = registry.standing(of: application.institution, area: area)
        let inForce =
            standing.sanctions(on: application.step.day)
            + (today.map { standing.sanctions(on: $0) } ?? [])
        guard let termination = inForce.first(where: { $0.isTermination }) else { return nil }
        let kind = ReviewItem.Kind.applicationWhileTerminated
        let events = [application.row.reference, termination.event]
        let key = ReviewItem.key(kind, application.institution, events)
        let facts = registry.facts(of: application.institution)
        return ReviewItem(
            key: key, kind: kind, institution: application.institution, events: events,
            citations: facts.first { $0.reference == termination.event }?.basis ?? [],
            region: application.step.region, resolution: Self.decision(on: key, in: facts))
    }

    /// The last decision that an officer recorded on an item.
    private static func decision(on key: String, in facts: [Fact]) -> String? {
        let settled = ReviewItem.settledKey(key, facts)
        let decisions = facts.sorted { ($0.stamp, $0.reference) < ($1.stamp, $1.reference) }
            .compactMap { fact -> String? in
                guard case .reviewed(let item, let decision) = fact.act,
                    ReviewItem.settledKey(item, facts) == settled
                else { return nil }
                return decision
            }
        return decisions.last
    }

    // MARK: Logs

    private func logItems(_ view: RegistryView) async -> [ReviewItem] {
        var items: [ReviewItem] = []
        // Those that are not settled, whoever proved them.
        for origin in registry.forks.keys.sorted() {
            items.append(item(.forkedLog, [(origin.text, 0)], view))
        }
        for stamp in await core.futureStamps() {
            items.append(item(.futureStamp, [(stamp.origin.text, stamp.from)], view))
        }
        for scope in view.scopes {
            guard !scope.isTrusted, let name = scope.name, isLeftBehind(name, view.directory)
            else { continue }
            items.append(item(.replacedKeyLog, [(name.origin.text, 0)], view))
        }
        for origins in liveEpochs(view) where origins.count > 1 {
            items.append(item(.twoLiveEpochs, origins.map { ($0, 0) }, view))
        }
        return items
    }

    /// Whether what a member wrote there counts nowhere until a superior closes the log: an epoch that was
    /// opened under an old key by who did not know better, or by a thief.
    private func isLeftBehind(_ name: LogName, _ directory: Directory) -> Bool {
        registry.isSuperseded(name.origin) && !directory.isRevoked(name.node)
            // One that holds its opening alone says nothing.
            && registry.applied(name.origin) > 1
    }

    /// Origins of trusted logs that no closing ends, by node and stream.
    private func liveEpochs(_ view: RegistryView) -> [[String]] {
        struct Place: Hashable {
            var node: String
            var stream: Designation.Stream
        }
        var epochs: [Place: [String]] = [:]
        for scope in view.scopes where scope.isTrusted && scope.closedSize == nil {
            guard let name = scope.name else { continue }
            epochs[Place(node: name.node, stream: name.stream), default: []].append(
                name.origin.text)
        }
        return epochs.values.map { $0.sorted() }.sorted { $0[0] < $1[0] }
    }

    /// An item about logs: it concerns the region of the logs' author.
    private func item(
        _ kind: ReviewItem.Kind, _ places: [(origin: String, index: UInt64)], _ view: RegistryView
    ) -> ReviewItem {
        let events = places.map { place in
            let name = EventName(origin: place.origin, index: place.index)
            return loggedEntry(name)?.reference
                ?? EventReference(origin: place.origin, index: place.index, leafPrefix: 0)
        }
        let node = (try? Origin(places[0].origin)).flatMap { try? LogName(origin: $0) }?.node
        let region = node.flatMap { view.directory.node(named: $0)?.region } ?? .everywhere
        let key = ([kind.rawValue] + events.map(\.description)).joined(separator: ",")
        return ReviewItem(
            key: key, kind: kind, institution: nil, events: events, citations: [], region: region)
    }
}

extension RegistryBackend {
    /// For officers at the node itself, who may read everything that the node can open.
    func reviewItems(
        area: RegionCode?, includingResolved: Bool
    ) async throws(WebFailure) -> [ReviewRow] {
        try await reviewItems(
            area: area, includingResolved: includingResolved, includingCases: true)
    }
}

extension NodeCore {
    func futureStamps() -> [NoticeBook.FutureStamp] { exchange.replica.notices.futureStamps }
}
