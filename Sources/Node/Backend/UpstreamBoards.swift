import Federation
import Synchronization
import Transport
import Web

/// Board rows that this node has no receipts for, asked of the nearest superior that is connected
/// (protocol §9: others hold the receipts of their chain and ask for board rows).
///
/// What was answered is shown at once and asked for anew in the background when it is older than a
/// second, so that no page waits for a peer for longer than it says.
final class UpstreamBoards: Sendable {
    static let lifetimeMilliseconds: UInt64 = 1_000
    private static let maximumCount = 64
    private static let maximumByteCount = 8 << 20

    private struct Known: Sendable {
        var rows: [String: BoardRow] = [:]
        var askedAt: UInt64?
        var running: Task<Void, Never>?
    }
    private let core: NodeCore
    private let shell: PeerShell
    private let known = Mutex<[EventName: Known]>([:])

    init(service: NodeService) {
        core = service.core
        shell = service.shell
    }

    /// Rows by node as far as they are known.
    ///
    /// - Parameter waitMilliseconds: how long to wait at most for an answer that is under way.
    func rows(_ event: EventName, waitMilliseconds: Int) async -> [String: BoardRow] {
        let now = core.clock()
        let task = known.withLock { known -> Task<Void, Never>? in
            if let running = known[event]?.running { return running }
            // Asked in the future: the clock was set back since, which must not keep rows old.
            if let asked = known[event]?.askedAt, now >= asked,
                now - asked < Self.lifetimeMilliseconds
            {
                return nil
            }
            if known.count >= Self.maximumCount {
                known = known.filter { $0.value.running != nil }
            }
            let task = Task { await self.ask(event) }
            known[event, default: Known()].running = task
            return task
        }
        if let task, waitMilliseconds > 0 {
            await Self.wait(for: task, atMost: waitMilliseconds)
        }
        return known.withLock { $0[event]?.rows ?? [:] }
    }

    /// Whatever is first: the end of the task, or of the time. The task goes on.
    private static func wait(for task: Task<Void, Never>, atMost milliseconds: Int) async {
        let (stream, end) = AsyncStream<Void>.makeStream()
        let finishing = Task {
            await task.value
            end.finish()
        }
        let timing = Task {
            // Losing the error is right: a cancelled pause is one that is no longer needed.
            try? await Task.sleep(for: .milliseconds(milliseconds))
            end.finish()
        }
        for await _ in stream {}
        timing.cancel()
        finishing.cancel()
    }

    private func ask(_ event: EventName) async {
        var rows: [BoardRow]?
        for peer in await core.boardSources() {
            rows = await ask(peer, event)
            if rows != nil { break }
        }
        let now = core.clock()
        known.withLock {
            $0[event, default: Known()].running = nil
            $0[event, default: Known()].askedAt = now
            for row in rows ?? [] { $0[event, default: Known()].rows[row.node] = row }
        }
    }

    private func ask(_ peer: String, _ event: EventName) async -> [BoardRow]? {
        let path = "/sync/v1/board?event=\(event.origin)%23\(event.index)"
        // Losing the errors is right: a peer that does not answer leaves the rows unknown.
        guard
            let response = try? await shell.send(
                peer, HTTPRequest(url: path, maximumByteCount: Self.maximumByteCount)),
            response.status == 200
        else { return nil }
        return try? BoardMessages.answer(reading: response.body)
    }
}

extension NodeCore {
    /// Connected peers that hold more receipts, the nearest superior first.
    func boardSources() -> [String] {
        let directory = exchange.replica.directory
        let connected = exchange.connectedPeers
        let superiors = directory.chain(of: name).dropFirst().filter { connected.contains($0) }
        let others = connected.filter { peer in
            guard !superiors.contains(peer) else { return false }
            switch directory.node(named: peer)?.role {
            case .root, .exchange, .province: return true
            case .city, .office, .fieldOffice, nil: return false
            }
        }
        return Array(superiors) + others
    }
}
