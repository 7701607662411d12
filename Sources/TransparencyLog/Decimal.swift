/// Decimal numbers as checkpoints and tile paths write them: ASCII digits only, no sign, no
/// leading zero except in `0` itself (C2SP tlog-checkpoint, "Note text").
enum Decimal {
    /// The number, or `nil` if the text is not its one spelling or exceeds 64 bits.
    static func parse(_ text: some Collection<UInt8>) -> UInt64? {
        // 20 digits are the most that 64 bits can need; more cannot be right.
        guard (1...20).contains(text.count) else { return nil }
        if text.count > 1, text.first == UInt8(ascii: "0") { return nil }
        var value: UInt64 = 0
        for character in text {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(character) else { return nil }
            let (tenfold, overflow) = value.multipliedReportingOverflow(by: 10)
            let digit = UInt64(character &- UInt8(ascii: "0"))
            let (sum, carry) = tenfold.addingReportingOverflow(digit)
            if overflow || carry { return nil }
            value = sum
        }
        return value
    }
}
