import Designation

/// The view of the clashes that wait for a person.
struct ReviewPage {
    let rows: [ReviewRow]
    let part: ListPart
    /// As the address has it; empty: all.
    let area: String
    let showsResolved: Bool
    let words: Words

    var view: PageView {
        let shown = part.of(rows)
        return [
            "items": shown.map {
                Self.view(
                    of: $0.item, name: $0.institutionName, writtenAt: $0.writtenAtMilliseconds,
                    words)
            },
            "isEmpty": rows.isEmpty,
            "otherAddress": address(showsResolved: !showsResolved, offset: 0),
            "otherText": words.text(showsResolved ? "review-show-open" : "review-show-resolved"),
            "pager": FilterForm.pager(part, total: rows.count, shown: shown.count, words: words) {
                address(showsResolved: showsResolved, offset: $0)
            }.orAbsent,
        ]
    }

    private func address(showsResolved: Bool, offset: Int) -> String {
        FilterForm.address(
            "/review",
            [
                ("area", area), ("resolved", showsResolved ? "1" : ""),
                ("offset", offset > 0 ? String(offset) : ""),
                ("limit", part.count == ListPart.pageCount ? "" : "\(part.count)"),
            ])
    }

    static func view(
        of item: ReviewItem, name: String, writtenAt: UInt64, _ words: Words
    ) -> PageView {
        var view: PageView = [
            "kind": words.review(item.kind), "key": item.key,
            "who": words.text("review-who", ["region": words.region(item.region)]),
            "basis": item.citations.isEmpty ? "" : words.citations(item.citations),
            "events": item.events.map { EventName($0).short },
            "written": writtenAt > 0 ? words.moment(writtenAt) : "",
            "resolution": item.resolution.map {
                words.text("review-resolved", ["resolution": $0])
            } ?? "",
        ]
        if let institution = item.institution {
            view["institution"] =
                [
                    "name": name.isEmpty ? words.identity(institution) : name,
                    "address": WebAddress.institution(institution),
                    "cases": item.kind.isOfCases
                        ? FilterForm.address(
                            "/cases", [("institution", "\(institution)"), ("state", "all")]) : "",
                ] as PageView
        }
        return view
    }
}

extension ReviewItem.Kind {
    /// Computed from confidential cases and settled there.
    fileprivate var isOfCases: Bool {
        switch self {
        case .caseProblem, .caseProposal, .barredPersonEntered: true
        default: false
        }
    }
}

/// The view of the peers and their logs.
struct PeersPage {
    let peers: [PeerView]
    let nowMilliseconds: UInt64
    let words: Words
    private static let good: Set<String> = ["current", "online", "closed"]
    private static let bad: Set<String> = ["forked", "refused"]

    var view: PageView { ["peers": peers.map(peer), "isEmpty": peers.isEmpty] }

    private func peer(_ peer: PeerView) -> PageView {
        let trouble = peer.logs.count { Self.bad.contains($0.state) }
        let count = words.number(peer.logs.count)
        return [
            "node": peer.node, "agency": words.text(peer.agency),
            "address": peer.address.isEmpty ? words.text("peers-dials-in") : peer.address,
            "state": words.logState(peer.state), "style": Self.style(peer.state),
            "detail": peer.detail,
            "heard": words.text(
                "peers-heard",
                ["ago": words.ago(peer.lastHeardAtMilliseconds, now: nowMilliseconds)]),
            "traffic": words.text(
                "peers-traffic",
                [
                    "received": words.byteCount(peer.receivedByteCount),
                    "sent": words.byteCount(peer.sentByteCount),
                ]),
            "logCount": trouble == 0
                ? words.text("peers-logs", ["count": count])
                : words.text(
                    "peers-logs-trouble", ["count": count, "trouble": words.number(trouble)]),
            "logs": peer.logs.map(log),
        ]
    }

    private func log(_ log: PeerLogView) -> PageView {
        [
            "origin": log.origin, "state": words.logState(log.state),
            "style": Self.style(log.state), "held": words.number(log.heldSize),
            "announced": log.announcedSize == 0 ? "" : words.number(log.announcedSize),
        ]
    }

    private static func style(_ state: String) -> String {
        if good.contains(state) { return "fresh" }
        return bad.contains(state) ? "stale" : "aging"
    }
}

/// The view of a search.
struct SearchPage {
    /// How many are listed at most.
    static let rowCount = 100
    let text: String
    /// At most one more than are listed.
    let rows: [InstitutionRow]
    let words: Words

    var view: PageView {
        [
            "query": text,
            "note": text.isEmpty
                ? words.text("search-empty")
                : rows.isEmpty
                    ? words.text("search-none")
                    : words.text(
                        rows.count > Self.rowCount ? "search-more" : "search-count",
                        ["count": words.number(min(rows.count, Self.rowCount))]),
            "hasRows": !rows.isEmpty,
            "rows": rows.prefix(Self.rowCount).map { row -> PageView in
                [
                    "name": row.name.isEmpty ? words.text("name-unknown") : row.name,
                    "address": WebAddress.institution(row.institution),
                    "identity": words.identity(row.institution), "type": words.type(row.type),
                    "place": words.region(row.place), "code": row.nationalCode,
                    "status": row.status.name, "statusText": words.status(row.status),
                ]
            },
        ]
    }
}
