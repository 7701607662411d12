import Designation
import Synchronization
public import TransparencyLog

extension Registry {
    /// Takes what is not a fact of an institution: openings of epochs and directory events. A new view
    /// comes into force when they change what folds look at.
    ///
    /// - Parameter refreshing: false when the caller calls ``refreshView()`` after many of these.
    /// - Returns: whether the view changed, or will.
    @discardableResult
    public func absorb(_ entries: [LoggedEntry], refreshing: Bool = true) -> Bool {
        var opened: Set<Origin> = []
        var concernsAll = false
        globals.withLock { globals in
            for entry in entries {
                switch entry.entry.body {
                case .epochOpened(let epoch) where entry.index == 0:
                    guard globals.epochs[entry.origin] != epoch else { continue }
                    globals.epochs[entry.origin] = epoch
                    opened.insert(entry.origin)
                    // Who may speak in the directory decides about everything else.
                    if epoch.stream == .directory { concernsAll = true }
                case .directory, .lost:
                    let known = globals.directoryEntries[entry.origin, default: []]
                    if known.last.map({ $0.index < entry.index }) ?? true {
                        globals.directoryEntries[entry.origin] = known + [entry]
                    }
                    concernsAll = true
                default:
                    break
                }
            }
        }
        guard concernsAll || !opened.isEmpty else { return false }
        if refreshing { concernsAll ? refreshView() : refreshView(opened: opened) }
        return true
    }

    /// Marks a log as forked from `commonSize` on, or settles it (`nil`). Of several proofs the one
    /// that leaves least in doubt counts.
    public func setFork(_ origin: Origin, commonSize: UInt64?) {
        let isNew = globals.withLock { globals -> Bool in
            let known = globals.forks[origin]
            globals.forks[origin] = commonSize.map { max($0, known ?? 0) }
            return globals.forks[origin] != known
        }
        if isNew { refreshView() }
    }

    /// Whether what is held here of a closed log is known to be what was closed.
    func setSettled(_ origin: Origin, _ isSettled: Bool) {
        let isNews = globals.withLock { globals -> Bool in
            guard globals.settled.contains(origin) != isSettled else { return false }
            if isSettled {
                globals.settled.insert(origin)
            } else {
                globals.settled.remove(origin)
            }
            return globals.forks[origin] != nil
        }
        if isNews { refreshView() }
    }

    /// Logs with two histories that no closing settles, with the sizes from which on they differ.
    public var forks: [Origin: UInt64] {
        globals.withLock { globals in
            globals.forks.filter { globals.view.directory.closing(of: $0.key) == nil }
        }
    }

    /// Up to where the histories of a forked log are proved to be one.
    func commonSize(_ origin: Origin) -> UInt64? { globals.withLock { $0.forks[origin] } }

    /// Whether two histories of the log are proved and not settled.
    public func isForked(_ origin: Origin) -> Bool {
        globals.withLock { $0.forks[origin] != nil }
    }

    /// The newest stamp of each log.
    var lastStamps: [Origin: Stamp] { globals.withLock { $0.logs.mapValues(\.lastStamp) } }

    /// Entry 0 of a log, if it is here and opens an epoch.
    func opening(of origin: Origin) -> EpochOpened? { globals.withLock { $0.epochs[origin] } }

    /// Whether the directory vouches for the opening of a log.
    func isTrusted(_ origin: Origin) -> Bool {
        globals.withLock { globals in
            guard let index = globals.view.origins.index(of: origin.text),
                index < globals.view.scopes.count
            else { return false }
            return globals.view.scopes[index].isTrusted
        }
    }

    /// Whether a log was opened by a key that is its node's no more, and nobody vouches for it by a
    /// closing or by naming it: nothing of it counts (protocol §2.3).
    public func isSuperseded(_ origin: Origin) -> Bool {
        globals.withLock { globals in
            // Losing the error is right: what is no name of this federation is nobody's log.
            guard let epoch = globals.epochs[origin], let name = try? LogName(origin: origin),
                case .failure(.supersededKey) = globals.view.directory.trusts(
                    epoch: epoch, origin: name)
            else { return false }
            return true
        }
    }

