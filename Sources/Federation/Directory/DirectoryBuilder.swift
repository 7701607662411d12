import Designation
import TransparencyLog

/// Builds a ``Directory``: level by level from the root down, then what needs the whole tree.
struct DirectoryBuilder {
    /// A directory event with author and place.
    struct Event {
        var author: String
        var depth: Int
        var stamp: Stamp
        var origin: Origin
        var reference: EventReference
        /// Where it first stood, when it was recorded again.
        var earlierPlace: EventReference?
        var header: EntryHeader
        var content: DirectoryEvent

        var day: LegalDate { LegalDate(unixMilliseconds: stamp.milliseconds) }

        /// Between logs stamp, origin and index decide (protocol §6).
        static func precedes(_ left: Event, _ right: Event) -> Bool {
            if left.stamp != right.stamp { return left.stamp < right.stamp }
            if left.origin != right.origin { return left.origin < right.origin }
            return left.reference.index < right.reference.index
        }
    }

    struct Order {
        var event: Event
        var closing: LogClosing
    }

    /// No chain of offices is deeper; a bound for loops over foreign data.
    static let maximumDepth = 32

    var directory: Directory
    private var logs: [String: [(name: LogName, entries: [LoggedEntry])]] = [:]
    private var epochs: [Origin: EpochOpened]
    /// Everything that is not about the tree of nodes, judged at the end.
    var later: [Event] = []
    var closingOrders: [Origin: [Order]] = [:]
    var rotations: [String: [(event: Event, rotation: KeyRotation)]] = [:]
    var revocations: [String: [Event]] = [:]
    /// Enrolments that took effect, in order.
    var enrolments: [(record: NodeRecord, parent: String)] = []
    private var problems: Set<Directory.Problem> = []
    /// Events that may reach back, by their references.
    var reaching: [EventReference: Directory.Reach] = [:]
    /// What was built last, for its rule book.
    var previous: Directory?
    /// Events that nobody recorded, read behind those of their author.
    var trial: [LoggedEntry] = []

    init(
        anchor: Anchor, logs: [(Origin, [LoggedEntry])], epochs: [Origin: EpochOpened]
    ) {
        directory = Directory(anchor: anchor)
        self.epochs = epochs
        var longest: [Origin: [LoggedEntry]] = [:]
        for (origin, entries) in logs where entries.count > (longest[origin]?.count ?? -1) {
            longest[origin] = entries
        }
        for (origin, entries) in longest {
            // Losing the error is right: the log is not one of this protocol.
            guard let name = try? LogName(origin: origin), name.stream == .directory else {
                continue
            }
            if let first = entries.first, first.index == 0,
                case .epochOpened(let opened) = first.entry.body
            {
                self.epochs[origin] = opened
            }
            self.logs[name.node, default: []].append((name, entries))
        }
    }

    mutating func run() -> Directory {
        var level = [directory.anchor.rootNode]
        for depth in 0..<Self.maximumDepth {
            guard !level.isEmpty else { break }
            let events = level.flatMap { read($0, depth: depth) }.sorted(by: Event.precedes)
            // The tree of regions decides what a parent may grant; it comes before the grants.
            for event in events {
                if case .regions(let regions) = event.content { set(regions, event) }
            }
            level = []
            for event in events {
                if let child = take(event) { level.append(child) }
            }
            level.sort()
        }
        settleLogs()
        finish()
        directory.reachingBack = reaching.values.sorted {
            $0.stamp != $1.stamp ? $0.stamp < $1.stamp : $0.event < $1.event
        }
        directory.problems = problems.sorted { left, right in
            left.event != right.event
                ? left.event < right.event : left.reason.rawValue < right.reason.rawValue
        }
        return directory
    }

    mutating func report(_ reason: Directory.Problem.Reason, _ event: Event) {
        problems.insert(Directory.Problem(event: event.reference, reason: reason))
    }

    /// The events of a node that count: of trusted logs, up to their closings.
    private mutating func read(_ node: String, depth: Int) -> [Event] {
        settle(node)
        var events: [Event] = []
        for (name, entries) in logs[node] ?? [] {
            guard let epoch = epochs[name.origin],
                directory.isTrusted(epoch, origin: name)
            else { continue }
            let limit = directory.closing(of: name.origin)?.finalSize ?? .max
            for entry in entries where entry.index < limit && entry.origin == name.origin {
                if let event = event(entry, author: node, depth: depth) { events.append(event) }
            }
        }
        // Losing the error is right: the log of a trial is named by this module.
        if let log = trial.first?.origin, (try? LogName(origin: log))?.node == node {
            events += trial.compactMap { event($0, author: node, depth: depth) }
        }
        // What was recorded again counts once: where it first stood if that counts, else the first
        // of its copies (protocol §4).
        var places = Set(events.map(\.reference))
        return events.sorted(by: Event.precedes).filter { event in
            event.earlierPlace.map { places.insert($0).inserted } ?? true
        }
    }

