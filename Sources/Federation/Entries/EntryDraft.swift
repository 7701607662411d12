public import Designation
public import Messages

/// Why a draft cannot be recorded.
public enum DraftError: Error, Equatable, Sendable {
    /// The kind has no meaning in that stream.
    case wrongStream(kind: EntryKind, stream: Stream)
    /// An act needs the institution and the region for which it is done.
    case missingSubject
    case missingRegion
    /// The named text holds characters that nobody sees or that command a terminal (``PlainText``).
    case notPlain(String)
    /// Nothing of the named text can be seen.
    case invisible(String)
    /// A limit of the schema is exceeded.
    case entry(EntryError)
}

extension DraftError: Worded {
    public var message: Message {
        switch self {
        case .wrongStream(let kind, let stream):
            "An act \(kind) has no meaning in the stream \(stream.rawValue)."
        case .missingSubject: "The act needs an institution."
        case .missingRegion: "The act needs the region for which it is done."
        case .notPlain(let field):
            "'\(field)' has control characters, marks of direction or other invisible characters; "
                + "write it anew without them."
        case .invisible(let field): "'\(field)' has nothing that can be seen; write it out."
        case .entry(let error): error.message
        }
    }
}

/// What an officer asks to record: everything of an entry but who records it and when.
public struct EntryDraft: Sendable, Hashable {
    /// Drafts are handed on by several hands on their way to the log, and each would copy all of it.
    private final class Content: Sendable {
        let stream: Stream
        let references: [EventReference]
        let entry: Entry
        let template: EntryTemplate

        init(
            stream: Stream, references: [EventReference], entry: Entry, template: EntryTemplate
        ) {
            self.stream = stream
            self.references = references
            self.entry = entry
            self.template = template
        }
    }
    private let content: Content

    public var body: EntryBody { content.entry.body }
    /// The log into which it goes.
    public var stream: Stream { content.stream }
    public var subject: InstitutionID? { content.entry.header.subject }
    public var region: RegionCode? { content.entry.header.region }
    public var effective: LegalDate { content.entry.header.effective }
    public var basis: [Citation] { content.entry.header.basis }
    public var references: [EventReference] { content.references }
    /// Not empty: reaches back before its own day, on this ground.
    public var retroactiveGround: String { content.entry.header.retroactiveGround }
    /// All of it as an entry, but for when it is recorded and by whom.
    var entry: Entry { content.entry }
    /// The same as bytes.
    var template: EntryTemplate { content.template }

    /// Checks a draft.
    ///
    /// - Parameter stream: needed only for kinds with a meaning in several streams (withdrawing and
    ///   reviewing go where the event concerned is); `nil`: the kind's first stream.
    /// - Throws: ``DraftError``.
    public init(
        _ body: EntryBody, stream: Stream? = nil, subject: InstitutionID? = nil,
        region: RegionCode? = nil, effective: LegalDate, basis: [Citation] = [],
        references: [EventReference] = [], retroactiveGround: String = ""
    ) throws(DraftError) {
        try Self.checkTexts(of: body, basis: basis, ground: retroactiveGround)
        try self.init(
            asItStands: body, stream: stream, subject: subject, region: region,
            effective: effective, basis: basis, references: references,
            retroactiveGround: retroactiveGround)
    }

    /// The same without a look at the texts: what is recorded again is so as it stood.
    init(
        asItStands body: EntryBody, stream: Stream?, subject: InstitutionID?, region: RegionCode?,
        effective: LegalDate, basis: [Citation] = [], references: [EventReference] = [],
        retroactiveGround: String = ""
    ) throws(DraftError) {
        guard let kind = body.kind else { throw .entry(.noSingleBody) }
        let stream = stream ?? kind.streams[0]
        guard kind.streams.contains(stream) else { throw .wrongStream(kind: kind, stream: stream) }
        if kind.isAct {
            if subject == nil { throw .missingSubject }
            if region == nil { throw .missingRegion }
        }
        let entry = Entry(
            header: EntryHeader(
                stamp: EntryTemplate.latestStamp, officer: EntryTemplate.longestOfficer,
                subject: subject, region: region, effective: effective, basis: basis,
                references: references, retroactiveGround: retroactiveGround),
            body: body)
        do throws(EntryError) {
            content = Content(
                stream: stream, references: references, entry: entry,
                template: try EntryTemplate(entry))
        } catch {
            throw .entry(error)
        }
    }

    public static func == (left: EntryDraft, right: EntryDraft) -> Bool {
        left.stream == right.stream && left.references == right.references
            && left.entry == right.entry
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(stream)
        hasher.combine(entry)
    }

    /// An act about an institution.
    ///
    /// - Throws: ``DraftError``.
    public static func act(
        _ act: Act, stream: Stream? = nil, subject: InstitutionID, region: RegionCode,
        effective: LegalDate, basis: [Citation], references: [EventReference] = []
    ) throws(DraftError) -> EntryDraft {
        try EntryDraft(
            .act(act), stream: stream, subject: subject, region: region, effective: effective,
            basis: basis, references: references)
    }

    /// A directory event.
    ///
    /// - Throws: ``DraftError``.
    public static func directory(
        _ event: DirectoryEvent, effective: LegalDate, basis: [Citation] = [],
        retroactiveGround: String = ""
    ) throws(DraftError) -> EntryDraft {
        try EntryDraft(
            .directory(event), effective: effective, basis: basis,
            retroactiveGround: retroactiveGround)
    }

    /// An entry of an earlier epoch, recorded again with its institution and days (protocol §4).
    ///
    /// - Throws: ``DraftError``, also when the bytes are malformed or may not be recorded again.
    public static func lost(
        _ bytes: [UInt8], place: EventReference, stream: Stream
    ) throws(DraftError) -> EntryDraft {
        let inner: Entry
        do throws(EntryError) {
            inner = try EntryCodec.decode(bytes)
        } catch {
            throw .entry(error)
        }
        guard inner.isRecordable else { throw .entry(.noSingleBody) }
        return try EntryDraft(
            asItStands: .lost(LostEntry(place: place, entry: bytes)), stream: stream,
            subject: inner.header.subject, region: inner.header.region,
            effective: inner.header.effective)
    }
}

extension Entry {
    /// The entry that records a draft.
    public init(_ draft: EntryDraft, stamp: Stamp, officer: String) {
        self.init(
            header: EntryHeader(
                stamp: stamp, officer: officer, subject: draft.subject, region: draft.region,
                effective: draft.effective, basis: draft.basis, references: draft.references,
                retroactiveGround: draft.retroactiveGround),
            body: draft.body)
    }
}
