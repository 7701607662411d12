import Designation
import Synchronization
import TransparencyLog

/// What is known here to be missing of each node's logs (protocol §9.3).
///
/// A heartbeat names the ends of its node's logs as far as their openings do not: an opening names the
/// log before it with its size, so whoever holds the newest log knows all that came before. Closings
/// and rotations name logs, too. As long as anything named by whomever is missing, freshness does not
/// go beyond the stamp at which the missing part begins.
struct SourceGaps {
    private let me: String
    private let directory: Directory
    private let logs: [Origin: AppliedLog]
    private let epochs: [Origin: EpochOpened]
    private let forks: [Origin: UInt64]
    /// For nodes with a gap, the time before which nothing is missing.
    private var bounds: [String: UInt64] = [:]

    init(me: String, registry: Registry) {
        let globals = registry.globals.withLock { $0 }
        self.me = me
        directory = globals.view.directory
        logs = globals.logs
        epochs = globals.epochs
        forks = globals.forks
        findGaps(globals.view)
    }

    /// Whether the node is enrolled: before, it does not know what is for it.
    var isMember: Bool { directory.node(named: me) != nil }

    /// Before which time everything of the node is here, as far as is known without a heartbeat.
    func bound(of node: String) -> UInt64 { bounds[node] ?? .max }

    /// The same as far as a heartbeat tells.
    func bound(of heartbeat: Heartbeat) -> UInt64 {
        var end = bound(of: heartbeat.node)
        for head in heartbeat.heads {
            end = min(end, bound(head.origin, head.size), chainBound(from: head.origin))
        }
        return end
    }

    /// What a heartbeat tells of missing parts that are older than itself: a log that was over when
    /// another one of its stream went on grows only when its author gets back what it had lost, so earlier
    /// heartbeats did not know of them.
    func lateBound(of heartbeat: Heartbeat) -> UInt64 {
        var end = UInt64.max
        for head in heartbeat.heads {
            let missing = bound(head.origin, head.size)
            guard missing < end, let name = Replica.name(of: head.origin) else { continue }
            let last = logs[head.origin]?.lastStamp ?? AppliedLog().lastStamp
            let isOver = logs.contains { origin, log in
                guard log.lastStamp > last, let other = Replica.name(of: origin) else {
                    return false
                }
                return other.node == name.node && other.stream == name.stream
            }
            if isOver { end = missing }
        }
        return end
    }

    private mutating func findGaps(_ view: RegistryView) {
        var found: [String: UInt64] = [:]
        func lower(_ node: String?, _ end: UInt64) {
            if let node, end < .max { found[node] = min(found[node] ?? .max, end) }
        }
        for (origin, epoch) in epochs where epoch.predecessor != nil {
            // Anybody can make a log under another's name; only an opening by its key says anything.
            guard let index = view.origins.index(of: origin.text), index < view.scopes.count,
                view.scopes[index].isTrusted
            else { continue }
            lower(epoch.node, chainBound(from: origin))
        }
        for (origin, closing) in directory.closings {
            lower(node(origin), bound(origin, closing.finalSize))
            if let next = closing.successor, node(next) == node(origin) {
                lower(node(next), bound(next, 1))
            }
        }
        for member in directory.members.values {
            for origin in member.keeps where node(origin) == member.record.name {
                lower(member.record.name, bound(origin, 1))
            }
        }
        bounds = found
    }

    private func node(_ origin: Origin) -> String? { Replica.name(of: origin)?.node }

    /// Along the openings, each of which names the log before it.
    private func chainBound(from origin: Origin) -> UInt64 {
        var end = UInt64.max
        var seen: Set<Origin> = [origin]
        var current = epochs[origin]
        while let epoch = current, let before = epoch.predecessor,
            seen.insert(before.origin).inserted
        {
            guard let name = Replica.name(of: before.origin), name.node == epoch.node,
                name.stream == epoch.stream
            else { break }
            end = min(end, bound(before.origin, before.size))
            current = epochs[before.origin]
        }
        return end
    }

    /// Before which time nothing of the first `size` entries of a log is missing: what is not here is
    /// stamped no lower than the last entry that is.
    private func bound(_ origin: Origin, _ size: UInt64) -> UInt64 {
        let closing = directory.closing(of: origin)
        let size = min(size, closing?.finalSize ?? .max)
        let log = logs[origin] ?? AppliedLog()
        var end = log.applied >= size ? UInt64.max : log.lastStamp.milliseconds
        // Which of two histories is held here, nobody knows before it is settled.
        if closing == nil, let common = forks[origin], size > common { end = 0 }
        guard end < .max, let name = Replica.name(of: origin),
            directory.inScope(of: me, origin: name)
        else { return .max }
        return end
    }
}
