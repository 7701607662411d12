/// A public act that a step of a case obliges its agency to.
///
/// What a step decides binds nobody outside the chain: until the act stands in the log, claims are
/// settled as if the step had not been taken, and other areas never learn of it (protocol §10.5). So it
/// is owed, by the agency that took the step, from the day on which it is to have effect.
public struct Obligation: Hashable, Sendable {
    /// What is owed, by the name of the act; the raw values stand in rules and files.
    public enum Kind: String, Sendable, CaseIterable, Hashable {
        case signed, renewed, changed, registered, ended, recognised
        case suspended, terminated, resumed, withdrawn, barred
        /// A department, a person or a site may not serve (N38(5), N45, S4).
        case restricted
        case resumptionRequested = "resumption-requested"
        case resumptionRefused = "resumption-refused"
        /// The decision `exception` on the item of a suspension past its maximum (N42, S2 28).
        case exception
        /// The list of the signed or of the terminated, made public by a step of the case (N11, N43).
        case published
    }

    public var kind: Kind
    /// The step that decided it.
    public var step: EventReference
    public var stepKind: CaseStep.Kind
    /// The office or agency that took the step.
    public var region: RegionCode
    public var citation: Citation
    /// The day of the step.
    public var since: LegalDate
    /// The day from which it is to have effect, on a working day; `nil` where no text sets one.
    public var lastDay: LegalDate?
    public var isProvisional = false
    /// What may not serve, and its name where it may be said: of persons the case knows marks only.
    public var part: RestrictedPart?
    public var name = ""
    public var scope: FundScope?
    /// The earlier act that the one owed names: a suspension, an assessment, an act overturned.
    public var target: EventReference?
    /// The event that the step names: the act that carries it out, if it is one.
    public var named: EventReference?
    /// Of a signing: what the agreement is to cover, and what passed, beyond which it must not go.
    /// `nil`: anything.
    public var agreed: AgreedPart?
    public var passed: PassedPlaces?
    /// Of an act that goes on with what there is: what it may add. `nil`: not asked.
    public var allowance: HeldBefore.Allowance?
    /// Of a renewal: the agreement that is to go on; `nil`: none is known, and any does.
    public var renews: RenewedAgreement?
    /// Owed beside the Renewed of the same step.
    public var isBesideRenewal = false
    /// What the step says of its days.
    public var days = ActDays()
    /// A termination on request may be recorded as an end (S4: 终止). Elsewhere it is a 解除, which reaches
    /// other pools as an end does not (N43(12), N44 ¶2).
    public var mayEnd = false
    /// Nothing is left that the act could do; one that is there rests on the step all the same.
    public var isMoot = false
    /// The act, or the step, that carried it out, and the day on which that was written.
    public var done: EventReference?
    public var doneDay: LegalDate?

    /// Days by which an act may come before the step that decided it (protocol §13.2).
    public static let reach = 31

    init(
        _ kind: Kind, _ step: CaseStep, _ citation: Citation, part: RestrictedPart? = nil,
        name: String = ""
    ) {
        self.kind = kind
        self.step = step.reference
        stepKind = step.kind
        region = step.region
        self.citation = citation
        since = step.day
        self.part = part
        self.name = name
        named = step.details.event
    }

    public var isOpen: Bool { done == nil && !isMoot }

    /// The name of the duty, for example `act/restricted`.
    public var rule: String {
        guard kind == .published else { return "act/\(kind.rawValue)" }
        return stepKind == .signed ? "publish" : "terminations-published"
    }

    /// As a clock, where there is a last day.
    public var clock: CaseClock? {
        guard let lastDay, done != nil || !isMoot else { return nil }
        return CaseClock(
            rule: rule, value: "", citation: citation, start: since, stops: [], lastDay: lastDay,
            isProvisional: isProvisional, responsible: .office, done: doneDay, isWait: false)
    }
}

// MARK: Acts that carry them out

