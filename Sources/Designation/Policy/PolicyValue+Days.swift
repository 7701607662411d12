extension PolicyValue {
    /// Whether its days say something that those of its edition do not: a decision is dated by itself, and
    /// some values begin or end with other days than the edition that has them.
    ///
    /// - Parameter editions: those in force.
    public func hasOwnDays(among editions: [PolicyEdition]) -> Bool {
        isDecision
            || !editions.contains {
                $0.region == source && $0.from == applied.from
                    && (applied.to == nil || $0.to == applied.to)
            }
    }
}
