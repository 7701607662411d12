public import TransparencyLog

extension Replica {
    /// Entries that this node signed and no longer holds: its heads name them, no store that was asked
    /// has them, and the stream went on in a new epoch. Whoever brings them back, a peer or a folder,
    /// ends it; so does a superior who closes the log where it ends here.
    ///
    /// - Returns: each log with the indexes that are lacking, by name.
    /// - Throws: ``ReplicaError/store(_:)`` when heads or logs cannot be read.
    public func entriesGivenUp() throws(ReplicaError) -> [(origin: Origin, missing: Range<UInt64>)]
    {
        do {
            return try heads.allHeads().sorted { $0.key < $1.key }.compactMap { origin, head in
                guard let log = Self.name(of: origin), log.node == name,
                    directory.closing(of: origin) == nil,
                    !isInUse(origin), let stored = try store.log(origin)
                else { return nil }
                // Losing the error is right: what was not signed with the log's key promises nothing.
                guard
                    let signed = try? VerifiedCheckpoint(verifying: head.note, key: stored.key),
                    signed.size > stored.position.size
                else { return nil }
                return (origin, stored.position.size..<signed.size)
            }
        } catch {
            throw .store(error)
        }
    }

    /// Whether the log is one that is recorded in, or will be once the store works or entries are back.
    private func isInUse(_ origin: Origin) -> Bool {
        if mustReopen { return true }
        guard let own = ownLogs.values.first(where: { $0.writer.origin == origin }) else {
            return false
        }
        if case .spent = own.state { return false }
        return true
    }
}
