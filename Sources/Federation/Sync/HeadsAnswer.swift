import SwiftProtobuf
public import TransparencyLog

/// The newest checkpoint of one log in an answer; nothing in it is verified.
public struct HeadRow: Hashable, Sendable {
    public var origin: Origin
    /// The log's Ed25519 public key, when the log is new to the caller's cursor.
    public var key: [UInt8]?
    /// The checkpoint as a signed note.
    public var note: [UInt8]
    /// What is new since the caller's cursor, when it is small.
    public var entries: InlineEntries?

    public init(origin: Origin, key: [UInt8]?, note: [UInt8], entries: InlineEntries?) {
        self.origin = origin
        self.key = key
        self.note = note
        self.entries = entries
    }

    var message: Dingdian_V1_HeadMessage {
        var message = Dingdian_V1_HeadMessage()
        message.origin = origin.text
        if let key { message.key = Wire.data(key) }
        message.note = Wire.data(note)
        if let entries { message.entries = entries.message }
        return message
    }

    init(_ message: Dingdian_V1_HeadMessage) throws(SyncRefusal) {
        origin = try Wire.origin(message.origin, "heads.origin")
        guard message.key.isEmpty || message.key.count == 32 else {
            throw .malformedMessage("heads.key")
        }
        key = message.key.isEmpty ? nil : [UInt8](message.key)
        note = [UInt8](message.note)
        entries = message.hasEntries ? try InlineEntries(message.entries) : nil
    }
}

extension InlineEntries {
    var message: Dingdian_V1_EntryRunMessage {
        var message = Dingdian_V1_EntryRunMessage()
        message.from = from
        message.count = UInt32(clamping: count)
        message.bytes = Wire.data(bytes)
        return message
    }

    init(_ message: Dingdian_V1_EntryRunMessage) throws(SyncRefusal) {
        guard message.from <= Checkpoint.maximumSize, message.count <= message.bytes.count / 2
        else { throw .malformedMessage("entries") }
        self.init(from: message.from, count: Int(message.count), bytes: [UInt8](message.bytes))
    }
}

/// What changed since a cursor, over all logs that the caller may read (protocol §5, heads).
///
/// An answer in which nothing changed is not sent as such: it is `204` without a body.
public struct HeadsAnswer: Hashable, Sendable {
    /// Opaque: `[A-Za-z0-9_-]`, at most 64 characters.
    public var cursor: String
    public var heads: [HeadRow]
    /// Newest heartbeats as signed notes.
    public var heartbeats: [[UInt8]]
    public var digests: [DigestReport]
    /// Ask again with the new cursor, without waiting.
    public var more: Bool
    /// Parts of branches that closings cut off, as ``CutOffPart`` encodes them; not verified.
    public var cutOff: [[UInt8]] = []
    /// The same by the names of their notes, until they are read from the store; not sent.
    var cutOffNames: [String] = []

    public init(
        cursor: String, heads: [HeadRow] = [], heartbeats: [[UInt8]] = [],
        digests: [DigestReport] = [], more: Bool = false
    ) {
        self.cursor = cursor
        self.heads = heads
        self.heartbeats = heartbeats
        self.digests = digests
        self.more = more
    }

    /// Whether there is nothing to tell.
    public var isEmpty: Bool {
        heads.isEmpty && heartbeats.isEmpty && digests.isEmpty && !more && cutOff.isEmpty
            && cutOffNames.isEmpty
    }

    /// `HeadsAnswer` of `sync.proto`.
    public func encoded() -> [UInt8] {
        var message = Dingdian_V1_HeadsAnswer()
        message.cursor = cursor
        message.heads = heads.map(\.message)
        message.heartbeats = heartbeats.map(Wire.data)
        message.digests = digests.map(\.message)
        message.more = more
        message.cutOff = cutOff.map(Wire.data)
        return Wire.encode(message)
    }

    /// Reads an answer.
    ///
    /// - Throws: ``SyncRefusal/malformedMessage(_:)``,
    ///   ``SyncRefusal/messageTooLarge(byteCount:limit:)``.
    public init(
        encoded bytes: [UInt8], limits: SyncLimits = .standard
    ) throws(SyncRefusal) {
        let message = try Wire.decode(
            Dingdian_V1_HeadsAnswer.self, bytes, limit: limits.messageByteCount)
        guard Wire.isToken(message.cursor, maximumByteCount: 64) else {
            throw .malformedMessage("cursor")
        }
        guard message.heads.count <= 4 * limits.headsPerAnswer,
            message.heartbeats.count <= limits.logCount, message.digests.count <= 256,
            message.cutOff.count <= CutOffPart.countPerMessage
        else { throw .malformedMessage("heads") }
        cursor = message.cursor
        var rows: [HeadRow] = []
        for head in message.heads { rows.append(try HeadRow(head)) }
        heads = rows
        heartbeats = message.heartbeats.map { [UInt8]($0) }
        var reports: [DigestReport] = []
        for digest in message.digests { reports.append(try DigestReport(digest)) }
        digests = reports
        more = message.more
        cutOff = message.cutOff.map { [UInt8]($0) }
    }
}
