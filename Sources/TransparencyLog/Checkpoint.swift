/// A tree head: which log, how many entries, and the root over them (C2SP tlog-checkpoint).
///
/// By itself it says nothing about who signed it; see ``VerifiedCheckpoint``.
public struct Checkpoint: Sendable {
    /// The largest tree size that is accepted, 2^63 − 1: what other implementations and databases
    /// can store in a signed word. It keeps all index arithmetic free of overflow.
    public static let maximumSize = UInt64(Int64.max)
    /// The longest text that is accepted.
    public static let maximumByteCount = 65_536

    /// The log.
    public var origin: Origin
    /// The number of leaves.
    public var size: UInt64
    /// The root hash over the first ``size`` leaves.
    public var root: TreeHash
    /// Opaque further lines, normally none: this project signs no extension lines.
    public private(set) var extensionLines: [String]

    /// A tree head without extension lines.
    public init(origin: Origin, size: UInt64, root: TreeHash) {
        self.origin = origin
        self.size = size
        self.root = root
        self.extensionLines = []
    }

    /// Reads the text of a checkpoint note.
    ///
    /// - Throws: ``NoteError`` for every deviation from the format; whatever is accepted is
    ///   reproduced byte for byte by ``encoded()``.
    public init(parsing text: [UInt8]) throws(NoteError) {
        if text.count > Self.maximumByteCount {
            throw .tooLarge(byteCount: text.count, limit: Self.maximumByteCount)
        }
        let newline = UInt8(ascii: "\n")
        guard text.last == newline else { throw .missingFinalNewline }
        let lines = text.dropLast().split(separator: newline, omittingEmptySubsequences: false)
        guard lines.count >= 3 else { throw .missingCheckpointLine }
        origin = try Origin(bytes: lines[0])
        guard let size = Decimal.parse(lines[1]), size <= Self.maximumSize else {
            throw .invalidSize
        }
        // A head of the empty tree with any other root would be a promise about nothing.
        guard let bytes = Base64.decode(lines[2]), let root = TreeHash(bytes),
            size > 0 || root == .emptyTree
        else { throw .invalidRoot }
        self.size = size
        self.root = root
        extensionLines = []
        for line in lines.dropFirst(3) {
            guard !line.isEmpty, !line.contains(where: { $0 < 0x20 }),
                let text = String(validating: line, as: UTF8.self)
            else { throw .invalidExtensionLine }
            extensionLines.append(text)
        }
    }

    /// The note text: one line each, every line ended by a newline.
    public func encoded() -> [UInt8] {
        var text = origin.bytes
        text += "\n\(size)\n\(Base64.encode(root.bytes))\n".utf8
        for line in extensionLines { text += "\(line)\n".utf8 }
        return text
    }
}

extension Checkpoint: Hashable {
    /// Equal fields, extension lines by their bytes: canonical equivalence is not equality here.
    public static func == (left: Checkpoint, right: Checkpoint) -> Bool {
        left.size == right.size && left.root == right.root && left.origin == right.origin
            && left.extensionLines.elementsEqual(right.extensionLines) {
                $0.utf8.elementsEqual($1.utf8)
            }
    }

    /// Feeds the mandatory fields, in keeping with equality.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(origin)
        hasher.combine(size)
        hasher.combine(root)
    }
}
