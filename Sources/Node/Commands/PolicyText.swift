import Designation

/// A policy, or how two differ, as lines for a terminal.
struct PolicyText {
    private var lines: [String] = []

    var text: String { lines.joined(separator: "\n") }

    mutating func heading(_ text: String) {
        if !lines.isEmpty { lines.append("") }
        lines.append(text)
    }

    mutating func line(_ text: String) { lines.append("  " + text) }

    // MARK: - A picture

    mutating func show(_ picture: PolicyPicture, of policy: Policy) {
        for group in RuleGuide.Group.allCases {
            let names = Self.names(of: group, in: Array(picture.values.keys))
            guard !names.isEmpty else { continue }
            heading(title(group.title))
            for name in names {
                if let value = picture.values[name] { show(name, value, of: policy) }
            }
        }
        for (_, list) in picture.lists.sorted(by: { $0.key < $1.key }) { show(list) }
        for (_, table) in picture.tables.sorted(by: { $0.key < $1.key }) { show(table) }
    }

    private mutating func show(_ name: String, _ value: PolicyValue, of policy: Policy) {
        line("\(Self.label(name))  [\(name)]")
        line("    \(Self.shown(value.applied))" + Self.source(value.source, of: policy.region))
        for text in Self.standing(of: value, among: policy.editions) { line("    \(text)") }
        if case .people(let reason) = RuleGuide.entry(for: name)?.reader {
            line("    系统不据此判断 / decides nothing here: \(reason.chinese) \(reason.english)")
        }
        guard let local = value.local, let national = value.national else { return }
        if value.isLaxer == true {
            line("    地方（较宽）/ local, laxer: \(Self.shown(local))")
            line("    国家 / national: \(Self.shown(national))")
            let decided = value.decision.map { Self.shown($0) + Self.since($0) } ?? "—"
            line("    决定 / decision laxer-local-value: \(decided)")
            guard value.decision?.value != "local" else { return }
            askForDecision(in: policy.editions.first?.region ?? policy.region)
        } else {
            line("    国家 / national: \(Self.shown(national))")
        }
    }

    private mutating func askForDecision(in region: RegionCode) {
        line("    要使地方规定适用，请记录 / to let the local value hold, record:")
        line("      {act: decide, region: \(region.text), name: laxer-local-value, value: local}")
    }

    private mutating func show(_ list: PolicyList) {
        let title = RuleCatalogue.title(ofList: list.name)
        heading("\(title.chinese)  \(title.english)  [\(list.name)]  \(list.entries.count)")
        for entry in list.entries {
            line("\(entry.id)  \(Self.citations(entry.citations))" + Self.source(entry.source))
            line("    \(entry.item.chinese)")
            line("    \(entry.item.english)")
            let attributes = Self.attributes(entry.item)
            if !attributes.isEmpty { line("    \(attributes)") }
        }
    }

    private mutating func show(_ table: ScoreTable) {
        heading(
            "\(table.chinese)  \(table.english)  [\(table.id)]  "
                + "合格 pass \(table.pass) / \(table.full)  \(Wording.citation(table.citation))")
        for item in table.items {
            var head = "\(item.id)  "
            if item.points > 0 { head += "\(item.points) 分 points" }
            if item.cap < item.points { head += "，最多扣 at most \(item.cap)" }
            if item.isKnockOut { head += "  一票否决 knock-out" }
            line(head)
            line("    \(item.chinese)")
            line("    \(item.english)")
            for step in item.steps {
                line("    - \(Self.effect(step.effect))  \(step.chinese)  \(step.english)")
            }
        }
    }

    // MARK: - Differences

    mutating func show(
        _ differences: [PolicyPicture.Difference], before: String, after: String
    ) {
        let values = differences.filter {
            if case .value = $0.what { true } else { false }
        }
        for group in RuleGuide.Group.allCases {
            let names = Self.names(of: group, in: values.map(\.name))
            guard !names.isEmpty else { continue }
            heading(title(group.title))
            for name in names {
                guard case .value(let old, let new) = values.first(where: { $0.name == name })?.what
                else { continue }
                line("\(Self.label(name))  [\(name)]")
                line("    \(before)  \(old.map { Self.shown($0.applied) } ?? "—")")
                line("    \(after)  \(new.map { Self.shown($0.applied) } ?? "—")")
            }
        }
        var listed = ""
        for difference in differences {
            switch difference.what {
            case .value: break
            case .item(let list, let old, let new):
                if listed != list {
                    let title = RuleCatalogue.title(ofList: list)
                    heading("\(title.chinese)  \(title.english)  [\(list)]")
                    listed = list
                }
                line((old ?? new)?.id ?? "")
                line("    \(before)  \(old.map(Self.item) ?? "—")")
                line("    \(after)  \(new.map(Self.item) ?? "—")")
            case .table(let old, let new):
                heading("评分表  Score table  [\(difference.name)]")
                line("    \(before)  \(old.map(Self.table) ?? "—")")
                line("    \(after)  \(new.map(Self.table) ?? "—")")
            }
        }
    }

