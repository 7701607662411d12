import Federation
import Testing

@testable import Designation
@testable import Node

@Suite("Institutions of the demonstration")
struct DemoInstitutionsTests {
    let federation: FederationFolder
    let institutions: [DemoInstitution]

    init() throws {
        federation = try FederationFolder.load(projectNodes)
        let settings = try #require(federation.demonstration)
        institutions = DemoInstitutions(seed: settings.seed)
            .institutions(count: 4000, in: federation)
    }

    @Test("The same seed gives the same institutions, another seed others")
    func deterministic() throws {
        let settings = try #require(federation.demonstration)
        let again = DemoInstitutions(seed: settings.seed)
            .institutions(count: 4000, in: federation)
        #expect(again == institutions)
        let other = DemoInstitutions(seed: 7).institutions(count: 4000, in: federation)
        #expect(other != institutions)
    }

    @Test(
        "Acts rest on the order for the institution's type, and say their cause in both languages")
    func grounds() {
        for (ground, order2, order3) in [
            (DemoGrounds.published, "11", "10"), (.signed, "10", "9"), (.suspended, "42", "39"),
            (.terminated, "43", "40"),
        ] {
            #expect(ground.of(.medical) == [Citation(edition: "N", article: order2)])
            #expect(ground.of(.pharmacy) == [Citation(edition: "P", article: order3)])
            #expect(ground.of(.care).first?.edition == "S2")
        }
        #expect(DemoGrounds.cause == "演示 demonstration")
    }

    @Test("As many as asked for, over all areas and types", arguments: [1, 216, 1000, 4000, 9001])
    func counts(count: Int) {
        let made = DemoInstitutions(seed: 3).institutions(count: count, in: federation)
        #expect(made.count == count)
    }

