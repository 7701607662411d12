/// The identity of a log and the name of the key that signs it (C2SP tlog-checkpoint, "Note
/// text"; C2SP signed-note, "Format").
///
/// An origin has 1 to 255 bytes of valid UTF-8 without blanks, control characters and plus signs;
/// so the same text serves as origin line and as key name. Two origins are equal when their bytes
/// are: canonically equivalent spellings are different origins, because they hash differently.
public struct Origin: Sendable, CustomStringConvertible {
    /// The largest number of bytes.
    public static let maximumByteCount = 255

    /// The text, whose UTF-8 form is what is written, signed and compared.
    public let text: String
    private let utf8: [UInt8]

    /// Checks a text.
    ///
    /// - Throws: ``NoteError/invalidName``.
    public init(_ text: String) throws(NoteError) {
        try self.init(bytes: ArraySlice([UInt8](text.utf8)))
    }

    /// Checks bytes that came from outside.
    ///
    /// - Throws: ``NoteError/invalidName``, also for bytes that are not UTF-8.
    public init(bytes: ArraySlice<UInt8>) throws(NoteError) {
        guard (1...Self.maximumByteCount).contains(bytes.count),
            let text = String(validating: bytes, as: UTF8.self),
            text.unicodeScalars.allSatisfy(Self.isAllowed)
        else { throw .invalidName }
        self.text = text
        self.utf8 = [UInt8](bytes)
    }

    /// The bytes of the text.
    public var bytes: [UInt8] { utf8 }

    /// The same as ``text``.
    public var description: String { text }

    /// Whether the origin can be used as a relative file path: no empty, `.` or `..` component,
    /// no backslash and no colon, so that an origin from outside never leaves the folder it is
    /// put in.
    public var isPathSafe: Bool {
        if utf8.contains(UInt8(ascii: "\\")) || utf8.contains(UInt8(ascii: ":")) { return false }
        let components = utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let dot = UInt8(ascii: ".")
        return components.allSatisfy { !$0.isEmpty && $0 != [dot] && $0 != [dot, dot] }
    }

    /// Blanks and plus signs would make key names ambiguous (signed-note); control characters,
    /// of both ASCII and Latin-1, have no place in a name that people read.
    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        if scalar == "+" || scalar.properties.isWhitespace { return false }
        return scalar.properties.generalCategory != .control
    }
}

extension Origin: Hashable, Comparable {
    /// Equal bytes.
    public static func == (left: Origin, right: Origin) -> Bool { left.utf8 == right.utf8 }

    /// Byte order.
    public static func < (left: Origin, right: Origin) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    /// Feeds the bytes, in keeping with equality.
    public func hash(into hasher: inout Hasher) { hasher.combine(utf8) }
}
