public import Designation
import SwiftProtobuf
public import TransparencyLog

/// One row of a propagation board: whether a node applies an event, and since when.
public struct BoardRow: Hashable, Sendable {
    public enum State: Hashable, Sendable {
        /// Since then, by the receiver's clock.
        case applied(milliseconds: UInt64)
        /// Its receipts are at hand and do not reach the event.
        case notYet
        /// There are no receipts of this node at hand.
        case unknown
    }
    public var node: String
    public var state: State
    /// The receipt entry that proves it.
    public var receipt: (origin: Origin, index: UInt64)? {
        get { receiptOrigin.map { ($0, receiptIndex) } }
        set {
            receiptOrigin = newValue?.origin
            receiptIndex = newValue?.index ?? 0
        }
    }
    private var receiptOrigin: Origin?
    private var receiptIndex: UInt64 = 0

    public init(node: String, state: State, receipt: (origin: Origin, index: UInt64)? = nil) {
        self.node = node
        self.state = state
        self.receipt = receipt
    }
}

/// What all nodes say they have applied, with the entries that prove it (protocol §9).
public struct Propagation: Sendable {
    private struct Mark: Sendable {
        let size: UInt64
        let milliseconds: UInt64
        let receipt: UInt64
    }
    private struct Log: Hashable { let receipts: Origin, subject: Origin }
    private var marks: [Log: [Mark]] = [:]
    private var receiptLogs: [String: Set<Origin>] = [:]

    public init() {}

    /// One entry of a receipts log; entries of one log come in order.
    ///
    /// - Parameters:
    ///   - node: The author.
    ///   - origin: The receipts log, and `index` the entry in it.
    public mutating func take(_ sizes: AppliedSizes, node: String, origin: Origin, index: UInt64) {
        receiptLogs[node, default: []].insert(origin)
        for size in sizes.sizes {
            let log = Log(receipts: origin, subject: size.origin)
            // Less than before says nothing new.
            guard size.size > marks[log]?.last?.size ?? 0 else { continue }
            marks[log, default: []].append(
                Mark(size: size.size, milliseconds: size.appliedMilliseconds, receipt: index))
        }
    }

    /// The board of one event: one row for each node, in the order given.
    ///
    /// - Parameter counts: whether an entry of a receipts log counts: anybody can make a log under
    ///   another's name.
    func board(
        for event: EventReference, nodes: [String], counts: (Origin, UInt64) -> Bool
    ) -> [BoardRow] {
        // A reference that names no possible log was applied by nobody.
        guard let subject = try? Origin(event.origin) else { return [] }
        return nodes.map { row($0, subject, event.index, counts) }
    }

    private func row(
        _ node: String, _ subject: Origin, _ index: UInt64, _ counts: (Origin, UInt64) -> Bool
    ) -> BoardRow {
        let logs = (receiptLogs[node] ?? []).filter { counts($0, 0) }
        guard !logs.isEmpty else { return BoardRow(node: node, state: .unknown) }
        var first: (mark: Mark, origin: Origin)?
        for origin in logs.sorted() {
            let list = marks[Log(receipts: origin, subject: subject)] ?? []
            guard let mark = list.first(where: { $0.size > index && counts(origin, $0.receipt) })
            else { continue }
            if let known = first, known.mark.milliseconds <= mark.milliseconds { continue }
            first = (mark, origin)
        }
        guard let first else { return BoardRow(node: node, state: .notYet) }
        return BoardRow(
            node: node, state: .applied(milliseconds: first.mark.milliseconds),
            receipt: (first.origin, first.mark.receipt))
    }
}

extension Replica {
    /// Who applies an event, as far as receipts that count are held here: one row for each node.
    public func board(for event: EventReference, nodes: [String]) -> [BoardRow] {
        propagation.board(for: event, nodes: nodes, counts: registry.view.counts)
    }
}

/// `BoardQuery` and `BoardAnswer` of `sync.proto`: for nodes that do not hold all receipts.
public enum BoardMessages {
    public static func query(_ event: EventReference) -> [UInt8] {
        var message = Dingdian_V1_BoardQuery()
        message.origin = event.origin
        message.index = event.index
        message.leafPrefix = Wire.data(
            (0..<16).map { UInt8(truncatingIfNeeded: event.leafPrefix >> (120 - 8 * $0)) })
        return Wire.encode(message)
    }

    /// - Throws: ``SyncRefusal``.
    public static func query(reading bytes: [UInt8]) throws(SyncRefusal) -> EventReference {
        let message = try Wire.decode(Dingdian_V1_BoardQuery.self, bytes, limit: 1_024)
        let origin = try Wire.origin(message.origin, "origin")
        guard message.leafPrefix.count == 16 else { throw .malformedMessage("leaf_prefix") }
        let prefix = message.leafPrefix.reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
        return EventReference(origin: origin.text, index: message.index, leafPrefix: prefix)
    }

    public static func answer(_ rows: [BoardRow]) -> [UInt8] {
        var message = Dingdian_V1_BoardAnswer()
        message.rows = rows.map { row in
            var encoded = Dingdian_V1_BoardRow()
            encoded.node = row.node
            switch row.state {
            case .applied(let milliseconds): encoded.appliedMilliseconds = milliseconds
            case .notYet: break
            case .unknown: encoded.unknown = true
            }
            if let receipt = row.receipt {
                encoded.receiptOrigin = receipt.origin.text
                encoded.receiptIndex = receipt.index
            }
            return encoded
        }
        return Wire.encode(message)
    }

    /// - Throws: ``SyncRefusal``.
    public static func answer(reading bytes: [UInt8]) throws(SyncRefusal) -> [BoardRow] {
        let message = try Wire.decode(Dingdian_V1_BoardAnswer.self, bytes, limit: 8 << 20)
        guard message.rows.count <= 20_000 else { throw .malformedMessage("rows") }
        var rows: [BoardRow] = []
        for row in message.rows {
            guard (1...255).contains(row.node.utf8.count) else { throw .malformedMessage("node") }
            var state = BoardRow.State.notYet
            if row.hasAppliedMilliseconds {
                state = .applied(milliseconds: row.appliedMilliseconds)
            } else if row.unknown {
                state = .unknown
            }
            var receipt: (origin: Origin, index: UInt64)?
            if !row.receiptOrigin.isEmpty {
                let origin = try Wire.origin(row.receiptOrigin, "receipt_origin")
                receipt = (origin, row.receiptIndex)
            }
            rows.append(BoardRow(node: row.node, state: state, receipt: receipt))
        }
        return rows
    }
}
