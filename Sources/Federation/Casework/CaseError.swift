public import Messages

/// Why confidential content cannot be sealed or opened. Never says anything about the content.
public enum CaseError: Worded, Equatable, Sendable {
    /// The attachment is not the one that the event names.
    case otherAttachment
    /// Not in the form of protocol §10.1.
    case malformed
    /// The key does not open it: it belongs to another case, or the bytes were changed.
    case cannotOpen
    /// No key was wrapped for this node: it is not in the chain of the case.
    case notInChain
    /// The content opens, but is not what the event committed itself to.
    case contentMismatch
    /// A key, salt, identifier or secret of the wrong length was given.
    case wrongLength
    /// A node of the chain has published no key for cases; enrol it again with one.
    case noEncryptionKey(node: String)
    /// Larger than a case payload may be.
    case tooLarge(limit: Int)
    /// Larger than an attachment of a case may be.
    case attachmentTooLarge(limit: Int)

    /// One sentence for an operator.
    public var message: Message {
        switch self {
        case .otherAttachment: "This is not the attachment that the event names; fetch it again."
        case .malformed: "The attachment is malformed; fetch it again."
        case .cannotOpen: "The key does not open this; it is of another case, or was changed."
        case .notInChain: "This node is not in the chain of the case and cannot open it."
        case .contentMismatch: "The content is not what the event committed itself to."
        case .wrongLength: "A key, salt or identifier has the wrong length."
        case .noEncryptionKey(let node): "\(node) has no key for cases; its parent must enrol one."
        case .tooLarge(let limit): "A case payload has at most \(limit) bytes; attach files apart."
        case .attachmentTooLarge(let limit): "An attachment of a case has at most \(limit) bytes."
        }
    }
}
