public import Messages

/// Why a note, a key, a name or a checkpoint was refused.
///
/// The cases carry facts about form (counts, limits), never contents.
public enum NoteError: Error, Equatable, Sendable {
    /// The input is longer than this implementation accepts.
    case tooLarge(byteCount: Int, limit: Int)
    /// The bytes are not valid UTF-8.
    case notUTF8
    /// An ASCII control character other than newline occurs.
    case controlCharacter
    /// The last line lacks its newline.
    case missingFinalNewline
    /// No empty line separates a text from signature lines.
    case missingSignatures
    /// A signature line does not have the form "— name base64".
    case malformedSignatureLine
    /// More signature lines than this implementation accepts.
    case tooManySignatures(limit: Int)
    /// Two signatures claim the same name and key identifier.
    case duplicateSignature
    /// A name is empty, longer than 255 bytes, not UTF-8, or has a blank, a control byte or "+".
    case invalidName
    /// A verifier key is not of the form "name+identifier+base64".
    case malformedKey
    /// The key's signature type is not one that is supported here.
    case unknownAlgorithm(UInt8)
    /// The key identifier is not the hash of name, type and key.
    case keyIdentifierMismatch
    /// A public key or seed does not have the length its algorithm asks for.
    case wrongKeyLength(byteCount: Int)
    /// The key is of a type that cannot be used for this purpose.
    case unsuitableKey
    /// The note bears no signature by this key.
    case signatureMissing
    /// The signature by this key does not verify.
    case signatureInvalid
    /// A checkpoint needs three lines: origin, size and root.
    case missingCheckpointLine
    /// The tree size is not a plain decimal number up to ``Checkpoint/maximumSize``.
    case invalidSize
    /// The root is not the Base 64 text of 32 bytes, or not that of the empty tree at size 0.
    case invalidRoot
    /// An extension line is empty or would not survive encoding.
    case invalidExtensionLine
    /// A checkpoint has extension lines where it may have none.
    case extensionLines
    /// The checkpoint's origin is not the name of the key.
    case originMismatch
    /// A cosignature's time exceeds 2^63 − 1.
    case timestampOutOfRange
}

extension NoteError: Worded {
    /// One sentence for a log file or an operator: what is wrong and what helps.
    public var message: Message {
        switch self {
        case .tooLarge(let byteCount, let limit):
            "The note has \(byteCount) bytes, at most \(limit) are accepted; fetch it again."
        case .notUTF8: "The text is not UTF-8; it was damaged or is no note."
        case .controlCharacter: "The note contains a control character; it was damaged."
        case .missingFinalNewline: "The last newline is missing; the note was cut off."
        case .missingSignatures: "The note bears no signature lines; fetch it again."
        case .malformedSignatureLine: "A signature line is malformed; fetch the note again."
        case .tooManySignatures(let limit): "The note bears more than \(limit) signatures."
        case .duplicateSignature: "Two signatures name the same key; fetch the note again."
        case .invalidName: "A name must have 1 to 255 bytes, no blank, control byte or plus sign."
        case .malformedKey: "A verifier key must read name+identifier+base64; copy it again."
        case .unknownAlgorithm(let type): "Signature type \(type) is not supported."
        case .keyIdentifierMismatch: "The key identifier does not fit the key; copy it again."
        case .wrongKeyLength(let count): "A key of \(count) bytes was given, 32 are needed."
        case .unsuitableKey: "This type of key cannot be used here; check the configured key."
        case .signatureMissing: "No signature by the expected key; check which log was asked."
        case .signatureInvalid: "The signature is wrong; the note was changed or forged."
        case .missingCheckpointLine: "A checkpoint needs origin, size and root lines."
        case .invalidSize: "The tree size is not a plain decimal number in range."
        case .invalidRoot: "The root is not the Base 64 text of a possible hash."
        case .invalidExtensionLine: "An extension line is empty or has control characters."
        case .extensionLines: "A checkpoint of this federation has three lines and no more."
        case .originMismatch: "The checkpoint belongs to another log than the key."
        case .timestampOutOfRange: "The time of a cosignature is out of range."
        }
    }
}
