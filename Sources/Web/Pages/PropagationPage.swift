import Designation

/// The view of the propagation board of one decision.
struct PropagationPage {
    let board: PropagationBoard
    let words: Words

    var title: String { words.text("propagation-title") }

    /// The whole page.
    var view: PageView {
        let fact = board.event.fact
        var view = boardView
        view["act"] = words.act(fact.act)
        view["agency"] = words.agency(board.event.agency, recorder: board.event.recorder)
        view["region"] = words.region(fact.region)
        view["effective"] = "\(fact.effective)"
        view["written"] = words.moment(fact.stamp.milliseconds, withMilliseconds: true)
        view["basis"] = words.citations(fact.basis)
        view["event"] = fact.reference.description
        view["institution"] = board.institution.map { institution -> PageView in
            [
                "name": board.institutionName.isEmpty
                    ? words.identity(institution) : board.institutionName,
                "address": WebAddress.institution(institution),
            ]
        }
        view["isLive"] = !isComplete
        view["stream"] = "/api/v1" + WebAddress.propagation(fact.reference) + "/events"
        view["part"] = WebAddress.propagation(fact.reference) + "?part=board"
        return view
    }

    /// The part that changes while one looks.
    var boardView: PageView {
        let delays = delays
        return [
            "applied": board.appliedCount, "count": board.rows.count,
            "progress": words.text(
                "propagation-progress",
                ["applied": String(board.appliedCount), "count": String(board.rows.count)]),
            "isComplete": isComplete,
            "unknown": unknownCount == 0
                ? "" : words.text("propagation-receipts", ["n": words.number(unknownCount)]),
            "figures": delays.isEmpty
                ? []
                : [
                    ("first", delays[0]), ("median", delays[delays.count / 2]),
                    ("last", delays[delays.count - 1]),
                ].map { name, delay -> PageView in
                    [
                        "name": words.text("propagation-\(name)"), "value": words.delay(delay),
                    ]
                },
            "rows": sorted.map { row($0, slowest: delays.last ?? 0) },
        ]
    }

    private var isComplete: Bool { board.appliedCount == board.rows.count }

    /// Of whom this node holds no receipt: it may be that they apply it.
    private var unknownCount: Int { board.rows.count { $0.state == .unknown } }

    private var delays: [Int64] { board.rows.compactMap(delay).sorted() }

    private func delay(_ row: PropagationRow) -> Int64? {
        guard case .applied(let milliseconds) = row.state else { return nil }
        return board.delayMilliseconds(milliseconds)
    }

    /// First who does not apply it yet, because that is what one looks for; then by delay.
    private var sorted: [PropagationRow] {
        func key(_ row: PropagationRow) -> (Int, Int64, String) {
            switch row.state {
            case .notYet: (0, 0, row.node)
            case .unknown: (1, 0, row.node)
            case .applied: (2, delay(row) ?? 0, row.node)
            }
        }
        return board.rows.sorted { key($0) < key($1) }
    }

    private func row(_ row: PropagationRow, slowest: Int64) -> PageView {
        var view: PageView = [
            "node": row.node, "agency": words.text(row.agency), "region": words.region(row.region),
        ]
        let heard =
            row.heardAtMilliseconds == 0
            ? words.text("propagation-never-heard")
            : words.text(
                "propagation-heard",
                ["ago": words.ago(row.heardAtMilliseconds, now: board.nowMilliseconds)])
        switch row.state {
        case .applied(let milliseconds):
            let delay = board.delayMilliseconds(milliseconds)
            view["style"] = "applied"
            view["state"] = words.text("propagation-applied")
            view["time"] = words.moment(milliseconds, withMilliseconds: true)
            view["delay"] = words.delay(delay)
            view["width"] = Percent(Self.length(delay), of: Self.length(slowest)).text
        case .notYet:
            view["style"] = "waiting"
            view["state"] = words.text("propagation-not-yet")
            view["heard"] = heard
        case .unknown:
            view["style"] = "unknown"
            view["state"] = words.text("propagation-unknown")
            view["heard"] = heard
        }
        return view
    }

    /// Bars grow with the number of bits of the delay: 20 ms and 20 minutes fit one picture.
    private static func length(_ delay: Int64) -> Int {
        let value = UInt64(max(1, delay))
        let bits = 63 - value.leadingZeroBitCount
        let below = value &- (1 << UInt64(bits))
        return 100 * (bits + 1) + Int(below * 100 / (1 << UInt64(bits)))
    }
}
