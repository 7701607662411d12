/// The number that plain decimal digits stand for: no sign, no leading zero, at most 64 bits.
/// The standard parser takes signs, so it is not used on foreign bytes.
func plainDecimal(_ digits: some Collection<UInt8>) -> UInt64? {
    guard let first = digits.first, digits.count <= 20 else { return nil }
    if first == UInt8(ascii: "0"), digits.count > 1 { return nil }
    var value: UInt64 = 0
    for digit in digits {
        guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
        let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
        let (sum, carry) = scaled.addingReportingOverflow(UInt64(digit &- UInt8(ascii: "0")))
        if overflow || carry { return nil }
        value = sum
    }
    return value
}

/// The same for text.
func plainDecimal(_ text: some StringProtocol) -> UInt64? { plainDecimal(Array(text.utf8)) }
