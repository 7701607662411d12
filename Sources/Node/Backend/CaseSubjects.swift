import Designation
import Federation

/// What the registry and other cases know of an institution, for the rules of a case in a region.
struct CaseSubjects {
    let board: CaseBoard
    let institution: InstitutionID
    let region: RegionCode

    var tree: RegionTree { board.view.tree }
    var area: RegionCode { tree.area(of: region) ?? Registry.common }
    var unit: RegionCode? { tree.unit(of: region) }

    /// - Parameters:
    ///   - facts: of an institution that is not registered yet.
    ///   - id: the case that is judged; `nil` leaves out what other cases of the institution come to,
    ///     which may ask for this one in turn.
    func subject(
        scope: FundScope, facts given: InstitutionFacts?, case id: [UInt8]?
    ) -> CaseSubject {
        let standing = board.registry.standing(of: institution, area: area)
        let facts = standing.facts ?? given
        let events = board.registry.facts(of: institution)
        var subject = CaseSubject(
            institution: institution, type: facts?.type ?? Self.type(of: institution),
            kind: facts?.kind ?? "", place: facts?.place,
            isPublicInstitution: facts?.isPublicInstitution ?? false)
        let void = Set(standing.withoutEffect.map(\.event))
        subject.terms = terms(
            events.filter { !void.contains($0.reference) }, scope: scope,
            standing.timelines.filter { $0.unit == unit })
        subject.suspensions = suspensions(
            standing, events.filter { !void.contains($0.reference) }, scope: scope)
        if let id {
            subject.investigations = investigations(besides: id)
            subject.appraisals = appraisals(besides: id)
            subject.grantedInPair = grantedInPair(events, besides: id)
        }
        subject.codedInPair = codedInPair(kept: code(events) ?? facts?.nationalCode ?? "")
        let withdrawn = Set(
            standing.withoutEffect.filter { $0.why == .withdrawn }.map(\.event))
        subject.acts = events.filter { fact in
            (!void.contains(fact.reference) || withdrawn.contains(fact.reference)) && reaches(fact)
        }
        subject.carriedOut = carriedOut(subject.acts)
        subject.changes = changes(events.filter { !void.contains($0.reference) })
        for fact in events {
            switch fact.act {
            case .assessed(let result):
                subject.results[fact.reference] = .init(
                    region: fact.region, passed: result.passed, services: result.services,
                    sites: result.sites)
            case .withdrawn(let act): subject.overturned.insert(act)
            default: break
            }
        }
        return subject
    }

    /// Acts of the unit and of those above it; facts of the whole area.
    private func reaches(_ fact: Fact) -> Bool {
        if case .registered = fact.act { return fact.area == area }
        return tree.unit(of: fact.region) == unit || tree.lies(region, in: fact.region)
    }

    private func carriedOut(_ acts: [Fact]) -> [EventReference: [EventReference]] {
        let known = Set(acts.map(\.reference))
        var found: [EventReference: [EventReference]] = [:]
        for step in board.steps(about: institution) {
            if let event = step.details.event, known.contains(event) {
                found[step.reference] = [event]
            }
        }
        return found
    }

    /// Changes of information, for those that take them over (S2 25 ¶2): later registrations, changed
    /// agreements, and what can be read of decisions in favour of a change.
    private func changes(_ events: [Fact]) -> [EventReference: CaseSubject.KnownChange] {
        var found: [EventReference: CaseSubject.KnownChange] = [:]
        let first = events.filter {
            if case .registered = $0.act { true } else { false }
        }
        .min { ($0.effective, $0.stamp) < ($1.effective, $1.stamp) }
        for fact in events {
            switch fact.act {
            // The first one tells what there is, and changes nothing.
            case .registered where fact.reference == first?.reference: continue
            case .registered, .changed: found[fact.reference] = .init(region: fact.region)
            default: continue
            }
        }
        for (_, opened) in board.files(of: institution)
        where opened.contains(where: { $0.step.details.caseKind == .change }) {
            let items = opened.filter(\.step.kind.opens).flatMap(\.step.details.items)
            for row in opened where row.step.kind == .decided && row.step.details.passed {
                found[row.step.reference] = .init(region: row.step.region, items: items)
            }
        }
        return found
    }

    /// By the licence, where no public facts are held.
    static func type(of institution: InstitutionID) -> InstitutionType {
        institution.scheme.usualType
    }

    /// Terms of agreements here, each renewal a term of its own, as far as the agreement came.
    private func terms(
        _ events: [Fact], scope: FundScope, _ timelines: [Timeline]
    ) -> [CaseSubject.Term] {
        struct Row {
            var terms: [CaseSubject.Term]
        }
        var rows: [EventReference: Row] = [:]
        let ordered = events.sorted { ($0.stamp, $0.reference) < ($1.stamp, $1.reference) }
        for fact in ordered where tree.unit(of: fact.region) == unit {
            switch fact.act {
            case .signed(let agreement) where agreement.scope == scope || scope == .basic:
                rows[fact.reference] = Row(
                    terms: [
                        .init(from: agreement.from, to: agreement.until, scope: agreement.scope)
                    ])
            case .renewed(let agreement, let until):
                guard let last = rows[agreement]?.terms.last, let end = last.to else { continue }
                var term = CaseSubject.Term(from: end, to: until, scope: last.scope)
                term.isRenewal = true
                rows[agreement]?.terms.append(term)
            // What is not renewed runs to the end of its term (N41 ¶1, P38).
            case .ended(_, .notRenewed): continue
            case .ended(let agreement, _):
                guard var row = rows[agreement], let last = row.terms.indices.last else { continue }
                row.terms[last].isCut = row.terms[last].to.map { fact.effective < $0 } ?? true
                row.terms[last].to = fact.effective
                rows[agreement] = row
            default: continue
            }
        }
        return rows.values.flatMap(\.terms).map { $0.cut(by: timelines) }
            .sorted { $0.from < $1.from }
    }

