extension Message {
    /// A sentence of other software, taken apart by the first of the templates that fits it, so that
    /// it can be shown in both languages.
    ///
    /// - Returns: `nil` when none fits.
    public init?(matching text: String, _ templates: [String]) {
        for template in templates {
            guard let values = Self.values(of: text, in: template) else { continue }
            self.init(template: template, values: values.map { .text($0) })
            return
        }
        return nil
    }

    /// What stands in the places of a template, each as short as it can be.
    private static func values(of text: String, in template: String) -> [String]? {
        var values: [String] = []
        var pieces: [Substring] = []
        var rest = template[...]
        while let place = rest.firstRange(of: "{\(pieces.count + 1)}") {
            pieces.append(rest[..<place.lowerBound])
            rest = rest[place.upperBound...]
        }
        var text = text[...]
        guard text.hasPrefix(pieces.first ?? rest) else { return nil }
        text = text.dropFirst((pieces.first ?? rest).count)
        for piece in pieces.dropFirst() {
            guard let place = text.firstRange(of: piece) else { return nil }
            values.append(String(text[..<place.lowerBound]))
            text = text[place.upperBound...]
        }
        guard !pieces.isEmpty else { return text.isEmpty ? [] : nil }
        guard text.hasSuffix(rest) else { return nil }
        values.append(String(text.dropLast(rest.count)))
        return values
    }
}
