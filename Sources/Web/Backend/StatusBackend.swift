public import Designation
import Messages

/// The hot path: one institution, one region, one day. Everything here but the last function is
/// called on the event loop's thread, thousands of times a second: it answers from memory and
/// neither waits nor reads a disk.
public protocol StatusBackend: Sendable {
    /// The legal day by the node's clock, for questions without `on=`.
    func today() -> LegalDate

    /// The node's clock, milliseconds since 1970 UTC, for ages shown on pages.
    func nowMilliseconds() -> UInt64

    /// All regions the directory knows now, with the names in both languages.
    func regionTree() -> RegionTree

    /// Whether national codes are found without the disk now; not so just after a start.
    var findsCodesInMemory: Bool { get }

    /// The institution that holds a national code (`H` or `P` and eleven digits); `nil`: unknown.
    func institution(nationalCode: String) -> InstitutionID?

    /// The institution that held a national code on a day: the one that holds it now, or, before its
    /// first agreement, the licence that it replaced and that had the same code. What was served
    /// under an old number stays payable (N42).
    func institution(nationalCode: String, in region: RegionCode, on day: LegalDate)
        -> InstitutionID?

    /// The standing as known here now. The region of the question is known to ``regionTree()``.
    /// An unknown institution gets `notDesignated`, or `unknown` where the asked region's
    /// `register` is not held (protocol §7.8).
    func status(_ question: StatusQuestion) -> StatusReply

    /// The standing as this node knew it at a moment: the fold over its last applied vector before
    /// it (protocol §6). Slow; may read logs.
    func status(_ question: StatusQuestion, knownAtMilliseconds: UInt64) async throws(WebFailure)
        -> StatusReply

    /// The steps behind an answer that ``status(_:)`` gave, with the settings that were used; `nil`
    /// when there is nothing to explain. Slow; only asked with `explain=1` and by pages.
    ///
    /// - Parameter vector: what was known where the answer is one of then; `nil`: everything.
    func explanation(
        of answer: StatusAnswer, vector: [String: UInt64]?
    ) async -> Explanation?
}

/// A status with how fresh what it rests on is (protocol §9.3, §11).
public struct StatusReply: Sendable {
    public var answer: StatusAnswer
    public var asOf: AsOf
    /// True when the answer may change without a new act: catching up, provisional calendar, …
    public var isProvisional: Bool
    /// Only for `known-at`: sizes of the vector that was used, as (origin, size).
    public var knownVector: [(origin: String, size: UInt64)]

    public init(
        answer: StatusAnswer, asOf: AsOf, isProvisional: Bool,
        knownVector: [(origin: String, size: UInt64)] = []
    ) {
        self.answer = answer
        self.asOf = asOf
        self.isProvisional = isProvisional
        self.knownVector = knownVector
    }

    /// What was known when this is an answer of a former moment; `nil`: everything.
    public func vector(knownAt moment: UInt64?) -> [String: UInt64]? {
        guard moment != nil else { return nil }
        return Dictionary(
            knownVector.map { ($0.origin, $0.size) }, uniquingKeysWith: { $1 })
    }
}

/// Freshness of the three things a status answer must name (interfaces, `asOf`).
public struct AsOf: Hashable, Sendable {
    /// The asked region's own node.
    public var region: SourceTime
    /// The directory.
    public var directory: SourceTime
    /// The oldest source that could change the answer.
    public var oldest: SourceTime

    public init(region: SourceTime, directory: SourceTime, oldest: SourceTime) {
        self.region = region
        self.directory = directory
        self.oldest = oldest
    }
}

/// Up to when a node's data is known here, by its newest applied heartbeat or entry.
public struct SourceTime: Hashable, Sendable {
    public var node: String
    /// Milliseconds since 1970 UTC; 0: nothing is known of this source.
    public var milliseconds: UInt64

    public init(node: String, milliseconds: UInt64) {
        self.node = node
        self.milliseconds = milliseconds
    }
}
