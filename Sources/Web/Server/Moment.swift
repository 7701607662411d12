import Designation

/// Moments as people and programs write them.
enum Moment {
    /// Milliseconds since 1970 UTC from plain digits (milliseconds), or from RFC 3339 text
    /// `YYYY-MM-DDTHH:MM[:SS[.sss]]` with `Z`, `+HH:MM` or `-HH:MM`. Without a zone UTC+8 is meant,
    /// the legal time.
    static func parse(_ text: String) -> UInt64? {
        let bytes = Array(text.utf8)
        guard bytes.count <= 32 else { return nil }
        if let number = plainDecimal(bytes) { return number }
        guard bytes.count >= 16, bytes[10] == UInt8(ascii: "T") || bytes[10] == 0x20,
            let date = LegalDate(String(decoding: bytes[..<10], as: UTF8.self))
        else { return nil }
        var rest = bytes[11...]
        guard let time = timeMilliseconds(&rest), let offset = offsetMilliseconds(rest) else {
            return nil
        }
        let moment = Int64(date.daysSince1970) * 86_400_000 + time - offset
        return moment > 0 ? UInt64(moment) : nil
    }

    private static func timeMilliseconds(_ rest: inout ArraySlice<UInt8>) -> Int64? {
        guard let hour = two(&rest), hour < 24, take(UInt8(ascii: ":"), &rest),
            let minute = two(&rest), minute < 60
        else { return nil }
        var time = (hour * 60 + minute) * 60_000
        guard take(UInt8(ascii: ":"), &rest) else { return time }
        guard let second = two(&rest), second < 60 else { return nil }
        time += second * 1000
        guard take(UInt8(ascii: "."), &rest) else { return time }
        var scale: Int64 = 100
        while let digit = rest.first, (0x30...0x39).contains(digit) {
            time += Int64(digit - 0x30) * scale
            scale /= 10
            rest.removeFirst()
        }
        return time
    }

    private static func offsetMilliseconds(_ rest: ArraySlice<UInt8>) -> Int64? {
        var rest = rest
        if rest.isEmpty { return 8 * 3_600_000 }
        if rest.elementsEqual([UInt8(ascii: "Z")]) { return 0 }
        let isEast = rest.first == UInt8(ascii: "+")
        guard isEast || rest.first == UInt8(ascii: "-") else { return nil }
        rest.removeFirst()
        guard let hour = two(&rest), take(UInt8(ascii: ":"), &rest), let minute = two(&rest),
            rest.isEmpty, hour < 24, minute < 60
        else { return nil }
        return (hour * 60 + minute) * 60_000 * (isEast ? 1 : -1)
    }

    private static func two(_ rest: inout ArraySlice<UInt8>) -> Int64? {
        guard rest.count >= 2, let high = rest.popFirst(), let low = rest.popFirst(),
            (0x30...0x39).contains(high), (0x30...0x39).contains(low)
        else { return nil }
        return Int64(high - 0x30) * 10 + Int64(low - 0x30)
    }

    private static func take(_ mark: UInt8, _ rest: inout ArraySlice<UInt8>) -> Bool {
        guard rest.first == mark else { return false }
        rest.removeFirst()
        return true
    }
}
