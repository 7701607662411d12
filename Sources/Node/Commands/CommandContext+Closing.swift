import Designation
import Federation
import Storage
import TransparencyLog

extension CommandContext {
    /// The closing with the stamp of the last entry that it keeps, where this node holds what it keeps.
    ///
    /// Acts that it cuts off then count from their own stamps when they are recorded again, but from no
    /// earlier one (protocol §4.6). The whole log is read: which branch it is only its root tells, and
    /// of entries whose stamps fall the highest before is the one that counts.
    ///
    /// - Returns: the closing as it is where the log is not held that far, or is another branch.
    func stamped(_ closing: LogClosing) throws -> LogClosing {
        guard closing.lastStamp == nil, let held = try service.logs.log(closing.origin),
            held.position.size >= closing.finalSize
        else { return closing }
        var edge = CompactRange()
        var last: Stamp?
        var next: UInt64 = 0
        while next < closing.finalSize {
            let end = min(next + 256, closing.finalSize)
            for entry in try service.logs.entries(closing.origin, next..<end) {
                edge.append(leaf: TreeHash.leaf(entry))
                // Losing the error is right: what is no entry has no stamp.
                guard let stamp = try? EntryCodec.decode(entry).header.stamp else { continue }
                last = max(last ?? stamp, stamp)
            }
            next = end
        }
        guard edge.root == closing.root else { return closing }
        var stamped = closing
        stamped.lastStamp = last
        return stamped
    }
}
