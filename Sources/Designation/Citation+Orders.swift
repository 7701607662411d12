/// A value on which both national orders agree cites both, in one text: the edition of the first, and
/// in its article the others behind semicolons, `N` with `9; P 8`. So it travels as one citation and
/// reads well where nobody's type is known.
extension Citation {
    /// - Parameter all: not empty; the first gives the edition.
    public init?(joining all: [Citation]) {
        guard let first = all.first else { return nil }
        let further = all.dropFirst().map { "\($0.edition) \($0.article)" }
        self.init(
            edition: first.edition, article: ([first.article] + further).joined(separator: "; "))
    }

    /// The citations of which this one consists; itself where it is one.
    public var parts: [Citation] {
        let texts = article.utf8.split(separator: UInt8(ascii: ";")).map {
            String(Substring($0.drop { $0 == 0x20 }))
        }
        guard texts.count > 1 else { return [self] }
        var parts = [Citation(edition: edition, article: texts[0])]
        for text in texts.dropFirst() {
            guard let blank = text.firstIndex(of: " ") else { return [self] }
            parts.append(
                Citation(
                    edition: String(text[..<blank]),
                    article: String(text[text.index(after: blank)...])))
        }
        return parts
    }

    /// Whether it is, or has among its parts, a ground on which an agency terminates (N43, P40).
    public var namesTermination: Bool {
        parts.contains { part in
            let article = part.article.utf8
            func isOf(_ edition: String, _ number: String) -> Bool {
                part.edition == edition && article.starts(with: number.utf8)
                    && !(article.dropFirst(number.utf8.count).first.map {
                        (0x30...0x39).contains($0)
                    }
                        ?? false)
            }
            return isOf("N", "43") || isOf("P", "40")
        }
    }

    /// What applies to an institution: of both orders the one that covers its type, No. 3 (P) for
    /// pharmacies and No. 2 (N) for others; all of it where only one of them is cited.
    public func narrowed(to type: InstitutionType) -> Citation {
        let parts = parts
        let (own, other) = type == .pharmacy ? ("P", "N") : ("N", "P")
        guard parts.contains(where: { $0.edition == own }) else { return self }
        return Citation(joining: parts.filter { $0.edition != other }) ?? self
    }
}

extension [Citation] {
    /// Those that apply to an institution, see ``Citation/narrowed(to:)``.
    public func narrowed(to type: InstitutionType) -> [Citation] {
        Citation(joining: flatMap(\.parts))?.narrowed(to: type).parts ?? []
    }
}
