public import Designation
public import TransparencyLog

/// The key of one epoch of one own log.
public struct EpochKey: Sendable, Hashable {
    public var origin: Origin
    /// Ed25519 private key seed, 32 bytes. Never leaves the machine, not even in a backup.
    public var seed: [UInt8]

    public init(origin: Origin, seed: [UInt8]) {
        self.origin = origin
        self.seed = seed
    }
}

/// The keys with which this machine signs its logs: one current epoch per stream.
///
/// It lies beside the head store and like it is no part of a backup: who loses it opens new epochs.
public protocol KeyStore: AnyObject, Sendable {
    func currentEpochs() throws -> [Designation.Stream: EpochKey]
    /// Durable on return.
    func setCurrentEpoch(_ stream: Designation.Stream, _ key: EpochKey) throws
}
