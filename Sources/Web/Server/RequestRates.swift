/// How many requests a second one caller may make; 0: no limit (protocol §5.12).
///
/// The defaults are meant to be met by programs in a loop and by nobody else: settlement asks some thousand
/// questions a second from one address, and a catch-up of a million entries in seven seconds fetches 540
/// bundles a second in one session.
public struct RequestRates: Sendable, Hashable {
    /// All requests from one address; behind a reverse proxy that is not named, all callers have one.
    public var perAddress: Int
    /// Of these, pages, lists and searches, which cost a thousand times as much as a look-up.
    public var pagesPerAddress: Int
    /// Requests in one session of a node.
    public var perSession: Int

    /// No rate beyond this can be set.
    public static let largest = 999_999_999

    public init(
        perAddress: Int = 20_000, pagesPerAddress: Int = 500, perSession: Int = 10_000
    ) {
        self.perAddress = perAddress
        self.pagesPerAddress = pagesPerAddress
        self.perSession = perSession
    }
}
