/// The code of a region as the federation's configuration gives it: six digits of GB/T 2260, a code
/// of a pool that has none there (`229900`), or a local identifier (`LOCAL-CBS`).
///
/// Codes are names, never arithmetic: the tree of regions is configured, not derived from digits.
public struct RegionCode: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let text: String

    /// Every region: the national edition, and grants of the root.
    public static let everywhere: RegionCode = {
        guard let code = RegionCode("CN") else { preconditionFailure("CN is a region code") }
        return code
    }()

    /// - Returns: `nil` unless `text` is 1 to 24 characters of `A-Z`, `0-9` and `-`.
    public init?(_ text: String) {
        let bytes = text.utf8
        guard (1...24).contains(bytes.count), bytes.allSatisfy(Self.isAllowed) else { return nil }
        self.text = text
    }

    public var description: String { text }

    public static func < (left: RegionCode, right: RegionCode) -> Bool { left.text < right.text }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "-"):
            true
        default:
            false
        }
    }
}
