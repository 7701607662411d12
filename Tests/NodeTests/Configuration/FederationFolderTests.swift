import Designation
import Federation
import Testing

@testable import Node

/// The folder of the project itself, found from this file's place in it.
let projectNodes: String = {
    var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    parts.removeLast(4)
    return parts.joined(separator: "/") + "/nodes"
}()

@Suite("The federation of the demonstration")
struct FederationFolderTests {
    let federation: FederationFolder

    init() throws { federation = try FederationFolder.load(projectNodes) }

    private func code(_ text: String) throws -> RegionCode { try #require(RegionCode(text)) }

    @Test("Every node follows the one that enrols it, and the anchor is first")
    func enrolmentOrder() throws {
        #expect(federation.nodes.first?.name == federation.rootNode)
        var seen: Set<String> = []
        for node in federation.nodes {
            if let parent = node.parent { #expect(seen.contains(parent), "\(node.name)") }
            seen.insert(node.name)
        }
        #expect(federation.nodes.count == 253)
    }

    @Test("The default subset is small and can enrol and reach itself")
    func defaultSubset() {
        let names = Set(federation.defaultNodes.map(\.name))
        #expect((18...24).contains(names.count))
        for node in federation.defaultNodes where node.name != federation.exchangeNode {
            #expect(node.upstreams.contains { names.contains($0) }, "\(node.name)")
        }
        for name in ["220100", "222401", "222401.chaoyangchuan", "320402", "371002", "530100"] {
            #expect(names.contains(name))
        }
    }

    @Test("Same-city pairs dial each other, and some nodes have two ways up")
    func links() throws {
        for (one, two) in [("220000", "220100"), ("222400", "222401")] {
            #expect(federation.node(one)?.laterals == [two])
            #expect(federation.node(two)?.laterals == [one])
        }
        #expect(federation.groups.count == 2)
        let double = federation.defaultNodes.filter { $0.upstreams.count > 1 }
        #expect(double.map(\.name).sorted() == ["220100", "222401", "371000"])
        for node in double { #expect(node.upstreams.first == node.parent, "\(node.name)") }
    }

    @Test("Every region with an agency has a node or one that acts for it")
    func everyAgencyHasANode() {
        let covered = Set(federation.nodes.map(\.region))
        for region in federation.regions where federation.titles[region.code]?.agency != nil {
            #expect(covered.contains(region.code), "\(region.code)")
        }
        let signed = Set(
            federation.nodes.flatMap(\.competence).filter { $0.acts.contains(.sign) }
                .flatMap(\.regions))
        // The unit of any region that a signing agency acts for.
        let signedUnits = Set(
            federation.regions.filter { region in
                signed.contains { federation.tree.lies(region.code, in: $0) }
            }.map(\.unit))
        // Jiangsu's own level is no part of the demonstration: its node is the parent of a chain.
        for region in federation.regions where region.code.text != "320000" {
            #expect(signedUnits.contains(region.unit), "nobody signs for \(region.code)")
        }
    }

    @Test("The areas have the regions that the sources name")
    func trees() throws {
        let tree = federation.tree
        let prefectures = federation.regions.filter {
            $0.level == .prefecture && $0.kind == .division
        }
        let yunnan = try code("530000")
        #expect(prefectures.filter { $0.parent == yunnan }.count == 16)
        let groupOfShanghai = try code("310100")
        #expect(federation.regions.filter { $0.parent == groupOfShanghai }.count == 16)
        for name in ["229900", "220100", "222499", "LOCAL-CBS", "220581", "371099", "LOCAL-CZJK"] {
            #expect(tree[try code(name)] != nil, "\(name)")
        }
    }

    @Test("Yanbian's own level and Yanji share a pool and keep standings side by side")
    func yanji() throws {
        let tree = federation.tree
        let yanji = try #require(tree[try code("222401")])
        let own = try #require(tree[try code("222499")])
        #expect(yanji.pool == own.pool)
        #expect(yanji.unit == yanji.code)
        #expect(own.unit == own.code)
        #expect(tree.unit(of: try code("222402")) == (try code("222400")))
    }

    @Test("A designation in one district of Changzhou is one of the city")
    func changzhou() throws {
        let city = try code("320400")
        for region in federation.regions where federation.tree.lies(region.code, in: city) {
            #expect(region.unit == city, "\(region.code)")
        }
    }

    @Test("A region's value comes before its province's, and the national one is last")
    func ruleBook() throws {
        let book = federation.ruleBook
        let day = try #require(LegalDate("2024-05-01"))
        func value(_ name: String, _ region: String) throws -> String? {
            book.value(name, for: try code(region), on: day, in: federation.tree)?.value
        }
        #expect(try value("suspension.voluntary-maximum", "320402") == "6m")
        #expect(try value("suspension.voluntary-maximum", "222401") == "180d")
        #expect(try value("suspension.voluntary-maximum", "530102") == "180d")
        #expect(try value("public-notice", "530102") == "7wd")
        #expect(try value("term", "310101") == "2y")
        #expect(try value("term", "371002") == "1y")
        #expect(try value("cross-region.reach", "220100") == "area")
        #expect(try value("cross-region.reach", "530100") == "federation")
        #expect(try value("suspension.imposed-lifts-by-itself", "320411") == "no")
        #expect(try value("suspension.imposed-lifts-by-itself", "310101") == "yes")
        #expect(try value("publish", "220100") == "name, address, phone")
    }

    @Test("Shanghai's edition ends with the last day that it names")
    func shanghaiEnds() throws {
        let book = federation.ruleBook
        let district = try code("310101")
        let last = try #require(LegalDate("2026-11-30"))
        let tree = federation.tree
        #expect(book.value("term", for: district, on: last, in: tree)?.value == "2y")
        let next = last.adding(days: 1)
        #expect(book.value("term", for: district, on: next, in: tree)?.value == "1y")
    }

    @Test("Every rule that the fold looks up has a national value or decision")
    func foldRules() throws {
        let book = federation.ruleBook
        let national = try #require(RuleBook.national)
        let day = try #require(LegalDate("2022-01-04"))
        for name in RuleName.allCases {
            #expect(RuleCatalogue.kind(of: name.rawValue) != nil, "\(name.rawValue)")
            let value = book.value(name.rawValue, for: national, on: day, in: federation.tree)
            // What has no default is looked up only where an edition sets it.
            if name.defaultValue.isEmpty { continue }
            #expect(value?.value == name.defaultValue, "\(name.rawValue)")
        }
    }

    @Test("What Yanbian delegates to Yanji does not contain sanctions")
    func delegation() throws {
        let yanbian = try #require(federation.node("222400"))
        let delegation = try #require(yanbian.delegates.first)
        #expect(delegation.to == "222401")
        #expect(delegation.grant.acts.contains(.sign))
        #expect(!delegation.grant.acts.contains(.suspend))
        #expect(!delegation.grant.acts.contains(.terminate))
        #expect(delegation.basis == Citation(edition: "S2", article: "6"))
    }

    @Test("Districts of Shanghai accept and assess; the city signs")
    func shanghaiCompetence() throws {
        let district = try #require(federation.node("310101"))
        let acts = Set(district.competence.flatMap(\.acts))
        #expect(acts == [.register, .accept, .assess])
        let city = try #require(federation.node("310000"))
        #expect(city.competence.contains { $0.acts.contains(.notice) }, "S0 六(二)")
        let signing = city.competence.filter { $0.acts.contains(.sign) }.flatMap(\.regions)
        #expect(signing == [try code("310000")])
    }

    @Test("The calendar knows its years and swaps weekdays with weekends only")
    func calendar() throws {
        #expect(federation.calendar.years == [2021, 2022, 2023, 2024, 2025, 2026])
        let swapped = try #require(LegalDate("2026-02-14"))
        #expect(federation.calendar.workedDays[swapped] == "春节")
        #expect(federation.calendar.daysOff.count + federation.calendar.workedDays.count == 150)
    }

    @Test("The opening events carry every region, rule, group and year once")
    func openingEvents() throws {
        var regions: [RegionCode] = []
        var years: [Int] = []
        var rules = RuleBook()
        var groups: [String] = []
        for event in federation.openingEvents(regionsPerEvent: 50) {
            switch event {
            case .regions(let part): regions += part.map(\.code)
            case .calendar(let year): years.append(year.year)
            case .edition(let part):
                if let edition = part.policyEdition { rules.add(edition) }
                for entry in part.values {
                    rules.add(entry.value, named: entry.name, for: part.region)
                }
            case .decision(let decision):
                rules.add(decision.value, named: decision.name, for: decision.region)
            case .group(let group): groups.append(group.id)
            default: Issue.record("not an opening event: \(event.kind)")
            }
        }
        #expect(regions == federation.regions.map(\.code))
        #expect(years == federation.calendar.years)
        #expect(groups == ["changchun-pair", "yanji-pair"])
        #expect(rules == federation.ruleBook)
    }

    @Test("Deadlines are counted by the calendar of the folder")
    func deadlines() throws {
        let calendar = federation.calendar.workCalendar
        let before = try #require(LegalDate("2024-09-30"))
        #expect(calendar.adding(workingDays: 1, to: before).day == LegalDate("2024-10-08"))
        let last = try #require(LegalDate("2026-12-31"))
        #expect(calendar.adding(workingDays: 1, to: last).isProvisional)
    }

    @Test("Meihekou is out of reach of Tonghua, the prefecture around it")
    func meihekou() throws {
        let tonghua = try #require(federation.node("220500"))
        let covered = tonghua.competence.flatMap(\.regions)
        let meihekou = try code("220581")
        #expect(!covered.contains { federation.tree.lies(meihekou, in: $0) })
        #expect(federation.tree.pool(of: meihekou) == meihekou)
    }

    @Test("Invented nodes say so in their names")
    func marks() {
        for node in federation.nodes where node.role == .fieldOffice || !node.role.isAgency {
            #expect(node.title.chinese.hasSuffix("〔演示〕"), "\(node.name)")
            #expect(node.title.english.hasSuffix("(demo)"), "\(node.name)")
        }
    }
}
