import Designation

/// The view of the overview of one area.
struct OverviewPage {
    let overview: Overview
    let words: Words

    var title: String {
        words.text(
            "overview-title",
            ["area": holdsRegister ? words.region(overview.area) : words.text("policy-national")])
    }

    /// The root and exchanges hold no register: nothing can be counted there.
    private var holdsRegister: Bool { words.regions[overview.area] != nil }

    var view: PageView {
        [
            "heading": title,
            "asOf": words.text("as-of", ["time": words.moment(overview.nowMilliseconds)]),
            "hasAreas": overview.areas.count > 1,
            "areas": overview.areas.map { area -> PageView in
                [
                    "name": words.region(area), "address": "/?area=\(area.text)",
                    "isCurrent": area == overview.area,
                ]
            },
            "endings": overview.endings.map(words.ending),
            "dueAddress": FilterForm.address("/due", [("region", region)]),
            "casesAddress": FilterForm.address("/cases", [("region", region)]),
            "policyAddress": WebAddress.policy(overview.area),
            "figures": figures,
            "holdsRegister": holdsRegister,
            "regions": overview.regions.map(row),
            "total": row(total),
            "hasSanctions": !overview.sanctions.isEmpty,
            "sanctions": overview.sanctions.map(sanction),
            "more": more,
            "nodes": overview.nodes.map {
                FreshnessRow($0, now: overview.nowMilliseconds).view(words)
            },
            "digests": overview.digests.map(digest),
        ]
    }

    /// The area as a filter; a node that holds no register shows everything.
    private var region: String { holdsRegister ? overview.area.text : "" }

    // MARK: Counts

    private func count(
        _ counts: [StatusCount], _ status: Status, _ type: InstitutionType? = nil
    ) -> Int {
        counts.lazy.filter { $0.status == status && (type == nil || $0.type == type) }
            .reduce(0) { $0 + $1.count }
    }

    private var total: RegionCounts {
        RegionCounts(region: overview.area, counts: overview.regions.flatMap(\.counts))
    }

    private var figures: [PageView] {
        let counts = total.counts
        let fresh = overview.nodes.count {
            FreshnessRow($0, now: overview.nowMilliseconds).level == .fresh
        }
        func figure(_ name: String, _ value: String, _ style: String, _ address: String) -> PageView
        {
            [
                "text": words.text("overview-\(name)"), "value": value, "style": style,
                "address": address,
            ]
        }
        let standings = [
            figure(
                "designated", words.number(count(counts, .designated)), "designated", "#regions"),
            figure("suspended", words.number(count(counts, .suspended)), "suspended", "#sanctions"),
            figure(
                "terminated", words.number(count(counts, .terminated)), "terminated", "#sanctions"),
        ]
        return (holdsRegister ? standings : []) + [
            figure("review", words.number(overview.reviewCount), "plain", "/review"),
            figure("nodes-current", "\(fresh)/\(overview.nodes.count)", "plain", "#freshness"),
        ]
    }

    private func row(_ region: RegionCounts) -> PageView {
        let counts = region.counts
        let shares = [Status.designated, .suspended, .terminated, .ended].map {
            (status: $0, count: count(counts, $0))
        }
        return [
            "name": words.region(region.region), "code": region.region.text,
            "medical": words.number(count(counts, .designated, .medical)),
            "pharmacy": words.number(count(counts, .designated, .pharmacy)),
            "care": words.number(count(counts, .designated, .care)),
            "suspended": mark(count(counts, .suspended)),
            "terminated": mark(count(counts, .terminated)),
            "ended": mark(count(counts, .ended)),
            "share": Self.stack(shares),
            "shareText": words.list(
                shares.map { "\(words.status($0.status)) \(words.number($0.count))" }),
        ]
    }

    /// Zeros are set back so that the few other figures stand out.
    private func mark(_ count: Int) -> PageView {
        ["value": words.number(count), "isZero": count == 0]
    }

    /// Bars side by side whose widths are per cent of the whole. Few sanctions among thousands of
    /// institutions must still be seen, so every part has at least a fiftieth.
    private static func stack(_ parts: [(status: Status, count: Int)]) -> [PageView] {
        let present = parts.filter { $0.count > 0 }
        let least = max(1, present.reduce(0) { $0 + $1.count } / 50)
        let widths = present.map { max($0.count, least) }
        let whole = widths.reduce(0, +)
        var start = 0
        return zip(present, widths).map { part, width in
            defer { start += width }
            return [
                "x": Percent(start, of: whole).text, "width": Percent(width, of: whole).text,
                "style": part.status.name,
            ]
        }
    }

    // MARK: Lists

    private var more: String {
        overview.sanctionCount > overview.sanctions.count
            ? words.text(
                "overview-sanctions-more",
                [
                    "shown": words.number(overview.sanctions.count),
                    "count": words.number(overview.sanctionCount),
                ]) : ""
    }

    private func sanction(_ row: SanctionRow) -> PageView {
        let institution = row.institution
        return [
            "name": institution.name.isEmpty ? words.text("name-unknown") : institution.name,
            "identity": words.identity(institution.institution),
            "address": WebAddress.institution(institution.institution),
            "status": row.status.name, "statusText": words.status(row.status),
            "imposedBy": words.region(row.imposedBy),
            "units": units(row.units),
            "since": "\(row.since)",
            "until": row.until.map { "\($0)" } ?? words.text("open-end"),
            "basis": words.citations(row.citations),
            "propagation": WebAddress.propagation(row.event),
        ]
    }

    /// A province has up to seventeen units; more than three are named by the first two and a
    /// count.
    private func units(_ units: [RegionCode]) -> String {
        guard units.count > 3 else { return words.list(units.map(words.region)) }
        return words.list(units.prefix(2).map(words.region)) + " +\(units.count - 2)"
    }

    private func digest(_ digest: DigestView) -> PageView {
        [
            "name": digest.area.map(words.region) ?? words.text("digest-common"),
            "short": Self.grouped(digest.digest), "whole": digest.digest,
            "inputs": words.text("digest-inputs", ["inputs": String(digest.inputs.prefix(12))]),
            "agree": words.text("digest-agree", ["count": String(digest.agreeingPeerCount)]),
            "differs": digest.differingPeers.isEmpty
                ? "" : words.text("digest-differ", ["peers": words.list(digest.differingPeers)]),
        ]
    }

    /// The first sixteen digits in groups of four, which two people can compare on the phone.
    private static func grouped(_ digest: String) -> String {
        let digits = Array(digest.prefix(16))
        return stride(from: 0, to: digits.count, by: 4).map { start in
            String(digits[start..<min(start + 4, digits.count)])
        }.joined(separator: " ")
    }
}

/// A share of a whole as text for SVG attributes, `12.34%`.
struct Percent {
    let text: String

    init(_ part: Int, of whole: Int) {
        let hundredths = whole > 0 ? part * 10_000 / whole : 0
        text = "\(hundredths / 100).\(Words.padded(UInt64(abs(hundredths % 100)), 2))%"
    }
}
