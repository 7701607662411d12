import Designation
import Federation
import Web

/// Whose an act is, in words.
extension NodeBackend {
    /// An act is that of the region's agency for which it is done, whoever recorded it (protocol §3.2,
    /// `region`): the agency that a superior delegated it to, the superior itself, a field office.
    struct Acting {
        var agency: BilingualText
        /// Where it is another one.
        var recorder: BilingualText?
    }

    /// - Parameters:
    ///   - author: the node in whose log it stands.
    ///   - region: for which it is done.
    func acting(_ author: String, for region: RegionCode, in view: RegistryView) -> Acting {
        let directory = view.directory
        let recorder = agency(of: author, in: directory)
        if let own = directory.node(named: author), own.region == region,
            own.role != .fieldOffice
        {
            return Acting(agency: recorder)
        }
        guard let agency = agency(ofRegion: region, in: view), agency != recorder else {
            return Acting(agency: recorder)
        }
        return Acting(agency: agency, recorder: recorder)
    }

    /// The agency of a region: that of its node, else by the region's name; `nil` for one that the tree does not
    /// know.
    private func agency(ofRegion region: RegionCode, in view: RegistryView) -> BilingualText? {
        let directory = view.directory
        let nodes = directory.nodes.filter { node in
            guard node.region == region, !directory.isRevoked(node.name) else { return false }
            return switch node.role {
            case .province, .city, .office: true
            case .root, .exchange, .fieldOffice: false
            }
        }
        if let node = nodes.min(by: { $0.name < $1.name }) {
            return agency(of: node.name, in: directory)
        }
        guard let place = view.tree[region] else { return nil }
        return BilingualText(
            chinese: "\(place.nameChinese)医疗保障经办机构", english: "\(place.nameEnglish) agency")
    }
}
