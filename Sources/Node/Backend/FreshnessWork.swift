import Designation
import Federation
import TransparencyLog

/// The calculations behind a ``FreshnessSnapshot``.
struct FreshnessWork {
    private let directory: Directory
    private let me: String
    private let book: FreshnessBook
    private let states: [String: [Origin: LogState]]
    private let applied: [Origin: UInt64]
    private let names: [Origin: LogName]

    init(
        registry: Registry, view: RegistryView, me: String, input: FreshnessInput
    ) {
        directory = view.directory
        self.me = me
        book = input.book
        states = input.states
        applied = registry.applied
        var names: [Origin: LogName] = [:]
        for origin in applied.keys { names[origin] = try? LogName(origin: origin) }
        self.names = names
    }

    /// How many entries are applied; `nil` for a log that this node is not to hold. A log in scope
    /// of which nothing came yet counts as empty, not as none: its entries are missing here.
    private func applied(_ origin: Origin) -> UInt64? {
        if let size = applied[origin] { return size }
        // Losing the error is right: what is no log of this protocol is not held.
        guard let name = try? LogName(origin: origin), directory.inScope(of: me, origin: name)
        else { return nil }
        return 0
    }

    /// The largest size of each log in scope that a heartbeat or a peer announced.
    func announcedSizes() -> [Origin: UInt64] {
        var sizes: [Origin: UInt64] = [:]
        for head in book.heartbeats.flatMap(\.heads) where applied(head.origin) != nil {
            sizes[head.origin] = max(sizes[head.origin] ?? 0, head.size)
        }
        for (origin, state) in states.values.joined() {
            guard case .catchingUp(let size) = state else { continue }
            sizes[origin] = max(sizes[origin] ?? 0, size)
        }
        return sizes
    }

    func missing(_ announced: [Origin: UInt64]) -> [String: UInt64] {
        var missing: [String: UInt64] = [:]
        for (origin, size) in announced {
            let held = min(applied(origin) ?? 0, size)
            guard size > held, let name = try? LogName(origin: origin) else { continue }
            // A log ends where it was closed, whatever its author announces.
            let end = directory.closing(of: origin)?.finalSize ?? size
            let lacking = min(size, end) > held ? min(size, end) - held : 0
            guard lacking > 0 else { continue }
            missing[name.node] = (missing[name.node] ?? 0) &+ lacking
        }
        return missing
    }

    /// The worst state of each node's logs. Where several peers bring a log, the best of them
    /// counts: one that fails delays nothing while another delivers.
    func states(missing: [String: UInt64]) -> [String: String] {
        var best: [Origin: String] = [:]
        for (origin, state) in states.values.joined() {
            let known = best[origin] ?? "forked"
            // A fork is proved, whoever showed it; no other peer's success undoes that.
            if best[origin] == nil || state == .forked {
                best[origin] = state.name
            } else if known != "forked", Self.rank(state.name) < Self.rank(known) {
                best[origin] = state.name
            }
        }
        var result: [String: String] = [:]
        for (origin, state) in best where state != "closed" {
            guard let node = (try? LogName(origin: origin))?.node else { continue }
            if Self.rank(state) > Self.rank(result[node] ?? "current") { result[node] = state }
        }
        for (node, count) in missing where count > 0 && (result[node] ?? "current") == "current" {
            result[node] = "waiting"
        }
        let known = Set(names.values.map(\.node)).union(book.heartbeats.map(\.node))
        for record in directory.nodes where record.name != me && !known.contains(record.name) {
            result[record.name] = result[record.name] ?? "waiting"
        }
        return result
    }

    private static func rank(_ state: String) -> Int {
        ["current", "closed", "waiting", "throttled", "catching-up", "refused", "forked"]
            .firstIndex(of: state) ?? 0
    }
}
