import Designation
import TransparencyLog

/// The order in which logs are served: what decides about everything else goes first
/// (protocol §5).
enum SyncPriority {
    /// 0 for `directory` to 4 for `receipts`; 5 for logs that are not of a federation.
    static func of(_ origin: Origin) -> Int {
        let parts = origin.bytes.split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return Stream.allCases.count }
        let name = String(decoding: parts[2], as: UTF8.self)
        return Stream.allCases.firstIndex { $0.rawValue == name } ?? Stream.allCases.count
    }
}
