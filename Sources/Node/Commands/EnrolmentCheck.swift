import Designation
import Federation
import Messages

/// Who may enrol a node, and what it may give, in words that name region and act. What else the
/// directory would say of the event is asked of the directory itself (``DirectoryRehearsal``).
struct EnrolmentCheck {
    let record: NodeRecord
    let context: CommandContext

    private var author: String { context.core.name }
    private var directory: Directory { context.directory }

    /// - Throws: ``CommandFailure`` that says who may enrol it, or what it may not be given.
    func run() throws(CommandFailure) {
        guard let own = directory.node(named: author) else {
            throw CommandFailure(ReplicaError.notEnrolled.message)
        }
        if directory.node(named: record.name) != nil {
            guard directory.parent(of: record.name) == author else {
                throw CommandFailure(
                    "\(record.name) was enrolled by another node; only that one may do it again.")
            }
        }
        guard reaches(record.region, from: own.region) else {
            throw CommandFailure(
                "\(author) may not enrol nodes of \(record.region.text); a superior of it may.")
        }
        let label = record.name.split(separator: ".", maxSplits: 1)[0].uppercased()
        if let code = RegionCode(label), context.tree[code] != nil, !reaches(code, from: own.region)
        {
            throw CommandFailure(
                "A name that begins with \(code.text) belongs to the agency of that region.")
        }
        for grant in record.grants {
            for region in grant.regions {
                for act in grant.acts where !owns(act, region) && !owns(.enrol, region) {
                    throw CommandFailure(
                        "\(author) may not grant \(act.rawValue) for \(region.text), as it has it not."
                    )
                }
            }
        }
    }

    private func reaches(_ region: RegionCode, from own: RegionCode) -> Bool {
        own == .everywhere || region == own || context.tree.lies(region, in: own)
            || owns(.enrol, region)
    }

    private func owns(_ act: Competency, _ region: RegionCode) -> Bool {
        directory.ownGrantsCover(act, in: region, of: author)
    }
}
