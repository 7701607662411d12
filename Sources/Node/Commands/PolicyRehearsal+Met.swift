import Designation

/// What cases under way would meet, in words and as JSON.
extension PolicyRehearsal {
    /// `A` and `B` stand for the rules in force and the new edition, as above.
    static func line(_ met: Rehearsal.Met) -> String {
        switch met.what {
        case .item(let old, let new):
            line(met.name, old.map(PolicyText.item), new.map(PolicyText.item))
        case .table(let old, let new):
            line(met.name, old.map(PolicyText.table), new.map(PolicyText.table))
        case .reason(let old, let new): line(met.name, old.map(reason), new.map(reason))
        }
    }

    private static func line(_ name: String, _ old: String?, _ new: String?) -> String {
        switch (old, new) {
        case (nil, let new?): "新增 to meet: \(name)  \(new)"
        case (let old?, nil): "不再要求 no more: \(name)  \(old)"
        default: "改变 otherwise: \(name)  A \(old ?? "—")  B \(new ?? "—")"
        }
    }

    private static func reason(_ reason: Screening.Reason) -> String {
        "(\(Wording.citations(reason.citations)))"
            + (reason.through.map { " 至 through \($0)" } ?? "")
            + (reason.certainty == .open ? " 待核 open" : "")
    }

    static func json(_ met: Rehearsal.Met) -> JSONText {
        var members: [String: JSONText] = ["name": .string(met.name)]
        switch met.what {
        case .item(let old, let new):
            members["kind"] = "item"
            members["before"] = old.map(PolicyJSON.entry) ?? .null
            members["after"] = new.map(PolicyJSON.entry) ?? .null
        case .table(let old, let new):
            members["kind"] = "table"
            members["before"] = old.map(PolicyJSON.table) ?? .null
            members["after"] = new.map(PolicyJSON.table) ?? .null
        case .reason(let old, let new):
            members["kind"] = "reason"
            members["before"] = old.map(json) ?? .null
            members["after"] = new.map(json) ?? .null
        }
        return .object(members)
    }

    private static func json(_ reason: Screening.Reason) -> JSONText {
        [
            "item": .string(reason.item), "through": .date(reason.through),
            "citations": .array(reason.citations.map(PolicyJSON.citation)),
            "open": .bool(reason.certainty == .open),
        ]
    }
}
