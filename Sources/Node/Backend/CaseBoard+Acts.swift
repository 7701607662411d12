import Designation
import Federation

/// Where cases and public acts meet: acts that rest on no case, and what one branch's termination asks
/// of the others.
extension CaseBoard {
    /// Days by which a case speaks for an act that it does not name (protocol §13.2).
    private static let reach = 31

    // MARK: Acts without a case

    /// Signings, suspensions and terminations of an institution that its agency did without a case,
    /// although it has cases of it there. Said in the first of these cases, so that each is said once.
    ///
    /// An act rests on a case that names it, or on a step that carries out such an act and names none,
    /// within a month.
    func actsWithoutCase(_ state: CaseState, of id: [UInt8], on day: LegalDate) -> [Proposal] {
        guard let region = state.region, let unit = view.tree.unit(of: region) else { return [] }
        let here = files(of: state.institution).filter { _, opened in
            opened.first.flatMap { view.tree.unit(of: $0.step.region) } == unit
        }
        guard let first = here.min(by: Self.opensEarlier), first.id == id,
            let opened = first.steps.map(\.step.day).min(),
            let since = first.steps.filter({ $0.step.day == opened }).map(\.step.stamp).min()
        else { return [] }
        let steps = here.flatMap { $0.steps.map(\.step) }
        let named = Set(steps.compactMap(\.details.event))
        let void = Set(
            registry.standing(of: state.institution, area: view.tree.area(of: region) ?? region)
                .withoutEffect.map(\.event))
        return registry.facts(of: state.institution).filter { fact in
            let written = LegalDate(unixMilliseconds: fact.stamp.milliseconds)
            // A case of an author outside whose chain this node stands would not be seen here.
            guard view.directory.caseworkChain(of: fact.author).contains(node) else { return false }
            // Of the day on which the first case began only what was written after it.
            return (opened...max(opened, day)).contains(written)
                && (written > opened || fact.stamp > since)
                && view.tree.unit(of: fact.region) == unit && !void.contains(fact.reference)
                && !named.contains(fact.reference)
                && !Self.isCarriedOut(fact.act, steps, on: written)
        }
        .compactMap { fact in
            Self.basis(of: fact.act, CaseSubjects.type(of: state.institution)).map { citation in
                Proposal(
                    .actWithoutCase, institution: state.institution, events: [fact.reference],
                    citations: fact.basis.isEmpty ? [citation] : fact.basis, region: fact.region,
                    day: fact.effective)
            }
        }
    }

    private static func opensEarlier(
        _ one: (id: [UInt8], steps: [CaseReader.Opened]),
        _ other: (id: [UInt8], steps: [CaseReader.Opened])
    ) -> Bool {
        let days = (one.steps.map(\.step.day).min(), other.steps.map(\.step.day).min())
        guard let left = days.0, let right = days.1, left != right else {
            return one.id.lexicographicallyPrecedes(other.id)
        }
        return left < right
    }

    /// The acts that are decided in cases, with the article that asks for the decision.
    private static func basis(of act: Act, _ type: InstitutionType) -> Citation? {
        let articles: (medical: String, pharmacy: String)
        switch act {
        case .signed: articles = ("10", "9")
        case .suspended: articles = ("42", "39")
        case .terminated: articles = ("43", "40")
        default: return nil
        }
        return type == .pharmacy
            ? Citation(edition: "P", article: articles.pharmacy)
            : Citation(edition: "N", article: articles.medical)
    }

    private static func isCarriedOut(
        _ act: Act, _ steps: [CaseStep], on written: LegalDate
    ) -> Bool {
        steps.contains { step in
            guard step.details.event == nil,
                abs(Int(step.day.daysSince1970) - Int(written.daysSince1970)) <= reach
            else { return false }
            switch (act, step.kind) {
            case (.signed, .signed): return true
            case (.suspended(let suspension), .decided):
                return suspension.isOwnRequest && step.details.passed
            case (.terminated(let termination), .decided):
                return termination.isOwnRequest && step.details.passed
            case (.suspended, .measure): return step.details.items.contains("suspend")
            case (.terminated, .measure): return step.details.items.contains("terminate")
            default: return false
            }
        }
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

    static func chainCauses(_ opened: [CaseReader.Opened]) -> [ChainCause] {
        let ended = opened.filter {
            $0.step.kind == .measure && $0.step.details.items.contains("terminate")
        }
        guard let first = ended.min(by: { $0.step.day < $1.step.day }) else { return [] }
        return opened.flatMap(\.step.details.persons).compactMap { person in
            guard person.role == .headOffice, let mark = person.mark else { return nil }
            return ChainCause(
                mark: mark, institution: first.institution, day: first.step.day,
                event: first.step.reference)
        }
    }

    /// The termination of this branch too, for its own agency to decide: persons responsible for it are
    /// those of the head office on whose account another branch was terminated.
    ///
    /// Said in the branch's open enforcement case, where it can be answered, else in its newest case.
    func chainProposals(
        _ state: CaseState, _ subject: CaseSubject, of id: [UInt8], on day: LegalDate
    ) -> [Proposal] {
        guard subject.type == .pharmacy, let region = state.region,
            subject.terms.contains(where: { $0.holds(on: day) }),
            speaker(for: state.institution, on: day) == id
        else { return [] }
        let steps = files(of: state.institution).flatMap { $0.steps.map(\.step) }
        let persons = steps.filter { $0.day <= day }.flatMap(\.details.persons)
        let marks = Set(persons.filter(\.role.isResponsible).compactMap(\.mark))
        let ended = Set(steps.filter { $0.details.items.contains("terminate") }.map(\.day))
        var known: Set<EventReference> = []
        return chainCauses.filter { cause in
            cause.institution != state.institution && cause.day <= day
                && marks.contains(cause.mark) && !isOverturned(cause.event)
                && !ended.contains { cause.day <= $0 && $0 <= day }
                && known.insert(cause.event).inserted
        }
        .map { cause in
            Proposal(
                .chain, institution: state.institution, events: [cause.event],
                citations: [Citation(edition: "P", article: "40(14)")], region: region,
                detail: "\(cause.institution)")
        }
    }

    /// The case of an institution in which matters of the institution as a whole are said.
    private func speaker(for institution: InstitutionID, on day: LegalDate) -> [UInt8]? {
        let all = files(of: institution).filter { $0.steps.contains { $0.step.day <= day } }
        let open = all.filter { _, opened in
            opened.contains { $0.step.details.caseKind == .enforcement }
                && !opened.contains { $0.step.kind == .closed && $0.step.day <= day }
        }
        return (open.isEmpty ? all : open).max(by: Self.opensEarlier)?.id
    }
}
