/// Text whose numbers stay with what they count, wherever a line ends: `第 44 条第 2 款`, `Art. 44 para. 2`, `3 个月`.
///
/// Chinese breaks between any two characters and at every blank; a citation that is torn apart is misread.
struct UnbrokenText {
    private static let blank: Unicode.Scalar = "\u{20}"
    private static let unbreakable: Unicode.Scalar = "\u{A0}"
    /// What a number before it counts.
    private static let counted = Set("号条款项分日天个年月件家人次".unicodeScalars)
    /// Abbreviations of English citations that a number follows.
    private static let cited = ["No.", "Art.", "para."]

    let text: String

    init(_ text: String) {
        guard text.utf8.contains(0x20) else {
            self.text = text
            return
        }
        var scalars = Array(text.unicodeScalars)
        for place in scalars.indices where scalars[place] == Self.blank {
            if Self.joins(scalars, place) { scalars[place] = Self.unbreakable }
        }
        var joined = String.UnicodeScalarView()
        joined.append(contentsOf: scalars)
        self.text = String(joined)
    }

    private static func joins(_ scalars: [Unicode.Scalar], _ place: Int) -> Bool {
        guard place > 0, place + 1 < scalars.count else { return false }
        let (before, after) = (scalars[place - 1], scalars[place + 1])
        if isDigit(before) { return counted.contains(after) }
        guard isDigit(after) else { return false }
        if before == "第" { return true }
        return before == "."
            && cited.contains { word in
                place >= word.unicodeScalars.count
                    && scalars[..<place].suffix(word.unicodeScalars.count)
                        .elementsEqual(word.unicodeScalars)
            }
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
}
