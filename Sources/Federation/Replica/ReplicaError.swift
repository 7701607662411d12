public import Designation
public import Messages
public import TransparencyLog

/// Why a replica did not record or accept. Each says what to do; none carries registry contents.
public enum ReplicaError: Error, Sendable {
    /// Own entries are being fetched back; try again shortly, or give up on them.
    case recovering(Designation.Stream)
    /// Peers were not asked yet for our own newest checkpoints.
    case mustAskPeers
    /// The log of this stream cannot be written: the store or the head store failed.
    case log(LogWriterError)
    /// The store failed; nothing is acknowledged.
    case store(any Error)
    /// The machine's clock is not believable.
    case clock(ClockError)
    /// The draft cannot become an entry.
    case entry(EntryError)
    /// The author has no competence for the act on that day.
    case noCompetence(Competency, RegionCode)
    /// A chunk does not continue what is held; it is fetched anew.
    case outOfOrder(held: UInt64)
    /// The directory gives this node another key than it has, or none any more: a log that it opened now
    /// would count nowhere.
    case keyReplaced
    /// The node is not enrolled (yet) in the directory that it holds.
    case notEnrolled
    /// A heartbeat cannot name all of this node's logs.
    case tooManyLogs
}

extension ReplicaError: Worded {
    public var message: Message {
        switch self {
        case .recovering(let stream):
            "Own entries of the stream \(stream.rawValue) are being fetched back from peers; "
                + "try again shortly, or run `dingdian recover --new-epoch` when no peer has them."
        case .mustAskPeers:
            "After this start no peer was asked yet whether it holds newer entries of this node; "
                + "connect once, or confirm that none can be reached."
        case .log(let error): error.message
        case .store(let error):
            "The store could not write (\(error)); nothing was recorded. Check the disk, then retry."
        case .clock(let problem): problem.message
        case .entry(let error): error.message
        case .noCompetence(let act, let region):
            "This node has no competence to \(act.rawValue) in region \(region.text) on that day; "
                + "a delegation or another agency is needed."
        case .outOfOrder(let held): "Entries must continue at \(held); they are fetched anew."
        case .keyReplaced:
            "The directory gives this node another key, or none any more; nothing was recorded. "
                + "Put the new key in place with `dingdian rekey --use` and start the node again."
        case .notEnrolled:
            "This node is not enrolled in the directory it holds; run `dingdian sync` or `join`."
        case .tooManyLogs:
            "This node has more logs than a heartbeat can name, so it signs none; let a superior close "
                + "those that are over."
        }
    }
}
