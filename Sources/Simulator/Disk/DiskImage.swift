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

/// What an operator can put back.
struct Backup: Sendable {
    var image: DiskImage
    /// The node key lies on the machine's disk, too; only a copy of the whole disk has it.
    var nodeSeed: [UInt8]
}
