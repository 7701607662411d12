public import TransparencyLog

/// A paper that a step of a case brings along: what the step's sealed record says of it
/// (`CaseAttachment` of the schema, protocol §10.9). The paper itself lies beside the log, sealed
/// under the key of the case.
public struct CaseAttachment: Sendable, Hashable {
    /// SHA-256 of the sealed bytes: its name beside the log.
    public var sealed: TreeHash
    /// SHA-256 of the content, as any program prints it of the file.
    public var content: TreeHash
    /// Bytes of the content.
    public var byteCount: Int
    /// As people know it: a file's name without folders.
    public var name: String
    /// For example `application/pdf` (RFC 6838).
    public var mediaType: String

    /// The most bytes of a paper's content.
    public static let maximumByteCount = 16 << 20
    /// The most bytes of a sealed paper.
    public static let maximumSealedByteCount = maximumByteCount + CaseSeal.overhead
    /// The most papers of one step.
    public static let maximumCount = 32
    /// The most bytes of a name.
    public static let maximumNameByteCount = 255
    /// The most bytes of a media type.
    public static let maximumMediaTypeByteCount = 127

    /// - Precondition: name and media type have their forms, see ``isName(_:)`` and
    ///   ``isMediaType(_:)``.
    public init(
        sealed: TreeHash, content: TreeHash, byteCount: Int, name: String, mediaType: String
    ) {
        precondition(Self.isName(name) && Self.isMediaType(mediaType))
        self.sealed = sealed
        self.content = content
        self.byteCount = byteCount
        self.name = name
        self.mediaType = mediaType
    }

    /// Whether a text can be a paper's name: one that harms neither a terminal nor a folder.
    public static func isName(_ text: String) -> Bool {
        (1...maximumNameByteCount).contains(text.utf8.count) && text != "." && text != ".."
            && text.unicodeScalars.allSatisfy { scalar in
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
                default: scalar != "/" && scalar != "\\"
                }
            }
    }

    /// Whether a text has the form `type/subtype`, without parameters.
    public static func isMediaType(_ text: String) -> Bool {
        guard text.utf8.count <= maximumMediaTypeByteCount else { return false }
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return parts.count == 2
            && parts.allSatisfy { part in
                !part.isEmpty
                    && part.allSatisfy { byte in
                        switch byte {
                        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                        default: "!#$&-^_.+".utf8.contains(byte)
                        }
                    }
            }
    }

    /// Seals a paper for the case.
    ///
    /// - Parameters:
    ///   - context: of the step that brings it; it cannot be shown as another step's.
    ///   - salt: 32 random bytes, never used before.
    /// - Throws: ``CaseError``.
    public static func seal(
        _ content: [UInt8], name: String, mediaType: String, caseKey: [UInt8], salt: [UInt8],
        context: CaseContext
    ) throws(CaseError) -> (attachment: CaseAttachment, bytes: [UInt8]) {
        guard context.caseID.count == 16 else { throw .wrongLength }
        guard isName(name), isMediaType(mediaType) else { throw .malformed }
        guard content.count <= maximumByteCount else {
            throw .attachmentTooLarge(limit: maximumByteCount)
        }
        let bytes = try CaseSeal.seal(
            content, caseKey: caseKey, salt: salt, associated: context.attachmentBytes)
        let attachment = CaseAttachment(
            sealed: .sha256(bytes), content: .sha256(content), byteCount: content.count,
            name: name, mediaType: mediaType)
        return (attachment, bytes)
    }

    /// Opens sealed bytes.
    ///
    /// - Returns: the content, which has the size and hash that the step stated.
    /// - Throws: ``CaseError``; nothing is given out unless all of it is right.
    public func open(
        _ bytes: [UInt8], caseKey: [UInt8], context: CaseContext
    ) throws(CaseError) -> [UInt8] {
        guard bytes.count <= Self.maximumSealedByteCount else {
            throw .attachmentTooLarge(limit: Self.maximumByteCount)
        }
        guard TreeHash.sha256(bytes) == sealed else { throw .otherAttachment }
        let (_, found) = try CaseSeal.open(
            bytes, caseKey: caseKey, associated: context.attachmentBytes)
        guard found.count == byteCount, TreeHash.sha256(found) == content else {
            throw .contentMismatch
        }
        return found
    }
}

/// `CaseAttachment` of the schema.
enum CaseAttachmentCodec {
    static func write(_ attachment: CaseAttachment, into writer: inout WireWriter) {
        writer.data(1, attachment.sealed.bytes)
        writer.data(2, attachment.content.bytes)
        writer.uint(3, UInt64(attachment.byteCount))
        writer.text(4, attachment.name)
        writer.text(5, attachment.mediaType)
    }

    static func read(_ field: WireReader.Field) throws(EntryError) -> CaseAttachment {
        var (sealed, content): (TreeHash?, TreeHash?) = (nil, nil)
        var (byteCount, name, mediaType) = (UInt64(0), "", "")
        try EntryBodyCodec.fields(of: field, through: 5) { inner throws(EntryError) in
            switch inner.number {
            case 1: sealed = try EpochOpenedCodec.hash(inner)
            case 2: content = try EpochOpenedCodec.hash(inner)
            case 3: byteCount = try inner.requireVarint()
            case 4: name = try inner.text(max: CaseAttachment.maximumNameByteCount)
            default: mediaType = try inner.text(max: CaseAttachment.maximumMediaTypeByteCount)
            }
        }
        guard let sealed else { throw .missing(field: 1) }
        guard let content else { throw .missing(field: 2) }
        guard byteCount <= UInt64(CaseAttachment.maximumByteCount) else {
            throw .tooLarge(field: 3, limit: CaseAttachment.maximumByteCount)
        }
        guard CaseAttachment.isName(name) else { throw .outOfRange(field: 4) }
        guard CaseAttachment.isMediaType(mediaType) else { throw .outOfRange(field: 5) }
        return CaseAttachment(
            sealed: sealed, content: content, byteCount: Int(byteCount), name: name,
            mediaType: mediaType)
    }
}
