/// Keeps the sum of what all transfers receive within a rate.
///
/// libcurl's own limit (`CURLOPT_MAX_RECV_SPEED_LARGE`, 7.88) does nothing in the first three
/// seconds of a transfer, so that thousands of small answers would pass unlimited. Here every
/// byte received moves a "paid until" instant forward. While that lies ahead of the clock,
/// transfers pause after each read; while it lies far ahead, new ones wait.
///
/// Shared by a loop and its transfers, all on the loop's thread.
final class ReceiveBudget {
    /// Bytes per second over all transfers, at least 1.
    let bytesPerSecond: Int
    private var paidUntil: UInt64 = 0

    /// New transfers wait while more than this is owed. Running ones owe a little all the time,
    /// and must not lock others out.
    private static let startToleranceNanoseconds: UInt64 = 500_000_000
    /// Transfers are paused when more than this is owed: pausing for less costs more than it
    /// saves.
    private static let pauseToleranceNanoseconds: UInt64 = 10_000_000

    init(bytesPerSecond: Int) {
        self.bytesPerSecond = max(bytesPerSecond, 1)
    }

    /// Accounts for bytes that arrived at the instant `now` (nanoseconds, monotonic).
    func record(byteCount: Int, now: UInt64) {
        let cost = Double(byteCount) / Double(bytesPerSecond) * 1e9
        paidUntil = max(paidUntil, now) &+ UInt64(min(cost, 1e18))
    }

    /// How long nothing may be received until all is paid for, in nanoseconds.
    func debt(now: UInt64) -> UInt64 { paidUntil > now ? paidUntil - now : 0 }

    /// Whether a new transfer may start.
    func permitsStart(now: UInt64) -> Bool { debt(now: now) <= Self.startToleranceNanoseconds }

    /// Whether those under way have to pause.
    func demandsPause(now: UInt64) -> Bool { debt(now: now) > Self.pauseToleranceNanoseconds }

    /// A read this small takes a sixty-fourth of a second to pay for, so that parallel transfers
    /// share evenly and pauses stay short.
    var bufferByteCount: Int { min(max(bytesPerSecond / 64, 1_024), 128 << 10) }
}
