import Designation
import Federation
import Testing

@testable import Node

/// The lists of the folder as a region's officer meets them.
@Suite("Lists of the editions")
struct EditionListTests {
    let federation: FederationFolder

    init() throws { federation = try FederationFolder.load(projectNodes) }

    private func policy(_ region: String, _ day: String = "2026-03-02") throws -> Policy {
        Policy(
            region: region == "CN" ? .everywhere : try #require(RegionCode(region)),
            day: try #require(LegalDate(day)), rules: federation.ruleBook,
            regions: federation.tree)
    }

    @Test("Each order's numbered grounds are all there, in its order")
    func grounds() throws {
        let national = try policy("CN")
        let expected = [
            ("terminations", "medical", "N", 15), ("terminations", "pharmacy", "P", 18),
            ("suspensions", "medical", "N", 4), ("suspensions", "pharmacy", "P", 4),
            ("refusals", "medical", "N", 10), ("refusals", "pharmacy", "P", 8),
        ]
        for (name, type, document, count) in expected {
            let list = national.list(name, qualifiers: [type])
            #expect(list.entries.count == count, "\(name).\(type)")
            #expect(list.entries.allSatisfy { $0.citation.edition == document }, "\(name).\(type)")
        }
        let last = national.list("terminations", qualifiers: ["pharmacy"]).entries.last
        #expect(last?.citation.article == "40(17)")
    }

    @Test("A reason that bars names a period that the edition sets")
    func bars() throws {
        for region in ["CN", "310101", "530102"] {
            let policy = try policy(region)
            for type in ["medical", "pharmacy"] {
                let barring = policy.list("refusals", qualifiers: [type]).entries
                    .compactMap { $0.item[.bar] }
                #expect(Set(barring).count == 7, "\(region) \(type)")
                for name in barring {
                    #expect(policy.value(name, qualifiers: [type]) != nil, "\(name)")
                }
            }
        }
    }

