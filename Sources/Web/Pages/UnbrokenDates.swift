/// A page whose dates stay on one line. Browsers break `2026-11-21` at its hyphens; a hidden character that kept
/// them together would be copied with the date and make an act file unreadable, so each is put into a span.
struct UnbrokenDates {
    /// The page with a span around each date of its text; attributes and what takes no spans stay as they are.
    let html: [UInt8]

    private static let open = Array("<span class=\"nb\">".utf8)
    private static let close = Array("</span>".utf8)
    /// Elements whose content is text alone, or a picture.
    private static let plain: Set<String> = ["title", "option", "script", "style", "text"]
    private static let length = 10

    init(_ page: [UInt8]) {
        var result: [UInt8] = []
        result.reserveCapacity(page.count + page.count / 16)
        var place = 0
        var isPlain = false
        while place < page.count {
            if page[place] == UInt8(ascii: "<") {
                let end = page[place...].firstIndex(of: UInt8(ascii: ">")) ?? page.count - 1
                let name = Self.name(page[place...end])
                if Self.plain.contains(name.text) { isPlain = !name.isEnd }
                result += page[place...end]
                place = end + 1
            } else if !isPlain, Self.isDate(page, place) {
                result += Self.open + page[place..<place + Self.length] + Self.close
                place += Self.length
            } else {
                result.append(page[place])
                place += 1
            }
        }
        html = result
    }

    /// `</title>` is the end of `title`.
    private static func name(_ tag: ArraySlice<UInt8>) -> (text: String, isEnd: Bool) {
        let isEnd = tag.dropFirst().first == UInt8(ascii: "/")
        let letters = tag.dropFirst(isEnd ? 2 : 1).prefix { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        }
        return (String(decoding: letters, as: UTF8.self), isEnd)
    }

    /// `YYYY-MM-DD` with no digit before or behind it.
    private static func isDate(_ page: [UInt8], _ place: Int) -> Bool {
        guard isDigit(page[place]), place + length <= page.count,
            place == 0 || !isDigit(page[place - 1]),
            place + length == page.count || !isDigit(page[place + length])
        else { return false }
        return (0..<length).allSatisfy { offset in
            let byte = page[place + offset]
            return offset == 4 || offset == 7 ? byte == UInt8(ascii: "-") : isDigit(byte)
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
