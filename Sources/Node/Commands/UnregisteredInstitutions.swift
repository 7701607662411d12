import Designation
import Federation
import Messages

/// Agreements with institutions of which no registration is known. They are told and not refused, for the
/// registration may come from another node: but a slip in the number makes somebody payable who does not exist.
struct UnregisteredInstitutions {
    private let registry: Registry

    init(_ registry: Registry) { self.registry = registry }

    /// - Returns: nothing where each is registered, here or earlier in the file.
    func note(_ acts: [PlannedAct]) -> Message {
        var registered: Set<InstitutionID> = []
        for act in acts {
            guard let institution = act.institution, let region = act.region else { continue }
            switch act.what {
            case .registered: registered.insert(institution)
            case .signed
            where !registered.contains(institution)
                && InstitutionLookup.facts(of: institution, region: region, registry) == nil:
                return
                    "\(act.file):\(act.line): no registration of \(institution.description) is held here; check "
                    + "its number, for the agreement counts and is paid."
            default: continue
            }
        }
        return ""
    }
}
