import Designation

/// The geometry of timelines on one axis of days, in per cent of the width, so that pages need no
/// script to draw and no inline style.
struct TimelineDrawing {
    let start: LegalDate
    let end: LegalDate

    /// An axis that shows every span with a little room, and today with half a year ahead.
    init(_ timelines: [Timeline], today: LegalDate) {
        let spans = timelines.flatMap(\.spans)
        let ends = spans.map { $0.to ?? $0.from }
        let first = min(spans.map(\.from).min() ?? today, Self.moved(today, -180))
        let last = max(ends.max() ?? today, Self.moved(today, 180))
        // A mistyped year must not squeeze everything else into one pixel.
        start = Self.moved(max(first, Self.moved(today, -365 * 15)), -20)
        end = Self.moved(min(last, Self.moved(today, 365 * 15)), 20)
    }

    func position(_ day: LegalDate) -> Percent { Percent(days(to: day), of: length) }

    private var length: Int { Int(end.daysSince1970 - start.daysSince1970) }

    private func days(to day: LegalDate) -> Int {
        min(max(0, Int(day.daysSince1970) - Int(start.daysSince1970)), length)
    }

    private static func moved(_ day: LegalDate, _ count: Int32) -> LegalDate {
        LegalDate(daysSince1970: day.daysSince1970 &+ count)
    }

    /// Beginnings of years, at most about eight of them.
    var ticks: [PageView] {
        let years = Array((start.year + 1)...max(start.year + 1, end.year))
        let step = max(1, (years.count + 7) / 8)
        return years.filter { $0 % step == 0 }.compactMap { year in
            guard let day = LegalDate(year: year, month: 1, day: 1), day < end else { return nil }
            return ["x": position(day).text, "label": String(year)]
        }
    }

    /// The bars of one timeline; the one that holds on `shown` is marked.
    func bars(_ timeline: Timeline, shown: LegalDate, words: Words, address: (Span) -> String)
        -> [PageView]
    {
        timeline.spans.filter { $0.from < end && ($0.to ?? end) > start }.map { span in
            let from = days(to: span.from)
            let width = max(days(to: min(span.to ?? end, end)) - from, length / 200)
            return [
                "x": Percent(from, of: length).text, "width": Percent(width, of: length).text,
                "style": span.status.name,
                // A word needs about an eighth of the width; the table below has all of them.
                "label": width * 8 >= length ? words.status(span.status) : "",
                "isShown": span.from <= shown && shown < (span.to ?? end),
                "title": Self.title(span, words), "address": address(span),
            ]
        }
    }

    private static func title(_ span: Span, _ words: Words) -> String {
        let end = span.to.map { "\($0)" } ?? words.text("open-end")
        return "\(words.status(span.status)) \(span.from) – \(end)"
    }
}
