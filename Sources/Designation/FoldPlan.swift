/// What the judged facts add up to: agreements with their ends, sanctions with their stretches.
struct FoldPlan {
    var ledger: Ledger
    var facts: InstitutionFacts?
    var factsPosition: Int?
    var agreements: [AgreementState] = []
    var sanctions: [SanctionState] = []
    /// Unknown restrictive events: position and first day.
    var restrictions: [(position: Int, from: LegalDate)] = []
    var bars: [(position: Int, from: LegalDate, until: LegalDate)] = []
    private var lifted: [(position: Int, day: LegalDate)] = []
    var reviews: [Int] = []

    init(_ ledger: Ledger) {
        self.ledger = ledger
        gather()
        gatherLater()
        for index in sanctions.indices { findEnd(index) }
        addFailedRenewals()
        for index in agreements.indices { settle(index) }
    }

    // MARK: Gathering

    private mutating func gather() {
        for position in ledger.positions where ledger.counts(position) {
            switch ledger.kinds[position] {
            // Looked at elsewhere; their contents need not be copied here.
            case .assessed, .recognised, .changed, .renewed, .ended, .withdrawn: continue
            default: break
            }
            let index = ledger.factIndex(position)
            let day = ledger.facts[index].effective
            switch ledger.facts[index].act {
            case .registered(let registered): register(position, registered, day)
            case .signed(let agreement): sign(position, agreement, day)
            case .suspended(let suspension):
                let place = suspension.place
                sanction(
                    position, false, suspension.isOwnRequest, suspension.type, place,
                    until: suspension.until)
            case .terminated(let termination):
                let place = termination.place
                sanction(position, true, termination.isOwnRequest, termination.type, place)
            case .resumed:
                if let target = ledger.target(position) { lifted.append((target, day)) }
            case .barred(let until): bars.append((position, day, until))
            case .reviewed: reviews.append(position)
            case .unknown: restrictions.append((position, day))
            case .assessed, .recognised, .changed, .renewed, .ended, .withdrawn: break
            }
        }
        lifted += ledger.liftedByWithdrawal
    }

    /// The facts that hold are those of the latest effective day; of one day, the last in order.
    private mutating func register(
        _ position: Int, _ registered: InstitutionFacts, _ day: LegalDate
    ) {
        if let known = factsPosition, ledger.effective(known) > day { return }
        facts = registered
        factsPosition = position
    }

    private mutating func sign(_ position: Int, _ agreement: Agreement, _ day: LegalDate) {
        guard let seat = ledger.seat(position) else { return }
        agreements.append(
            AgreementState(
                position: position, seat: seat, scope: agreement.scope,
                start: max(agreement.from, day), signedDay: ledger.writtenDay(position),
                restsOn: basisSeat(position, seat),
                services: [(LegalDate(daysSince1970: .min), ServiceSet(agreement.services))],
                terms: [agreement.until], end: agreement.until, endStatus: .ended,
                endRule: .termOver, endPosition: position, endCitations: []))
    }

    /// The agency whose assessment the signing rests on, where that is another unit's.
    private func basisSeat(_ position: Int, _ seat: Ledger.Seat) -> Ledger.Seat? {
        guard var basis = ledger.target(position) else { return nil }
        if case .recognised = ledger.facts[ledger.factIndex(basis)].act {
            guard let assessment = ledger.target(basis) else { return nil }
            basis = assessment
        }
        guard let other = ledger.seat(basis), other.unit != seat.unit else { return nil }
        return other
    }

    private mutating func sanction(
        _ position: Int, _ isTermination: Bool, _ isOwnRequest: Bool, _ type: InstitutionType,
        _ place: RegionCode, until: LegalDate? = nil, isDerivedOnly: Bool = false
    ) {
        guard let seat = ledger.seat(position) else { return }
        sanctions.append(
            SanctionState(
                position: position, seat: seat, isTermination: isTermination,
                isOwnRequest: isOwnRequest, type: type, place: place,
                from: ledger.effective(position), to: until ?? .never,
                isDerivedOnly: isDerivedOnly))
    }