extension Obligation {
    /// Joins what the steps of an institution's cases in one unit oblige to with the acts that stand in
    /// the log. A step that names the act is answered by it; of the others each is answered by the
    /// first act of the kind that no step names, from ``reach`` days before it on, however late.
    ///
    /// - Parameters:
    ///   - owed: of every case, in the order of its steps.
    ///   - acts: that have effect, or had it until they were withdrawn.
    /// - Returns: the same with ``done`` set, and the acts that carry out none of them.
    public static func settled(
        _ owed: [[Obligation]], by acts: [Fact], on day: LegalDate
    ) -> (owed: [[Obligation]], left: [Fact]) {
        var owed = owed
        let known = acts.filter { $0.written <= day }
            .sorted { ($0.stamp, $0.reference) < ($1.stamp, $1.reference) }
        let places = owed.indices.flatMap { file in owed[file].indices.map { (file, $0) } }
            .sorted {
                let (one, other) = (owed[$0.0][$0.1], owed[$1.0][$1.1])
                return (one.since, one.step) < (other.since, other.step)
            }
        let named = Set(places.compactMap { owed[$0.0][$0.1].named })
        let gone = takenBack(known, owed.joined())
        /// Acts, each with the step that it carries out.
        var used: [EventReference: EventReference] = [:]
        func join(
            lacking: Bool = false, besides gone: Set<EventReference>,
            _ isFitting: (Obligation, Fact) -> Bool
        ) {
            for (file, index) in places where owed[file][index].done == nil {
                let obligation = owed[file][index]
                guard
                    let fact = known.first(where: { fact in
                        (used[fact.reference].map { obligation.shares(fact.act, of: $0) } ?? true)
                            && isFitting(obligation, fact)
                            && obligation.fits(fact, lacking, gone)
                            && obligation.isCarriedOut(by: fact, among: known)
                    })
                else { continue }
                if !obligation.shares(fact.act) { used[fact.reference] = obligation.step }
                // What it lacks is owed still.
                if lacking { continue }
                owed[file][index].done = fact.reference
                owed[file][index].doneDay = max(fact.written, obligation.since)
            }
        }
        join(besides: gone) { $0.named == $1.reference }
        func isNear(_ obligation: Obligation, _ fact: Fact) -> Bool {
            !named.contains(fact.reference)
                && obligation.since.adding(days: -reach) <= fact.written
        }
        join(besides: gone, isNear)
        // Whoever asked for it may let it be: what was taken back was carried out (N42 ¶2, N44, P39, P41).
        join(besides: []) {
            $0.isOnRequest && ($0.named == $1.reference || isNear($0, $1))
        }
        join(lacking: true, besides: gone) { $0.named == $1.reference || isNear($0, $1) }
        return (owed, known.filter { used[$0.reference] == nil })
    }

    private func isCarriedOut(by fact: Fact, among acts: [Fact]) -> Bool {
        switch (kind, fact.act) {
        case (.signed, .signed(let agreement)):
            isIn(agreement.scope) && isAgreed(fact, among: acts)
        // A supplement and added services are signed as a change of the agreement, or as one of their own.
        // One that is signed anew stands for renewed ones.
        case (.changed, .signed(let agreement)), (.renewed, .signed(let agreement)):
            isIn(agreement.scope) && isAgreed(fact, among: acts)
                && renews?.isReplaced(by: agreement) ?? true
        case (.changed, .changed(let agreement, _, _)):
            isIn(agreement, among: acts) && isAgreed(fact, among: acts)
                && renews?.isNamed(agreement) ?? true
        case (.renewed, .renewed(let agreement, _)):
            renews?.isNamed(agreement) ?? isIn(agreement, among: acts)
        case (.barred, .barred): true
        case (.registered, .registered): true
        case (.ended, .ended(let agreement, _)): isIn(agreement, among: acts)
        // Changzhou calls an end on request an end (S4).
        case (.terminated, .ended(let agreement, let cause)):
            stepKind == .decided && mayEnd && cause != .termOver && cause != .notRenewed
                && isIn(agreement, among: acts)
        case (.terminated, .terminated(let act)):
            act.isOwnRequest == (stepKind == .decided) && isAbout(act.funds)
        case (.suspended, .suspended(let act)):
            act.isOwnRequest == (stepKind == .decided) && isAbout(act.funds)
        case (.resumed, .resumed(let event, let funds)): names(event) && isAbout(funds)
        case (.withdrawn, .withdrawn(let event)): names(event)
        case (.recognised, .recognised(let act)): names(act.assessment)
        case (.recognised, .signed(let agreement)): agreement.restsOn.map(names) ?? false
        case (.resumptionRequested, .resumptionRequested(let event)): names(event)
        case (.resumptionRefused, .resumptionRefused(let request)):
            acts.contains { $0.reference == request && $0.act.asksToResume(target) }
        case (.restricted, .restricted(let act)):
            act.part == part && (name.isEmpty || act.name.utf8.elementsEqual(name.utf8))
        case (.exception, .reviewed(let item, let decision)):
            decision == "exception" && item.isItem(.laterThanMaximum, about: target)
        default: false
        }
    }

