import TransparencyLog

/// Keeps the last digests of this node and compares those of peers with them (protocol §8).
///
/// Digests of different inputs say nothing about each other; equal inputs with different digests
/// are an alarm.
public struct DigestLedger: Sendable {
    /// How many digests are kept for each scope.
    public static let depth = 64

    private var own: [String: [DigestReport]] = [:]
    private var theirs: [String: [(node: String, report: DigestReport)]] = [:]

    /// What a comparison came to.
    public enum Comparison: Hashable, Sendable {
        case equal
        /// The inputs are not, or no longer, among the last ones: nothing can be said.
        case incomparable
        /// The same inputs, another result: narrow it down with a ``DigestQuery``.
        case different(node: String, own: DigestReport, theirs: DigestReport)
    }

    public init() {}

    /// This node has a new digest.
    ///
    /// - Returns: Differences with what peers reported before this node was as far.
    public mutating func record(_ report: DigestReport) -> [Comparison] {
        var list = own[report.scope, default: []]
        if list.last == report { return [] }
        list.append(report)
        if list.count > Self.depth { list.removeFirst(list.count - Self.depth) }
        own[report.scope] = list
        return theirs[report.scope, default: []].compactMap { node, other in
            guard Self.sameInputs(report, other), report.digest != other.digest else { return nil }
            return .different(node: node, own: report, theirs: other)
        }
    }

    /// A peer reported a digest.
    public mutating func compare(_ report: DigestReport, of node: String) -> Comparison {
        // A scope that this node does not fold is not kept: peers must not fill the memory.
        guard let list = own[report.scope] else { return .incomparable }
        var reports = theirs[report.scope, default: []]
        reports.append((node, report))
        if reports.count > Self.depth { reports.removeFirst(reports.count - Self.depth) }
        theirs[report.scope] = reports
        guard let same = list.last(where: { Self.sameInputs($0, report) }) else {
            return .incomparable
        }
        if same.digest == report.digest { return .equal }
        return .different(node: node, own: same, theirs: report)
    }

    /// The newest digest of each scope, sorted by scope.
    public var newest: [DigestReport] {
        own.values.compactMap(\.last).sorted { $0.scope < $1.scope }
    }

    /// What peers said under the inputs of one own digest.
    public struct Opinions: Hashable, Sendable {
        /// Names of nodes, sorted.
        public var agreeing: [String] = []
        public var differing: [String] = []
    }

    /// The last word of each peer that folded the same inputs.
    public func opinions(on report: DigestReport) -> Opinions {
        var last: [String: DigestReport] = [:]
        for (node, other) in theirs[report.scope, default: []]
        where Self.sameInputs(report, other) {
            last[node] = other
        }
        var opinions = Opinions()
        for (node, other) in last.sorted(by: { $0.key < $1.key }) {
            if other.digest == report.digest {
                opinions.agreeing.append(node)
            } else {
                opinions.differing.append(node)
            }
        }
        return opinions
    }

    private static func sameInputs(_ left: DigestReport, _ right: DigestReport) -> Bool {
        left.foldEdition == right.foldEdition && left.inputs == right.inputs
    }
}
