import Designation
import Federation
import Glibc
import Synchronization

/// The clock of all nodes of a scenario: it stands still until the player moves it, and never goes
/// back.
///
/// No node stamps before ``HybridClock/Limits/floorMilliseconds``: what a scenario tells of earlier days
/// is recorded on that day, in its order, as an agency would take over its paper files.
final class ScenarioClock: Sendable {
    private let value: Mutex<UInt64>
    private static let morning: UInt64 = 9 * 3_600_000

    /// - Parameter day: it shows the morning of this day.
    init(day: LegalDate) { value = Mutex(Self.start(of: day)) }

    /// Milliseconds since 1970.
    var now: UInt64 { value.withLock { $0 } }

    func advance(milliseconds: UInt64) { value.withLock { $0 += milliseconds } }
    func advance(to moment: UInt64) { value.withLock { $0 = max($0, moment) } }
    func advance(to day: LegalDate) { advance(to: Self.start(of: day)) }

    private static func start(of day: LegalDate) -> UInt64 {
        let start = UInt64(max(0, day.startUnixMilliseconds))
        return max(start, HybridClock.Limits().floorMilliseconds) + morning
    }
}

/// Where the nodes of a scenario keep their data while it is played.
public enum ScenarioStores {
    private static let memory = "/dev/shm"
    private static let roomy: UInt64 = 512 << 20

    /// A folder for temporary files: in memory where there is enough, since nothing is to outlast a
    /// power cut and every act waits for its store.
    public static func temporaryFolder(otherwise folder: String) -> String {
        var room = statvfs()
        guard statvfs(memory, &room) == 0, access(memory, W_OK) == 0,
            UInt64(room.f_bavail) * UInt64(room.f_frsize) >= roomy
        else { return folder }
        return memory
    }
}
