/// An agreement of another licence that names an institution as one of its places: the lead's of a county
/// medical community, or the township hospital's for the village clinics that it runs (S2 23(3), (4)).
///
/// The settlement of what the place does goes by that agreement: it is asked about, and billed, under the
/// holder's licence with the place as site.
public struct SiteHolder: Hashable, Sendable {
    /// Whose agreement it is.
    public var institution: InstitutionID
    /// The place as the agreement names it, to be asked about.
    public var site: String
    /// The act that names it: the signing, or the change that gave the agreement its sites.
    public var event: EventReference
    public var region: RegionCode
    /// The articles of that act.
    public var citations: [Citation]
    /// What holds for the site on the day asked about, of the service asked about.
    public var status: Status
    public var settleable: Bool
    public var services: [Service]
    /// The days around with the same answer: `[since, until)`; `nil`: without limit.
    public var since: LegalDate?
    public var until: LegalDate?

    /// - Parameters:
    ///   - fact: the act that names the site.
    ///   - answer: to the question about the site of the holder.
    public init(site: String, named fact: Fact, _ answer: StatusAnswer) {
        institution = answer.institution
        self.site = site
        event = fact.reference
        region = fact.region
        citations = fact.basis
        status = answer.status
        settleable = answer.settleable
        services = answer.services
        since = answer.since
        until = answer.until
    }

    /// The act by which an agreement for a unit and fund named a site last, if on the day it still does.
    ///
    /// - Parameters:
    ///   - facts: the holder's.
    ///   - standing: of the holder: acts without effect name nothing.
    ///   - isThere: whether a region lies in the unit asked about.
    public static func naming(
        _ site: String, in facts: [Fact], _ standing: Standing, scope: FundScope?,
        on day: LegalDate, where isThere: (RegionCode) -> Bool
    ) -> Fact? {
        var last: [EventReference: Fact] = [:]
        let idle = Set(standing.withoutEffect.map(\.event))
        let ordered = facts.filter { $0.effective <= day && !idle.contains($0.reference) }
            .sorted {
                ($0.effective, $0.stamp, $0.reference) < ($1.effective, $1.stamp, $1.reference)
            }
        for fact in ordered where isThere(fact.region) {
            switch fact.act {
            case .signed(let agreement) where scope.map({ $0 == agreement.scope }) ?? true:
                last[fact.reference] = fact
            case .changed(let agreement, _, .some) where last[agreement] != nil:
                last[agreement] = fact
            default: break
            }
        }
        return last.values.filter { fact in
            let sites: [String] =
                switch fact.act {
                case .signed(let agreement): agreement.sites
                case .changed(_, _, let sites): sites ?? []
                default: []
                }
            return sites.contains { $0.utf8.elementsEqual(site.utf8) }
        }.max { ($0.effective, $0.reference) < ($1.effective, $1.reference) }
    }
}
