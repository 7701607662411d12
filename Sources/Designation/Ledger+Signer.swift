extension Ledger {
    /// Whether an act of this kind on what `owner` signed is not the business of the seat: a neighbour in
    /// the same unit, where the edition says that who signed, or the district, acts (N42, N43; S3 八;
    /// S4 签订协议, 规范违约处理). Superiors of the signing office keep what the grants give them, and
    /// so does a district for what its city signed for it.
    func isAnotherOffice(
        _ kind: FactKind, _ seat: Seat, _ owner: RegionCode, on day: LegalDate
    ) -> Bool {
        let tree = context.regions
        guard seat.code != owner, !tree.lies(owner, in: seat.code), !tree.lies(seat.code, in: owner)
        else { return false }
        let name: String
        switch kind {
        case .suspended, .restricted, .resumptionRequested, .resumptionRefused:
            name = "competence.suspend"
        case .terminated: name = "competence.terminate"
        case .signed, .changed, .renewed, .ended: name = "competence.sign"
        default: return false
        }
        let found = context.rules.value(name, for: seat.code, on: day, in: tree)?.value
        return found.map { ["signing-agency", "district", "office"].contains($0) } ?? false
    }

    /// Suspensions, restrictions and terminations by an office that signed nothing of what its unit has
    /// signed so far: without competence, and what hangs on them with them. Where nothing was signed before, or one of the
    /// agreements is the office's own, they stand.
    mutating func judgeSigners() {
        var owners: [(unit: RegionCode, code: RegionCode)] = []
        for position in positions where counts(position) {
            guard let seat = seat(position) else { continue }
            switch kinds[position] {
            case .signed: owners.append((seat.unit, seat.code))
            case .suspended, .restricted, .terminated:
                let signers = owners.filter { $0.unit == seat.unit }
                let day = effective(position)
                let kind = kinds[position]
                guard !signers.isEmpty,
                    signers.allSatisfy({ isAnotherOffice(kind, seat, $0.code, on: day) })
                else { continue }
                verdicts[position] = refuse(position, seat)
            case .resumed, .restrictionLifted, .resumptionRequested, .resumptionRefused:
                if let target = target(position), !counts(target) {
                    verdicts[position] = .void(.superseded)
                }
            default: continue
            }
        }
    }
}
