import Compression
import Designation
import Federation
import Storage
import Synchronization
import TransparencyLog

extension ScenarioFederation.Member {
    /// What it lacks of cases in whose chain it is.
    func missingAttachments() async -> [TreeHash] {
        let own = await core.caseEvents().rows.filter { $0.event.chain.contains(name) }
        let papers = await cases.papers().map(\.name)
        return (own.flatMap { [$0.event.payload, $0.event.wraps] } + papers)
            // Losing the error is right: what cannot be read now counts as missing.
            .filter { (try? service.logs.hasBlob($0)) != true }
    }

    /// - Returns: what is not here either.
    func give(
        _ names: [TreeHash], to other: ScenarioFederation.Member
    ) -> [TreeHash] {
        names.filter { name in
            // Losing the errors is right: what cannot be read or kept now stays missing.
            guard let bytes = (try? service.logs.blob(name)) ?? nil else { return true }
            return (try? other.service.logs.putBlob(bytes)) == nil
        }
    }
}

extension NodeCore {
    /// Heads since a cursor as they are now; `nil`: nothing new.
    func headsNow(caller: String, cursor: String?) -> HeadsAnswer? {
        let outcome = exchange.poll(
            caller: caller, cursor: cursor, waitMilliseconds: 0, now: clock())
        switch outcome {
        case .answer(let answer): return answer
        case .nothing: return nil
        case .parked(let ticket, _, _):
            exchange.cancel(ticket)
            return nil
        }
    }
}
