import Designation

/// A moment as HTTP writes it (RFC 9110 §5.6.7), to the second.
struct HTTPDate {
    let second: UInt64
    let text: String

    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    init(milliseconds: UInt64) {
        second = milliseconds / 1_000
        let day = min(second / 86_400, UInt64(Int32.max))
        let (year, month, date) = LegalDate(daysSince1970: Int32(day)).components
        func two(_ number: some BinaryInteger) -> String {
            number < 10 ? "0\(number)" : "\(number)"
        }
        let time = [second / 3_600 % 24, second / 60 % 60, second % 60].map { two($0) }
        text =
            "\(Self.days[Int(day % 7)]), \(two(date)) \(Self.months[month - 1]) \(year) "
            + "\(time.joined(separator: ":")) GMT"
    }
}