    private mutating func gatherLater() {
        for position in ledger.positions
        where ledger.kinds[position] == .changed && ledger.counts(position) {
            guard case .changed(_, let services) = ledger.facts[ledger.factIndex(position)].act,
                let target = ledger.target(position)
            else { continue }
            for agreement in agreements.indices where agreements[agreement].position == target {
                let from = ledger.effective(position)
                var place = agreements[agreement].services.endIndex
                while place > 0, agreements[agreement].services[place - 1].from > from {
                    place -= 1
                }
                agreements[agreement].services.insert((from, ServiceSet(services)), at: place)
                break
            }
        }
    }

    // MARK: How long a sanction holds

    private mutating func findEnd(_ index: Int) {
        let sanction = sanctions[index]
        let region = sanction.seat.code
        var end = sanction.to
        if end != .never,
            !ledger.context.says(.liftsByItself, "yes", for: region, on: sanction.from)
        {
            end = .never
        }
        for lift in lifted where lift.position == sanction.position { end = min(end, lift.day) }
        sanctions[index].to = end
        guard sanction.isOwnRequest, !sanction.isTermination else { return }
        let setting = ledger.context.setting(.voluntaryMaximum, for: region, on: sanction.from)
        let fallback = RulePeriod(RuleName.voluntaryMaximum.defaultValue)
        guard let period = setting.flatMap({ RulePeriod($0.value) }) ?? fallback else { return }
        let tooLong = period.lastDay(from: sanction.from).adding(days: 1)
        guard end > tooLong else { return }
        let citations =
            setting.map { [$0.citation.narrowed(to: sanction.type)] }
            ?? (sanction.type == .pharmacy ? Citation.tooLongPharmacy : Citation.tooLongMedical)
        if sanction.seat.area == ledger.area {
            ledger.note(
                .laterThanMaximum, [sanction.position], citations, region: region, due: tooLong)
        }
        if !hasException(sanction) { sanctions[index].endsAgreement = tooLong }
    }

    /// A recorded exception keeps a suspension on own request from ending the agreement (N42).
    private func hasException(_ sanction: SanctionState) -> Bool {
        if reviews.isEmpty { return false }
        let key = ReviewItem.key(
            .laterThanMaximum, ledger.institution, [ledger.reference(sanction.position)])
        return decision(onItem: key, region: sanction.seat.code)?.decision == "exception"
    }

    /// The last decision on an item by its own region or a superior of it.
    func decision(onItem key: String, region: RegionCode) -> (position: Int, decision: String)? {
        let settled = ReviewItem.settledKey(key, ledger.facts)
        for position in reviews.reversed() {
            let index = ledger.factIndex(position)
            guard case .reviewed(let item, let decision) = ledger.facts[index].act,
                item == key || ReviewItem.settledKey(item, ledger.facts) == settled
            else { continue }
            if ledger.context.regions.lies(region, in: ledger.facts[index].region) {
                return (position, decision)
            }
        }
        return nil
    }

    private mutating func addFailedRenewals() {
        guard let facts, facts.type == .pharmacy else { return }
        for position in ledger.positions
        where ledger.kinds[position] == .ended && ledger.counts(position) {
            let index = ledger.factIndex(position)
            guard case .ended(_, .notRenewed) = ledger.facts[index].act else { continue }
            let region = ledger.facts[index].region
            let day = ledger.effective(position)
            if ledger.context.says(.crossRegionFailedRenewal, "yes", for: region, on: day) {
                sanction(position, true, false, .pharmacy, facts.place, isDerivedOnly: true)
            } else {
                let citations = Citation.termOfPharmacy
                ledger.note(.failedRenewal, [position], citations, region: region)
            }
        }
    }
}
