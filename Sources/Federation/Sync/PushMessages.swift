import SwiftProtobuf
public import TransparencyLog

/// One part of a log that is handed in; nothing in it is verified.
public struct PushedResource: Hashable, Sendable {
    public var resource: LogResource
    public var bytes: [UInt8]
    /// Whether ``bytes`` are a gzip stream, which the shell expands before it is looked at.
    public var isGzip: Bool

    public init(resource: LogResource, bytes: [UInt8], isGzip: Bool) {
        self.resource = resource
        self.bytes = bytes
        self.isGzip = isGzip
    }
}

/// Hands entries of one log to the node that is called (protocol §5, submit).
public struct PushRequest: Hashable, Sendable {
    public var origin: Origin
    /// The log's Ed25519 public key.
    public var key: [UInt8]
    /// The checkpoint that covers the entries.
    public var note: [UInt8]
    public var entries: InlineEntries?
    public var resources: [PushedResource]
    /// What was asked for and cannot be had here.
    public var missing: [LogResource]

    public init(
        origin: Origin, key: [UInt8], note: [UInt8], entries: InlineEntries? = nil,
        resources: [PushedResource] = [], missing: [LogResource] = []
    ) {
        self.origin = origin
        self.key = key
        self.note = note
        self.entries = entries
        self.resources = resources
        self.missing = missing
    }

    /// `PushRequest` of `sync.proto`.
    public func encoded() -> [UInt8] {
        var message = Dingdian_V1_PushRequest()
        message.origin = origin.text
        message.key = Wire.data(key)
        message.note = Wire.data(note)
        if let entries { message.entries = entries.message }
        message.resources = resources.map { part in
            var resource = Dingdian_V1_ResourceMessage()
            resource.path = part.resource.path
            resource.bytes = Wire.data(part.bytes)
            resource.gzip = part.isGzip
            return resource
        }
        message.missing = missing.map(\.path)
        return Wire.encode(message)
    }

    /// Reads a request.
    ///
    /// - Throws: ``SyncRefusal/malformedMessage(_:)``,
    ///   ``SyncRefusal/messageTooLarge(byteCount:limit:)``.
    public init(
        encoded bytes: [UInt8], limits: SyncLimits = .standard
    ) throws(SyncRefusal) {
        let message = try Wire.decode(
            Dingdian_V1_PushRequest.self, bytes, limit: limits.messageByteCount)
        guard message.key.count == 32 else { throw .malformedMessage("key") }
        guard message.resources.count <= limits.resourcesPerPush,
            message.missing.count <= limits.resourcesPerPush
        else { throw .malformedMessage("resources") }
        origin = try Wire.origin(message.origin, "origin")
        key = [UInt8](message.key)
        note = [UInt8](message.note)
        entries = message.hasEntries ? try InlineEntries(message.entries) : nil
        var parts: [PushedResource] = []
        for part in message.resources {
            parts.append(
                PushedResource(
                    resource: try Self.resource(part.path), bytes: [UInt8](part.bytes),
                    isGzip: part.gzip))
        }
        resources = parts
        var absent: [LogResource] = []
        for path in message.missing { absent.append(try Self.resource(path)) }
        missing = absent
    }

    static func resource(_ path: String) throws(SyncRefusal) -> LogResource {
        guard let resource = LogResource(path: path) else { throw .malformedMessage("path") }
        return resource
    }
}

/// How a log stands with the node to which it was handed in.
public enum PushState: Int, Hashable, Sendable, CaseIterable {
    case current = 1
    case catchingUp, throttled, refused, forked, closed
}

/// The answer to a submission.
public struct PushAnswer: Hashable, Sendable {
    /// Entries held: verified and durable.
    public var size: UInt64
    public var state: PushState
    /// What to send next, most urgent first.
    public var wanted: [LogResource]
    /// Begin at ``size``: an ordinary answer, sent with status 409.
    public var conflict: Bool
    /// For people; never contents of entries.
    public var reason: String

    public init(
        size: UInt64, state: PushState, wanted: [LogResource] = [], conflict: Bool = false,
        reason: String = ""
    ) {
        self.size = size
        self.state = state
        self.wanted = wanted
        self.conflict = conflict
        self.reason = reason
    }

    /// The HTTP status with which it is sent.
    public var status: Int { conflict ? 409 : 200 }

    /// `PushAnswer` of `sync.proto`.
    public func encoded() -> [UInt8] {
        var message = Dingdian_V1_PushAnswer()
        message.size = size
        message.state = Dingdian_V1_PushState(rawValue: state.rawValue) ?? .unspecified
        message.wanted = wanted.map(\.path)
        message.conflict = conflict
        message.reason = reason
        return Wire.encode(message)
    }

    /// Reads an answer.
    ///
    /// - Throws: ``SyncRefusal/malformedMessage(_:)``,
    ///   ``SyncRefusal/messageTooLarge(byteCount:limit:)``.
    public init(
        encoded bytes: [UInt8], limits: SyncLimits = .standard
    ) throws(SyncRefusal) {
        let message = try Wire.decode(Dingdian_V1_PushAnswer.self, bytes, limit: 65_536)
        guard let state = PushState(rawValue: message.state.rawValue) else {
            throw .malformedMessage("state")
        }
        guard message.size <= Checkpoint.maximumSize else { throw .malformedMessage("size") }
        guard message.wanted.count <= limits.resourcesPerPush, message.reason.utf8.count <= 1_024
        else { throw .malformedMessage("wanted") }
        size = message.size
        self.state = state
        var wanted: [LogResource] = []
        for path in message.wanted { wanted.append(try PushRequest.resource(path)) }
        self.wanted = wanted
        conflict = message.conflict
        reason = message.reason
    }
}
