/// One dated value of an edition or a decision.
public struct DatedValue: Hashable, Sendable {
    public var value: String
    public var from: LegalDate
    public var to: LegalDate?
    public var citation: Citation
    /// True where the texts leave it open and the region decided (domain: **decision**).
    public var isDecision: Bool

    public init(
        value: String, from: LegalDate, to: LegalDate?, citation: Citation, isDecision: Bool
    ) {
        self.value = value
        self.from = from
        self.to = to
        self.citation = citation
        self.isDecision = isDecision
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
