/// Strings that come back in every fact (origins of logs, nodes, region codes), each kept once and
/// named by its index.
///
/// The table only grows, so an index once given keeps its meaning; whoever keeps encoded facts keeps
/// the table beside them.
public struct OriginTable: Sendable, Equatable {
    /// By index.
    public private(set) var names: [String]
    private var codes: [RegionCode?]
    private var indexes: [String: Int]
    /// The last short and the last long name: one fact after the other names the same region and log.
    private var lastShort = -1
    private var lastLong = -1

    public init() {
        names = []
        codes = []
        indexes = [:]
    }

    /// Takes up a kept table. - Returns: `nil` when a name stands there twice.
    public init?(names: [String]) {
        self.init()
        for name in names {
            guard indexes[name] == nil else { return nil }
            intern(name)
        }
    }

    public var count: Int { names.count }

    public subscript(index: Int) -> String? {
        names.indices.contains(index) ? names[index] : nil
    }

    /// The index of a name that is known already.
    public func index(of name: String) -> Int? { indexes[name] }

    /// The index of a name, new or known.
    @discardableResult
    public mutating func intern(_ name: String) -> Int {
        let isShort = name.utf8.count < 16
        let last = isShort ? lastShort : lastLong
        if last >= 0, names[last] == name { return last }
        let index = find(name)
        if isShort { lastShort = index } else { lastLong = index }
        return index
    }

    private mutating func find(_ name: String) -> Int {
        if let known = indexes[name] { return known }
        indexes[name] = names.count
        names.append(name)
        codes.append(RegionCode(name))
        return names.count - 1
    }

    /// What was looked up last is no part of the value.
    public static func == (left: OriginTable, right: OriginTable) -> Bool {
        left.names == right.names
    }

    /// The name as a region code, checked when it was interned.
    func code(_ index: Int) -> RegionCode? {
        codes.indices.contains(index) ? codes[index] : nil
    }
}
