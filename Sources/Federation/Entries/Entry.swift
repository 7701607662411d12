public import Designation

/// One event, decoded, bounded and well-formed. Whether it counts is judged elsewhere (protocol
/// §7).
public struct Entry: Sendable, Hashable {
    public let header: EntryHeader
    public let body: EntryBody
    /// Fields of the entry that this software does not know, as written, an unknown body included.
    public let unrecognised: [UInt8]
    /// Fields of a known body that this software does not know, as written.
    public let unrecognisedInBody: [UInt8]

    /// Makes an entry to be written. Kind and restrictive mark follow from the body, and the event
    /// that the body is about becomes the first reference.
    public init(header: EntryHeader, body: EntryBody) {
        self.init(header: header, body: body, unrecognised: [], unrecognisedInBody: [])
    }

    init(
        header: EntryHeader, body: EntryBody, unrecognised: [UInt8], unrecognisedInBody: [UInt8]
    ) {
        var header = header
        if let kind = body.kind {
            header.kind = kind.rawValue
            header.isRestrictive = header.isRestrictive || kind.isRestrictive
        }
        if let leading = body.leadingReference, header.references.first != leading {
            header.references.insert(leading, at: 0)
        }
        self.header = header
        self.body = body
        self.unrecognised = unrecognised
        self.unrecognisedInBody = unrecognisedInBody
    }

    /// The kind, if this software knows it.
    public var kind: EntryKind? { EntryKind(rawValue: header.kind) }

    /// Every institution that the event names and may change: the subject, and the other licences
    /// of a termination (P40(14)).
    public var institutions: [InstitutionID] {
        guard let subject = header.subject else { return [] }
        // Losing the error is right: malformed content has no effect, as it had none before.
        if case .lost(let lost) = body, let inner = try? EntryCodec.decode(lost.entry),
            inner.isRecordable
        {
            return [subject] + inner.institutions.filter { $0 != subject }
        }
        guard case .act(.terminated(let termination)) = body else { return [subject] }
        return [subject] + termination.affects.filter { $0 != subject }
    }

    /// The entry as an event of the institution in its header.
    ///
    /// An act in a stream where its kind has no meaning, a kind that is unknown, and a known kind
    /// with a value that is unknown become ``Act/unknown(kind:isRestrictive:)``, so that they are
    /// shown and, where restrictive, obeyed. An entry recorded again counts as what it holds.
    ///
    /// - Parameters:
    ///   - reference: the place of this entry.
    ///   - effectiveStamp: the stamp, but never below its predecessor's in the log.
    ///   - author: the node of the log.
    ///   - area: the province of the author.
    ///   - stream: the stream of the log.
    /// - Returns: `nil` when the entry is not about an institution.
    public func fact(
        reference: EventReference, effectiveStamp: Stamp, author: String, area: RegionCode,
        stream: Stream
    ) -> Fact? {
        if case .lost(let lost) = body {
            // Losing the error is right: a malformed content has no effect, as it had none before.
            guard let inner = try? EntryCodec.decode(lost.entry), inner.isRecordable else {
                return nil
            }
            var fact = inner.fact(
                reference: reference, effectiveStamp: effectiveStamp, author: author, area: area,
                stream: stream)
            if lost.isRecorded(at: reference.origin), inner.header.subject == header.subject {
                fact?.earlierPlace = lost.place
                fact?.earlierStamp = inner.header.stamp
            } else {
                // Shown without effect, like any reference that does not match.
                fact?.act = .unknown(kind: header.kind, isRestrictive: false)
            }
            return fact
        }
        guard header.subject != nil, let act = act(in: stream) else { return nil }
        return Fact(
            reference: reference, stamp: effectiveStamp, author: author, stream: stream,
            area: area, region: header.region ?? area, effective: header.effective,
            basis: header.basis, act: act)
    }

    /// Whether the entry may be recorded again in a later epoch: anything but an opening and an
    /// entry that is itself recorded again, so that nesting ends at once.
    public var isRecordable: Bool {
        switch body {
        case .epochOpened, .lost: false
        default: true
        }
    }

    private func act(in stream: Stream) -> Act? {
        switch body {
        case .act(.terminated(var termination)) where stream == .sanctions:
            // A licence is not affected by its own decision: it is decided on.
            termination.affects.removeAll { $0 == header.subject }
            return .terminated(termination)
        case .act(let act):
            let streams = act.kind?.streams ?? []
            // A sanction outside its stream binds nobody; it must not bind one area alone either.
            return streams.contains(stream)
                ? act : .unknown(kind: header.kind, isRestrictive: false)
        case .unknown:
            return .unknown(kind: header.kind, isRestrictive: header.isRestrictive)
        case .epochOpened, .directory, .casework, .receipt, .forkShown, .lost:
            return nil
        }
    }
}
