import Designation
import TransparencyLog

/// What the registry holds of one institution in memory.
struct Dossier: Sendable {
    /// Packed facts in order of arrival; `nil` when they are only in the derived store.
    var facts: [UInt8]?
    var standings: [AreaStanding]
    /// The view generation under which `standings` were folded.
    var generation: UInt64
    /// Facts have arrived that `standings` do not reflect.
    var isStale: Bool
    /// Differs from what the derived store holds.
    var isUnsaved: Bool
    /// The last answer's standing, decoded; the hot question is asked again and again.
    var decoded: Standing?

    init() {
        facts = []
        standings = []
        generation = 0
        isStale = true
        isUnsaved = true
    }

    /// Approximate bytes in memory, for the bound of resident facts.
    var byteCount: Int { (facts?.count ?? 0) + standings.reduce(0) { $0 + $1.encoded.count } }
}

/// One area's standing of one institution, encoded, with the hash that goes into the digest.
struct AreaStanding: Sendable, Hashable {
    var area: RegionCode
    var encoded: [UInt8]
    var row: TreeHash
}

/// A shard of the registry; its lock is held for the time of one fold at most.
struct Shard: Sendable {
    var dossiers: [InstitutionID: Dossier] = [:]
    var decodedCount = 0
    var factByteCount = 0
}
