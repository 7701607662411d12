import Designation

/// Which events count.
extension SlowRegistry {
    func isAllowed(_ position: Int) -> Bool {
        let fact = facts[position]
        if case .unknown(_, let isRestrictive) = fact.act { return isRestrictive }
        guard let region = region(position) else { return false }
        switch fact.act {
        case .registered, .assessed, .recognised, .signed, .changed, .renewed, .ended, .restricted,
            .restrictionLifted, .resumptionRequested, .resumptionRefused:
            if context.regions.area(of: region.code) != area { return false }
        default: break
        }
        if Self.referred(fact) != nil {
            guard let target = target(position), isFitting(fact, facts[target]) else {
                return false
            }
        }
        return isOwnBusiness(position) && competence(position) != Competence.none
    }

    /// `nil` where the act asks for none.
    func competence(_ position: Int) -> Competence? {
        let fact = facts[position]
        guard let needed = Self.needed(fact.act) else { return nil }
        return context.judge.competence(
            of: fact.author, for: needed, in: fact.region, on: written(position))
    }

    /// Whether its region may act on what it names, if it names anything.
    func isOwnBusiness(_ position: Int) -> Bool {
        guard Self.referred(facts[position]) != nil else { return true }
        guard let region = region(position), let target = target(position) else { return false }
        return concerns(facts[position], region, target)
    }

    func isFitting(_ fact: Fact, _ target: Fact) -> Bool {
        switch (fact.act, target.act) {
        case (.recognised, .assessed), (.signed, .assessed), (.signed, .recognised): true
        case (.changed, .signed), (.renewed, .signed), (.ended, .signed): true
        case (.resumed, .suspended), (.withdrawn, _): true
        case (.restrictionLifted, .restricted), (.resumptionRequested, .suspended): true
        case (.resumptionRefused, .resumptionRequested): true
        default: false
        }
    }

    private func concerns(_ fact: Fact, _ region: Region, _ target: Int) -> Bool {
        let isAbove = context.regions.lies(facts[target].region, in: fact.region)
        switch fact.act {
        case .resumed, .restrictionLifted:
            let imposed = facts[target]
            let who = rule(
                "lifting-belongs-to", "imposer-or-superior", imposed.region, imposed.effective)
            return who == "imposer" ? imposed.region == fact.region : isAbove
        case .withdrawn: return isAbove
        case .changed, .renewed, .ended, .resumptionRequested, .resumptionRefused:
            return isAbove
                || (self.region(target)?.unit == region.unit && !isNeighbourly(fact, target))
        default: return true
        }
    }

    private static func needed(_ act: Act) -> Competency? {
        switch act {
        case .registered: .register
        case .assessed, .recognised: .assess
        case .signed: .sign
        case .changed: .change
        case .renewed: .renew
        case .ended: .end
        case .suspended, .restricted: .suspend
        case .resumed, .restrictionLifted, .resumptionRefused: .resume
        case .resumptionRequested: .accept
        case .terminated: .terminate
        case .withdrawn: .withdraw
        case .barred: .bar
        case .reviewed: .review
        case .unknown: nil
        }
    }

    func written(_ position: Int) -> LegalDate {
        LegalDate(unixMilliseconds: facts[position].stamp.milliseconds)
    }

    /// Allowed, not withdrawn, and so is what it hangs on.
    func isInEffect(_ position: Int) -> Bool {
        guard judged[position], !isWithdrawn(position), !isMeddling(position),
            !dismissed.contains(position)
        else { return false }
        if case .withdrawn = facts[position].act { return true }
        guard let target = target(position) else { return true }
        guard isInEffect(target) else { return false }
        switch (facts[position].act, facts[target].act) {
        case (.recognised, .assessed(let result)), (.signed, .assessed(let result)):
            return result.passed && recognises(position, target)
        default: return true
        }
    }

    func isTakenBack(_ position: Int) -> Bool { !judged[position] || isWithdrawn(position) }

    private func isWithdrawn(_ position: Int) -> Bool {
        facts.indices.contains { other in
            guard case .withdrawn = facts[other].act, target(other) == position, isInEffect(other)
            else { return false }
            switch facts[position].act {
            case .suspended, .terminated, .restricted:
                return rule(
                    "withdrawal.takes-effects-back", "yes", facts[position].region,
                    facts[other].effective) == "yes"
            default: return true
            }
        }
    }

    /// Whether the agency that assessed has ended the designation since.
    private func isOver(_ assessment: Int, on position: Int) -> Bool {
        facts.indices.contains { other in
            guard case .terminated = facts[other].act, other > assessment, isInEffect(other) else {
                return false
            }
            let day = facts[other].effective
            return region(other)?.unit == region(assessment)?.unit
                && facts[assessment].effective <= day && day <= facts[position].effective
        }
    }

    func recognises(_ position: Int, _ target: Int) -> Bool {
        guard let here = region(position), let there = region(target) else { return false }
        if here.unit == there.unit { return true }
        if isOver(target, on: position) { return false }
        let day = facts[position].effective
        return context.groups.contains { group in
            let isInForce = group.from <= day && (group.to.map { day < $0 } ?? true)
            return isInForce && !group.members.isDisjoint(with: [here.code, here.unit])
                && !group.members.isDisjoint(with: [there.code, there.unit])
        }
    }
}
