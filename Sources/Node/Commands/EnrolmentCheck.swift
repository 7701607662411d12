import Designation
import Federation
import Messages

/// What the directory would say of an enrolment (protocol §2.4), asked before it is recorded: an event
/// without effect would look like success.
struct EnrolmentCheck {
    let record: NodeRecord
    let context: CommandContext

    private var author: String { context.core.name }
    private var directory: Directory { context.directory }

    /// - Throws: ``CommandFailure`` that says who may enrol it, or what it may not be given.
    func run() throws(CommandFailure) {
        if directory.node(named: record.name) != nil {
            guard directory.parent(of: record.name) == author else {
                throw CommandFailure(
                    "\(record.name) was enrolled by another node; only that one may do it again.")
            }
        }
        guard reaches(record.region) else {
            throw CommandFailure(
                "\(author) may not enrol nodes of \(record.region.text); a superior of it may.")
        }
        let label = record.name.split(separator: ".", maxSplits: 1)[0].uppercased()
        if let code = RegionCode(label), context.tree[code] != nil, !reaches(code) {
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

    private func reaches(_ region: RegionCode) -> Bool {
        guard let own = directory.node(named: author)?.region else {
            // A root that has not described itself yet.
            return directory.chain(of: author).count <= 1
        }
        return own == .everywhere || region == own || context.tree.lies(region, in: own)
            || owns(.enrol, region)
    }

    /// What the author was granted itself; nothing lent counts here.
    private func owns(_ act: Competency, _ region: RegionCode) -> Bool {
        guard let known = directory.node(named: author) else {
            return directory.chain(of: author).count <= 1
        }
        return known.grants.contains { grant in
            grant.acts.contains(act)
                && grant.regions.contains {
                    $0 == .everywhere || $0 == region || context.tree.lies(region, in: $0)
                }
        }
    }
}
