/// A defect put in on purpose, so that tests can show that each checker sees what it must.
///
/// Each spoils what software does or tells, never a checker. Numbers in the comments are those of protocol
/// §11.
enum PlantedBug: Sendable, Hashable {
    /// 1. Derived rows lose facts, so a restart folds something else.
    case derivedLosesFacts
    /// 2. The registry answers that everything may be settled.
    case answersSettleable
    /// 3. The database loses at a power cut what it said was synced.
    case losesWriteAfterSync
    /// 3. Whoever has sent any receipt is shown as holding the act.
    case claimsOthersApply
    /// 4. Acts count whoever did them: nodes work by a directory that grants every act.
    case ignoresAuthority
    /// 5. An honest machine starts from an old disk without asking anybody, and does not count as rolled
    /// back.
    case signsAfterRollback
    /// 5. A node that has seen two histories of a log does not say so.
    case hidesForks
    /// 6. Heartbeats count as applied on arrival.
    case claimsFreshness
    /// 7. Whoever asks gets every log.
    case ignoresReadRights
    /// 8. One bad log closes the whole session.
    case badLogBlocksPeer
    /// 8. Nothing behind an entry that nobody can read is applied.
    case badRecordStopsLog
    /// 9. A relay passes nothing on of one log.
    case relayDrops
    /// 10. Institutions that only an unknown kind restricts are settled.
    case ignoresUnknownKinds
}
