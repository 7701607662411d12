public import Designation
internal import TransparencyLog

/// Which event is meant, as an address names it: origin and index, without the leaf hash.
///
/// Text forms: `origin#index` for people and commands, `origin/index` in addresses of pages.
public struct EventName: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let origin: String
    public let index: UInt64

    public init(_ reference: EventReference) {
        origin = reference.origin
        index = reference.index
    }

    public init(origin: String, index: UInt64) {
        self.origin = origin
        self.index = index
    }

    /// Parses `origin#index` or `origin/index`; `nil` unless the origin is one that a log may have
    /// and the index is plain decimal.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count <= Origin.maximumByteCount + 24 else { return nil }
        let bytes = Array(text.utf8)
        let marks: [UInt8] = [UInt8(ascii: "#"), UInt8(ascii: "/")]
        guard let mark = bytes.lastIndex(where: marks.contains),
            let index = plainDecimal(bytes[(mark + 1)...]),
            let origin = try? Origin(bytes: bytes[..<mark])  // a bad origin is simply no name
        else { return nil }
        self.init(origin: origin.text, index: index)
    }

    /// `origin#index`.
    public var description: String { "\(origin)#\(index)" }

    public static func < (left: EventName, right: EventName) -> Bool {
        (left.origin, left.index) < (right.origin, right.index)
    }
}
