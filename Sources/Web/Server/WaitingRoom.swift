import NIOCore
import Synchronization

/// The connections of a server that have not sent a request yet.
///
/// Whoever opens many of them takes the places of the oldest, which are not those of callers that have
/// something to ask: a header follows its connection within milliseconds.
final class WaitingRoom: Sendable {
    static let placeCount = 256

    private struct State {
        var channels: [UInt64: any Channel] = [:]
        var next: UInt64 = 0
        /// No smaller number is taken.
        var oldest: UInt64 = 0
    }
    private let state = Mutex(State())
    private let limit: Int

    init(limit: Int = WaitingRoom.placeCount) { self.limit = limit }

    var count: Int { state.withLock { $0.channels.count } }

    /// Takes a place; the connection that has waited longest is closed when there is none.
    func enter(_ channel: any Channel) -> UInt64 {
        let (place, evicted) = state.withLock { state -> (UInt64, (any Channel)?) in
            let place = state.next
            state.next += 1
            state.channels[place] = channel
            guard state.channels.count > limit else { return (place, nil) }
            while state.channels[state.oldest] == nil { state.oldest += 1 }
            return (place, state.channels.removeValue(forKey: state.oldest))
        }
        evicted?.close(promise: nil)
        return place
    }

    func leave(_ place: UInt64) {
        state.withLock { _ = $0.channels.removeValue(forKey: place) }
    }
}