    @Test(
        "Whenever it is set up, agreements run, and some are near the day to ask for renewal",
        arguments: ["2026-11-22", "2027-01-01", "2028-02-29", "2031-12-31"])
    func datesGoWithTheDay(text: String) throws {
        let today = try #require(LegalDate(text))
        let dates = DemoDates(today: today, federation: federation)
        var near = 0
        for made in institutions {
            #expect(dates.registered(made) < dates.signed(made))
            #expect(dates.signed(made) <= today)
            // Nothing ends in the first weeks, and no term is longer than the region's.
            #expect(dates.end(made) > today.adding(days: 27))
            if DemoDates.isSuspended(made) { #expect(dates.signed(made) < dates.suspended(made)) }
            if DemoDates.isTerminated(made) {
                #expect(dates.signed(made) < dates.terminated(made))
            }
            if dates.end(made) <= today.adding(months: 3) { near += 1 }
        }
        #expect(near > 0 && near < institutions.count / 8)
    }

    private struct Everybody: CompetenceJudge {
        func competence(
            of author: String, for act: Competency, in region: RegionCode, on day: LegalDate
        ) -> Competence { .own }
    }

    @Test("No term is longer than the editions say for the institution's type and place")
    func terms() throws {
        let today = try #require(LegalDate("2026-11-22"))
        let dates = DemoDates(today: today, federation: federation)
        let context = FoldContext(
            regions: federation.tree, rules: federation.ruleBook, groups: [], judge: Everybody())
        var spans: Set<String> = []
        for made in institutions {
            let from = dates.signed(made)
            // No edition bounds the term of a care institution.
            guard
                let setting = context.setting(
                    .term, covering: made.kind.type, for: made.listed.facts.place, on: from)
            else {
                #expect(made.kind.type == .care)
                continue
            }
            let span = try #require(RuleSpan(setting.value))
            spans.insert(setting.value)
            #expect(dates.end(made) == span.endOfTerm(from: from), "\(made.listed.id)")
        }
        #expect(spans.count == 2, "\(spans)")
    }

    @Test("Few duties are over at the start, and some of each kind are near")
    func duties() throws {
        let today = try #require(LegalDate("2026-11-22"))
        let dates = DemoDates(today: today, federation: federation)
        let sanctioned = institutions.filter {
            DemoDates.isSuspended($0) || DemoDates.isTerminated($0)
        }
        // Whose filing is still listed.
        let recent = sanctioned.filter {
            let day =
                DemoDates.isSuspended($0) ? dates.suspended($0) : dates.terminated($0)
            return today.adding(days: -190) < day
        }
        #expect((1...sanctioned.count / 4).contains(recent.count), "\(recent.count)")
        // Ninety days after its signing a list is no longer asked for; three months before its end a
        // term is late.
        let running = institutions.filter {
            !DemoDates.isSuspended($0) && !DemoDates.isTerminated($0)
        }
        let fresh = running.filter { today.adding(days: -90) < dates.signed($0) }
        let late = running.filter { dates.end($0) < today.adding(months: 3) }
        #expect((1...running.count / 20).contains(fresh.count), "\(fresh.count)")
        #expect((1...running.count / 80).contains(late.count), "\(late.count)")
    }

    @Test("What agencies hand in of their own work begins as handed in, once")
    func filings() throws {
        let today = try #require(LegalDate("2026-11-22"))
        let filings = DemoFilings(federation: federation, today: today)
        let city = try #require(RegionCode("320400"))
        let owed = filings.decisions(of: city, known: federation.ruleBook)
        // How the fund is managed the districts tell the city, which collects it (S4 强化基金管理).
        #expect(Set(owed.map(\.name)) == ["filing:city-fund", "filing:city-signed-list"])
        #expect(owed.allSatisfy { $0.region == city && $0.value.from == today })
        var known = federation.ruleBook
        for decision in owed { known.add(decision.value, named: decision.name, for: city) }
        #expect(filings.decisions(of: city, known: known).isEmpty)
        func duties(_ rules: RuleBook) -> [Duty] {
            var finder = DutyFinder(
                day: today, calendar: WorkCalendar(), rules: rules, regions: federation.tree)
            finder.takeAgencies([city])
            return finder.duties
        }
        #expect(!duties(federation.ruleBook).isEmpty)
        #expect(duties(known).isEmpty, "\(duties(known))")
    }

    @Test("Every area and kind occurs; care institutions in Jilin alone")
    func spread() {
        let tree = federation.tree
        let areas = Set(institutions.compactMap { tree.area(of: $0.listed.facts.place)?.text })
        #expect(areas == ["220000", "310000", "320000", "370000", "530000"])
        let kinds = Set(institutions.map(\.kind))
        #expect(kinds == Set(InstitutionKind.allCases).subtracting([.internetHospital]))
        for made in institutions where made.kind == .careHome {
            #expect(tree.area(of: made.listed.facts.place)?.text == "220000")
            #expect(made.scope == .care)
        }
        #expect(institutions.contains { $0.services.contains(.internet) })
    }

    @Test("Identities, national codes, credit codes and names are unique and in form")
    func codes() {
        let listed = institutions.map(\.listed)
        #expect(Set(listed.map(\.id)).count == listed.count)
        #expect(Set(listed.map(\.facts.socialCreditCode)).count == listed.count)
        #expect(Set(listed.map(\.facts.name)).count == listed.count)
        let national = listed.map(\.facts.nationalCode).filter { !$0.isEmpty }
        #expect(Set(national).count == national.count)
        for entry in listed {
            #expect(CodeChecks.creditWarning(entry.facts.socialCreditCode) == nil)
            let warning = CodeChecks.nationalCodeWarning(entry.facts.nationalCode) { area in
                RegionCode(area).map { federation.tree[$0] != nil } ?? false
            }
            #expect(warning == nil, "\(entry.facts.nationalCode)")
        }
    }

    @Test("All are marked as invented, in both languages")
    func marked() {
        for made in institutions {
            #expect(made.listed.facts.name.hasSuffix("〔演示〕"))
            #expect(made.englishName.hasSuffix("(demo)"))
            #expect(made.listed.facts.isDemonstration)
        }
    }

    @Test("They can be saved and loaded as a list")
    func asList() throws {
        let listed = institutions.map(\.listed)
        let bytes = InstitutionListWriter(writesByteOrderMark: true).bytes(listed)
        let list = try InstitutionList.parse(bytes, in: federation.tree)
        #expect(list.summary.accepted == listed.count)
        #expect(list.summary.damaged == 0)
        #expect(list.summary.warnings.isEmpty)
        #expect(list.institutions.map(\.id) == listed.map(\.id))
    }

    @Test("The generator gives the published series")
    func splitMix() {
        // The first values of the public-domain reference for seed 1234567.
        var generator = SplitMix64(seed: 1_234_567)
        #expect(generator.next() == 6_457_827_717_110_365_317)
        #expect(generator.next() == 3_203_168_211_198_807_973)
    }

    @Test("Real codes of GB 32100 pass and a changed one does not")
    func creditCode() {
        #expect(CodeChecks.creditWarning("91350100M000100Y43") == nil)
        #expect(CodeChecks.creditWarning("91350100M000100Y34") == .creditCodeCheckDigit)
        #expect(CodeChecks.creditWarning("91350100M000100I43") == .creditCodeForm)
        #expect(CodeChecks.creditWarning("") == nil)
    }
}
