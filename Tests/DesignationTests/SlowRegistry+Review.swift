import Designation

/// What waits for a person, of the kinds that can be said plainly.
extension SlowRegistry {
    static let askedKinds: Set<ReviewItem.Kind> = [
        .withoutAuthority, .brokenReference, .lapsedCapability, .doubleSigning, .retroactive,
        .serviceNotForeseen, .causeEnded, .countyActNeedsPrefecture, .laterThanMaximum,
    ]

    /// Of what is dated back, what begins by itself: whether something else moves a day depends on what
    /// it changes, and DatedBackTests tell each.
    func isAsked(_ item: ReviewItem) -> Bool {
        guard Self.askedKinds.contains(item.kind) else { return false }
        guard item.kind == .retroactive else { return true }
        return facts.contains { fact in
            guard item.events.contains(fact.reference) else { return false }
            switch fact.act {
            case .signed, .suspended, .terminated: return true
            default: return false
            }
        }
    }

    /// Keys of items, once all days were lived through.
    var asked: Set<String> {
        var keys: Set<String> = []
        func ask(_ kind: ReviewItem.Kind, _ events: [Int]) {
            keys.insert(
                ReviewItem.key(kind, institution, events.map { facts[$0].reference }))
        }
        for position in facts.indices {
            for kind in flaws(position) { ask(kind, [position]) }
            if isDatedBack(position) { ask(.retroactive, [position]) }
            if waitsForPrefecture(position) { ask(.countyActNeedsPrefecture, [position]) }
            if isTooLong(position) { ask(.laterThanMaximum, [position]) }
            if isUnforeseen(position) { ask(.serviceNotForeseen, [position]) }
        }
        for pair in together where isQuestionable(pair) { ask(.doubleSigning, pair) }
        for pair in outlived { ask(.causeEnded, pair) }
        return keys
    }

    /// What is wrong with who wrote an act, or with what it names.
    private func flaws(_ position: Int) -> [ReviewItem.Kind] {
        let fact = facts[position]
        guard region(position) != nil else { return [] }
        if case .unknown = fact.act { return [] }
        if fact.stream == .register, context.regions.area(of: fact.region) != area { return [] }
        if Self.referred(fact) != nil {
            guard let target = target(position), isFitting(fact, facts[target]) else {
                return fact.area == area ? [.brokenReference] : []
            }
        }
        guard isOwnBusiness(position), let competence = competence(position), competence != .none
        else { return [.withoutAuthority] }
        var flaws: [ReviewItem.Kind] = competence == .lapsed ? [.lapsedCapability] : []
        let isForeign = dismissed.contains(position) || isMeddling(position)
        if isForeign, !isTakenBack(position) { flaws.append(.withoutAuthority) }
        return flaws
    }

    private func isDatedBack(_ position: Int) -> Bool {
        guard counts(position), let here = region(position) else { return false }
        var first = facts[position].effective
        switch facts[position].act {
        case .signed(let agreement): first = max(first, agreement.from)
        case .suspended, .terminated:
            if context.regions.area(of: here.code) != area { return false }
        default: return false
        }
        func day(_ position: Int) -> LegalDate {
            LegalDate(unixMilliseconds: facts[position].stoodSince.milliseconds)
        }
        return first < day(position)
            && facts.indices.contains { other in
                region(other)?.unit == here.unit && day(other) < day(position)
            }
    }

    /// A county's suspension or termination inside a pool of a larger region.
    private func waitsForPrefecture(_ position: Int) -> Bool {
        switch facts[position].act {
        case .suspended, .terminated: break
        default: return false
        }
        guard counts(position), let here = region(position), here.level == .county,
            here.pool != here.code, context.regions.area(of: here.code) == area,
            context.regions[here.pool]?.level != .county
        else { return false }
        return rule("cross-region.county-act", "yes", here.code, facts[position].effective)
            == "review"
    }

    private func isTooLong(_ position: Int) -> Bool {
        guard counts(position), let here = region(position),
            context.regions.area(of: here.code) == area, let day = dayTooLong(position)
        else { return false }
        return runsForAny(position, on: day)
    }

    private func isUnforeseen(_ position: Int) -> Bool {
        guard counts(position) else { return false }
        switch facts[position].act {
        case .signed(let agreement):
            let start = max(agreement.from, facts[position].effective)
            return foreseen(agreement.services, position, from: start)
                != Set(agreement.services)
        case .changed(_, let services, _):
            guard let target = target(position) else { return false }
            return foreseen(services, target, from: facts[position].effective) != Set(services)
        default: return false
        }
    }

    /// Two agreements that were in force on one day, the earlier one first.
    private func isQuestionable(_ pair: [Int]) -> Bool {
        guard let one = region(pair[0]), let other = region(pair[1]),
            case .signed(let first) = facts[pair[0]].act,
            case .signed(let second) = facts[pair[1]].act
        else { return false }
        let start = max(second.from, facts[pair[1]].effective)
        if one.unit == other.unit {
            return first.scope == second.scope
                && areNeighbours(other.code, one.code, for: "sign", on: start)
        }
        let day = max(start, first.from, facts[pair[0]].effective)
        return rule("signing.one-agency", "no", other.code, day) == "yes"
            && !recognises(pair[1], pair[0])
    }
}