    private func event(_ logged: LoggedEntry, author: String, depth: Int) -> Event? {
        var entry = logged.entry
        var earlier: EventReference?
        if case .lost(let lost) = entry.body {
            // Losing the error is right: malformed content has no effect.
            guard let inner = try? EntryCodec.decode(lost.entry),
                lost.isRecorded(at: logged.origin.text)
            else { return nil }
            entry = inner
            earlier = lost.place
        }
        guard case .directory(let content) = entry.body else { return nil }
        return Event(
            author: author, depth: depth, stamp: logged.stamp, origin: logged.origin,
            reference: logged.reference, earlierPlace: earlier, header: entry.header,
            content: content)
    }

    /// - Returns: the name of a node that is enrolled by the event for the first time.
    private mutating func take(_ event: Event) -> String? {
        switch event.content {
        case .nodeEnrolled(let record): return enrol(record, event)
        case .closed(let closing):
            closingOrders[closing.origin, default: []].append(Order(event: event, closing: closing))
        case .keyRotated(let rotation):
            rotations[rotation.node, default: []].append((event, rotation))
        case .revoked(let node, _): revocations[node, default: []].append(event)
        case .regions: break
        case .delegated, .delegationEnded, .edition, .calendar, .group, .decision, .foldEdition:
            later.append(event)
        }
        return nil
    }

    /// Applies what superiors said about a node. All of them were read before the node is, because
    /// they stand above it.
    private mutating func settle(_ node: String) {
        guard let member = directory.members[node] else { return }
        let superiors = Set(directory.chain(of: node).dropFirst())
        var keys = [member.keys[0]]
        var keeps: Set<Origin> = []
        var encryptionKey = member.record.encryptionKey
        var sealedFrom: Stamp?
        for (event, rotation) in (rotations[node] ?? []).sorted(by: {
            Event.precedes($0.event, $1.event)
        }) {
            guard superiors.contains(event.author) else { continue }
            keys.append(rotation.nodeKey)
            keeps.formUnion(rotation.keeps)
            if !rotation.encryptionKey.isEmpty {
                encryptionKey = rotation.encryptionKey
                sealedFrom = event.stamp
            }
        }
        for event in revocations[node] ?? [] where superiors.contains(event.author) {
            directory.members[node]?.isRevoked = true
            let known = directory.table.rows[node]?.revokedFrom ?? event.header.effective
            directory.table.rows[node, default: .init()].revokedFrom = min(
                known, event.header.effective)
            if event.header.effective < event.day {
                reachesBack(event, directory.members[node]?.record.grants.flatMap(\.regions))
            }
        }
        directory.members[node]?.keys = keys
        directory.members[node]?.keeps = keeps
        directory.members[node]?.sealedFrom = sealedFrom
        directory.members[node]?.record.nodeKey = keys[keys.count - 1]
        directory.members[node]?.record.encryptionKey = encryptionKey
        settleClosings { $0.node == node }
    }

    /// Chooses the closing that counts for each log that `isWanted`.
    private mutating func settleClosings(where isWanted: (LogName) -> Bool) {
        for (origin, orders) in closingOrders {
            guard let name = try? LogName(origin: origin), isWanted(name) else { continue }
            let superiors = Set(directory.chain(of: name.node).dropFirst())
            let counting = orders.filter { superiors.contains($0.event.author) }
            directory.closings[origin] =
                counting.max { left, right in
                    left.event.depth != right.event.depth
                        ? left.event.depth > right.event.depth
                        : Event.precedes(left.event, right.event)
                }?.closing
        }
    }

    /// Names the children, and reports what was said about nodes that are not there, or by nodes
    /// that are not above them.
    private mutating func settleLogs() {
        for (origin, orders) in closingOrders {
            let node = (try? LogName(origin: origin))?.node ?? ""
            reportUnheard(orders.map(\.event), about: node)
        }
        for (node, orders) in rotations { reportUnheard(orders.map(\.event), about: node) }
        for (node, events) in revocations { reportUnheard(events, about: node) }
        for (name, member) in directory.members {
            guard let parent = member.parent else { continue }
            directory.childNames[parent, default: []].append(name)
        }
        for parent in directory.childNames.keys { directory.childNames[parent]?.sort() }
    }

    private mutating func reportUnheard(_ events: [Event], about node: String) {
        let isKnown = directory.members[node] != nil
        let superiors = Set(directory.chain(of: node).dropFirst())
        for event in events where !superiors.contains(event.author) {
            report(isKnown ? .notSuperior : .unknownNode, event)
        }
    }
}
