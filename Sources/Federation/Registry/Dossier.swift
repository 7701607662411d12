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
    var decoded: DecodedStanding?

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

/// A standing as answers need it, behind a reference so that dossiers stay small.
final class DecodedStanding: Sendable {
    let standing: Standing

    init(_ standing: Standing) { self.standing = standing }
}

/// A shard of the registry; its lock is held for the time of one fold at most.
struct Shard: Sendable {
    /// Decoded standings take several times the room of encoded ones: 8,192 in all shards.
    static let decodedLimit = 128

    var dossiers: [InstitutionID: Dossier] = [:]
    /// How many decoded standings there may be; counted up only, until they are all dropped.
    var decodedCount = 0
    var factByteCount = 0

    mutating func keep(_ standing: Standing, of institution: InstitutionID) {
        if decodedCount >= Self.decodedLimit {
            for index in dossiers.values.indices { dossiers.values[index].decoded = nil }
            decodedCount = 0
        }
        decodedCount += 1
        dossiers[institution]?.decoded = DecodedStanding(standing)
    }
}
