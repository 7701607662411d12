/// One dated value of an edition or a decision.
public struct DatedValue: Hashable, Sendable {
    public var value: String
    public var from: LegalDate
    public var to: LegalDate?
    public var citation: Citation
    /// True where the texts leave it open and the region decided (domain: **decision**).
    public var isDecision: Bool
    /// Why it was decided so, in the region's own words; `nil` where none were published.
    public var ground: Ground?

    public init(
        value: String, from: LegalDate, to: LegalDate?, citation: Citation, isDecision: Bool,
        ground: Ground? = nil
    ) {
        self.value = value
        self.from = from
        self.to = to
        self.citation = citation
        self.isDecision = isDecision
        self.ground = ground
    }
}

/// The ground of a decision in both languages. Kept apart in memory: few of the thousands of values that a
/// node holds have one.
public indirect enum Ground: Hashable, Sendable {
    case words(chinese: String, english: String)

    /// - Returns: `nil` where neither language has any words.
    public init?(chinese: String, english: String) {
        if chinese.isEmpty, english.isEmpty { return nil }
        self = .words(chinese: chinese, english: english)
    }

    public var chinese: String {
        switch self {
        case .words(let chinese, _): chinese
        }
    }

    public var english: String {
        switch self {
        case .words(_, let english): english
        }
    }
}

extension DatedValue {
    /// The later one holds; of one day a decision before the edition's own value; after that the order
    /// of the values decides, so that every node takes the same one.
    func replaces(_ other: DatedValue) -> Bool {
        if from != other.from { return from > other.from }
        if isDecision != other.isDecision { return isDecision }
        return value > other.value
    }
}
