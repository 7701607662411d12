public import TransparencyLog

/// A sum of row hashes modulo 2^256: rows can be added and taken away in any order, so a digest costs
/// nothing at rest (protocol §8).
///
/// It detects honest differences. It is not collision resistant against somebody who can choose rows,
/// and need not be: rows are computed by each node for itself, from verified logs.
public struct DigestSum: Hashable, Sendable {
    // Least significant first.
    private var limbs: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    public init() {}

    public mutating func add(_ row: TreeHash) {
        let other = Self.limbs(of: row)
        var carry: UInt64 = 0
        limbs.0 = Self.sum(limbs.0, other.0, &carry)
        limbs.1 = Self.sum(limbs.1, other.1, &carry)
        limbs.2 = Self.sum(limbs.2, other.2, &carry)
        limbs.3 = Self.sum(limbs.3, other.3, &carry)
    }

    public mutating func subtract(_ row: TreeHash) {
        let other = Self.limbs(of: row)
        var borrow: UInt64 = 0
        limbs.0 = Self.difference(limbs.0, other.0, &borrow)
        limbs.1 = Self.difference(limbs.1, other.1, &borrow)
        limbs.2 = Self.difference(limbs.2, other.2, &borrow)
        limbs.3 = Self.difference(limbs.3, other.3, &borrow)
    }

    /// 32 bytes, most significant first.
    public var bytes: [UInt8] {
        // Most buckets of a small area are empty.
        if self == DigestSum() { return [UInt8](repeating: 0, count: 32) }
        return [limbs.3, limbs.2, limbs.1, limbs.0].flatMap { limb in
            (0..<8).map { UInt8(truncatingIfNeeded: limb >> (56 - 8 * UInt64($0))) }
        }
    }

    public init?(bytes: ArraySlice<UInt8>) {
        guard bytes.count == 32 else { return nil }
        var words = [UInt64](repeating: 0, count: 4)
        for (offset, byte) in bytes.enumerated() {
            words[offset / 8] = words[offset / 8] << 8 | UInt64(byte)
        }
        limbs = (words[3], words[2], words[1], words[0])
    }

    public static func == (left: DigestSum, right: DigestSum) -> Bool {
        left.limbs == right.limbs
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(limbs.0)
        hasher.combine(limbs.3)
    }

    private static func limbs(of row: TreeHash) -> (UInt64, UInt64, UInt64, UInt64) {
        guard let sum = DigestSum(bytes: row.bytes[...]) else {
            preconditionFailure("a tree hash has 32 bytes")
        }
        return sum.limbs
    }

    private static func sum(_ a: UInt64, _ b: UInt64, _ carry: inout UInt64) -> UInt64 {
        let (first, over1) = a.addingReportingOverflow(b)
        let (second, over2) = first.addingReportingOverflow(carry)
        carry = over1 || over2 ? 1 : 0
        return second
    }

    private static func difference(_ a: UInt64, _ b: UInt64, _ borrow: inout UInt64) -> UInt64 {
        let (first, under1) = a.subtractingReportingOverflow(b)
        let (second, under2) = first.subtractingReportingOverflow(borrow)
        borrow = under1 || under2 ? 1 : 0
        return second
    }
}

/// The 256 buckets of one area (or of `common`): a row goes to the bucket of the first byte of its
/// institution's hash, so that two nodes narrow a difference down to a few institutions.
public struct DigestBuckets: Hashable, Sendable {
    public static let count = 256
    public private(set) var sums = [DigestSum](repeating: DigestSum(), count: DigestBuckets.count)

    public init() {}

    public mutating func replace(bucket: UInt8, old: TreeHash?, new: TreeHash?) {
        if let old { sums[Int(bucket)].subtract(old) }
        if let new { sums[Int(bucket)].add(new) }
    }

    /// One value for the whole area: SHA-256 over the buckets in order.
    public var root: TreeHash { TreeHash.sha256(sums.flatMap(\.bytes)) }

    public var encoded: [UInt8] { sums.flatMap(\.bytes) }

    public init?(encoded: ArraySlice<UInt8>) {
        guard encoded.count == Self.count * 32 else { return nil }
        for index in 0..<Self.count {
            let start = encoded.startIndex + index * 32
            guard let sum = DigestSum(bytes: encoded[start..<start + 32]) else { return nil }
            sums[index] = sum
        }
    }
}
