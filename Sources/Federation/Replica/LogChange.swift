import Designation
public import TransparencyLog

/// A log grew here.
public struct LogChange: Sendable {
    public var origin: Origin
    public var isDirectory: Bool
    /// What came, when it is little: it travels on with the checkpoint.
    public var recent: InlineEntries?
}

extension Replica {
    /// Changes since the last call, each log once, in the order of their first change.
    public func drainChanges() -> [LogChange] {
        defer { changes = [] }
        return changes
    }

    /// What a poll's answer may carry of one log, as in `SyncLimits`.
    static let recentByteCount = SyncLimits.standard.inlineByteCount
    static let recentEntryCount = SyncLimits.standard.inlineEntryCount

    func noteChange(_ origin: Origin, from: UInt64, count: Int, bundle: () -> [UInt8]?) {
        let isDirectory = Self.stream(of: origin) == .directory
        guard let known = changes.firstIndex(where: { $0.origin == origin }) else {
            let bytes = count <= Self.recentEntryCount ? bundle() : nil
            var recent: InlineEntries?
            if let bytes, bytes.count <= Self.recentByteCount {
                recent = InlineEntries(from: from, count: count, bytes: bytes)
            }
            changes.append(LogChange(origin: origin, isDirectory: isDirectory, recent: recent))
            return
        }
        // Looked at in place: a copy of what is there already would make each addition copy all of it.
        guard let end = changes[known].recent.map({ $0.from + UInt64($0.count) }), end == from,
            let held = changes[known].recent?.count, held + count <= Self.recentEntryCount,
            let bytes = bundle(), let byteCount = changes[known].recent?.bytes.count,
            byteCount + bytes.count <= Self.recentByteCount
        else {
            changes[known].recent = nil
            return
        }
        changes[known].recent?.count += count
        changes[known].recent?.bytes.append(contentsOf: bytes)
    }
}
