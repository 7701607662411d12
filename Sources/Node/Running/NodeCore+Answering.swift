public import Federation

/// The side of the exchange that answers: sessions, waiting polls, what peers hand in.
extension NodeCore {
    func openSession(_ request: [UInt8], sessionBytes: [UInt8])
        -> Result<SessionAnswer, SessionRefusal>
    {
        let opened = desk.open(request, now: clock(), sessionBytes: sessionBytes) { name in
            exchange.nodeKey(name).map { [$0] } ?? []
        }
        for caller in desk.takeEnded() { exchange.forget(caller: caller) }
        return opened
    }

    /// Who a session belongs to, as `node#session`; `nil`: unknown or expired.
    func caller(_ session: String?) -> String? {
        session.flatMap { id in desk.caller(of: id, now: clock()).map { "\($0)#\(id)" } }
    }

    /// Heads since a cursor; waits without holding a thread. `nil`: nothing new.
    func poll(caller: String, cursor: String?, waitMilliseconds: UInt64) async -> HeadsAnswer? {
        let outcome = exchange.poll(
            caller: caller, cursor: cursor, waitMilliseconds: waitMilliseconds, now: clock())
        switch outcome {
        case .answer(let answer): return answer
        case .nothing: return nil
        case .parked(let ticket, _, let replaced):
            if let replaced { polls.removeValue(forKey: replaced)?.resume(returning: nil) }
            return await withTaskCancellationHandler {
                await withCheckedContinuation { polls[ticket] = $0 }
            } onCancel: {
                Task { await self.cancel(ticket) }
            }
        }
    }

    private func cancel(_ ticket: PollTicket) {
        exchange.cancel(ticket)
        polls.removeValue(forKey: ticket)?.resume(returning: nil)
    }

    /// Takes what a peer handed in, and carries out what follows from it.
    public func push(
        caller: String, request: PushRequest, expanded: [[UInt8]] = []
    ) -> PushAnswer {
        let (answer, actions) = exchange.push(
            caller: caller, request: request, expanded: expanded, now: clock())
        carryOut(actions)
        return answer
    }

    func news(for peer: String) -> HeadsAnswer { exchange.news(for: peer) }
    func told(_ news: HeadsAnswer, to peer: String) { exchange.told(news, to: peer) }

    func heard(_ news: HeadsAnswer, from peer: String) {
        carryOut(exchange.heard(news, from: peer, now: clock()))
    }
}
