/// A day in UTC+8, the only kind of date that law and agreements know (protocol §6).
///
/// Stored as days since 1970-01-01; intervals of dates are half open, `[from, to)`.
public struct LegalDate: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let daysSince1970: Int32

    public init(daysSince1970: Int32) { self.daysSince1970 = daysSince1970 }

    /// - Returns: `nil` unless the three numbers are a day of the Gregorian calendar, 1900 to 9999.
    public init?(year: Int, month: Int, day: Int) {
        guard (1900...9999).contains(year), (1...12).contains(month),
            day >= 1, day <= Self.dayCount(ofMonth: month, year: year)
        else { return nil }
        daysSince1970 = Self.days(year: year, month: month, day: day)
    }

    /// - Returns: `nil` unless `text` is exactly `YYYY-MM-DD`.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            let year = Self.number(bytes[0..<4]), let month = Self.number(bytes[5..<7]),
            let day = Self.number(bytes[8..<10])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// The legal day on which the moment falls: 00:00 UTC+8 is 16:00 UTC of the day before.
    public init(unixMilliseconds: UInt64) {
        let bounded = min(unixMilliseconds, 253_402_300_799_000)
        daysSince1970 = Int32((bounded + 8 * 3_600_000) / 86_400_000)
    }

    /// The first millisecond of this day in UTC+8, for comparing a day with a moment.
    public var startUnixMilliseconds: Int64 {
        Int64(daysSince1970) * 86_400_000 - 8 * 3_600_000
    }

    public var description: String {
        let (year, month, day) = components
        return Self.padded(year, 4) + "-" + Self.padded(month, 2) + "-" + Self.padded(day, 2)
    }

    public var year: Int { components.year }

    /// Year, month and day of the proleptic Gregorian calendar.
    public var components: (year: Int, month: Int, day: Int) {
        // Days are counted from 0000-03-01, so that the leap day is the last of its year.
        let shifted = Int(daysSince1970) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    /// 1 is Monday, 7 is Sunday.
    public var weekday: Int { (Int(daysSince1970) + 3).floorModulo(7) + 1 }

    public func adding(days: Int) -> LegalDate {
        let sum = Int(daysSince1970) + days
        return LegalDate(daysSince1970: Int32(clamping: sum))
    }

    /// The same day `months` later; a day that the month lacks becomes the month's last
    /// (domain §6, counting).
    public func adding(months: Int) -> LegalDate {
        let (year, month, day) = components
        let index = year * 12 + (month - 1) + months
        let newYear = min(max(index.floorDivided(by: 12), 1900), 9999)
        let newMonth = index.floorModulo(12) + 1
        let newDay = min(day, Self.dayCount(ofMonth: newMonth, year: newYear))
        return LegalDate(daysSince1970: Self.days(year: newYear, month: newMonth, day: newDay))
    }

    public static func < (left: LegalDate, right: LegalDate) -> Bool {
        left.daysSince1970 < right.daysSince1970
    }

    public static func dayCount(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func days(year: Int, month: Int, day: Int) -> Int32 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return Int32(era * 146_097 + dayOfEra - 719_468)
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        var value = 0
        for digit in digits {
            guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
            value = value * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return value
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}

extension Int {
    func floorModulo(_ divisor: Int) -> Int {
        let remainder = self % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }

    func floorDivided(by divisor: Int) -> Int { (self - floorModulo(divisor)) / divisor }
}
