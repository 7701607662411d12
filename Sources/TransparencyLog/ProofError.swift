public import Messages

/// Why a proof does not prove what it was offered for.
public enum ProofError: Error, Equatable, Sendable {
    /// The index is not below the tree size.
    case indexBeyondSize(index: UInt64, size: UInt64)
    /// The older tree is larger than the newer one.
    case sizesOutOfOrder(from: UInt64, to: UInt64)
    /// A tree size exceeds ``Checkpoint/maximumSize``.
    case sizeTooLarge(UInt64)
    /// The proof has more or fewer hashes than the sizes call for.
    case wrongLength(expected: Int, actual: Int)
    /// The proof leads to another root than that of the (newer) tree.
    case rootMismatch
    /// The proof leads to another root than that of the older tree.
    case olderRootMismatch
    /// A tile does not have the hash that its parent tile states.
    case tileMismatch
    /// The text of a proof is not of the form that C2SP tlog-proof lays down.
    case malformed
    /// The checkpoint in a proof, or a known signature on it, was refused.
    case note(NoteError)
}

extension ProofError: Worded {
    /// One sentence for a log file or an operator.
    public var message: Message {
        switch self {
        case .indexBeyondSize(let index, let size):
            "Entry \(index) is not in a tree of \(size) entries; ask with a newer checkpoint."
        case .sizesOutOfOrder(let from, let to):
            "A tree of \(from) entries cannot precede one of \(to); swap the checkpoints."
        case .sizeTooLarge(let size): "A tree of \(size) entries is beyond the limit."
        case .wrongLength(let expected, let actual):
            "The proof has \(actual) hashes instead of \(expected); fetch it again."
        case .rootMismatch: "The proof does not lead to the signed root; it was changed."
        case .olderRootMismatch: "The newer tree does not contain the older one: keep both notes."
        case .tileMismatch: "A tile does not belong to this tree; fetch it again."
        case .malformed: "The text is not a tlog-proof; fetch it again."
        case .note(let error): error.message
        }
    }
}
