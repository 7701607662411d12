/// A defect put in on purpose, so that tests can show that each checker sees what it must.
///
/// Numbers in the comments are those of protocol §11.
enum PlantedBug: Sendable, Hashable {
    /// 1. Derived rows lose facts, so a restart folds something else.
    case derivedLosesFacts
    /// 2. The registry answers that everything may be settled.
    case answersSettleable
    /// 3. The database loses at a power cut what it said was synced.
    case losesWriteAfterSync
    /// 4. Acts count whoever did them.
    case ignoresAuthority
    /// 5. An honest machine starts from an old disk without asking anybody, and does not count as rolled
    /// back.
    case signsAfterRollback
    /// 6. Heartbeats count as applied on arrival.
    case claimsFreshness
    /// 7. Whoever asks gets every log.
    case ignoresReadRights
    /// 8. One bad log closes the whole session.
    case badLogBlocksPeer
    /// 9. A relay passes nothing on of one log.
    case relayDrops
    /// 10. Kinds that are not known are taken for harmless.
    case ignoresUnknownKinds
}
