public import Designation
import TransparencyLog

/// What travels where (protocol §3.1).
extension Directory {
    /// Whether `node` may read the log.
    ///
    /// - `directory`, `sanctions`: every member.
    /// - `register`: members of the author's area, and those whose enrolment names the area.
    /// - `casework`: the author, its superiors up to the province, and those below it: what a city
    ///   approves must come back to the district. Content opens only for the chain of the case.
    /// - `receipts`: provinces, exchanges and the root all; others those of their own chain.
    ///
    /// Revoked and unknown nodes read nothing; a node always reads its own logs.
    public func mayRead(node: String, origin: LogName) -> Bool {
        guard origin.federation == anchor.federationID, let reader = members[node],
            !reader.isRevoked
        else { return false }
        if origin.node == node { return true }
        // Entries of authors that are not enrolled (yet) are relayed where everybody reads.
        switch origin.stream {
        case .directory, .sanctions: return true
        case .register: return readsRegister(reader, of: origin.node)
        case .casework:
            return caseworkChain(of: origin.node).contains(node)
                || caseworkChain(of: node).contains(origin.node)
        case .receipts:
            switch reader.record.role {
            case .root, .exchange, .province: return true
            case .city, .office, .fieldOffice:
                return chain(of: node).contains(origin.node)
                    || chain(of: origin.node).contains(node)
            }
        }
    }

    /// Whether `node` should hold the log. It holds what it may read, and nothing else: nobody
    /// keeps for others what it has no right to see.
    public func inScope(of node: String, origin: LogName) -> Bool {
        mayRead(node: node, origin: origin)
    }

    /// The nodes that can open an author's cases, from the author up to its province.
    public func caseworkChain(of author: String) -> [String] {
        var result: [String] = []
        for name in chain(of: author) {
            guard let role = members[name]?.record.role, role != .root, role != .exchange else {
                break
            }
            result.append(name)
            if role == .province { break }
        }
        return result
    }

    /// Whether the node may read the register of an area.
    public func mayReadRegister(node: String, of area: RegionCode) -> Bool {
        guard let reader = members[node], !reader.isRevoked else { return false }
        return readsRegister(reader, inArea: area)
    }

    private func readsRegister(_ reader: Member, of author: String) -> Bool {
        area(ofNode: author).map { readsRegister(reader, inArea: $0) } ?? false
    }

    private func readsRegister(_ reader: Member, inArea area: RegionCode) -> Bool {
        regions.area(of: reader.record.region) == area
            || reader.record.registers.contains(area)
            || reader.record.registers.contains(.everywhere)
    }
}
