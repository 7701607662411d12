/// What a figure has to reach, in terms of the peer's value or by itself.
enum BenchGoal: Sendable {
    case atLeastTimesPeer(Double)
    case atMostTimesPeer(Double)
    case atLeast(Double)
    case atMost(Double)

    var text: String {
        switch self {
        case .atLeastTimesPeer(let factor): "at least \(BenchNumber.text(factor)) × the peer"
        case .atMostTimesPeer(let factor): "at most \(BenchNumber.text(factor)) × the peer"
        case .atLeast(let value): "at least \(BenchNumber.text(value))"
        case .atMost(let value): "at most \(BenchNumber.text(value))"
        }
    }

    /// `nil` when one of the sides was not measured.
    func isMet(ours: Double?, peer: Double?) -> Bool? {
        guard let ours else { return nil }
        switch self {
        case .atLeastTimesPeer(let factor): return peer.map { ours >= factor * $0 }
        case .atMostTimesPeer(let factor): return peer.map { ours <= factor * $0 }
        case .atLeast(let value): return ours >= value
        case .atMost(let value): return ours <= value
        }
    }
}

/// One line of the benchmark's table. Field names of the JSON form are part of the interface.
struct BenchFigure: Sendable, Encodable {
    var figure: String
    var unit: String
    var ours: Double?
    var peer: Double?
    var goal: BenchGoal?

    var ratio: Double? {
        guard let ours, let peer, peer != 0 else { return nil }
        return ours / peer
    }

    var isMet: Bool? { goal.flatMap { $0.isMet(ours: ours, peer: peer) } }

    enum Key: String, CodingKey { case figure, unit, ours, peer, ratio, goal, met }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(figure, forKey: .figure)
        try fields.encode(unit, forKey: .unit)
        // Every field is always there; what was not measured is null.
        try fields.encode(ours, forKey: .ours)
        try fields.encode(peer, forKey: .peer)
        try fields.encode(ratio, forKey: .ratio)
        try fields.encode(goal?.text, forKey: .goal)
        try fields.encode(isMet, forKey: .met)
    }
}

/// Figures as people read them: three significant digits, thousands apart.
enum BenchNumber {
    static func text(_ value: Double?) -> String {
        guard let value else { return "–" }
        let size = value.magnitude
        if size >= 100 { return grouped(Int(value.rounded())) }
        let digits = size >= 10 ? 1 : size >= 0.1 ? 2 : 4
        return trimmed(value, digits: digits)
    }

    private static func grouped(_ value: Int) -> String {
        var digits = String(value.magnitude)
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        groups.insert(digits, at: 0)
        return (value < 0 ? "-" : "") + groups.joined(separator: ",")
    }

    private static func trimmed(_ value: Double, digits: Int) -> String {
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        return "\((value * scale).rounded() / scale)"
    }
}

extension Array where Element == Double {
    /// The middle value; of an even number the mean of the two in the middle.
    var median: Double? { quantile(0.5) }

    /// Linear between the neighbours.
    func quantile(_ part: Double) -> Double? {
        guard !isEmpty else { return nil }
        let sorted = self.sorted()
        let place = part * Double(count - 1)
        let low = Int(place)
        let high = Swift.min(low + 1, count - 1)
        return sorted[low] + (sorted[high] - sorted[low]) * (place - Double(low))
    }
}
