/// Growing pauses after failures, that end in a running state: a pause has a longest length, is
/// never the last one, and is forgotten with the first success (protocol §5).
///
/// Jitter keeps a hundred nodes from knocking in one moment after an outage. It comes from a seed,
/// so that a simulated run can be repeated.
public struct BackOff: Hashable, Sendable {
    public static let firstMilliseconds: UInt64 = 500
    public static let longestMilliseconds: UInt64 = 60_000

    private var attempts: UInt64 = 0
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    /// The pause after one more failure: between half and all of 0.5, 1, 2 … 60 seconds.
    public mutating func next() -> UInt64 {
        let shift = min(attempts, 10)
        attempts = min(attempts + 1, 64)
        let whole = min(Self.firstMilliseconds << shift, Self.longestMilliseconds)
        return whole / 2 + draw() % (whole / 2 + 1)
    }

    public mutating func succeed() { attempts = 0 }

    public var isFailing: Bool { attempts > 0 }

    /// SplitMix64: enough to spread pauses.
    private mutating func draw() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
