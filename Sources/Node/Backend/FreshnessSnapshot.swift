import Designation
import Federation
import TransparencyLog
import Web

/// What the writer knows about freshness at one moment, copied out so that it can be worked on
/// elsewhere.
struct FreshnessInput: Sendable {
    var book: FreshnessBook
    /// How fresh what is here of each node is, where anything can be said.
    var times: [String: UInt64]
    /// Named states of logs by peer.
    var states: [String: [Origin: LogState]]
    var lastHeard: [String: UInt64]
    var connectedPeers: [String]
    /// The machine's clock cannot be right (protocol §6.1).
    var isClockWrong = false
}

extension NodeCore {
    func freshnessInput() -> FreshnessInput {
        FreshnessInput(
            book: exchange.freshness, times: exchange.freshTimes(now: clock()),
            states: exchange.states, lastHeard: exchange.lastHeard,
            connectedPeers: exchange.connectedPeers, isClockWrong: clockFault != nil)
    }
}

/// How fresh every source is (protocol §9), worked out once and then only read.
final class FreshnessSnapshot: Sendable {
    let at: UInt64
    let map: SourceMap
    let input: FreshnessInput
    /// Sizes that somebody announced of logs in scope here.
    let announced: [Origin: UInt64]
    /// Entries of each node announced and not applied here.
    let missing: [String: UInt64]
    private let me: String
    private let times: [String: UInt64]
    private let nodeStates: [String: String]
    private let oldest: [RegionCode: String]
    private let oldestOfAll: String?
    private let behind: Set<RegionCode>

    /// - Parameter earlier: what was worked out before; the map of sources is taken over while it holds.
    init(
        registry: Registry, me: String, input: FreshnessInput, now: UInt64,
        earlier: FreshnessSnapshot?
    ) {
        let view = registry.view
        let day = LegalDate(unixMilliseconds: now)
        at = now
        self.me = me
        self.input = input
        if let known = earlier?.map, known.generation == view.generation, known.day == day {
            map = known
        } else {
            map = SourceMap(view: view, day: day)
        }
        let work = FreshnessWork(registry: registry, view: view, me: me, input: input)
        announced = work.announcedSizes()
        missing = work.missing(announced)
        times = input.times
        nodeStates = work.states(missing: missing)
        var oldest: [RegionCode: String] = [:]
        var behind: Set<RegionCode> = []
        let (map, times, missing) = (map, times, missing)
        func first(_ sources: [String]) -> String? {
            sources.filter { $0 != me }.min { (times[$0] ?? 0, $0) < (times[$1] ?? 0, $1) }
        }
        for area in Set(view.tree.regions.keys.compactMap { view.tree.area(of: $0) }) {
            let sources = map.sources(of: area)
            oldest[area] = first(sources)
            if sources.contains(where: { missing[$0] ?? 0 > 0 }) { behind.insert(area) }
        }
        self.oldest = oldest
        self.behind = behind
        oldestOfAll = first(map.sources(of: nil))
    }

    /// Own data is always as fresh as the clock.
    func time(of node: String, now: UInt64) -> UInt64 {
        node == me ? now : min(times[node] ?? 0, now)
    }

    func state(of node: String) -> String { nodeStates[node] ?? "current" }

    func asOf(_ region: RegionCode, area: RegionCode?, now: UInt64) -> AsOf {
        let node = map.node(of: region)
        let authors = map.directoryAuthors(above: region)
        let author = authors.min { time(of: $0, now: now) < time(of: $1, now: now) } ?? me
        let last = (area.map { oldest[$0] } ?? oldestOfAll) ?? me
        return AsOf(
            region: source(node, now), directory: source(author, now), oldest: source(last, now))
    }

    /// Whether a source of the area has announced entries that are not applied yet.
    func isBehind(_ area: RegionCode?) -> Bool {
        area.map { behind.contains($0) } ?? !behind.isEmpty
    }

    /// Whether what is answered may not hold: entries are missing, or neither today nor freshness can be
    /// told by this clock.
    func isProvisional(_ area: RegionCode?) -> Bool { input.isClockWrong || isBehind(area) }

    private func source(_ node: String, _ now: UInt64) -> SourceTime {
        SourceTime(node: node, milliseconds: time(of: node, now: now))
    }
}
