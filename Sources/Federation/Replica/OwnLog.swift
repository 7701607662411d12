public import Designation
import TransparencyLog

/// One log of this node's own, as far as opening it got.
struct OwnLog: Sendable {
    enum State: Sendable, Hashable {
        case ready
        /// Own entries are missing here and are being fetched back from peers.
        case recovering(missing: Range<UInt64>)
        /// This key may not sign any more; a new epoch is needed.
        case spent(EpochEnd)
    }

    /// Why an epoch is over.
    enum EpochEnd: Sendable, Hashable {
        case headMissing, machineChanged, headRolledBack, damaged, forked, closed, givenUp
        /// A crash came between the first head and entry 0.
        case neverOpened
        /// The node has another key now, and its superior did not name this epoch among those that go
        /// on.
        case keyReplaced
    }

    var writer: LogWriter
    var state: State

    static func state(of outcome: OpenOutcome) -> State {
        switch outcome {
        case .ready: .ready
        case .behindHead(let missing): .recovering(missing: missing)
        case .headMissing: .spent(.headMissing)
        case .machineChanged: .spent(.machineChanged)
        case .headRolledBack: .spent(.headRolledBack)
        case .damaged: .spent(.damaged)
        }
    }
}

/// Whether a node may record acts now, and if not, what helps.
public enum RecordingState: Sendable, Hashable {
    case ready
    /// Peers have not been asked yet whether they hold more of our logs than we do.
    case mustAskPeers
    /// Entries of our own are being fetched back.
    case recovering(streams: [Designation.Stream])
}
