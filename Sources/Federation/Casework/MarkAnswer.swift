import Crypto
public import Designation
import FoundationEssentials

/// What a node knows of a person's mark: in which cases it stands. No names, no institutions; who may
/// know more asks the author.
public struct MarkAnswer: Sendable, Hashable {
    /// An event that names the mark.
    public struct Mention: Sendable, Hashable {
        /// The node that wrote it.
        public var author: String
        public var caseID: [UInt8]
        public var step: CaseRecord.Step
        public var day: LegalDate

        public init(author: String, caseID: [UInt8], step: CaseRecord.Step, day: LegalDate) {
            self.author = author
            self.caseID = caseID
            self.step = step
            self.day = day
        }
    }
    public var mark: PersonMark
    /// By day, author and case; the newest where there are more than ``maximumCount``.
    public var mentions: [Mention]
    /// Whether every case event of this node's chain could be opened: otherwise "none" means "none
    /// so far".
    public var isComplete: Bool

    public static let maximumCount = 64
    public static let maximumByteCount = 16_384

    public init(mark: PersonMark, mentions: [Mention], isComplete: Bool) {
        self.mark = mark
        self.mentions = mentions
        self.isComplete = isComplete
    }

    /// The answer as it is sent.
    ///
    /// - Throws: ``CaseError/wrongLength`` for a key that does not have 32 bytes.
    public func sealed(replyKey: [UInt8], node: String) throws(CaseError) -> [UInt8] {
        guard replyKey.count == 32 else { throw .wrongLength }
        do {
            // The key is good for this one message, so the nonce may be fixed.
            let box = try ChaChaPoly.seal(
                encoded(), using: SymmetricKey(data: replyKey),
                nonce: ChaChaPoly.Nonce(data: [UInt8](repeating: 0, count: 12)),
                authenticating: Self.context(node))
            return [UInt8](box.ciphertext + box.tag)
        } catch {
            throw .malformed
        }
    }

    /// Opens an answer.
    ///
    /// - Throws: ``CaseError``.
    public init(sealed bytes: [UInt8], replyKey: [UInt8], node: String) throws(CaseError) {
        guard bytes.count <= Self.maximumByteCount, bytes.count > 16 else { throw .malformed }
        let plain: [UInt8]
        do {
            let box = try ChaChaPoly.SealedBox(
                nonce: ChaChaPoly.Nonce(data: [UInt8](repeating: 0, count: 12)),
                ciphertext: bytes.dropLast(16), tag: bytes.suffix(16))
            plain = [UInt8](
                try ChaChaPoly.open(
                    box, using: SymmetricKey(data: replyKey),
                    authenticating: Self.context(node)))
        } catch {
            throw .cannotOpen
        }
        guard let answer = Self.read(plain) else { throw .malformed }
        self = answer
    }

    /// Reads what ``encoded()`` wrote; `nil` for anything else.
    public init?(encoded bytes: [UInt8]) {
        guard bytes.count <= Self.maximumByteCount, let answer = Self.read(bytes) else {
            return nil
        }
        self = answer
    }

    /// The answer in the clear, for the store of the node that asked.
    ///
    /// | part | shape |
    /// |---|---|
    /// | edition, mark | 4 (big-endian), 32 |
    /// | complete | 1 |
    /// | each mention | case id (16), step (1), day (4, big-endian), length of the author (1), author |
    public func encoded() -> [UInt8] {
        var bytes = mark.encoded + [isComplete ? 1 : 0]
        for mention in mentions.suffix(Self.maximumCount) {
            let day = UInt32(bitPattern: mention.day.daysSince1970)
            bytes += mention.caseID + [mention.step.rawValue]
            bytes += (0..<4).map { UInt8(truncatingIfNeeded: day >> (24 - 8 * UInt32($0))) }
            bytes.append(UInt8(truncatingIfNeeded: mention.author.utf8.count))
            bytes += mention.author.utf8
        }
        return bytes
    }

    private static func read(_ bytes: [UInt8]) -> MarkAnswer? {
        guard bytes.count >= 37, let mark = PersonMark(encoded: bytes[..<36]), bytes[36] <= 1
        else { return nil }
        var answer = MarkAnswer(mark: mark, mentions: [], isComplete: bytes[36] == 1)
        var position = 37
        while position < bytes.count {
            guard bytes.count - position >= 22, answer.mentions.count < maximumCount,
                let step = CaseRecord.Step(rawValue: bytes[position + 16])
            else { return nil }
            let day = bytes[position + 17..<position + 21].reduce(0) { $0 << 8 | UInt32($1) }
            let end = position + 22 + Int(bytes[position + 21])
            guard (-25_567...2_932_896).contains(Int32(bitPattern: day)), end <= bytes.count,
                LogName.isNodeName(bytes[position + 22..<end])
            else {
                return nil
            }
            answer.mentions.append(
                Mention(
                    author: String(decoding: bytes[position + 22..<end], as: UTF8.self),
                    caseID: Array(bytes[position..<position + 16]), step: step,
                    day: LegalDate(daysSince1970: Int32(bitPattern: day))))
            position = end
        }
        return answer
    }

    private static func context(_ node: String) -> [UInt8] {
        Array("dingdian mark answer v1\n\(node)\n".utf8)
    }
}
