import Federation
import TransparencyLog

/// What a client asks of a server, as it travels.
enum CallRequest {
    case session
    case poll(cursor: String?, waitSeconds: Int)
    case fetch(Origin, LogResource)
    case push(Origin, [UInt8])
    /// What a caller tells who cannot ask it.
    case news(HeadsAnswer)
    case blob(TreeHash)
    case keepBlob([UInt8])
}

/// What comes back.
enum CallReply {
    case session(UInt64)
    /// `nil`: 204.
    case heads([UInt8]?)
    case fetched([UInt8])
    case missing
    case forbidden
    case pushed([UInt8])
    /// Taken, without anything to say (204).
    case taken
    case failed(PeerFailure)
}

/// A request under way.
struct Call {
    var client: Int
    /// The client's process; a later one does not know of the call.
    var incarnation: Int
    /// As the client names the other side.
    var peer: String
    /// `nil` for a stick, which lies in the client's own machine.
    var server: Int?
    var session: UInt64?
    var request: CallRequest
}

/// What can happen in a simulation.
enum SimulationEvent {
    case arrive(call: Int)
    case answer(call: Int, CallReply)
    /// An answer that came twice.
    case repeated(Call, CallReply)
    /// A later `wait` for the same peer takes the place of the timer.
    case wake(node: Int, timer: Int, peer: String)
    case housekeeping(node: Int)
    case act
    case fault
    case start(node: Int)
    case reunite(link: Link)
    case spaceFreed(node: Int)
    case clockSet(node: Int)
    /// A change of a node's key goes on, by its number.
    case keyChange(Int)
    case stickLeaves(from: Int, to: Int)
    case stickArrives(Stick, to: Int)
    case stickRemoved(node: Int, incarnation: Int, peer: String)
}

/// Two machines that are, or are not, connected.
struct Link: Hashable {
    var one: Int
    var two: Int

    init(_ one: Int, _ two: Int) {
        self.one = min(one, two)
        self.two = max(one, two)
    }
}
