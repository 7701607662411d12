extension FoldPlan {
    /// Of the services that a signing or change names those that the type of institution may have, by the
    /// rules of its region on the day from which they would hold.
    ///
    /// What no agreement with such an institution can be about is paid to nobody, whatever was written: a
    /// pharmacy serves medicines (P1, P48), and costs where there is no designation for them are not paid
    /// (N33 ¶2, P31). The rest of the agreement stands.
    mutating func granted(
        _ named: [Service], _ position: Int, for region: RegionCode, from day: LegalDate
    ) -> ServiceSet {
        guard let type = type(on: day),
            let setting = ledger.context.setting(.services, of: type, for: region, on: day)
        else { return ServiceSet(named) }
        let words = PolicyValue.words(of: setting.value)
            .flatMap { $0.utf8.split(separator: UInt8(ascii: " ")).map { String(Substring($0)) } }
        let refused = named.filter { !words.contains($0.rawValue) }
        guard !refused.isEmpty else { return ServiceSet(named) }
        ledger.note(
            .serviceNotForeseen, [position], [setting.citation.narrowed(to: type)], region: region)
        return ServiceSet(named.filter { !refused.contains($0) })
    }

    /// What the register says of the type on a day, and before its first registration what that says.
    func type(on day: LegalDate) -> InstitutionType? {
        (seats.last { $0.from <= day } ?? seats.first)?.type
    }

    /// The services of each signing, now that the register has said of which type the institution is.
    mutating func grantServices() {
        for index in agreements.indices {
            let agreement = agreements[index]
            guard
                case .signed(let act) = ledger.facts[ledger.factIndex(agreement.position)].act
            else { continue }
            agreements[index].services[0].set = granted(
                act.services, agreement.position, for: agreement.seat.code, from: agreement.start)
        }
    }

    /// Signed with a type of institution of which neither the region's edition nor any above it speaks,
    /// though one of them says which types it is about. It counts: a text that is not here may foresee it.
    mutating func reviewCovers(_ agreement: AgreementState) {
        guard let type = type(on: agreement.start) else { return }
        let context = ledger.context
        var nearest: DatedValue?
        func says(_ region: RegionCode) -> Bool {
            guard let covers = context.rules.own("covers", of: region, on: agreement.start) else {
                return false
            }
            nearest = nearest ?? covers
            return PolicyValue.words(of: covers.value).contains(type.name)
        }
        var current: RegionCode? = agreement.seat.code
        for _ in 0..<16 {
            guard let code = current, code != RuleBook.national else { break }
            if says(code) { return }
            current = context.regions[code]?.parent
        }
        if let national = RuleBook.national, says(national) { return }
        guard let nearest else { return }
        ledger.note(
            .notCovered, [agreement.position], [nearest.citation], region: agreement.seat.code)
    }
}
