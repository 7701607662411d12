import Designation

/// Whose business an agreement is among the offices of one unit.
extension SlowRegistry {
    /// Two offices side by side, neither above the other, where the edition says that the office or whoever
    /// signed acts.
    func areNeighbours(
        _ one: RegionCode, _ other: RegionCode, for matter: String, on day: LegalDate
    ) -> Bool {
        func chain(_ code: RegionCode) -> [RegionCode] {
            var steps = [code]
            while let up = steps.last.flatMap({ context.regions[$0]?.parent }) { steps.append(up) }
            return steps
        }
        if chain(one).contains(other) || chain(other).contains(one) { return false }
        return ["signing-agency", "district", "office"].contains(
            rule("competence.\(matter)", "", one, day))
    }

    /// A suspension, restriction or termination by an office that signed nothing, beside others of its unit
    /// that did.
    func isMeddling(_ position: Int) -> Bool {
        let matter: String
        switch facts[position].act {
        case .suspended, .restricted: matter = "suspend"
        case .terminated: matter = "terminate"
        default: return false
        }
        let signers = (0..<position).filter { other in
            guard case .signed = facts[other].act else { return false }
            return region(other)?.unit == region(position)?.unit && isInEffect(other)
        }
        return !signers.isEmpty
            && signers.allSatisfy {
                areNeighbours(
                    facts[position].region, facts[$0].region, for: matter,
                    on: facts[position].effective)
            }
    }

    /// An act on a neighbour's agreement, suspension or request.
    func isNeighbourly(_ fact: Fact, _ target: Int) -> Bool {
        let matter: String
        switch fact.act {
        case .changed, .renewed, .ended: matter = "sign"
        case .resumptionRequested, .resumptionRefused: matter = "suspend"
        default: return false
        }
        return areNeighbours(
            fact.region, facts[target].region, for: matter, on: fact.effective)
    }

    /// Whether a sanction passes by an agreement that a neighbour had signed before it.
    func passesBy(_ sanction: Int, _ signing: Int) -> Bool {
        guard region(sanction)?.unit == region(signing)?.unit, signing < sanction else {
            return false
        }
        return areNeighbours(
            facts[sanction].region, facts[signing].region,
            for: isTermination(sanction) ? "terminate" : "suspend", on: facts[sanction].effective)
    }

    /// Of agreements in force of one unit and fund those that no earlier one of a neighbour precedes, unless
    /// that is itself behind another.
    func leading(_ alive: [SlowAgreement]) -> [SlowAgreement] {
        var leading: [SlowAgreement] = []
        for life in alive.sorted(by: { $0.position < $1.position }) {
            let isBehind = leading.contains { other in
                areNeighbours(
                    facts[life.position].region, facts[other.position].region, for: "sign",
                    on: life.start)
            }
            if !isBehind { leading.append(life) }
        }
        return leading
    }

    /// Sanctions that begin on the day, by offices to which none of the agreements then in force belongs,
    /// while a neighbour's is. What a sanction ends on its first day was in force.
    func strangers(_ lives: [SlowAgreement], on day: LegalDate) -> [Int] {
        facts.indices.filter { position in
            switch facts[position].act {
            case .suspended, .terminated: break
            default: return false
            }
            guard counts(position), facts[position].effective == day else { return false }
            let before = lives.filter {
                $0.position < position && $0.unit == region(position)?.unit
            }
            let alive = before.filter { $0.isAlive(on: day) }
            let inForce = before.filter { life in
                let isEnded =
                    life.end.map { $0.day == day && $0.events.contains(position) } ?? false
                guard life.isAlive(on: day) || isEnded else { return false }
                let others = alive.filter { $0.scope == life.scope && $0.position != life.position }
                return leading(others + [life]).contains { $0.position == life.position }
            }
            return !inForce.isEmpty && inForce.allSatisfy { passesBy(position, $0.position) }
        }
    }

    /// Of the services that an act names those that its institution may be designated for.
    func foreseen(_ named: [Service], _ position: Int, from day: LegalDate) -> Set<Service> {
        let list = rule("services", "", facts[position].region, day)
        guard known != nil, !list.isEmpty else { return Set(named) }
        return Set(named.filter { list.contains($0.rawValue) })
    }
}