    /// One registration may tell several changes, a signing rests on the recognition that it names, and one
    /// that stands for a renewal leaves out by itself what was not agreed on.
    private func shares(_ act: Act) -> Bool {
        if kind == .registered { return true }
        guard kind == .recognised || isBesideRenewal, case .signed = act else { return false }
        return true
    }

    /// Of an act that carries a step out already: one signed anew may stand for all agreements of a renewal.
    private func shares(_ act: Act, of step: EventReference) -> Bool {
        if kind == .renewed, step == self.step, case .signed = act { return true }
        return shares(act)
    }

    private func names(_ event: EventReference) -> Bool { target.map { $0 == event } ?? true }

    /// Whether an agreement covers what the step agreed on, and nothing that did not pass (S2 23(2)), or,
    /// where nothing was assessed, nothing that was not held before (N5 ¶2, N40, N41).
    private func isAgreed(_ fact: Fact, among acts: [Fact]) -> Bool {
        if let allowance,
            HeldBefore.isExceeded(by: fact, among: acts, scope: scope, allowance)
        {
            return false
        }
        guard let agreed, let passed,
            let coverage = ActCoverage(fact, among: acts, isAddition: kind == .changed)
        else { return true }
        return coverage.says(agreed, passed) && coverage.lack(in: passed).isEmpty
    }

    private func isIn(_ scope: FundScope) -> Bool { self.scope.map { $0 == scope } ?? true }

    /// An act for another fund, or for one of two, leaves owed what was decided for this one; one that
    /// names no fund does more than was decided and carries it out.
    private func isAbout(_ funds: [FundScope]) -> Bool {
        let decided: [FundScope] =
            scope.map { $0 == .basic ? [.pooledFund, .personalAccount] : [$0] }
            ?? [.pooledFund, .personalAccount]
        return decided.allSatisfy { $0.isMet(by: funds) }
    }

    /// Whether the agreement is for the case's fund (S3 六); of one that is not known nothing is asked.
    private func isIn(_ agreement: EventReference, among acts: [Fact]) -> Bool {
        let fact = acts.first { $0.reference == agreement || $0.earlierPlace == agreement }
        guard let fact, case .signed(let signed) = fact.act else { return true }
        return isIn(signed.scope)
    }
}

extension Fact {
    /// The legal day on which it was written.
    public var written: LegalDate { LegalDate(unixMilliseconds: stamp.milliseconds) }
}

extension Act {
    fileprivate func asksToResume(_ suspension: EventReference?) -> Bool {
        guard case .resumptionRequested(let event) = self else { return false }
        return suspension.map { $0 == event } ?? true
    }

    /// What of a case asks for such an act; `nil` for what an agency does without a case: facts,
    /// liftings, withdrawals, ends by time, bars that a termination starts by itself.
    public var restsOn: Obligation.Kind? {
        switch self {
        case .signed: .signed
        case .renewed: .renewed
        case .changed: .changed
        case .ended(_, let cause): cause == .termOver || cause == .merged ? nil : .ended
        case .suspended: .suspended
        case .resumed: .resumed
        case .terminated: .terminated
        case .restricted: .restricted
        case .resumptionRequested: .resumptionRequested
        case .resumptionRefused: .resumptionRefused
        default: nil
        }
    }
}

extension String {
    /// Whether it is the key of an item of the kind about one event.
    fileprivate func isItem(_ kind: ReviewItem.Kind, about event: EventReference?) -> Bool {
        guard utf8.starts(with: "\(kind.rawValue),".utf8) else { return false }
        guard let event else { return true }
        return utf8.reversed().starts(with: ",\(event)".utf8.reversed())
    }
}
