/// The files of a log as they are served, exported and imported: C2SP tlog-tiles, and beside the
/// checkpoint the verifier key of the log.
public enum LogResource: Hashable, Sendable {
    /// The newest signed tree head.
    case checkpoint
    /// The log's verifier key: its text form and a newline.
    case verifierKey
    /// A Merkle tile.
    case tile(TileCoordinate)
    /// A bundle of entries.
    case entries(BundleCoordinate)

    /// The path below the log's prefix, for example `tile/0/x001/234.p/5`.
    public var path: String {
        switch self {
        case .checkpoint: "checkpoint"
        case .verifierKey: "vkey"
        case .tile(let tile):
            "tile/\(tile.level)/" + Self.numberPath(tile.index, width: tile.width)
        case .entries(let bundle):
            "tile/entries/" + Self.numberPath(bundle.index, width: bundle.width)
        }
    }

    /// Reads a path; `nil` unless it is exactly what ``path`` writes for some resource.
    public init?(path: String) {
        // The longest path has eight groups of digits; what is longer is refused before it is
        // looked at.
        guard path.utf8.count <= 64 else { return nil }
        let parts = path.utf8.split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false
        ).map { [UInt8]($0) }
        if parts == [[UInt8]("checkpoint".utf8)] {
            self = .checkpoint
        } else if parts == [[UInt8]("vkey".utf8)] {
            self = .verifierKey
        } else if let tile = Self.parseTile(parts) {
            self = tile
        } else {
            return nil
        }
    }

    private static func parseTile(_ parts: [[UInt8]]) -> LogResource? {
        guard parts.count >= 3, parts[0] == [UInt8]("tile".utf8),
            let (index, width) = parseNumber(parts[2...])
        else { return nil }
        if parts[1] == [UInt8]("entries".utf8) {
            return BundleCoordinate(index: index, width: width).map { .entries($0) }
        }
        guard let level = Decimal.parse(parts[1]), level <= 7 else { return nil }
        return TileCoordinate(level: Int(level), index: index, width: width).map { .tile($0) }
    }

    /// `x001/x234/067.p/5` for tile 1234067 of width 5.
    private static func numberPath(_ index: UInt64, width: Int) -> String {
        var path = threeDigits(index % 1000)
        var rest = index / 1000
        while rest > 0 {
            path = "x" + threeDigits(rest % 1000) + "/" + path
            rest /= 1000
        }
        return width == Tile.width ? path : "\(path).p/\(width)"
    }

    private static func threeDigits(_ number: UInt64) -> String {
        let digits = String(number)
        return String(repeating: "0", count: 3 - digits.utf8.count) + digits
    }

    private static func parseNumber(
        _ parts: ArraySlice<[UInt8]>
    ) -> (index: UInt64, width: Int)? {
        var groups = parts
        var width = Tile.width
        if groups.count >= 2, groups[groups.endIndex - 2].suffix(2) == [0x2E, 0x70] {
            guard let last = groups.popLast(), let number = Decimal.parse(last),
                (1..<UInt64(Tile.width)).contains(number)
            else { return nil }
            width = Int(number)
            groups[groups.endIndex - 1].removeLast(2)
        }
        // 19 digits are the most that fit 63 bits.
        guard let last = groups.popLast(), groups.count <= 6, var index = group(last) else {
            return nil
        }
        var scale: UInt64 = 1000
        for part in groups.reversed() {
            guard part.first == UInt8(ascii: "x"), let value = group(part.dropFirst()) else {
                return nil
            }
            // 10^18 × 999 exceeds 64 bits: such an index is no tile's.
            let (product, overflow) = value.multipliedReportingOverflow(by: scale)
            let (sum, carry) = index.addingReportingOverflow(product)
            if overflow || carry { return nil }
            index = sum
            scale = scale < 1_000_000_000_000_000_000 ? scale * 1000 : scale
        }
        // A number is not padded with whole groups of zeros.
        if let first = groups.first, first == [UInt8]("x000".utf8) { return nil }
        return (index, width)
    }

    private static func group(_ digits: some Collection<UInt8>) -> UInt64? {
        guard digits.count == 3 else { return nil }
        var value: UInt64 = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            value = value * 10 + UInt64(digit - UInt8(ascii: "0"))
        }
        return value
    }
}
