import Designation
import TransparencyLog

/// What a ``DigestQuery`` comes to.
public enum DigestReply: Hashable, Sendable {
    case detail(DigestDetail)
    /// The digest here has other inputs: these.
    case otherInputs(DigestDetail)
    /// This node does not fold the scope, or states no digest at present.
    case unknown
    /// The caller may not read the register of the area.
    case refused
}

/// Narrowing down where two registries differ (protocol §8.4).
extension Exchange {
    /// A member asks for the buckets of a digest, or for the rows of a bucket.
    ///
    /// Rows name institutions with the hash of their standing; whoever may read the register of the
    /// area could compute them.
    ///
    /// - Throws: ``ReplicaError`` when the store cannot be read.
    public func answer(
        _ query: DigestQuery, caller: String
    ) throws(ReplicaError) -> DigestReply {
        let node = String(caller.prefix { $0 != "#" })
        guard let area = area(query.scope) else { return .unknown }
        guard area == Registry.common || replica.directory.mayReadRegister(node: node, of: area)
        else { return .refused }
        guard replica.directory.foldEdition <= replica.registry.knownFoldEdition else {
            return .unknown
        }
        let digest = try replica.digest(area)
        guard digest.inputs == query.inputs, replica.directory.foldEdition == query.foldEdition
        else {
            return .otherInputs(
                DigestDetail(inputs: digest.inputs, logs: try replica.digestInputs(area)))
        }
        return .detail(detail(area, bucket: query.bucket, inputs: digest.inputs))
    }

    /// The same of this node itself, for the comparison.
    ///
    /// - Throws: ``ReplicaError`` when the store cannot be read.
    public func ownDetail(_ scope: String, bucket: UInt8?) throws(ReplicaError) -> DigestDetail? {
        guard let area = area(scope) else { return nil }
        let digest = try replica.digest(area)
        var own = detail(area, bucket: bucket, inputs: digest.inputs)
        if bucket == nil { own.logs = try replica.digestInputs(area) }
        return own
    }

    private func detail(_ area: RegionCode, bucket: UInt8?, inputs: TreeHash) -> DigestDetail {
        guard let bucket else {
            return DigestDetail(
                buckets: replica.registry.digestBuckets(area).encoded, inputs: inputs)
        }
        return DigestDetail(
            rows: Array(
                replica.registry.digestRows(area, bucket: bucket)
                    .prefix(DigestDetail.maximumRowCount)), inputs: inputs)
    }

    private func area(_ scope: String) -> RegionCode? {
        if scope == "common" { return Registry.common }
        let held = replica.registry.view.heldAreas
        return RegionCode(scope).flatMap { held.contains($0) ? $0 : nil }
    }
}
