import Designation
public import TransparencyLog

/// What lies beside the log of a case: a sealed payload, the wrapped keys of one, or a sealed paper.
public struct CaseBlob: Sendable, Hashable {
    public var name: TreeHash
    /// The nodes that the case names.
    public var chain: [String]

    public init(name: TreeHash, chain: [String]) {
        self.name = name
        self.chain = chain
    }
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

    /// Whether a node may fetch a payload or wrapped keys: by the chains of the cases that name them.
    public func mayRead(blob name: TreeHash, node: String) -> Bool {
        guard directory.node(named: node) != nil, !directory.isRevoked(node) else { return false }
        let rows = caseBook.events(naming: name)
        return !rows.isEmpty && rows.allSatisfy { $0.mayBeRead(by: node, directory) }
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
