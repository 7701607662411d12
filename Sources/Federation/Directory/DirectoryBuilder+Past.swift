import Designation
import Synchronization
import TransparencyLog

extension Directory {
    /// An event that may change what the directory so far said of days before it.
    struct Reach: Sendable, Hashable {
        /// Under its first place if it was recorded again.
        var event: EventReference
        /// Where it stands in the order of events.
        var stamp: Stamp
        var citations: [Citation]
        /// `nil`: everywhere.
        var regions: [RegionCode]?
    }
}

extension DirectoryBuilder {
    /// Notes an event that counts and reaches back before its own day.
    mutating func reachesBack(_ event: Event, _ regions: [RegionCode]?) {
        let reference = event.earlierPlace ?? event.reference
        let isNational = regions?.contains { $0 == .everywhere || $0 == RuleBook.national } ?? true
        reaching[reference] = Directory.Reach(
            event: reference, stamp: event.stamp, citations: event.header.basis,
            regions: isNational ? nil : regions)
    }

    /// A part of an edition reaches back where its values begin earlier, and where it takes the place of one
    /// whose values it does not repeat. Items of lists and tables concern no standing.
    mutating func note(_ part: EditionPart, replacing earlier: EditionPart?, _ event: Event) {
        func counting(_ part: EditionPart) -> [NamedValue] {
            part.values.compactMap { named in
                guard named.value.from < event.day, PolicyName.family(of: named.name) == nil
                else { return nil }
                // What it says of later days does not reach back.
                var named = named
                if named.value.to.map({ event.day < $0 }) ?? true { named.value.to = event.day }
                return named
            }
        }
        let isOther = earlier.map { counting($0) != counting(part) } ?? !counting(part).isEmpty
        if isOther { reachesBack(event, [part.region]) }
    }
}

/// The directory as it was just before events that reach back, and with each of them: built from what was
/// published by then, and only when an institution's fold asks for it, which is seldom.
final class PastViews: Sendable {
    private let anchor: Anchor
    private let logs: [Origin: [LoggedEntry]]
    private let epochs: [Origin: EpochOpened]
    private let latest: Directory
    private let built = Mutex<[EventReference: (before: FoldContext, with: FoldContext)]>([:])

    init(
        anchor: Anchor, logs: [Origin: [LoggedEntry]], epochs: [Origin: EpochOpened],
        latest: Directory
    ) {
        self.anchor = anchor
        self.logs = logs
        self.epochs = epochs
        self.latest = latest
    }

    /// For the context of folds.
    var events: [ReachingBack] {
        latest.reachingBack.map { reach in
            ReachingBack(
                event: reach.event, stamp: reach.stamp, citations: reach.citations,
                regions: reach.regions, views: { self.views(of: reach) })
        }
    }

    private func views(of reach: Directory.Reach) -> (before: FoldContext, with: FoldContext) {
        if let known = built.withLock({ $0[reach.event] }) { return known }
        let before = directory { $0.stamp < reach.stamp }
        let with = directory { $0.stamp < reach.stamp || self.is($0, reach) }
        let views = (before.foldContext(), with.foldContext())
        built.withLock { $0[reach.event] = views }
        return views
    }

    private func `is`(_ entry: LoggedEntry, _ reach: Directory.Reach) -> Bool {
        if entry.reference == reach.event { return true }
        if case .lost(let lost) = entry.entry.body { return lost.place == reach.event }
        return false
    }

    private func directory(_ isPublished: (LoggedEntry) -> Bool) -> Directory {
        Directory.build(
            anchor: anchor, logs: logs.map { ($0.key, $0.value.filter(isPublished)) },
            epochs: epochs, previous: latest)
    }
}