    /// Makes the view anew from all directory entries, epochs and forks.
    public func refreshView() {
        globals.withLock { globals in
            let logs = globals.directoryEntries.map { ($0.key, $0.value) }
            let directory = Directory.build(
                anchor: anchor, logs: logs, epochs: globals.epochs,
                previous: globals.view.directory)
            for origin in globals.epochs.keys { globals.origins.intern(origin.text) }
            let scopes = globals.origins.names.map {
                Self.scope(of: $0, directory: directory, globals: globals)
            }
            globals.view = RegistryView(
                directory: directory, origins: globals.origins, scopes: scopes,
                generation: Self.generation(directory: directory, scopes: scopes, globals: globals),
                heldAreas: globals.view.heldAreas,
                past: PastViews(
                    anchor: anchor, logs: globals.directoryEntries, epochs: globals.epochs,
                    latest: directory))
        }
    }

    /// Makes the view anew where epochs were opened of logs that are no directories: the directory is
    /// still the same, and no other log counts otherwise than before. With many logs this is what keeps
    /// the first contact short, since the opening of every known log need not be verified again.
    private func refreshView(opened: Set<Origin>) {
        globals.withLock { globals in
            let view = globals.view
            for origin in opened { globals.origins.intern(origin.text) }
            var scopes = view.scopes
            for name in globals.origins.names[scopes.count...] {
                scopes.append(Self.scope(of: name, directory: view.directory, globals: globals))
            }
            for origin in opened {
                guard let index = globals.origins.index(of: origin.text) else { continue }
                scopes[index] = Self.scope(
                    of: origin.text, directory: view.directory, globals: globals)
            }
            globals.view = RegistryView(
                directory: view.directory, origins: globals.origins, scopes: scopes,
                generation: Self.generation(
                    directory: view.directory, scopes: scopes, globals: globals),
                heldAreas: view.heldAreas, past: view.past)
        }
    }

    /// Names that facts brought become part of the view at once: what is packed with them must be
    /// readable under the view in force. Nothing that is folded already depends on them.
    static func extendView(_ globals: inout Globals) {
        let view = globals.view
        let known = view.scopes.count
        guard globals.origins.count > known else { return }
        let scopes = globals.origins.names[known...].map {
            scope(of: $0, directory: view.directory, globals: globals)
        }
        globals.view = RegistryView(
            directory: view.directory, origins: globals.origins, scopes: view.scopes + scopes,
            generation: view.generation, heldAreas: view.heldAreas, past: view.past)
    }

    private static func scope(of text: String, directory: Directory, globals: Globals) -> LogScope {
        // Losing the error is right: what is no name of this federation has no scope.
        guard let origin = try? Origin(text), let name = try? LogName(origin: origin) else {
            return LogScope(
                name: nil, area: nil, isTrusted: false, closedSize: nil, forkedFrom: nil)
        }
        let region = directory.node(named: name.node)?.region
        return LogScope(
            name: name, area: region.flatMap { directory.regions.area(of: $0) },
            isTrusted: globals.epochs[origin].map { directory.isTrusted($0, origin: name) }
                ?? false,
            closedSize: directory.closing(of: origin)?.finalSize,
            // A closing settles a fork: what counts is what the superior closed it at. Before it is
            // known whether that is what is held here, all of it is in doubt.
            forkedFrom: directory.closing(of: origin) == nil || !globals.settled.contains(origin)
                ? globals.forks[origin] : nil)
    }

    /// A number that is equal on restart when the directory's inputs are.
    private static func generation(
        directory: Directory, scopes: [LogScope], globals: Globals
    ) -> UInt64 {
        var text: [UInt8] = []
        for (origin, entries) in globals.directoryEntries.sorted(by: { $0.key < $1.key }) {
            text += Array("\(origin.text) \(entries.count)\n".utf8)
            if let last = entries.last { last.leafHash.append(to: &text) }
        }
        for (index, scope) in scopes.enumerated() where scope.name != nil {
            let closed = scope.closedSize.map(String.init) ?? "-"
            let forked = scope.forkedFrom.map(String.init) ?? "-"
            text += Array(
                "\(globals.origins.names[index]) \(scope.isTrusted) \(closed) \(forked)\n".utf8)
        }
        return TreeHash.sha256(text).bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
