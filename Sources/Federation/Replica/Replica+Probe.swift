extension Replica {
    /// Why the machine's clock cannot be right, if so (protocol §6.1).
    public func clockFault(now: UInt64) -> ClockError? { clock.fault(wallMilliseconds: now) }

    static let probeByteCount = 65_536

    /// Whether recording would work now, found out without recording: clock, own logs, and a small
    /// durable write to the store and beside it, taken away again.
    ///
    /// After a full disk or a lost right nobody may want to record for hours; without this the node
    /// would go on saying that it cannot.
    ///
    /// - Throws: what would keep an act from being recorded.
    public func probe(now: UInt64) throws(ReplicaError) {
        if let fault = clockFault(now: now) { throw .clock(fault) }
        guard hasAskedPeers else { throw .mustAskPeers }
        try openOwnLogs()
        if case .recovering(let streams) = recordingState, let stream = streams.first {
            throw .recovering(stream)
        }
        do {
            try store.setNote("probe", [UInt8](repeating: 0x5A, count: Self.probeByteCount))
            try store.setNote("probe", nil)
            try store.eraseBlob(try store.putBlob(Array("probe".utf8)))
        } catch {
            throw .store(error)
        }
    }
}
