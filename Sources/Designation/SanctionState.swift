/// A suspension or termination that counts, with the stretch of days in which it holds.
struct SanctionState {
    let position: Int
    let seat: Ledger.Seat
    let isTermination: Bool
    let isOwnRequest: Bool
    /// As the register has it, else as the act says (protocol §7.5).
    var type: InstitutionType
    var place: RegionCode
    let from: LegalDate
    /// The day until which it was imposed, as the act says, whatever happened later.
    let until: LegalDate?
    /// The first day on which it no longer holds for anything; `LegalDate.never` when nothing lifts it.
    var to: LegalDate
    /// The first day of the suspensions on own request that adjoin it; `nil` before it is known.
    var countedFrom: LegalDate?
    /// The day on which a suspension on own request ends the agreement by itself.
    var endsAgreement: LegalDate?
    /// A failed renewal that the region's decision lets reach other pools: no act of its own.
    let isDerivedOnly: Bool
    /// The funds that the act names; empty: all.
    let funds: [FundScope]
    /// Of each fund for which alone it was lifted the first day without it.
    var lifted: [FundScope: LegalDate] = [:]

    func holds(on day: LegalDate, for scope: FundScope) -> Bool {
        from <= day && day < end(for: scope)
    }

    /// The first day on which it no longer holds for agreements of the scope.
    func end(for scope: FundScope) -> LegalDate {
        lifted.isEmpty ? to : scope.end(of: funds, to: to) { lifted[$0] }
    }

    /// The day on which it ends agreements of the scope by itself, unless it was lifted for them.
    func endsAgreement(of scope: FundScope) -> LegalDate? {
        endsAgreement.flatMap { $0 < end(for: scope) ? $0 : nil }
    }

    /// Terminations hold for good unless a withdrawal lifts them from a day on.
    var isPermanent: Bool { isTermination && to == .never }
}

/// A restriction that counts, with the stretch of days in which it holds.
struct RestrictedState {
    let position: Int
    let seat: Ledger.Seat
    let restriction: Restriction
    let from: LegalDate
    /// The first day on which it no longer holds; `LegalDate.never` when nothing lifts it.
    var to: LegalDate
}

/// How a sanction comes to bear on a unit, and what to cite for it.
struct Reach: Equatable {
    var rule: Reason.Rule
    /// Empty: the basis of the act itself.
    var citations: [Citation]
}

extension LegalDate {
    /// Stands for "no end" inside the fold, so that days compare without optionals.
    static let never = LegalDate(daysSince1970: .max)

    var orNil: LegalDate? { self == .never ? nil : self }
}

extension Citation {
    static let medicalElsewhere = [Citation(edition: "N", article: "44")]
    static let pharmacyElsewhere = [Citation(edition: "P", article: "41")]
    static let termDuringSuspension = [Citation(edition: "N", article: "42")]
    static let termDuringSuspensionOfPharmacy = [Citation(edition: "P", article: "39")]
    static let termOfMedical = [Citation(edition: "N", article: "41")]
    static let termOfPharmacy = [Citation(edition: "P", article: "38")]
    static let tooLongMedical = [Citation(edition: "N", article: "42")]
    static let tooLongPharmacy = [Citation(edition: "P", article: "39")]
    static let secondSuspensionMedical = [Citation(edition: "N", article: "43(1)")]
    static let secondSuspensionPharmacy = [Citation(edition: "P", article: "40(1)")]
}

extension Ledger {
    /// How the sanction reaches the agreements of a unit for a fund; `nil` when it does not (domain §4.1,
    /// §4.2, §4.4). Rules are those of the imposing region on the day the sanction takes effect.
    func reach(_ sanction: SanctionState, _ target: Seat, _ scope: FundScope) -> Reach? {
        let seat = sanction.seat
        let isMet = scope.isMet(by: sanction.funds)
        if seat.unit == target.unit {
            guard isMet, !sanction.isDerivedOnly else { return nil }
            return Reach(rule: seat.code == seat.unit ? .direct : .poolWide, citations: [])
        }
        if seat.pool == target.pool {
            // One pool, one fund: what is not meant here is not meant next door.
            guard isMet, context.says(.samePoolPair, "yes", for: seat.code, on: sanction.from)
            else { return nil }
            return Reach(rule: .samePool, citations: [])
        }
        guard leavesPool(sanction) else { return nil }
        // N44 ¶2 knows no funds: whose agreement for one of them falls, loses those of other pools.
        if !isMet, context.says(.crossRegionFund, "same", for: seat.code, on: sanction.from) {
            return nil
        }
        return reachOtherPool(sanction, target)
    }

