import Designation
import Federation
import Messages
import Storage

/// Finds the institution that a person means: by identity, national code, or licence number alone.
enum InstitutionLookup {
    /// - Throws: ``CommandFailure`` with what to give instead, when nothing or too much fits.
    static func find(
        _ text: String, _ context: CommandContext
    ) async throws(CommandFailure) -> InstitutionID {
        if let institution = written(text) { return institution }
        if let found = try search(text, context) { return found }
        // What was recorded a moment ago is found once it is saved.
        await context.service.save(minimumFacts: 1)
        if let found = try search(text, context) { return found }
        throw CommandFailure(
            "No institution known here has this number or code; give scheme:region:number, "
                + "for example practice-licence:222401:PDY10026.")
    }

    private static func search(
        _ text: String, _ context: CommandContext
    ) throws(CommandFailure) -> InstitutionID? {
        let code = text.uppercased()
        // Without a walk: a command may be all that this process does.
        let census = (context.backend as? NodeBackend)?.censusCache
        if let found = census?.institution(nationalCode: code, walks: false)
            ?? context.registry.institution(nationalCode: code)
        {
            return found
        }
        var found: [InstitutionID]
        do {
            found = try context.service.derived.find(text, limit: 3)
        } catch {
            throw CommandSentence.failure(error)
        }
        let number = InstitutionID.canonicalNumber(text)
        // What could not be saved, on a full disk for example, is found in memory.
        let unsaved = number.map { context.registry.institutions(numbered: $0) } ?? []
        found += unsaved.filter { !found.contains($0) }
        let exact = found.filter { $0.number == number }
        if let only = exact.first, exact.count == 1 { return only }
        if let only = found.first, found.count == 1 { return only }
        guard found.isEmpty else {
            throw CommandFailure(
                "Several institutions fit, among them \(found[0]) and \(found[1]); "
                    + "give scheme:region:number.")
        }
        return nil
    }

    /// `scheme:region:number`, with the number folded as people type it.
    static func written(_ text: String) -> InstitutionID? {
        let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let scheme = LicenceScheme(rawValue: String(parts[0])),
            let issuer = RegionCode(String(parts[1]).uppercased()),
            let number = InstitutionID.canonicalNumber(String(parts[2]))
        else { return nil }
        return InstitutionID(scheme: scheme, issuer: issuer, number: number)
    }

    /// Public facts, from the area of `region` first.
    static func facts(
        of institution: InstitutionID, region: RegionCode?, _ registry: Registry
    ) -> InstitutionFacts? {
        let view = registry.view
        var areas = view.heldAreas.sorted()
        if let area = region.flatMap({ view.tree.area(of: $0) }) { areas.insert(area, at: 0) }
        for area in areas {
            if let facts = registry.standing(of: institution, area: area).facts { return facts }
        }
        return nil
    }
}
