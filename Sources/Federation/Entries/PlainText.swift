/// What a text may hold that people read in lists, on terminals and on paper: one rule for acts, lists and
/// files (protocol §3.2).
///
/// What is signed stands for good and is shown by every other node. A control character would command the
/// reader's terminal, a mark that turns the direction of writing would show another name, and what cannot
/// be seen would tell two names apart that look alike.
public enum PlainText {
    /// Whether every character of a text can be seen or is a blank: no control character, line break, mark
    /// of direction or other invisible format character, and nothing that damage left behind (U+FFFD).
    public static func isPlain(_ text: String) -> Bool {
        isCommon(text) || text.unicodeScalars.allSatisfy(isPlain)
    }

    /// Whether there is anything to be seen.
    public static func isVisible(_ text: String) -> Bool {
        text.unicodeScalars.contains { scalar in
            let properties = scalar.properties
            return isPlain(scalar) && !properties.isWhitespace
                && !properties.isDefaultIgnorableCodePoint && scalar != brailleBlank
        }
    }

    /// A text as it may be printed: what ``isPlain(_:)`` refuses is replaced by a sign that can be seen.
    ///
    /// - Parameter keepsLines: whether line breaks are those of whoever prints.
    public static func shown(_ text: String, keepsLines: Bool = false) -> String {
        if isCommon(text) { return text }
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let stays = isPlain(scalar) || (keepsLines && scalar == "\n")
            shown.append(stays ? scalar : standIn)
        }
        return String(shown)
    }

    public static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
        default: scalar != standIn
        }
    }

    /// U+FFFD, which readers know as "something stood here that cannot be shown".
    private static let standIn: Unicode.Scalar = "\u{FFFD}"
    /// The one blank that Unicode counts as a symbol.
    private static let brailleBlank: Unicode.Scalar = "\u{2800}"

    /// Nearly every text: printable ASCII, and the blocks U+3000 to U+9FFF, in which all is plain.
    private static func isCommon(_ text: String) -> Bool {
        text.utf8.allSatisfy { byte in
            switch byte {
            case 0x20...0x7E, 0x80...0xBF, 0xE3...0xE9: true
            default: false
            }
        }
    }
}
