import TransparencyLog

/// The only source of chance in a simulation: SplitMix64, so that a seed tells a whole history.
///
/// Parts that must not influence each other draw from generators of their own, made by ``fork(_:)``:
/// one more act must not change every message's delay.
struct SeededGenerator: Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, which is at least 1. The bias is far below what a test could see.
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(bound, 1))) }

    mutating func milliseconds(_ range: ClosedRange<UInt64>) -> UInt64 {
        range.lowerBound + next() % (range.upperBound - range.lowerBound + 1)
    }

    /// Whether something happens that has this many chances in ten thousand.
    mutating func happens(_ chances: Int) -> Bool { chances > 0 && below(10_000) < chances }

    mutating func pick<Element>(_ list: [Element]) -> Element? {
        list.isEmpty ? nil : list[below(list.count)]
    }

    mutating func shuffled<Element>(_ list: [Element]) -> [Element] {
        var list = list
        for index in list.indices.dropFirst().reversed() {
            list.swapAt(index, below(index + 1))
        }
        return list
    }

    /// 32 bytes that nobody else has: seeds of keys.
    mutating func bytes32() -> [UInt8] {
        (0..<4).flatMap { _ -> [UInt8] in
            let word = next()
            return (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) }
        }
    }

    /// A generator of its own for one purpose.
    func fork(_ purpose: String) -> SeededGenerator {
        let mark = purpose.utf8.reduce(state ^ 0xCBF2_9CE4_8422_2325) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01B3
        }
        return SeededGenerator(seed: mark)
    }
}