    /// Also where no fund is named; of a list entry the paper is not known.
    @Test(
        "Who applies with a paper that the edition does not name is asked about (N5 ¶1, P5, S2 9(1))",
        arguments: [
            (
                "310101", InstitutionType.medical,
                "practice-licence tcm-clinic-filing military-permit"
            ),
            ("530102", .medical, "practice-licence tcm-clinic-filing military-permit"),
            ("220200", .medical, "practice-licence tcm-clinic-filing military-permit"),
            ("320402", .medical, "practice-licence tcm-clinic-filing military-permit"),
            (
                "371002", .medical,
                "practice-licence tcm-clinic-filing clinic-filing military-permit"
            ),
            ("371002", .pharmacy, "drug-licence"), ("530102", .pharmacy, "drug-licence"),
            ("220200", .care, "care-permit civil-affairs-filing public-institution"),
        ])
    func licences(region: String, type: InstitutionType, papers: String) throws {
        let policy = try policy(region)
        let admitted = LicenceScheme.allCases.filter { scheme in
            var facts = Screening.Facts(type: type)
            facts.scheme = scheme
            return Screening.reasons(facts, policy: policy, on: policy.day)
                .allSatisfy { $0.item != "applicants" }
        }
        #expect(
            Set(admitted.map(\.rawValue))
                == Set(papers.split(separator: " ").map(String.init) + ["list-entry"]))
    }

    @Test("Shanghai waives licences that it holds and admits in-house institutions; others do not")
    func shanghai() throws {
        let (shanghai, yunnan) = (try policy("310101"), try policy("530102"))
        let medical = ["medical"]
        func licence(_ policy: Policy) -> PolicyItem? {
            policy.list("materials.new", qualifiers: medical)["licence"]?.item
        }
        #expect(licence(shanghai)?.has(.waivedIfHeld) == true)
        #expect(licence(yunnan)?.has(.waivedIfHeld) == false)
        #expect(shanghai.list("applicants", qualifiers: medical)["in-house"] != nil)
        #expect(yunnan.list("applicants", qualifiers: medical)["in-house"] == nil)
        #expect(shanghai.list("joint-enforcement", qualifiers: medical).entries.count == 6)
        // The notice is about medical institutions; its pharmacies keep the national conditions.
        let conditions = shanghai.list("conditions", qualifiers: ["pharmacy"])
        #expect(conditions.entries.count == 7)
        #expect(conditions["running-time"]?.source == .everywhere)
        let ended = try policy("310101", "2026-12-01")
        #expect(licence(ended)?.has(.waivedIfHeld) == false, "the notice ran to 2026-11-30")
    }

    @Test("Yunnan's filings stand in place of the national ones of the same id")
    func yunnan() throws {
        let filings = try policy("532500").list("filings", qualifiers: ["medical"])
        #expect(filings["assessment-result"]?.citation.edition == "S1")
        #expect(filings["assessment-result"]?.citations.count == 2)
        #expect(filings["agreement-text-changed"]?.item.words(.to) == ["provincial-department"])
        #expect(filings.entries.count == 3)
    }

    @Test(
        "A terminated pharmacy is screened by Order No. 3 (P11)",
        arguments: [
            ("40(3)", "fraudulent-application", "2029-03-01"), ("40(5)", "unlawful", "2029-03-01"),
            ("40(16)", "breach", "2027-03-01"),
        ])
    func pharmacyScreening(article: String, item: String, through: String) throws {
        let start = try #require(LegalDate("2026-03-02"))
        var facts = Screening.Facts(type: .pharmacy)
        facts.terminations = [
            .init(
                event: EventReference(origin: "node/sanctions", index: 1, leafPrefix: 0),
                day: start, isOwnRequest: false, basis: [Citation(edition: "P", article: article)])
        ]
        let last = try #require(LegalDate(through))
        let policy = try policy("530102", through)
        let reasons = Screening.reasons(facts, policy: policy, on: last)
        #expect(reasons.map(\.item) == [item])
        #expect(reasons.first?.through == last)
        let refusal = try #require(policy.list("refusals", qualifiers: ["pharmacy"])[item])
        #expect(refusal.citation.edition == "P")
    }

    @Test("Persons bar a pharmacy for five years, the listed while they are listed (P11(5)(6))")
    func pharmacyPersons() throws {
        let mark = CasePerson.Mark(secretEdition: 1, digits: "ab")
        let event = EventReference(origin: "node/sanctions", index: 1, leafPrefix: 0)
        let start = try #require(LegalDate("2022-03-02"))
        func found(_ day: String, _ terminated: LegalDate?) throws -> [String] {
            var facts = Screening.Facts(type: .pharmacy)
            facts.persons = [CasePerson(role: .principal, mark: mark)]
            facts.personsAreChecked = true
            facts.personBars = [.init(mark: mark, terminated: terminated, event: event)]
            let policy = try policy("530102", day)
            return Screening.reasons(facts, policy: policy, on: policy.day).map(\.item)
        }
        #expect(try found("2027-03-01", start) == ["persons"])
        #expect(try found("2027-03-02", start) == [])
        #expect(try found("2032-03-02", nil) == ["persons-listed"])
    }

    @Test("Shanghai may relax the running time once it decides so; until then three months (S0 四)")
    func relaxedRunningTime() throws {
        let (district, city) = (try policy("310101"), try #require(RegionCode("310000")))
        let value = try #require(district.value("running-time-relaxable", qualifiers: ["medical"]))
        #expect(value.local?.value == "yes")
        #expect(value.text == "no", "laxer than N6(1), and nothing is decided")
        var facts = Screening.Facts(type: .medical)
        facts.runningSince = LegalDate("2026-01-15")
        #expect(facts.runningSince != nil)
        func certainty(_ policy: Policy) -> [Screening.Certainty] {
            Screening.reasons(facts, policy: policy, on: policy.day).map(\.certainty)
        }
        #expect(certainty(district) == [.certain])
        var rules = federation.ruleBook
        rules.add(
            DatedValue(
                value: "local", from: try #require(LegalDate("2022-01-04")), to: nil,
                citation: Citation(edition: "S0", article: "四(一)"), isDecision: true),
            named: "laxer-local-value", for: city)
        let decided = Policy(
            region: district.region, day: district.day, rules: rules, regions: federation.tree)
        #expect(certainty(decided) == [.open])
    }
}
