/// The facts of one institution in fold order, each judged: counts, or has no effect and why.
struct Ledger {
    let institution: InstitutionID
    let area: RegionCode
    let context: FoldContext
    let facts: [Fact]
    let order: FoldOrder
    /// By position in the fold order: what each act is. Looking at the act itself copies what it holds.
    let kinds: [FactKind]
    /// By position in the fold order.
    var verdicts: [Verdict]
    /// Sanctions whose withdrawal does not reach back: the day from which they are lifted.
    var liftedByWithdrawal: [(position: Int, day: LegalDate)] = []
    /// Sanctions counted only because the region's decision does not ask delegations to name them.
    var unnamed: [Int] = []
    var items: [ReviewItem] = []
    private(set) var seats: [Seat] = []
    /// By position: index into `seats`.
    private var seatIndexes: [Int]
    /// What is known before acts are looked at that hang on others: verdicts and items.
    private var first: (verdicts: [Verdict], items: [ReviewItem]) = ([], [])
    /// Sanctions found to be without competence only when all else was judged.
    private var dismissed: Set<Int> = []
    /// Terminations for which a result was found to be used up.
    var usingUp: Set<Int> = []
    /// The last answer of the judge: most acts of an institution are those of one agency.
    private var lastJudged: Judged?

    private struct Judged {
        var author: String
        var competency: Competency
        var region: RegionCode
        var day: LegalDate
        var competence: Competence
    }

    enum Verdict: Equatable {
        case counts
        case void(Standing.WithoutEffect.Why)
        /// Not for this standing, and nothing to show: another licence's decision.
        case elsewhere
    }

    /// What the region tree says about a region, looked up once per fold.
    struct Seat {
        let code: RegionCode
        let unit: RegionCode
        let pool: RegionCode
        let area: RegionCode?
        let level: RegionLevel
        let poolLevel: RegionLevel
    }

    init(
        institution: InstitutionID, area: RegionCode, facts: [Fact], context: FoldContext
    ) {
        self.institution = institution
        self.area = area
        self.context = context
        self.facts = facts
        let order = FoldOrder(facts, area: area, closed: context.closed)
        self.order = order
        kinds = order.sequence.map { FactKind(facts[$0].act) }
        verdicts = Array(repeating: .counts, count: order.sequence.count)
        seatIndexes = Array(repeating: -1, count: order.sequence.count)
        for position in positions { findSeat(position) }
        for position in positions { verdicts[position] = firstVerdict(position) }
        for position in positions.reversed() { withdraw(position) }
        first = (verdicts, items)
        judgeRest()
    }

    /// Takes a sanction out as one without competence; all that hangs on others is judged again.
    mutating func dismiss(_ sanction: Int) {
        dismissed.insert(sanction)
        (verdicts, items) = first
        judgeRest()
    }

    /// Judges what hangs on other acts. Who signed says which sanctions count, and a termination that counts
    /// uses results up on which others signed: where one of those turns out not to count, all is judged
    /// again without it (protocol §7.3, §7.5).
    private mutating func judgeRest() {
        while true {
            usingUp = []
            for position in dismissed.sorted() {
                if let seat = seat(position) { verdicts[position] = refuse(position, seat) }
            }
            for position in positions { followTarget(position) }
            judgeSigners()
            // One at a time: what it had used up may make the next one its author's business.
            guard let idle = usingUp.filter({ !counts($0) }).min() else { break }
            dismissed.insert(idle)
            (verdicts, items) = first
        }
        for position in positions where counts(position) { noteRecordedAgain(position) }
    }

    var positions: Range<Int> { 0..<order.sequence.count }

    func factIndex(_ position: Int) -> Int { order.sequence[position] }

    func effective(_ position: Int) -> LegalDate { facts[order.sequence[position]].effective }

    func reference(_ position: Int) -> EventReference {
        facts[order.sequence[position]].reference
    }

    /// The legal day on which the act was written: the day of its hybrid time.
    func writtenDay(_ position: Int) -> LegalDate {
        LegalDate(unixMilliseconds: facts[order.sequence[position]].stamp.milliseconds)
    }

    /// The legal day on which it was first written, were it recorded again or not.
    func firstDay(_ position: Int) -> LegalDate {
        let instant = facts[order.sequence[position]].firstInstant(context.closed)
        return LegalDate(unixMilliseconds: instant.stamp.milliseconds)
    }

    func seat(_ position: Int) -> Seat? {
        let index = seatIndexes[position]
        return index < 0 ? nil : seats[index]
    }

    func counts(_ position: Int) -> Bool { verdicts[position] == .counts }

    /// The position of the event that the act refers to, where it is present and earlier.
    func target(_ position: Int) -> Int? {
        guard case .at(let target) = order.targets[position], target < position else { return nil }
        return target
    }

    private mutating func findSeat(_ position: Int) {
        let code = facts[order.sequence[position]].region
        if let known = seats.firstIndex(where: { $0.code == code }) {
            seatIndexes[position] = known
            return
        }
        guard let region = context.regions[code] else { return }
        seats.append(
            Seat(
                code: code, unit: region.unit, pool: region.pool,
                area: context.regions.area(of: code), level: region.level,
                poolLevel: region.pool == code
                    ? region.level : context.regions[region.pool]?.level ?? region.level))
        seatIndexes[position] = seats.count - 1
    }

    // MARK: First judgement: kind, region, reference, authority

