import Designation
import Federation
import TransparencyLog

/// Everything that lies on one machine's disk, as a value: a copy is a backup.
struct DiskImage: Sendable {
    var logs = LogImage()
    var heads: [Origin: Head] = [:]
    var epochs: [Designation.Stream: EpochKey] = [:]
    var derived = DerivedImage()
}

/// The database of logs.
struct LogImage: Sendable {
    var logs: [Origin: MemoryLog] = [:]
    var notes: [String: [UInt8]] = [:]
    var blobs: [TreeHash: [UInt8]] = [:]
}

/// The derived database: can be deleted at any time.
struct DerivedImage: Sendable {
    var rows: [InstitutionID: DossierRow] = [:]
    var snapshot: DerivedSnapshot?
}
