import Federation

/// When to fold, save and compare: as soon as nothing more comes, and once in a while in between.
/// In a catch-up that is work for nothing, since the same institutions come again.
struct ApplyPace {
    /// Facts that may be lost to a crash and folded again; also about what memory keeps of them.
    static let unsavedLimit = 1_000_000
    private static let busyEntriesPerLook: UInt64 = 20_000
    private static let looksBetween = 15
    private var applied: UInt64 = 0
    private var looks = 0
    private(set) var isDue = false

    /// Called every two seconds.
    mutating func look(_ registry: Registry) {
        let now = registry.applied.values.reduce(0, +)
        let moved = now >= applied ? now - applied : 0
        applied = now
        looks += 1
        isDue = moved == 0 || (looks >= Self.looksBetween && moved < Self.busyEntriesPerLook)
        if isDue { looks = 0 }
    }
}
