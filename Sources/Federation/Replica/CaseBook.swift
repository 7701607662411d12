public import Designation
import TransparencyLog

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
    /// A step with everywhere it stands: where it was written first, and where it was recorded again.
    private struct Step: Sendable {
        var row: Row
        var places: [(origin: Origin, index: UInt64)]
    }
    private var steps: [[UInt8]: [Step]] = [:]

    public init() {}

    /// - Parameters:
    ///   - place: where it stood first, if it was recorded again. It keeps place and stamp: whoever holds
    ///     both sees one step, and what was noted about it goes on to hold.
    ///   - stamp: that of the first writing.
    ///   - standing: where this entry stands, which decides whether it counts.
    mutating func take(
        _ event: CaseEvent, at place: EventReference, _ stamp: Stamp,
        standing: (origin: Origin, index: UInt64)
    ) {
        let row = Row(reference: place, stamp: stamp, event: event)
        var list = steps[event.caseID, default: []]
        let isKnown: (Step) -> Bool = { $0.row.reference == place && $0.row.event == event }
        if let known = list.firstIndex(where: isKnown) {
            list[known].places.append(standing)
        } else {
            list.append(Step(row: row, places: [standing]))
            list.sort {
                ($0.row.stamp, $0.row.reference) < ($1.row.stamp, $1.row.reference)
            }
        }
        steps[event.caseID] = list
    }

    /// The steps that count somewhere.
    func counting(_ counts: (Origin, UInt64) -> Bool) -> CaseBook {
        var book = CaseBook()
        book.steps = steps.compactMapValues { list in
            let kept = list.filter { $0.places.contains { counts($0.origin, $0.index) } }
            return kept.isEmpty ? nil : kept
        }
        return book
    }

    /// Cases in the order of their ids.
    public var cases: [[UInt8]] { steps.keys.sorted { $0.lexicographicallyPrecedes($1) } }

    public func events(of caseID: [UInt8]) -> [Row] { steps[caseID]?.map(\.row) ?? [] }

    /// All rows, oldest first.
    public var all: [Row] {
        steps.values.joined().map(\.row)
            .sorted { ($0.stamp, $0.reference) < ($1.stamp, $1.reference) }
    }
}

extension Replica {
    /// The steps of cases that count: a log that the directory does not vouch for, or what a closing cut
    /// off, shows no step, though it is kept. Payloads are given by ``caseBook``, which has them all.
    public var cases: CaseBook {
        let view = registry.view
        if let known = countingCases, known.generation == view.generation { return known.book }
        let book = caseBook.counting(view.counts)
        countingCases = (view.generation, book)
        return book
    }
}