    private mutating func firstVerdict(_ position: Int) -> Verdict {
        let index = order.sequence[position]
        let kind = kinds[position]
        if kind == .unknown, case .unknown(_, let isRestrictive) = facts[index].act {
            // Nobody here can judge its author; what restricts counts, the rest is only shown.
            return isRestrictive ? .counts : .void(.unknownKind)
        }
        guard let seat = seat(position) else { return .void(.unknownRegion) }
        if kind.belongsToRegister, seat.area != area { return .void(.unknownRegion) }
        if kind == .terminated, case .terminated(let termination) = facts[index].act,
            termination.affects.contains(institution)
        {
            // Another licence's decision names this one: its own agency must act (P40(14)).
            note(
                .chainProposed, [position], [Citation(edition: "P", article: "40(14)")],
                region: seat.code)
            return .elsewhere
        }
        if order.targets[position] != .none {
            guard let target = target(position), refersToRightKind(position, target) else {
                if facts[index].area == area {
                    note(.brokenReference, [position], [], region: seat.code)
                }
                return .void(.brokenReference)
            }
            guard mayTouch(position, seat, target) else { return refuse(position, seat) }
        }
        return judgeAuthor(position, seat)
    }

    /// An act that a closing cut off and its author recorded again: the authority looks whether it
    /// still fits (protocol §4).
    private mutating func noteRecordedAgain(_ position: Int) {
        let index = order.sequence[position]
        guard facts[index].earlierPlace != nil, facts[index].area == area,
            let seat = seat(position)
        else { return }
        note(.lostAndRecorded, [position], [], region: seat.code)
    }

    mutating func refuse(_ position: Int, _ seat: Seat) -> Verdict {
        note(
            .withoutAuthority, [position], facts[order.sequence[position]].basis, region: seat.pool)
        return .void(.noCompetence)
    }

    private func refersToRightKind(_ position: Int, _ target: Int) -> Bool {
        switch (kinds[position], kinds[target]) {
        case (.recognised, .assessed), (.signed, .assessed), (.signed, .recognised),
            (.changed, .signed), (.renewed, .signed), (.ended, .signed), (.resumed, .suspended),
            (.restrictionLifted, .restricted), (.resumptionRequested, .suspended),
            (.resumptionRefused, .resumptionRequested):
            return true
        case (.withdrawn, .unknown):
            guard case .unknown(_, let isRestrictive) = facts[order.sequence[target]].act else {
                return false
            }
            return isRestrictive
        case (.withdrawn, _): return true
        default: return false
        }
    }

    /// Lifting belongs to the region that acted and, by its decision, to its superiors; withdrawing to
    /// both (N46); an agreement is kept by its unit, whichever office of it acts (domain §4.5).
    private func mayTouch(_ position: Int, _ seat: Seat, _ target: Int) -> Bool {
        let owner = facts[order.sequence[target]].region
        switch kinds[position] {
        case .resumed, .restrictionLifted:
            if seat.code == owner { return true }
            return context.regions.lies(owner, in: seat.code)
                && !context.says(.liftingBelongsTo, "imposer", for: owner, on: effective(target))
        case .withdrawn:
            return seat.code == owner || context.regions.lies(owner, in: seat.code)
        case .changed, .renewed, .ended, .resumptionRequested, .resumptionRefused:
            return context.regions.lies(owner, in: seat.code)
                || (self.seat(target)?.unit == seat.unit
                    && !isAnotherOffice(kinds[position], seat, owner, on: effective(position)))
        case .registered, .assessed, .recognised, .signed, .restricted, .suspended, .terminated,
            .barred, .reviewed, .unknown:
            return true
        }
    }

    private mutating func judgeAuthor(_ position: Int, _ seat: Seat) -> Verdict {
        let index = order.sequence[position]
        guard let competency = facts[index].act.competency else { return .counts }
        let day = writtenDay(position)
        switch competence(of: facts[index].author, for: competency, in: seat.code, on: day) {
        case .own, .delegated: return .counts
        case .lapsed:
            note(.lapsedCapability, [position], facts[index].basis, region: seat.pool)
            return .counts
        case .none:
            guard isCoveredBySigning(position, seat, competency, day) else {
                return refuse(position, seat)
            }
            unnamed.append(position)
            return .counts
        }
    }

    private mutating func competence(
        of author: String, for competency: Competency, in region: RegionCode, on day: LegalDate
    ) -> Competence {
        if let last = lastJudged, last.day == day, last.competency == competency,
            last.region == region, last.author == author
        {
            return last.competence
        }
        let found = context.judge.competence(of: author, for: competency, in: region, on: day)
        lastJudged = Judged(
            author: author, competency: competency, region: region, day: day, competence: found)
        return found
    }

    /// Where the region decided that a delegation need not name suspension and termination, the
    /// delegated signing carries them (domain §4.3).
    private func isCoveredBySigning(
        _ position: Int, _ seat: Seat, _ competency: Competency, _ day: LegalDate
    ) -> Bool {
        guard competency == .suspend || competency == .terminate,
            context.says(.delegationNamesSuspension, "no", for: seat.code, on: day)
        else { return false }
        let author = facts[order.sequence[position]].author
        switch context.judge.competence(of: author, for: .sign, in: seat.code, on: day) {
        case .delegated: return true
        case .own, .lapsed, .none: return false
        }
    }
}
