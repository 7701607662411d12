extension Policy {
    /// A score table of the nearest region that has it, with the items of that region's editions.
    ///
    /// - Returns: `nil` where there is none, or its own line cannot be read.
    public func scoreTable(_ id: String) -> ScoreTable? {
        guard let list = PolicyName(.score, id) else { return nil }
        for (place, code) in chain.enumerated() {
            let parts = parts(of: list, in: code, at: place, chain)
            guard let head = parts[""], let item = PolicyItem(head.value) else { continue }
            return ScoreTable(
                id: id, chinese: item.chinese, english: item.english, citation: head.citation,
                source: code, scope: item[.scope] ?? "", full: item.number(.full) ?? 100,
                pass: item.number(.pass) ?? item.number(.full) ?? 100,
                items: Self.items(of: parts))
        }
        return nil
    }

    private static func items(of parts: [String: DatedValue]) -> [ScoreItem] {
        var items: [String: ScoreItem] = [:]
        var steps: [String: [ScoreStep]] = [:]
        for (path, value) in parts where !path.isEmpty {
            guard let item = PolicyItem(value.value) else { continue }
            let names = path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
            if names.count == 2, let number = Int(names[1]), let step = step(number, item) {
                steps[names[0], default: []].append(step)
            } else if names.count == 1 {
                items[path] = scoreItem(path, item, value.citation)
            }
        }
        for (id, list) in steps { items[id]?.steps = list.sorted { $0.number < $1.number } }
        return items.values.sorted {
            ArticleOrder.key($0.id).lexicographicallyPrecedes(ArticleOrder.key($1.id))
        }
    }

    private static func scoreItem(
        _ id: String, _ item: PolicyItem, _ citation: Citation
    ) -> ScoreItem {
        let points = item.number(.points) ?? 0
        return ScoreItem(
            id: id, sectionChinese: item[.sectionChinese] ?? "",
            sectionEnglish: item[.sectionEnglish] ?? "", chinese: item.chinese,
            english: item.english, citation: citation, points: points,
            cap: item.number(.cap) ?? points, isKnockOut: item.has(.knockOut), steps: [])
    }

    private static func step(_ number: Int, _ item: PolicyItem) -> ScoreStep? {
        let effect: ScoreStep.Effect
        if let points = item.number(.take) {
            effect = .take(points)
        } else if let points = item.number(.each) {
            effect = .each(points)
        } else if let points = item.number(.give) {
            effect = .give(points)
        } else if item.has(.all) {
            effect = .all
        } else if item.has(.discretion) {
            effect = .discretion
        } else if item.has(.fail) {
            effect = .fail
        } else {
            return nil
        }
        return ScoreStep(
            number: number, chinese: item.chinese, english: item.english, effect: effect)
    }
}