    /// What a rehearsed edition says and would not apply, since nobody decided on laxer values.
    mutating func show(withheld: [PolicyValue], of region: RegionCode) {
        if withheld.isEmpty { return }
        heading(
            "比国家规定宽、尚不适用  Laxer than the national value, not applied until decided")
        for value in withheld {
            line("\(Self.label(value.name))  [\(value.name)]")
            if let local = value.local { line("    地方（较宽）/ local, laxer: \(Self.shown(local))") }
            line("    适用 / applied: \(Self.shown(value.applied))")
        }
        askForDecision(in: region)
    }

    private func title(_ text: LocalizedText) -> String { "\(text.chinese)  \(text.english)" }
}

/// Parts of lines.
extension PolicyText {
    /// Of a group in the guide's order, a qualified name behind its plain one.
    static func names(of group: RuleGuide.Group, in names: [String]) -> [String] {
        let order = Dictionary(
            RuleGuide.all.enumerated().map { ($0.element.name, $0.offset) },
            uniquingKeysWith: { first, _ in first })
        func place(_ name: String) -> Int {
            order[RuleGuide.entry(for: name)?.name ?? ""] ?? order.count
        }
        // A name of a newer software has no entry; it stands with the last group.
        return names.filter {
            (RuleGuide.entry(for: $0)?.group ?? .decisions) == group
        }.sorted { (place($0), $0) < (place($1), $1) }
    }

    static func label(_ name: String) -> String {
        guard let entry = RuleGuide.entry(for: name) else { return name }
        guard entry.name != name else { return "\(entry.title.chinese)  \(entry.title.english)" }
        let qualifier = RuleWording.text(String(name.dropFirst(entry.name.count + 1)))
        return "\(entry.title.chinese)（\(qualifier.chinese)）  "
            + "\(entry.title.english) (\(qualifier.english))"
    }

    static func shown(_ value: DatedValue) -> String {
        let words = RuleWording.text(value.value)
        var text =
            words.chinese == words.english ? words.chinese : "\(words.chinese) / \(words.english)"
        text += "  (\(Wording.citation(value.citation))"
        text += value.isDecision ? "，决定 decision)" : ")"
        return text
    }

    static func source(_ source: RegionCode, of region: RegionCode? = nil) -> String {
        guard source != region else { return "" }
        return source == RuleBook.national ? "  国家 national" : "  \(source.text)"
    }

    static func citations(_ citations: [Citation]) -> String {
        citations.map(Wording.citation).joined(separator: ", ")
    }

    static func attributes(_ item: PolicyItem) -> String {
        let hidden = Set(
            [PolicyItem.Key.cites, .sectionChinese, .sectionEnglish].map(\.rawValue))
        return item.attributes.filter { !hidden.contains($0.key) }
            .sorted { $0.key < $1.key }
            .map { $0.value == "yes" ? $0.key : "\($0.key): \($0.value)" }
            .joined(separator: "; ")
    }

    static func item(_ entry: PolicyList.Entry) -> String {
        let attributes = attributes(entry.item)
        return "\(entry.item.chinese) / \(entry.item.english)  (\(citations(entry.citations)))"
            + (attributes.isEmpty ? "" : "  \(attributes)")
    }

    static func table(_ table: ScoreTable) -> String {
        "\(table.chinese) / \(table.english)  \(table.items.count) 项 items, "
            + "合格 pass \(table.pass) / \(table.full)"
    }

    static func effect(_ effect: ScoreStep.Effect) -> String {
        switch effect {
        case .take(let points): "扣 −\(points)"
        case .each(let points): "每项扣 each −\(points)"
        case .give(let points): "得 gives \(points)"
        case .all: "不得分 no points"
        case .discretion: "酌情扣分 by judgement"
        case .fail: "一票否决 fails"
        }
    }

    static func edition(_ edition: PolicyEdition) -> String {
        let last = edition.to.map { "\($0.adding(days: -1))" } ?? ""
        return "\(edition.id)  \(edition.titleChinese)  \(edition.titleEnglish)  "
            + "\(edition.from) – \(last)"
    }

    static func ending(_ ending: EditionEnding) -> String {
        let id = ending.edition.id
        return ending.isOver
            ? "注意：\(id) 已于 \(ending.lastDay) 到期，无后续版本，现按上级规定 / "
                + "\(id) ended on \(ending.lastDay) without a successor; higher rules hold"
            : "注意：\(id) 将于 \(ending.lastDay) 到期（\(ending.dayCount) 日后），无后续版本 / "
                + "\(id) ends on \(ending.lastDay), in \(ending.dayCount) days, without a successor"
    }
}
