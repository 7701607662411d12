import Messages

/// One range of bytes as a client asks for it to go on with a download (RFC 9110 §14).
struct ByteRange: Equatable {
    let range: Range<Int>
    let byteCount: Int

    /// The `content-range` header of the answer.
    var header: String { "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(byteCount)" }

    /// Reads a `range` header; `nil`: none, or a form that may be ignored (several ranges, other
    /// units), so that the whole is sent.
    ///
    /// - Throws: ``WebFailure/rangeNotSatisfiable(byteCount:)`` for a range outside the content.
    init?(header: String?, byteCount: Int) throws(WebFailure) {
        guard let header, header.hasPrefix("bytes=") else { return nil }
        let parts = header.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let first = Self.number(parts[0])
        let last = Self.number(parts[1])
        self.byteCount = byteCount
        switch (first, last) {
        case (let first?, nil) where parts[1].isEmpty:
            guard first < byteCount else { throw .rangeNotSatisfiable(byteCount: byteCount) }
            range = first..<byteCount
        case (let first?, let last?) where first <= last:
            guard first < byteCount else { throw .rangeNotSatisfiable(byteCount: byteCount) }
            range = first..<(min(last, byteCount - 1) + 1)
        case (nil, let suffix?) where parts[0].isEmpty:
            guard suffix > 0, byteCount > 0 else {
                throw .rangeNotSatisfiable(byteCount: byteCount)
            }
            range = max(0, byteCount - suffix)..<byteCount
        default:
            return nil
        }
    }

    /// A number that fits; everything larger than any blob is as good as the largest.
    private static func number(_ digits: Substring) -> Int? {
        plainDecimal(digits).map { Int(min($0, UInt64(Int.max - 1))) }
    }
}
