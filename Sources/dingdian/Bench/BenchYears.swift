import Designation
import Federation

/// Ten years of a province's registers, year by year: invented and deterministic, about 26 acts an
/// institution. Each year confirms or changes what the register says, assesses or renews by turns,
/// changes services in two of three cases and suspends and resumes one institution in thirty.
struct BenchYears: Sendable {
    static let count = 10
    static let daysOfYear = 365

    private var acts: BenchActs
    /// Entries on which later acts rest, by institution.
    private var suspensions: [EventReference?]
    let institutions: Int

    init(institutions: Int) {
        self.institutions = institutions
        acts = BenchActs(institutions: institutions)
        suspensions = Array(repeating: nil, count: institutions)
    }

    /// One act of one institution in a year.
    struct Planned: Sendable {
        var institution: Int
        var kind: Kind
        var day: LegalDate
    }

    enum Kind: Sendable {
        case registered, assessed, signed, renewed, changed, suspended, resumed
    }

    /// What happens to an institution in a year, in order.
    private static func kinds(_ institution: Int, year: Int) -> [Kind] {
        if year == 0 { return [.registered, .assessed, .signed] }
        var kinds: [Kind] = [.registered, year % 2 == 0 ? .renewed : .assessed]
        if (institution + year) % 3 != 0 { kinds.append(.changed) }
        if (institution + 7 * year) % 30 == 0 { kinds += [.suspended, .resumed] }
        return kinds
    }

    /// The acts of a year, at most `limit`; all institutions take their turn before any comes again.
    static func plan(year: Int, institutions: Int, limit: Int, start: LegalDate) -> [Planned] {
        var plan: [Planned] = []
        let most = 5
        for turn in 0..<most {
            for institution in 0..<institutions where plan.count < limit {
                let kinds = kinds(institution, year: year)
                guard turn < kinds.count else { continue }
                let day = start.adding(days: year * daysOfYear + turn * 60 + institution % 50)
                plan.append(Planned(institution: institution, kind: kinds[turn], day: day))
            }
        }
        return plan
    }

    func draft(_ planned: Planned) throws -> EntryDraft {
        try .act(
            act(planned), subject: BenchActs.institution(planned.institution),
            region: BenchActs.region, effective: planned.day, basis: BenchActs.basis)
    }

    private func act(_ planned: Planned) -> Act {
        let number = planned.institution
        switch planned.kind {
        case .registered: break
        case .assessed:
            return .assessed(Assessment(passed: true, services: BenchActs.services))
        case .signed:
            return .signed(
                Agreement(
                    from: planned.day, until: planned.day.adding(days: 2 * Self.daysOfYear + 200),
                    services: BenchActs.services, scope: .basic, restsOn: acts.assessed[number]))
        case .renewed:
            guard let event = acts.signed[number] else { break }
            return .renewed(
                agreement: event, until: planned.day.adding(days: 2 * Self.daysOfYear + 200))
        case .changed:
            guard let event = acts.signed[number] else { break }
            return .changed(agreement: event, services: BenchActs.services)
        case .suspended: return acts.suspension(number)
        case .resumed:
            guard let event = suspensions[number] else { break }
            return .resumed(suspension: event)
        }
        return .registered(BenchActs.facts(number))
    }

    mutating func recorded(_ reference: EventReference, _ planned: Planned) {
        switch planned.kind {
        case .assessed: acts.assessed[planned.institution] = reference
        case .signed: acts.signed[planned.institution] = reference
        case .suspended: suspensions[planned.institution] = reference
        case .registered, .renewed, .changed, .resumed: break
        }
    }
}
