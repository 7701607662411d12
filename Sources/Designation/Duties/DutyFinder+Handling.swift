/// Who handles a case.
extension DutyFinder {
    /// The region of the agency that took the case in, whatever place it is about: where the competence is
    /// the city's, the district in which the institution lies may do nothing (N8, P7; `competence.accept`).
    /// A pool's own level has no other agency (protocol §13.3).
    func handling(_ state: CaseState, in region: RegionCode) -> RegionCode {
        guard regions[region]?.kind != .poolArea else { return region }
        let counting = state.history.lazy.filter(\.hasEffect).map(\.step)
        let taken =
            counting.last { $0.kind == .accepted || $0.kind == .received } ?? counting.first
        guard let author = taken?.author, let agency = agencyOf(author),
            regions.lies(region, in: agency)
        else { return region }
        return agency
    }

    /// The agency, or where it may not do what is awaited the nearest one above it that may: requests go to
    /// the district, the decision is the city's (S0 一, 六(三), 七; S2 4, 6).
    func able(_ agency: RegionCode, _ act: Competency?, at place: RegionCode) -> RegionCode {
        guard let act else { return agency }
        var current: RegionCode? = agency
        for _ in 0..<16 {
            guard let code = current else { break }
            if mayAct(code, act, place) { return code }
            current = regions[code]?.parent
        }
        return agency
    }

    /// Whose duty it is: the city's are those of the pool in which the office lies, the institution's those
    /// of its place.
    func acting(
        _ responsible: CaseClock.Responsible, _ handling: RegionCode, at place: RegionCode
    ) -> RegionCode {
        switch responsible {
        case .city: regions.pool(of: handling) ?? handling
        case .institution: place
        case .office, .department: handling
        }
    }
}
