import Designation
import Federation
import Messages

/// Events of the node's own directory, with what the editions say of them.
extension ActBuilder {
    func directory(
        _ event: DirectoryEvent, _ act: PlannedAct
    ) throws(CommandFailure) -> EntryDraft {
        if case .delegated(let delegation) = event { try check(delegation, act) }
        let event = try filled(event, act)
        return try wrapped(act) { () throws(DraftError) in
            try .directory(
                event, effective: act.effective, basis: act.basis, retroactiveGround: act.ground)
        }
    }

    /// A filing of the agency's own work: an item of its lists, cited by it, to whom it says.
    private func filled(
        _ event: DirectoryEvent, _ act: PlannedAct
    ) throws(CommandFailure) -> DirectoryEvent {
        guard case .decision(var decision) = event,
            let item = AgencyFiling.item(of: decision.name)
        else { return event }
        let policy = context.policy(decision.region, on: decision.value.from)
        let known = policy.agencyFilings().map(\.entry)
        guard let entry = known.first(where: { $0.id == item }) else {
            let items = known.map(\.id).joined(separator: ", ")
            guard !known.isEmpty else {
                throw act.failure("\(decision.region.text) files nothing of its own work.")
            }
            throw act.failure(
                "\(decision.region.text) files no \(item) of its own work; there is: \(items).")
        }
        if decision.value.value.isEmpty {
            decision.value.value = entry.item.words(.to).joined(separator: ", ")
        }
        if act.basis.isEmpty { decision.value.citation = entry.citation }
        return .decision(decision)
    }

    /// A delegation names what the edition lets it name (S2 6), unless the file insists.
    private func check(_ delegation: Delegation, _ act: PlannedAct) throws(CommandFailure) {
        guard !act.allowsWithoutCompetence, !context.command.isSet("allow-without-competence")
        else { return }
        for region in delegation.regions {
            let policy = context.policy(region, on: delegation.from)
            guard let over = policy.notDelegable(delegation.acts).first,
                let rule = policy.value("delegation-may-name")
            else { continue }
            let article = Wording.citation(rule.citation)
            throw act.failure(
                "\(region.text) lets no delegation name '\(over.rawValue)' (\(article)).")
        }
    }
}
