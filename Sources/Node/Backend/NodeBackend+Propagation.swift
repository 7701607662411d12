import Designation
import Federation
import Messages
import Storage
import TransparencyLog
public import Web

/// Who applies one event since when (protocol §9).
extension NodeBackend {
    /// Changes that come close together are shown together.
    private static let coalescingMilliseconds = 100
    /// How often a node without all receipts asks again while somebody looks.
    private static let askingMilliseconds = 1_000

    public func propagation(_ event: EventName) async throws(WebFailure) -> PropagationBoard? {
        guard let subject = subject(event) else { return nil }
        return await board(subject, waitMilliseconds: 400)
    }

    /// The first element repeats the state in which looking began, so that nothing that happens
    /// between two calls is lost.
    public func propagationChanges(_ event: EventName) -> AsyncStream<PropagationBoard> {
        AsyncStream(bufferingPolicy: .bufferingNewest(4)) { stream in
            let task = Task { [self] in
                await watch(event, stream)
                stream.finish()
            }
            stream.onTermination = { _ in task.cancel() }
        }
    }

    private func watch(
        _ event: EventName, _ stream: AsyncStream<PropagationBoard>.Continuation
    ) async {
        let (signals, signal) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let listener = await core.listen { origins in
            if origins.contains(where: { Self.concerns($0, event) }) { signal.yield() }
        }
        // Receipts of other chains come on demand only, and no change of logs here tells of them.
        let ticker = Task { [self] in
            while needsUpstream, !Task.isCancelled {
                // Losing the error is right: a cancelled pause ends the loop.
                try? await Task.sleep(for: .milliseconds(Self.askingMilliseconds))
                signal.yield()
            }
        }
        signal.yield()
        var last: [PropagationRow.State]?
        for await _ in signals {
            guard let subject = subject(event) else { break }
            let board = await board(subject, waitMilliseconds: last == nil ? 0 : 400)
            let states = board.rows.map(\.state)
            if states != last { stream.yield(board) }
            last = states
            if board.isComplete || Task.isCancelled { break }
            // Losing the error is right: the loop ends with its task.
            try? await Task.sleep(for: .milliseconds(Self.coalescingMilliseconds))
        }
        ticker.cancel()
        await core.stopListening(listener)
    }

    /// A board changes with receipts, with the directory, and when the event itself arrives.
    private static func concerns(_ origin: Origin, _ event: EventName) -> Bool {
        if origin.text == event.origin { return true }
        guard let stream = (try? LogName(origin: origin))?.stream else { return false }
        return stream == .receipts || stream == .directory
    }

    // MARK: The board

    /// An event that may stand on a board, with the log in which it is.
    struct Subject {
        var reference: EventReference
        var log: LogName
        var logged: LoggedEntry
    }

    /// The event, if it is applied here and of a stream that receipts cover.
    func subject(_ event: EventName) -> Subject? {
        guard let logged = loggedEntry(event), let log = try? LogName(origin: logged.origin) else {
            return nil
        }
        switch log.stream {
        case .directory, .sanctions, .register: break
        case .casework, .receipts: return nil
        }
        return Subject(reference: logged.reference, log: log, logged: logged)
    }

    /// An applied entry, read from the store; `nil` when it is not there or not well-formed.
    func loggedEntry(_ event: EventName) -> LoggedEntry? {
        // Losing the errors is right: an entry that cannot be read is as good as not there.
        guard let origin = try? Origin(event.origin), event.index < registry.applied(origin),
            let bytes = try? service.logs.entries(origin, event.index..<event.index + 1).first,
            let entry = try? EntryCodec.decode(bytes)
        else { return nil }
        return LoggedEntry(
            origin: origin, index: event.index, leafHash: .leaf(bytes),
            stamp: entry.header.stamp, entry: entry)
    }

    /// Nodes that are to hold the log, by name.
    func holders(of log: LogName) -> [String] {
        let directory = directory
        return directory.nodes.map(\.name).filter {
            !directory.isRevoked($0) && directory.inScope(of: $0, origin: log)
        }
    }

    /// Whether some receipts are not held here: provinces, exchanges and the root hold all.
    private var needsUpstream: Bool {
        switch directory.node(named: core.name)?.role {
        case .root, .exchange, .province: false
        case .city, .office, .fieldOffice, nil: true
        }
    }

    private func board(_ subject: Subject, waitMilliseconds: Int) async -> PropagationBoard {
        let nodes = holders(of: subject.log)
        var rows = await core.boardRows(subject.reference, nodes: nodes)
        if needsUpstream, rows.contains(where: { $0.state == .unknown }) {
            let asked = await upstream.rows(
                EventName(subject.reference), waitMilliseconds: waitMilliseconds)
            // Own receipts count for more: they come with proof.
            for index in rows.indices where rows[index].state == .unknown {
                rows[index] = asked[rows[index].node] ?? rows[index]
            }
        }
        let fresh = freshnessCache.snapshot
        let directory = directory
        let now = clock()
        let institution = subject.logged.entry.header.subject
        return PropagationBoard(
            event: await event(subject, directory), institution: institution,
            institutionName: name(of: institution),
            rows: rows.map { row in
                PropagationRow(
                    node: row.node, agency: agency(of: row.node, in: directory),
                    region: directory.node(named: row.node)?.region ?? .everywhere,
                    state: row.state.shown,
                    heardAtMilliseconds: fresh.time(of: row.node, now: now))
            }, nowMilliseconds: now)
    }

    /// The event in words; directory events are no act about an institution and show their kind.
    private func event(_ subject: Subject, _ directory: Directory) async -> DossierEvent {
        let (entry, node) = (subject.logged.entry, subject.log.node)
        let area = directory.area(ofNode: node) ?? Registry.common
        let fact =
            entry.fact(
                reference: subject.reference, effectiveStamp: entry.header.stamp, author: node,
                area: area, stream: subject.log.stream)
            ?? Fact(
                reference: subject.reference, stamp: entry.header.stamp, author: node,
                stream: subject.log.stream, area: area,
                region: entry.header.region ?? directory.node(named: node)?.region ?? area,
                effective: entry.header.effective, basis: entry.header.basis,
                act: .unknown(kind: entry.header.kind, isRestrictive: false))
        let applied = await core.appliedTimes([subject.reference])
        let acting = acting(node, for: fact.region, in: registry.view)
        return DossierEvent(
            fact: fact, agency: acting.agency, recorder: acting.recorder,
            appliedAtMilliseconds: applied[subject.reference] ?? 0)
    }
}

extension PropagationBoard {
    /// Every node that is to hold the event applies it.
    var isComplete: Bool {
        rows.allSatisfy { if case .applied = $0.state { true } else { false } }
    }
}

extension BoardRow.State {
    fileprivate var shown: PropagationRow.State {
        switch self {
        case .applied(let milliseconds): .applied(atMilliseconds: milliseconds)
        case .notYet: .notYet
        case .unknown: .unknown
        }
    }
}

extension NodeCore {
    /// What the receipts held here say of an event.
    func boardRows(_ event: EventReference, nodes: [String]) -> [BoardRow] {
        exchange.replica.board(for: event, nodes: nodes)
    }
}
