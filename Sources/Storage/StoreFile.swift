/// The names of a node's databases: what is to be done about a damaged one goes by what it holds.
public enum StoreFile: String, Sendable {
    case logs = "logs.sqlite"
    /// Committed heads; no part of a backup, and never put back.
    case heads = "heads.sqlite"
    /// Can be deleted: it is made from the logs.
    case derived = "derived.sqlite"

    func isName(of path: String) -> Bool {
        path == rawValue || path.hasSuffix("/" + rawValue)
    }
}
