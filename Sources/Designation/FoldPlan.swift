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
    /// Departments, persons and sites that may not serve.
    var restricted: [RestrictedState] = []
    /// Requests to end a suspension: which one, and the day of receipt.
    private(set) var requests: [(position: Int, suspension: Int, day: LegalDate)] = []
    private(set) var refusals: [(request: Int, day: LegalDate)] = []
    private(set) var lifted: [(position: Int, day: LegalDate, funds: [FundScope])] = []
    var reviews: [Int] = []
    /// What each registration that counts says of the place: its position and first day.
    private var registered: [(position: Int, from: LegalDate, place: Standing.Place)] = []
    /// The registrations that may say where its seat is and of which type it is.
    var seats: [RegisteredSeat] = []
    /// By unit, once somebody asked: the day on which it first wrote of the institution.
    var firstDays: [RegionCode: LegalDate] = [:]
    /// Whether any agreement ever named its sites, which few do.
    private(set) var namesSites = false

    init(_ ledger: Ledger) {
        var rest = ledger
        self.init(judged: rest)
        // What a sanction without competence had ended goes on, so each that is found may change the next.
        while let idle = idleSanction {
            rest.dismiss(idle)
            self = FoldPlan(judged: rest)
        }
    }

    private init(judged ledger: Ledger) {
        self.ledger = ledger
        gather()
        settleSeat()
        grantServices()
        gatherLater()
        findOverlaps()
        // By their first days: how long one on own request may last depends on those that it adjoins.
        for index in sanctions.indices.sorted(by: { sanctions[$0].from < sanctions[$1].from }) {
            findEnd(index)
        }
        for index in restricted.indices { findEndOfRestriction(index) }
        settleAll()
        endDerived()
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
                    until: suspension.until, funds: suspension.funds)
            case .terminated(let termination):
                let place = termination.place
                sanction(
                    position, true, termination.isOwnRequest, termination.type, place,
                    funds: termination.funds)
            case .resumed(_, let funds): lift(position, funds, day)
            case .restrictionLifted:
                if let target = ledger.target(position) { lifted.append((target, day, [])) }
            case .restricted(let restriction): restrict(position, restriction, day)
            case .resumptionRequested:
                if let target = ledger.target(position) {
                    requests.append((position, target, day))
                }
            case .resumptionRefused:
                if let target = ledger.target(position) { refusals.append((target, day)) }
            case .barred(let until): bars.append((position, day, until))
            case .reviewed: reviews.append(position)
            case .unknown: restrictions.append((position, day))
            case .assessed, .recognised, .changed, .renewed, .ended, .withdrawn: break
            }
        }
        namesSites = agreements.contains { !$0.sites.isEmpty }
        lifted += ledger.liftedByWithdrawal.map { ($0.position, $0.day, []) }
    }

    /// A resumption for funds that its suspension is not about lifts nothing.
    private mutating func lift(_ position: Int, _ funds: [FundScope], _ day: LegalDate) {
        guard let target = ledger.target(position) else { return }
        if !funds.isEmpty, case .suspended(let act) = ledger.facts[ledger.factIndex(target)].act,
            !funds.contains(where: { $0.isMet(by: act.funds) })
        {
            ledger.verdicts[position] = .void(.superseded)
            return
        }
        lifted.append((target, day, funds))
    }

    /// The facts that hold are those of the latest effective day; of one day, the last in order.
    private mutating func register(
        _ position: Int, _ registered: InstitutionFacts, _ day: LegalDate
    ) {
        let place = Standing.Place(
            from: day, address: registered.address, nationalCode: registered.nationalCode)
        self.registered.append((position, day, place))
        if let known = factsPosition, ledger.effective(known) > day { return }
        facts = registered
        factsPosition = position
    }

    /// Where the licence's one place was, from each day on; empty where it never changed. Of one day the
    /// last in order holds.
    var places: [Standing.Place] {
        guard registered.count > 1 else { return [] }
        var places: [Standing.Place] = []
        for row in registered.sorted(by: { ($0.from, $0.position) < ($1.from, $1.position) }) {
            if places.last?.from == row.from { places.removeLast() }
            if places.last?.isSame(as: row.place) == true { continue }
            places.append(row.place)
        }
        return places.count > 1 ? places : []
    }

    private mutating func restrict(
        _ position: Int, _ restriction: Restriction, _ day: LegalDate
    ) {
        guard let seat = ledger.seat(position) else { return }
        restricted.append(
            RestrictedState(
                position: position, seat: seat, restriction: restriction, from: day,
                to: restriction.until ?? .never))
    }

    private mutating func sign(_ position: Int, _ agreement: Agreement, _ day: LegalDate) {
        guard let seat = ledger.seat(position) else { return }
        agreements.append(
            AgreementState(
                position: position, seat: seat, scope: agreement.scope,
                start: max(agreement.from, day), signedDay: ledger.firstDay(position),
                recordedDay: ledger.writtenDay(position),
                restsOn: basisSeat(position, seat),
                services: [(LegalDate(daysSince1970: .min), ServiceSet(agreement.services))],
                sites: agreement.sites.isEmpty
                    ? [] : [(LegalDate(daysSince1970: .min), agreement.sites)],
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

    mutating func sanction(
        _ position: Int, _ isTermination: Bool, _ isOwnRequest: Bool, _ type: InstitutionType,
        _ place: RegionCode, from: LegalDate? = nil, until: LegalDate? = nil,
        funds: [FundScope] = [], isDerivedOnly: Bool = false
    ) {
        guard let seat = ledger.seat(position) else { return }
        sanctions.append(
            SanctionState(
                position: position, seat: seat, isTermination: isTermination,
                isOwnRequest: isOwnRequest, type: type, place: place,
                from: from ?? ledger.effective(position), until: until, to: until ?? .never,
                isDerivedOnly: isDerivedOnly, funds: funds))
    }

    private mutating func gatherLater() {
        for position in ledger.positions
        where ledger.kinds[position] == .changed && ledger.counts(position) {
            guard
                case .changed(_, let services, let sites) = ledger.facts[ledger.factIndex(position)]
                    .act,
                let target = ledger.target(position)
            else { continue }
            for agreement in agreements.indices where agreements[agreement].position == target {
                let from = ledger.effective(position)
                var place = agreements[agreement].services.endIndex
                while place > 0, agreements[agreement].services[place - 1].from > from {
                    place -= 1
                }
                let region = agreements[agreement].seat.code
                agreements[agreement].services.insert(
                    (from, granted(services, position, for: region, from: from)), at: place)
                if let sites {
                    agreements[agreement].change(sites, from: from)
                    namesSites = true
                }
                break
            }
        }
    }
}
