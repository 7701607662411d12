import Designation
import Federation

/// Where cases and public acts meet: acts that rest on no case, and what one branch's termination asks
/// of the others.
extension CaseBoard {
    // MARK: Acts without a case

    /// Acts of an institution that its agency did without a case, although it has cases of it there:
    /// signings, suspensions, terminations, whatever else a step of these cases obliged it to, and what a
    /// case of the kind would have to decide. Said in the first of these cases, so that each is said once.
    ///
    /// An act rests on a case one of whose steps that count names it or obliges to it (protocol §10.6).
    func actsWithoutCase(_ one: Judged, _ all: [Judged], on day: LegalDate) -> [Proposal] {
        let here = all.filter { $0.unit == one.unit }
        guard let unit = one.unit, here.min(by: Self.opensEarlier)?.id == one.id,
            let first = one.beginning
        else { return [] }
        let kept = Set(here.flatMap { $0.state.obligations.map(\.kind) })
            .union([.signed, .suspended, .terminated])
        let known = one.setting.subject.acts
        let decided = one.state.region.map { one.setting.reassessedRegistrations(in: $0) } ?? []
        let undone = Set(
            Obligation.withdrawalsWithoutCase(
                here.flatMap(\.state.obligations), left: one.left, among: known
            ).map(\.reference))
        return resting(
            one.left, decided.union(undone), in: unit, all, of: one.state.institution
        )
        .filter { fact in
            guard fact.written <= day, first.isBefore(fact) else { return false }
            if undone.contains(fact.reference) { return true }
            let kinds =
                decided.contains(fact.reference)
                ? [.registered] : fact.restsOn(among: known)
            return kinds.contains { kind in
                (kind != .registered && kept.contains(kind))
                    || here.contains { $0.decides(kind, fact) }
            }
        }
        .map { proposal($0, of: one.state.institution) }
    }

    /// Acts of kinds for which the agencies of their units keep cases, about institutions of which they
    /// have none there, or none that comes to such acts.
    func actsBesideCases(_ all: [[Judged]], on day: LegalDate) -> [ReviewItem] {
        var kept: ActBook.Kept = [:]
        for one in all.joined() {
            guard let unit = one.unit else { continue }
            for obligation in one.state.obligations {
                let first = kept[unit]?[obligation.kind] ?? obligation.since
                kept[unit, default: [:]][obligation.kind] = min(first, obligation.since)
            }
        }
        let waiting = acts.waiting(kept, registry: registry, node: node)
        if waiting.isEmpty { return [] }
        let judged = Dictionary(grouping: all.joined(), by: \.state.institution)
        var found: [Proposal] = []
        for (institution, waiting) in waiting {
            let cases = judged[institution] ?? []
            let open = unanswered(
                waiting.filter { $0.written <= day && $0.isIn(kept) }, by: cases)
            if open.isEmpty { continue }
            let facts = registry.facts(of: institution).filter { open.contains($0.reference) }
            found += unanswered(facts.map { proposal($0, of: institution) })
        }
        return found.map { proposal in
            ReviewItem(
                key: proposal.key, kind: .caseProposal, institution: proposal.institution,
                events: proposal.events, citations: proposal.citations, region: proposal.region,
                resolution: notes(about: proposal.institution)[proposal.key], due: proposal.day)
        }
    }

    /// Those that no case of the institution carries out or names.
    private func unanswered(
        _ waiting: [ActBook.Waiting], by cases: [Judged]
    ) -> Set<EventReference> {
        if cases.isEmpty { return Set(waiting.map(\.reference)) }
        let named = Self.named(in: cases)
        return Set(
            waiting.filter { act in
                let said = cases.first { $0.unit == act.unit }
                return !named.contains(act.reference)
                    && said?.left.contains { $0.reference == act.reference } ?? true
            }.map(\.reference))
    }

    /// Acts of a unit that have effect, that this node would know the case of, and that no step names.
    ///
    /// - Parameter decided: registrations that are asked for besides.
    private func resting(
        _ acts: [Fact], _ decided: Set<EventReference>, in unit: RegionCode, _ cases: [Judged],
        of institution: InstitutionID
    ) -> [Fact] {
        let wanted = acts.filter {
            ($0.act.restsOn != nil || decided.contains($0.reference))
                && view.tree.unit(of: $0.region) == unit
                // A case of an author outside whose chain this node stands would not be seen here.
                && view.directory.caseworkChain(of: $0.author).contains(node)
        }
        if wanted.isEmpty { return [] }
        let named = Self.named(in: cases)
        let void = Set(
            registry.standing(of: institution, area: view.tree.area(of: unit) ?? unit)
                .withoutEffect.map(\.event))
        return wanted.filter { !void.contains($0.reference) && !named.contains($0.reference) }
    }

    /// Acts that steps name, and those that a case has withdrawn: what is asked about them is asked there.
    private static func named(in cases: [Judged]) -> Set<EventReference> {
        Set(
            cases.flatMap(\.counting).compactMap(\.details.event)
                + cases.flatMap(\.state.obligations).filter { $0.kind == .withdrawn }
                .compactMap(\.target)
                // One registration may answer several steps, and is left over all the same.
                + cases.flatMap(\.state.obligations).filter { $0.kind == .registered }
                .compactMap(\.done))
    }

