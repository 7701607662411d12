import Glibc

/// What a shell reads from the machine: the wall clock and random bytes. Only this file does so; the
/// cores are handed both.
public enum SystemClock {
    /// Milliseconds since 1970 UTC.
    public static func milliseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return UInt64(max(0, time.tv_sec)) * 1_000 + UInt64(max(0, time.tv_nsec)) / 1_000_000
    }
}

/// Random bytes of the system.
public enum SystemEntropy {
    public static func bytes(_ count: Int = 32) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    public static func number() -> UInt64 {
        var generator = SystemRandomNumberGenerator()
        return generator.next()
    }
}
