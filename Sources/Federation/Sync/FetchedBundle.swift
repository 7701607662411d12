public import TransparencyLog

/// A bundle that a peer sent, taken apart and hashed where it arrived: the dear part of verifying it,
/// which needs no order and no lock. It is not verified yet.
public struct FetchedBundle: Sendable {
    let resource: LogResource
    let run: EntryRun
    let gzip: [UInt8]?

    /// - Parameters:
    ///   - bytes: the content, expanded if it came compressed.
    ///   - gzip: the compressed form as received.
    /// - Returns: `nil` for anything but a well-formed bundle of the right number of entries; such an
    ///   answer is reported as it is, and refused with its reason.
    public init?(_ resource: LogResource, bytes: [UInt8], gzip: [UInt8]?) {
        guard case .entries(let coordinate) = resource,
            bytes.count <= EntryBundle.maximumByteCount,
            // Losing the error is right, see above.
            var run = try? EntryRun(
                from: coordinate.entries.lowerBound, bytes: bytes, count: coordinate.width)
        else { return nil }
        if coordinate.isFull { run.root = MerkleTree.root(ofLeaves: run.leafHashes) }
        self.resource = resource
        self.run = run
        self.gzip = gzip
    }
}
