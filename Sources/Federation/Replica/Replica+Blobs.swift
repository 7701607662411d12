import Designation
public import TransparencyLog

/// A sealed payload, or the wrapped keys of one: an attachment of a case.
public struct CaseBlob: Sendable, Hashable {
    public var name: TreeHash
    /// The nodes that the case names.
    public var chain: [String]
}

/// Sealed attachments of cases: whom they are for (protocol §10.4).
extension Replica {
    /// Attachments of all cases whose chain this node is in.
    public var caseBlobs: [CaseBlob] {
        caseBook.all.filter { $0.event.chain.contains(name) }.flatMap { row in
            [row.event.payload, row.event.wraps].map {
                CaseBlob(name: $0, chain: row.event.chain)
            }
        }
    }

    /// Whether a node may fetch an attachment: what belongs to cases by their chains, whatever else lies
    /// here for every member.
    public func mayRead(blob name: TreeHash, node: String) -> Bool {
        guard directory.node(named: node) != nil, !directory.isRevoked(node) else { return false }
        return caseBook.events(naming: name).allSatisfy { $0.mayBeRead(by: node, directory) }
    }

    /// Whether an attachment that somebody hands in belongs to a case of this node's chain.
    public func awaits(blob name: TreeHash) -> Bool {
        caseBook.events(naming: name).contains { $0.event.chain.contains(self.name) }
    }
}

extension CaseBook {
    /// Events whose payload or wrapped keys the blob is, oldest first.
    public func events(naming blob: TreeHash) -> [Row] {
        all.filter { $0.event.payload == blob || $0.event.wraps == blob }
    }
}

extension CaseBook.Row {
    /// What belongs to a case is for the chain that the case names, as far as the author's superiors go:
    /// an author cannot let in strangers.
    public func mayBeRead(by node: String, _ directory: Directory) -> Bool {
        // Losing the errors is right: what stands in no log of this protocol is for nobody.
        guard let origin = try? Origin(reference.origin), let log = try? LogName(origin: origin)
        else { return false }
        return event.chain.contains(node) && directory.mayRead(node: node, origin: log)
    }
}
