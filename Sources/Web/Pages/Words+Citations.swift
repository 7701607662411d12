import Designation

/// Cited places in words.
extension Words {
    /// `国家医保局令第 2 号 第 44 条第 2 款`, `Order No. 2, Art. 44 para. 2`. What is no article of
    /// digits (a point, an annex) stands as the text has it. A joint citation is each of its parts.
    func citation(_ citation: Citation) -> String {
        let parts = citation.parts
        if parts.count > 1 { return citations(parts) }
        let key = "edition-\(citation.edition)"
        let edition = catalogue.contains(key) ? text(key) : citation.edition
        guard !citation.article.isEmpty else { return edition }
        let article = Article(citation.article).map(self.article) ?? citation.article
        return text("citation", ["edition": edition, "article": article])
    }

    func citations(_ citations: [Citation]) -> String { list(citations.map(citation)) }

    private func article(_ article: Article) -> String {
        var words = text("citation-article", ["n": article.number])
        if !article.paragraph.isEmpty {
            words += text("citation-paragraph", ["n": article.paragraph])
        }
        if !article.item.isEmpty { words += text("citation-item", ["n": article.item]) }
        return words
    }

    /// `44`, `44 ¶2`, `43(1)` and `44 ¶2(1)`, as editions write them.
    private struct Article {
        var number = ""
        var paragraph = ""
        var item = ""

        init?(_ text: String) {
            enum Part { case number, paragraph, item, over }
            var part = Part.number
            for scalar in text.unicodeScalars {
                switch (scalar, part) {
                case ("0"..."9", .number): number.unicodeScalars.append(scalar)
                case ("0"..."9", .paragraph): paragraph.unicodeScalars.append(scalar)
                case ("0"..."9", .item): item.unicodeScalars.append(scalar)
                case (" ", .number), (" ", .paragraph): continue
                case ("¶", .number): part = .paragraph
                case ("(", .number), ("(", .paragraph): part = .item
                case (")", .item): part = .over
                default: return nil
                }
            }
            guard !number.isEmpty, part != .item else { return nil }
        }
    }
}
