import Designation

/// The articles on which the acts of a demonstration rest: Order No. 2 speaks of medical institutions, Order No. 3
/// of pharmacies.
enum DemoGrounds {
    /// Told to the public (N11, P10).
    case published
    /// Signed (N10, P9).
    case signed
    /// Suspended (N42, P39).
    case suspended
    /// Terminated (N43, P40).
    case terminated

    /// An act has one text for its cause, so both languages stand in it.
    static let cause = "演示 demonstration"

    /// Care institutions are Jilin's alone: its own text has them signed for and told to the public (S2 22), and
    /// lets the orders hold where it says nothing (S2 36).
    func of(_ type: InstitutionType) -> [Citation] {
        let (order2, order3) = articles
        let local = self == .published || self == .signed
        return switch type {
        case .medical: [Citation(edition: "N", article: order2)]
        case .pharmacy: [Citation(edition: "P", article: order3)]
        case .care where local: [Citation(edition: "S2", article: "22")]
        case .care:
            [
                Citation(edition: "S2", article: "36"), Citation(edition: "N", article: order2),
            ]
        }
    }

    private var articles: (order2: String, order3: String) {
        switch self {
        case .published: ("11", "10")
        case .signed: ("10", "9")
        case .suspended: ("42", "39")
        case .terminated: ("43", "40")
        }
    }
}
