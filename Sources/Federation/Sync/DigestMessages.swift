import SwiftProtobuf
public import TransparencyLog

/// A digest of the registry of one area or of `common` (protocol §8).
public struct DigestReport: Hashable, Sendable {
    /// Region code of the area, or `common`.
    public var scope: String
    public var foldEdition: UInt32
    /// Hash of the inputs: origin, size and root of each log folded.
    public var inputs: TreeHash
    public var digest: TreeHash

    public init(scope: String, foldEdition: UInt32, inputs: TreeHash, digest: TreeHash) {
        self.scope = scope
        self.foldEdition = foldEdition
        self.inputs = inputs
        self.digest = digest
    }

    var message: Dingdian_V1_DigestReport {
        var message = Dingdian_V1_DigestReport()
        message.scope = scope
        message.foldEdition = foldEdition
        message.inputs = Wire.data(inputs.bytes)
        message.digest = Wire.data(digest.bytes)
        return message
    }

    init(_ message: Dingdian_V1_DigestReport) throws(SyncRefusal) {
        guard (1...64).contains(message.scope.utf8.count) else { throw .malformedMessage("scope") }
        scope = message.scope
        foldEdition = message.foldEdition
        inputs = try Wire.hash(message.inputs, "inputs")
        digest = try Wire.hash(message.digest, "digest")
    }
}

/// Asks for the buckets of a digest, or for the rows of one bucket.
public struct DigestQuery: Hashable, Sendable {
    public var scope: String
    public var foldEdition: UInt32
    public var inputs: TreeHash
    /// `nil`: the buckets.
    public var bucket: UInt8?

    public init(scope: String, foldEdition: UInt32, inputs: TreeHash, bucket: UInt8?) {
        self.scope = scope
        self.foldEdition = foldEdition
        self.inputs = inputs
        self.bucket = bucket
    }

    /// `DigestQuery` of `sync.proto`.
    public func encoded() -> [UInt8] {
        var message = Dingdian_V1_DigestQuery()
        message.scope = scope
        message.foldEdition = foldEdition
        message.inputs = Wire.data(inputs.bytes)
        if let bucket { message.bucket = UInt32(bucket) }
        return Wire.encode(message)
    }

    /// Reads a query.
    ///
    /// - Throws: ``SyncRefusal``.
    public init(encoded bytes: [UInt8]) throws(SyncRefusal) {
        let message = try Wire.decode(Dingdian_V1_DigestQuery.self, bytes, limit: 1_024)
        guard (1...64).contains(message.scope.utf8.count) else { throw .malformedMessage("scope") }
        scope = message.scope
        foldEdition = message.foldEdition
        inputs = try Wire.hash(message.inputs, "inputs")
        bucket = nil
        if message.hasBucket {
            guard let number = UInt8(exactly: message.bucket) else {
                throw .malformedMessage("bucket")
            }
            bucket = number
        }
    }
}

/// The row of one institution in a digest.
public struct DigestRow: Hashable, Sendable {
    /// Scheme, issuing region and number, as text.
    public var institution: String
    public var row: TreeHash

    public init(institution: String, row: TreeHash) {
        self.institution = institution
        self.row = row
    }
}

/// The answer to a ``DigestQuery``.
public struct DigestDetail: Hashable, Sendable {
    /// The most rows of one bucket that are sent.
    public static let maximumRowCount = 4_096
    /// 256 sums of 32 bytes each, or empty.
    public var buckets: [UInt8]
    public var rows: [DigestRow]
    /// Of the answering node; `nil` where it does not say.
    public var inputs: TreeHash?
    /// The most logs that are told.
    public static let maximumLogCount = 20_000
    /// What the digest rests on, where the inputs asked for are others.
    public var logs: [DigestInput]

    public init(
        buckets: [UInt8] = [], rows: [DigestRow] = [], inputs: TreeHash? = nil,
        logs: [DigestInput] = []
    ) {
        self.buckets = buckets
        self.rows = rows
        self.inputs = inputs
        self.logs = logs
    }

    /// `DigestDetail` of `sync.proto`.
    public func encoded() -> [UInt8] {
        var message = Dingdian_V1_DigestDetail()
        message.buckets = Wire.data(buckets)
        message.rows = rows.prefix(Self.maximumRowCount).map { row in
            var encoded = Dingdian_V1_DigestRow()
            encoded.institution = row.institution
            encoded.row = Wire.data(row.row.bytes)
            return encoded
        }
        if let inputs { message.inputs = Wire.data(inputs.bytes) }
        message.logs = logs.prefix(Self.maximumLogCount).map { log in
            var encoded = Dingdian_V1_DigestInput()
            encoded.origin = log.origin.text
            encoded.size = log.size
            encoded.root = Wire.data(log.root.bytes)
            return encoded
        }
        return Wire.encode(message)
    }

    /// Reads an answer.
    ///
    /// - Throws: ``SyncRefusal``.
    public init(encoded bytes: [UInt8]) throws(SyncRefusal) {
        let message = try Wire.decode(Dingdian_V1_DigestDetail.self, bytes, limit: 4 << 20)
        guard message.buckets.isEmpty || message.buckets.count == 256 * TreeHash.byteCount else {
            throw .malformedMessage("buckets")
        }
        guard message.rows.count <= Self.maximumRowCount else { throw .malformedMessage("rows") }
        guard message.logs.count <= Self.maximumLogCount else { throw .malformedMessage("logs") }
        buckets = [UInt8](message.buckets)
        inputs = message.inputs.isEmpty ? nil : try Wire.hash(message.inputs, "inputs")
        var logs: [DigestInput] = []
        for log in message.logs {
            logs.append(
                DigestInput(
                    origin: try Wire.origin(log.origin, "logs.origin"), size: log.size,
                    root: try Wire.hash(log.root, "logs.root")))
        }
        self.logs = logs
        var rows: [DigestRow] = []
        for row in message.rows {
            guard (1...256).contains(row.institution.utf8.count) else {
                throw .malformedMessage("institution")
            }
            rows.append(
                DigestRow(institution: row.institution, row: try Wire.hash(row.row, "row")))
        }
        self.rows = rows
    }
}
