import Designation
import Federation
import TransparencyLog

/// One line for each thing that happens, for whoever looks for the cause of a failure.
extension Simulation {
    func summary(_ event: SimulationEvent) -> String {
        switch event {
        case .arrive(let number): return "arrives " + (calls[number].map(summary) ?? "nothing")
        case .answer(let number, let reply):
            return "answer to " + (calls[number].map(summary) ?? "nobody") + ": \(summary(reply))"
        case .repeated(let call, let reply):
            return "again, answer to " + summary(call) + ": \(summary(reply))"
        case .wake(let node, _, let peer): return "\(nodes[node].name) wakes for \(peer)"
        case .housekeeping(let node): return "\(nodes[node].name) keeps house"
        case .act: return "an officer acts"
        case .fault: return "a fault strikes"
        case .start(let node): return "\(nodes[node].name) starts"
        case .reunite(let link):
            return "\(nodes[link.one].name) and \(nodes[link.two].name) reach each other again"
        case .spaceFreed(let node): return "\(nodes[node].name) has room again"
        case .clockSet(let node): return "the clock of \(nodes[node].name) is set"
        case .keyChange(let number):
            return "the key of \(nodes[keyChanges[number].node].name) is changed"
        case .stickLeaves(let from, let to):
            return "a stick leaves \(nodes[from].name) for \(nodes[to].name)"
        case .stickArrives(let stick, let to): return "\(stick.peer) arrives at \(nodes[to].name)"
        case .stickRemoved(let node, _, let peer): return "\(peer) leaves \(nodes[node].name)"
        }
    }

    private func summary(_ call: Call) -> String {
        "\(nodes[call.client].name)>\(call.peer) \(summary(call.request))"
    }

    private func summary(_ request: CallRequest) -> String {
        switch request {
        case .session: return "session"
        case .poll(let cursor, let seconds): return "poll \(cursor ?? "-") for \(seconds) s"
        case .fetch(let origin, let resource): return "fetch \(brief(origin)) \(resource.path)"
        case .news(let news):
            return "news: beats \(news.heartbeats.count) cut off \(news.cutOff.count)"
        case .blob(let name): return "blob \(name.hex.prefix(8))"
        case .keepBlob(let bytes): return "keep blob \(TreeHash.sha256(bytes).hex.prefix(8))"
        case .push(let origin, let bytes):
            // Losing the error is right: what does not parse is told as what it is.
            guard let request = try? PushRequest(encoded: bytes) else { return "push of nonsense" }
            let entries = request.entries.map { " \($0.from)+\($0.count)" } ?? ""
            return "push \(brief(origin)) to \(size(request.note))\(entries)"
                + request.resources.map { " \($0.resource.path)" }.joined()
        }
    }

    private func summary(_ reply: CallReply) -> String {
        switch reply {
        case .taken: return "taken"
        case .session(let number): return "session \(number % 1_000)"
        case .heads(nil): return "nothing new"
        case .heads(let bytes?):
            guard let answer = try? HeadsAnswer(encoded: bytes) else { return "nonsense" }
            let rows = answer.heads.map { row in
                let entries = row.entries.map { "(\($0.from)+\($0.count))" } ?? ""
                return " \(brief(row.origin)):\(size(row.note))\(entries)"
            }
            return "\(answer.cursor)\(answer.more ? " more" : "")" + rows.joined()
                + " beats \(answer.heartbeats.count) digests \(answer.digests.count)"
        case .fetched(let bytes): return "\(bytes.count) bytes"
        case .missing: return "missing"
        case .forbidden: return "forbidden"
        case .pushed(let bytes):
            guard let answer = try? PushAnswer(encoded: bytes) else { return "nonsense" }
            return "holds \(answer.size) \(answer.state) wants"
                + answer.wanted.map { " \($0.path)" }.joined()
                + (answer.conflict ? " conflict" : "") + " \(answer.reason)"
        case .failed(let failure): return "\(failure)"
        }
    }

    private func size(_ note: [UInt8]) -> String {
        guard let parsed = try? SignedNote(parsing: note),
            let checkpoint = try? Checkpoint(parsing: parsed.text)
        else { return "?" }
        return "\(checkpoint.size)@\(checkpoint.root.hex.prefix(4))"
    }

    func brief(_ origin: Origin) -> String {
        guard let name = try? LogName(origin: origin) else { return origin.text }
        return "\(name.node)/\(name.stream.rawValue)/\(origin.text.suffix(32).prefix(4))"
    }

    /// Tells which logs are in another state with a peer than before.
    func traceStates(
        _ exchange: Exchange, since before: [String: [Origin: LogState]], of name: String
    ) {
        for (peer, states) in exchange.states.sorted(by: { $0.key < $1.key }) {
            for (origin, state) in states.sorted(by: { $0.key < $1.key })
            where before[peer]?[origin] != state {
                trace("\(name) with \(peer): \(brief(origin)) is \(state)")
            }
        }
        let missing = exchange.replica.ownMissing.map { "\(brief($0.origin)) \($0.missing)" }
        trace("\(name): \(exchange.replica.recordingState)" + missing.joined(separator: " "))
    }
}