    private func proposal(_ fact: Fact, of institution: InstitutionID) -> Proposal {
        let article = fact.act.article(CaseSubjects.type(of: institution))
        return Proposal(
            .actWithoutCase, institution: institution, events: [fact.reference],
            citations: fact.basis.isEmpty ? [article] : fact.basis, region: fact.region,
            day: fact.effective)
    }

    private static func opensEarlier(_ one: Judged, _ other: Judged) -> Bool {
        guard let left = one.state.opened, let right = other.state.opened, left != right else {
            // One that nothing opened comes last.
            if (one.state.opened == nil) != (other.state.opened == nil) {
                return one.state.opened != nil
            }
            return one.id.lexicographicallyPrecedes(other.id)
        }
        return left < right
    }

    // MARK: Chains

    /// Persons of a head office for whom a branch lost its agreement (P40(14)).
    struct ChainCause: Sendable {
        var mark: CasePerson.Mark
        var institution: InstitutionID
        var day: LegalDate
        /// The step that terminated the branch.
        var event: EventReference
    }

    /// - Parameter steps: of one case, those that count.
    static func chainCauses(
        _ steps: [CaseStep], of institutions: [EventReference: InstitutionID]
    ) -> [ChainCause] {
        let ended = steps.filter(\.isTermination)
        guard let first = ended.min(by: { $0.day < $1.day }),
            let institution = institutions[first.reference]
        else { return [] }
        return steps.flatMap(\.details.persons).compactMap { person in
            guard person.role == .headOffice, let mark = person.mark else { return nil }
            return ChainCause(
                mark: mark, institution: institution, day: first.day, event: first.reference)
        }
    }

    /// The termination of this branch too, for its own agency to decide: persons responsible for it are
    /// those of the head office on whose account another branch was terminated.
    ///
    /// Said in the branch's open enforcement case, where it can be answered, else in its newest case.
    func chainProposals(_ one: Judged, _ all: [Judged], on day: LegalDate) -> [Proposal] {
        let subject = one.setting.subject
        let institution = one.state.institution
        guard subject.type == .pharmacy, let region = one.state.region,
            subject.terms.contains(where: { $0.holds(on: day) }), Self.speaker(all)?.id == one.id
        else { return [] }
        let steps = all.flatMap(\.counting)
        let marks = Set(
            steps.flatMap(\.details.persons).filter(\.role.isResponsible).compactMap(\.mark))
        let ended = steps.filter(\.isTermination).map(\.day)
        var known: Set<EventReference> = []
        let told = chainCauses.filter { cause in
            cause.institution != institution && cause.day <= day && marks.contains(cause.mark)
                && !isOverturned(cause.event) && !ended.contains { cause.day <= $0 }
                && known.insert(cause.event).inserted
        }
        .map { (institution: $0.institution, event: $0.event) }
        // Of cases that this node may not open it knows the public act: a branch of the same legal person.
        let others = terminated.rows(
            socialCreditCode(of: institution, in: region), besides: institution
        )
        .filter { row in
            row.day <= day && !overturnedActs.contains(row.event)
                && !told.contains { $0.institution == row.institution }
                && !ended.contains { row.day <= $0 } && isPharmacy(row.institution)
                && known.insert(row.event).inserted
        }
        .map { (institution: $0.institution, event: $0.event) }
        return (told + others).map { cause in
            Proposal(
                .chain, institution: institution, events: [cause.event],
                citations: [Citation(edition: "P", article: "40(14)")], region: region,
                detail: "\(cause.institution)")
        }
    }

    private func socialCreditCode(of institution: InstitutionID, in region: RegionCode) -> String {
        guard let area = view.tree.area(of: region) else { return "" }
        return registry.standing(of: institution, area: area).facts?.socialCreditCode ?? ""
    }

    private func isPharmacy(_ institution: InstitutionID) -> Bool {
        let facts = InstitutionLookup.facts(of: institution, region: nil, registry)
        return (facts?.type ?? CaseSubjects.type(of: institution)) == .pharmacy
    }

    /// The case of an institution in which matters of the institution as a whole are said.
    private static func speaker(_ all: [Judged]) -> Judged? {
        let open = all.filter { one in
            one.state.kind == .enforcement && !one.counting.contains { $0.kind == .closed }
        }
        return (open.isEmpty ? all : open).max(by: opensEarlier)
    }
}

extension Act {
    /// The article that asks for the decision.
    fileprivate func article(_ type: InstitutionType) -> Citation {
        let articles: (medical: String, pharmacy: String) =
            switch self {
            case .signed: ("10", "9")
            case .changed, .registered: ("40", "37")
            case .renewed, .ended(_, .notRenewed): ("41", "38")
            case .ended: ("44", "41")
            case .terminated: ("43", "40")
            case .restricted: ("45", "35")
            case .withdrawn: ("46", "42")
            default: ("42", "39")
            }
        return type == .pharmacy
            ? Citation(edition: "P", article: articles.pharmacy)
            : Citation(edition: "N", article: articles.medical)
    }
}
