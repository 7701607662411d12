public import Designation

/// Case events held here, by case, in the order in which they count.
///
/// It holds routing fields only; payloads lie sealed beside the logs and are opened on demand by
/// those of the chain (protocol §10).
public struct CaseBook: Sendable {
    public struct Row: Sendable, Hashable {
        public var reference: EventReference
        public var stamp: Stamp
        public var event: CaseEvent
    }
    private var rows: [[UInt8]: [Row]] = [:]

    public init() {}

    /// - Parameters:
    ///   - place: where it stood first, if it was recorded again. It keeps place and stamp: whoever holds
    ///     both sees one step, and what was noted about it goes on to hold.
    ///   - stamp: that of the first writing.
    mutating func take(_ event: CaseEvent, at place: EventReference, _ stamp: Stamp) {
        let row = Row(reference: place, stamp: stamp, event: event)
        var list = rows[event.caseID, default: []]
        guard !list.contains(where: { $0.reference == row.reference }) else { return }
        list.append(row)
        list.sort { ($0.stamp, $0.reference) < ($1.stamp, $1.reference) }
        rows[event.caseID] = list
    }

    /// Cases in the order of their ids.
    public var cases: [[UInt8]] { rows.keys.sorted { $0.lexicographicallyPrecedes($1) } }

    public func events(of caseID: [UInt8]) -> [Row] { rows[caseID] ?? [] }

    /// All rows, oldest first.
    public var all: [Row] {
        rows.values.joined().sorted { ($0.stamp, $0.reference) < ($1.stamp, $1.reference) }
    }
}
