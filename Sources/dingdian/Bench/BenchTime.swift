import Designation
import Node
import Synchronization

/// The wall clock of a node under test, which can be set back: ten years of acts bear ten years of
/// stamps.
final class BenchTime: Sendable {
    private let back = Mutex<UInt64>(0)

    func milliseconds() -> UInt64 {
        SystemClock.milliseconds() - back.withLock { $0 }
    }

    func goBack(milliseconds: UInt64) { back.withLock { $0 = milliseconds } }

    func goBack(days: Int) { goBack(milliseconds: UInt64(max(0, days)) * 86_400_000) }

    func goBack(toDay day: LegalDate) {
        let now = LegalDate(unixMilliseconds: SystemClock.milliseconds())
        goBack(days: Int(now.daysSince1970) - Int(day.daysSince1970))
    }
}