    /// Suspensions that reach this unit; those of other units follow from another pool's act. One for
    /// another fund is no matter of an agreement under this scope.
    private func suspensions(
        _ standing: Standing, _ events: [Fact], scope: FundScope
    ) -> [CaseSubject.Suspended] {
        let here = standing.timelines.filter { $0.unit == unit }
        let reaching = Set(here.flatMap { $0.spans.flatMap { $0.reasons.map(\.event) } })
        func isMatter(_ sanction: Standing.Sanction) -> Bool {
            tree.unit(of: sanction.region) != unit || scope.isMet(by: sanction.funds)
        }
        let counted =
            unit.map { standing.requestsCounted(in: $0, events) { tree.unit(of: $0) } } ?? [:]
        return standing.sanctions
            .filter { !$0.isTermination && reaching.contains($0.event) && isMatter($0) }
            .map {
                var suspended = CaseSubject.Suspended(
                    event: $0.event, from: $0.from, to: $0.end(for: scope),
                    isOwnRequest: $0.isOwnRequest, isDerived: tree.unit(of: $0.region) != unit)
                suspended.resumptionAsked = Self.resumptionAsked($0.event, events)
                suspended.until = Self.until($0.event, events)
                if suspended.isOwnRequest, !suspended.isDerived {
                    suspended.countedFrom = counted[$0.event]
                }
                return suspended
            }
    }

    /// The day until which it was imposed; `nil`: until further notice.
    private static func until(_ suspension: EventReference, _ events: [Fact]) -> LegalDate? {
        guard let fact = events.first(where: { $0.reference == suspension }),
            case .suspended(let act) = fact.act
        else { return nil }
        return act.until
    }

    /// Events without effect, requests that came too late among them, are left out by the caller.
    private static func resumptionAsked(
        _ suspension: EventReference, _ events: [Fact]
    ) -> LegalDate? {
        let refused = events.compactMap { fact -> EventReference? in
            guard case .resumptionRefused(let request) = fact.act else { return nil }
            return request
        }
        return events.filter { $0.act == .resumptionRequested(suspension: suspension) }
            .filter { !refused.contains($0.reference) }.map(\.effective).min()
    }

    /// The code under which this unit registered the institution last.
    private func code(_ events: [Fact]) -> String? {
        let own = events.filter { tree.unit(of: $0.region) == unit }
            .sorted { ($0.effective, $0.stamp) < ($1.effective, $1.stamp) }
        return own.reversed().lazy.compactMap { fact in
            guard case .registered(let facts) = fact.act else { return nil }
            return facts.nationalCode.isEmpty ? nil : facts.nationalCode
        }.first
    }

    // MARK: Screening

    /// Reasons against an application, from the registry, from other cases and from answers.
    ///
    /// - Parameters:
    ///   - known: bars that earlier cases here started and that nobody has recorded.
    ///   - given: facts of an institution that is not registered yet.
    func screening(
        _ steps: [CaseStep], subject: CaseSubject, policy: Policy,
        known: [Screening.KnownBar] = [], facts given: InstitutionFacts? = nil
    ) -> [Screening.Reason] {
        let received = steps.first { $0.kind.opens }
        let day = received?.day ?? policy.day
        var facts = people(steps, subject)
        facts.kind = subject.kind
        facts.scheme = institution.scheme
        facts.scope = steps.lazy.compactMap(\.details.scope).first
        addSanctions(to: &facts, given: given)
        facts.bars += known
        return Screening.reasons(facts, policy: policy, on: day)
            + answered(steps, subject, policy)
    }

    /// What stands against persons who come in by a change (N43(10), P40(13)).
    func entering(
        _ steps: [CaseStep], subject: CaseSubject, policy: Policy
    ) -> [Screening.Reason] {
        let day = steps.first { $0.kind.opens }?.day ?? policy.day
        return Screening.persons(
            people(steps, subject), policy: policy, on: day, isEntry: true)
            + answered(steps, subject, policy)
    }

    /// Who is in charge, and what is known of them.
    private func people(_ steps: [CaseStep], _ subject: CaseSubject) -> Screening.Facts {
        var facts = Screening.Facts(type: subject.type)
        facts.isFoundedAnew = subject.terms.isEmpty
        let opening = steps.first { $0.kind.opens }
        facts.runningSince = opening?.details.from
        facts.statedSince = opening?.details.stated[CaseFigure.runningSince.rawValue].flatMap {
            LegalDate($0)
        }
        facts.persons = steps.filter(\.kind.opens).flatMap(\.details.persons)
        facts.personBars = board.personBars
        let answers = steps.filter { $0.kind == .personsChecked }
        facts.personsAreChecked = board.holdsSecret || !answers.isEmpty
        facts.personsWereCleared = answers.last?.details.passed ?? false
        return facts
    }

    /// What an officer was told when asking about the persons.
    private func answered(
        _ steps: [CaseStep], _ subject: CaseSubject, _ policy: Policy
    ) -> [Screening.Reason] {
        let period = policy.value("bar.persons", qualifiers: ["\(subject.type)"])
        return steps.filter { $0.kind == .personsChecked && !$0.details.passed }.map { answer in
            Screening.Reason(
                item: answer.details.items.first ?? "persons",
                citations: period.map { [$0.citation] } ?? [],
                through: answer.details.until, events: [answer.reference])
        }
    }
}
