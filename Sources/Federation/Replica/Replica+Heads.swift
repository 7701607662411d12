public import TransparencyLog

extension Replica {
    /// What a heartbeat names: the ends of the own logs that count, present and earlier ones, but for
    /// those that a later log names as its predecessor with at least what there is of them (protocol
    /// §9.2). Of a closed one its end, since nobody takes what lies beyond, and who waited for it would
    /// never count as fresh.
    ///
    /// - Throws: ``ReplicaError/store(_:)``.
    public func ownHeads() throws(ReplicaError) -> [Checkpoint] {
        var ends = try ownEnds()
        for (origin, end) in ends {
            guard let closing = directory.closing(of: origin), closing.finalSize < end.size else {
                continue
            }
            ends[origin] =
                closing.finalSize == 0
                ? nil
                : Checkpoint(origin: origin, size: closing.finalSize, root: closing.root)
        }
        var named = ends
        for origin in ends.keys {
            guard let before = registry.opening(of: origin)?.predecessor,
                let end = ends[before.origin], end.size <= before.size,
                // Which of two histories it names is not what the closing says.
                registry.commonSize(before.origin) == nil
            else { continue }
            named[before.origin] = nil
        }
        return named.values.sorted { $0.origin < $1.origin }
    }

    /// As far as they are held, or as the head store says that they were written.
    private func ownEnds() throws(ReplicaError) -> [Origin: Checkpoint] {
        var ends: [Origin: Checkpoint] = [:]
        do {
            for log in try store.logs() where log.position.size > 0 {
                guard Self.name(of: log.origin)?.node == name,
                    isOwn(log.origin) || registry.isTrusted(log.origin)
                else { continue }
                ends[log.origin] = Checkpoint(
                    origin: log.origin, size: log.position.size, root: log.position.edge.root)
            }
        } catch {
            throw .store(error)
        }
        for own in ownLogs.values {
            guard let head = own.writer.checkpoint?.checkpoint,
                head.size > ends[head.origin]?.size ?? 0
            else { continue }
            ends[head.origin] = head
        }
        return ends
    }
}