    /// Whether the sanction may reach other pools at all: level of the pool, who asked, who acted.
    private func leavesPool(_ sanction: SanctionState) -> Bool {
        let seat = sanction.seat
        if sanction.isOwnRequest,
            !context.says(.crossRegionOwnRequest, "yes", for: seat.code, on: sanction.from)
        {
            return false
        }
        let level = context.setting(.crossRegionLevel, for: seat.code, on: sanction.from)?.value
        let needed: RegionLevel =
            switch level {
            case "county": .county
            case "province": .province
            default: .prefecture
            }
        guard seat.poolLevel.rawValue >= needed.rawValue else { return false }
        return !isCountyActForReview(sanction)
    }

    /// A county's act inside a larger pool that waits for the prefecture (domain §4.2).
    func isCountyActForReview(_ sanction: SanctionState) -> Bool {
        let seat = sanction.seat
        guard seat.level == .county, seat.code != seat.pool,
            seat.poolLevel.rawValue > RegionLevel.county.rawValue
        else { return false }
        return unnamed.contains(sanction.position)
            || !context.says(.crossRegionCountyAct, "yes", for: seat.code, on: sanction.from)
    }

    private func reachOtherPool(_ sanction: SanctionState, _ target: Seat) -> Reach? {
        let national: [Citation]? =
            switch sanction.type {
            case .medical: Citation.medicalElsewhere
            case .pharmacy: Citation.pharmacyElsewhere
            case .care: nil
            }
        let reached = isTriggered(sanction, by: nationalTrigger(sanction)) ? national : nil
        if let local = context.setting(
            .crossRegionReach, for: sanction.seat.code, on: sanction.from),
            local.value == "area", sanction.seat.area == target.area, target.area != nil,
            isTriggered(sanction, by: localTrigger(sanction))
        {
            let citation = local.citation.narrowed(to: sanction.type)
            return Reach(rule: .crossRegion, citations: [citation] + (reached ?? []))
        }
        return reached.map { Reach(rule: .crossRegion, citations: $0) }
    }

    /// Which pool's act the national orders let reach others; they know no care institutions.
    private func nationalTrigger(_ sanction: SanctionState) -> String {
        let name = RuleName.crossRegionTrigger.rawValue
        let found = RuleBook.national.flatMap { nation in
            let own = { context.rules.own($0, of: nation, on: sanction.from)?.value }
            return sanction.type == .medical ? own(name) : own("\(name).\(sanction.type)")
        }
        return found ?? (sanction.type == .medical ? "seat-pool" : "any-pool")
    }

    /// Which pool's act a reach of the region's own edition starts from (S2 30).
    private func localTrigger(_ sanction: SanctionState) -> String {
        let name = RuleName.crossRegionTrigger.rawValue
        for candidate in ["\(name).\(sanction.type)", name] {
            var current: RegionCode? = sanction.seat.code
            for _ in 0..<16 {
                guard let code = current, code != RuleBook.national else { break }
                if let own = context.rules.own(candidate, of: code, on: sanction.from) {
                    return own.isDash ? nationalTrigger(sanction) : own.value
                }
                current = context.regions[code]?.parent
            }
        }
        return "any-pool"
    }

    private func isTriggered(_ sanction: SanctionState, by trigger: String) -> Bool {
        trigger == "any-pool" || isAtPlace(sanction)
    }

    /// N44 ¶2: the imposing pool is that of the institution's seat, or lies above it. A place that the tree does not
    /// know cannot excuse the institution, so it counts as the seat.
    private func isAtPlace(_ sanction: SanctionState) -> Bool {
        let tree = context.regions
        guard let pool = tree.pool(of: sanction.place) else { return true }
        if pool == sanction.seat.pool { return true }
        // "Of the prefecture and above": a higher pool in whose territory the seat lies is its pool as well.
        guard let acting = tree[sanction.seat.pool], let own = tree[pool],
            acting.level.rawValue > own.level.rawValue,
            let territory = acting.kind == .poolArea ? acting.parent : acting.code,
            tree.lies(sanction.place, in: territory)
        else { return false }
        return context.says(.crossRegionSeatAbove, "yes", for: acting.code, on: sanction.from)
    }
}
