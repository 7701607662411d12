import Glibc

/// The machine's monotonic clock; one for all processes, so that moments of two of them compare.
enum BenchClock {
    /// Nanoseconds.
    static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    static func seconds(_ from: UInt64, _ to: UInt64) -> Double {
        Double(to) / 1e9 - Double(from) / 1e9
    }

    /// Processor time of this process, in seconds.
    static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

/// Memory of this process as the kernel counts it.
enum BenchMemory {
    /// Kibibytes: resident now, and at most so far.
    static func read() -> (resident: Int, peak: Int) {
        guard let file = fopen("/proc/self/status", "r") else { return (0, 0) }
        defer { fclose(file) }
        var values: [String: Int] = [:]
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, 256, file) != nil {
            let text = String(
                decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            let parts = text.split { $0 == " " || $0 == "\t" || $0 == ":" || $0 == "\n" }
            if parts.count >= 2, let value = Int(parts[1]) { values[String(parts[0])] = value }
        }
        return (values["VmRSS"] ?? 0, values["VmHWM"] ?? 0)
    }
}
