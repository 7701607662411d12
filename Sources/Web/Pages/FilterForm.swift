import Designation

/// Fields that lists share: a day, a region, and a choice of words.
struct FilterForm {
    let words: Words

    /// Regions under their province, so that a list of several hundred stays usable.
    ///
    /// - Parameter empty: the text of the choice that means all; empty: there is none.
    func regions(selected: RegionCode?, empty: String = "") -> PageView {
        var groups: [RegionCode: [Region]] = [:]
        for region in words.regions.regions.values {
            guard let area = words.regions.area(of: region.code) else { continue }
            groups[area, default: []].append(region)
        }
        let views = groups.sorted { $0.key < $1.key }.map { area, regions -> PageView in
            [
                "name": words.region(area),
                "regions": regions.sorted { $0.code < $1.code }.map { region -> PageView in
                    [
                        "value": region.code.text,
                        "text": "\(words.region(region.code)) \(region.code)",
                        "isSelected": region.code == selected,
                    ]
                },
            ]
        }
        return ["empty": empty, "groups": views]
    }

    func choices(
        _ values: [String], selected: String?, empty: String? = nil, _ text: (String) -> String
    ) -> [PageView] {
        let first: [PageView] =
            empty.map { [["value": "", "text": $0, "isSelected": false]] } ?? []
        return first
            + values.map { ["value": $0, "text": text($0), "isSelected": $0 == selected] }
    }

    /// Links to the parts before and after the one shown; `nil` where everything is shown.
    static func pager(
        _ part: ListPart, total: Int, shown: Int, words: Words, address: (Int) -> String
    ) -> PageView? {
        guard part.offset > 0 || shown < total else { return nil }
        let first = shown == 0 ? 0 : part.offset + 1
        return [
            "text": words.text(
                "list-part",
                [
                    "first": words.number(first), "last": words.number(part.offset + shown),
                    "count": words.number(total),
                ]),
            "before": part.offset > 0 ? address(max(0, part.offset - part.count)) : "",
            "after": part.offset + shown < total ? address(part.offset + part.count) : "",
        ]
    }

    /// An address with those parameters that have a value.
    static func address(_ path: String, _ items: [(String, String)]) -> String {
        let kept = items.filter { !$0.1.isEmpty }
            .map { "\($0.0)=\(WebAddress.encode($0.1))" }
        return kept.isEmpty ? path : path + "?" + kept.joined(separator: "&")
    }
}

extension PageView? {
    /// The view, or what opens no section (an empty text, see `PageRenderer`).
    var orAbsent: Any { map { $0 as Any } ?? "" }
}

extension WebAddress {
    static func caseFile(_ id: String, on day: LegalDate? = nil) -> String {
        FilterForm.address("/cases/\(encode(id))", [("on", day.map { "\($0)" } ?? "")])
    }

    static func policy(_ region: RegionCode, on day: LegalDate? = nil) -> String {
        FilterForm.address("/policy/\(encode(region.text))", [("on", day.map { "\($0)" } ?? "")])
    }

    static func notice(_ kind: NoticeDocument.Kind, _ name: String, on day: LegalDate) -> String {
        FilterForm.address("/notices/\(kind.rawValue)", [("of", name), ("on", "\(day)")])
    }
}
