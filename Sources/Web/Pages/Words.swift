import Designation

/// Values of the domain in words of one language.
struct Words: Sendable {
    let catalogue: Catalogue
    let language: Language
    let regions: RegionTree

    func text(_ key: String, _ values: [String: String] = [:]) -> String {
        catalogue.text(key, language, values)
    }

    func text(_ text: BilingualText) -> String {
        let preferred = language == .chinese ? text.chinese : text.english
        return preferred.isEmpty ? text.chinese : preferred
    }

    func list(_ parts: [String]) -> String {
        parts.isEmpty ? text("none") : parts.joined(separator: text("list-separator"))
    }

    // MARK: Names

    /// The name of a region, its code when the directory does not know it.
    func region(_ code: RegionCode) -> String {
        guard let region = regions[code] else { return code.text }
        let name = language == .chinese ? region.nameChinese : region.nameEnglish
        return name.isEmpty ? code.text : name
    }

    /// Who recorded an act, and behind it whose region it is about where that is another agency's.
    func agency(_ agency: BilingualText, recorder: BilingualText?) -> String {
        guard let recorder else { return text(agency) }
        return text("agency-recorded", ["agency": text(agency), "recorder": text(recorder)])
    }

    func status(_ status: Status) -> String { text("status-\(status.name)") }
    func type(_ type: InstitutionType) -> String { text("type-\(type.name)") }
    func scope(_ scope: FundScope) -> String { text("scope-\(scope.rawValue)") }
    func services(_ services: [Service]) -> String {
        list(services.map { text("service-\($0.rawValue)") })
    }

    /// `practice licence 220100 · PDY…`: what a person would read out.
    func identity(_ institution: InstitutionID) -> String {
        "\(text("scheme-\(institution.scheme.rawValue)")) \(institution.number)"
    }

    // MARK: Time

    /// A moment in legal time (UTC+8), to the second or to the millisecond.
    func moment(_ milliseconds: UInt64, withMilliseconds: Bool = false) -> String {
        guard milliseconds > 0 else { return text("never") }
        let date = LegalDate(unixMilliseconds: milliseconds)
        let time = UInt64(max(0, Int64(clamping: milliseconds) - date.startUnixMilliseconds))
        let parts = [time / 3_600_000, time / 60_000 % 60, time / 1000 % 60]
        let clock = parts.map { Self.padded($0, 2) }.joined(separator: ":")
        return "\(date) \(clock)" + (withMilliseconds ? "." + Self.padded(time % 1000, 3) : "")
    }

    /// How long ago, in the largest unit that is at least one.
    func ago(_ milliseconds: UInt64, now: UInt64) -> String {
        guard milliseconds > 0 else { return text("never") }
        let seconds = now > milliseconds ? (now - milliseconds) / 1000 : 0
        return switch seconds {
        case 0..<5: text("ago-now")
        case 5..<90: text("ago-seconds", ["n": String(seconds)])
        case 90..<5400: text("ago-minutes", ["n": String(seconds / 60)])
        case 5400..<172_800: text("ago-hours", ["n": String(seconds / 3600)])
        default: text("ago-days", ["n": String(seconds / 86_400)])
        }
    }

    /// How long after, in milliseconds up to ten seconds.
    func delay(_ milliseconds: Int64) -> String {
        let magnitude = milliseconds.magnitude
        let sign = milliseconds < 0 ? "−" : "+"
        return switch magnitude {
        case 0..<10_000: "\(sign)\(magnitude) ms"
        case 10_000..<120_000: "\(sign)\(magnitude / 1000).\(magnitude % 1000 / 100) s"
        case 120_000..<7_200_000: "\(sign)\(magnitude / 60_000) min"
        default: "\(sign)\(magnitude / 3_600_000) h"
        }
    }

    func byteCount(_ count: UInt64) -> String {
        switch count {
        case 0..<10_000: "\(count) B"
        case 10_000..<10_000_000: "\(count / 1000) kB"
        default: "\(count / 1_000_000) MB"
        }
    }

    /// Thousands set apart, as in `12 345`, by a narrow blank that does not break.
    func number(_ value: some BinaryInteger) -> String {
        var groups: [Substring] = []
        var digits = String(value)[...]
        while digits.count > 3 {
            groups.insert(digits.suffix(3), at: 0)
            digits = digits.dropLast(3)
        }
        groups.insert(digits, at: 0)
        return groups.joined(separator: "\u{202F}")
    }

    static func padded(_ number: UInt64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
