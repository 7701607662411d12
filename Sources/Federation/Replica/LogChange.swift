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

    static let recentByteCount = 256 << 10

    func noteChange(_ origin: Origin, from: UInt64, count: Int, bundle: () -> [UInt8]?) {
        let isDirectory = Self.stream(of: origin) == .directory
        guard let known = changes.firstIndex(where: { $0.origin == origin }) else {
            let bytes = count <= 256 ? bundle() : nil
            let recent = bytes.map { InlineEntries(from: from, count: count, bytes: $0) }
            changes.append(LogChange(origin: origin, isDirectory: isDirectory, recent: recent))
            return
        }
        guard let recent = changes[known].recent, let bytes = bundle(),
            recent.from + UInt64(recent.count) == from,
            recent.bytes.count + bytes.count <= Self.recentByteCount
        else {
            changes[known].recent = nil
            return
        }
        changes[known].recent = InlineEntries(
            from: recent.from, count: recent.count + count, bytes: recent.bytes + bytes)
    }
}
