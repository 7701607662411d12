import Synchronization

/// Runs commands of the local command line inside the node that holds the stores.
///
/// The command target implements it; requests and answers are its own business, the web and the
/// node only pass bytes through.
public protocol LocalCommandHost: Sendable {
    /// - Returns: the answer's bytes, errors of the command included.
    func run(_ request: [UInt8]) async -> [UInt8]
}

/// Where the command target puts its host once the node is open. Empty at first: then commands are
/// answered with 404.
public final class LocalCommandSlot: Sendable {
    private let slot = Mutex<(any LocalCommandHost)?>(nil)

    public init() {}

    public var host: (any LocalCommandHost)? {
        get { slot.withLock { $0 } }
        set { slot.withLock { $0 = newValue } }
    }
}

/// Compares secrets in a time that depends on their lengths only, so that an answer's delay does
/// not tell how many characters of a guess were right.
func isEqualInConstantTime(_ left: String, _ right: String) -> Bool {
    let one = Array(left.utf8)
    let other = Array(right.utf8)
    guard one.count == other.count else { return false }
    var difference: UInt8 = 0
    for index in one.indices { difference |= one[index] ^ other[index] }
    return difference == 0
}
