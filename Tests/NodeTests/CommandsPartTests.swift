import Designation
import Messages
import Testing

@testable import Node

/// Departments, persons, sites and funds, from an act file to the answer.
@Suite("Parts of an institution by the commands")
struct CommandsPartTests {
    private func agreement(_ more: String = "") -> String {
        """
        officer: tester
        acts:
          - {act: register, institution: "\(CommandsWorld.hospital)", region: "222401", name: 演示医院,
             type: medical, kind: hospital, place: "222401", effective: 2026-01-01}
          - {act: sign, as: agreement, institution: "\(CommandsWorld.hospital)", region: "222401",
             effective: 2026-01-01, until: 2027-01-01, services: [outpatient]\(more)}

        """
    }

    @Test("A person is restricted, asked about, lifted; others serve on")
    func person() async throws {
        let world = try await CommandsWorld()
        let hospital = CommandsWorld.hospital
        let result = try await world.city.settled(
            agreement() + """
                  - {act: restrict, as: stop, institution: "\(hospital)", region: "222401",
                     person: d2224-01000001, cause: 测试, effective: 2026-02-01, until: 2027-02-01,
                     basis: [N 45]}
                  - expect: {institution: "\(hospital)", region: "222401", on: 2026-02-01,
                     person: D222401000001, status: suspended, settleable: no}
                  - expect: {institution: "\(hospital)", region: "222401", on: 2026-02-01,
                     person: D222401000002, status: designated, settleable: yes}
                  - {act: lift, institution: "\(hospital)", region: "222401", restriction: stop,
                     effective: 2026-04-01, basis: [N 46]}
                  - expect: {institution: "\(hospital)", region: "222401", on: 2026-04-01,
                     person: D222401000001, status: designated}
                """)
        #expect(result.json.contains("\"expectations\":3"))
        let asked = try await world.city.run(
            "status", [hospital],
            options: ["region": "222401", "on": "2026-03-01", "person": "D222401000001"])
        #expect(asked.text.contains("suspended"))
        #expect(asked.text.contains("D222401000001"))
        #expect(asked.json.contains("\"rule\":\"restricted\""))
        let unnamed = try await world.city.run(
            "status", [hospital], options: ["region": "222401", "on": "2026-03-01"])
        #expect(unnamed.json.contains("\"settleable\":true"))
        #expect(unnamed.json.contains("\"part\":\"person\""))
        let name = try await world.city.run(
            "status", [hospital], options: ["region": "222401", "person": "张三"])
        #expect(name.exit != 0)
        #expect(name.error.contains("never a name"))
    }

    @Test("A name in an act file is refused with its line; so is more than one part, and none")
    func refused() throws {
        func error(_ keys: String) -> ConfigurationError? {
            #expect(throws: ConfigurationError.self) {
                try ActFile(
                    name: "acts.yaml",
                    bytes: Array(
                        "- {act: restrict, institution: \"practice-licence:1:1\", region: \"1\", cause: x\(keys)}"
                            .utf8), today: BackendWorld.today)
            }
        }
        #expect(error(", person: 张三")?.description.contains("never a name") == true)
        #expect(error(", person: D1, site: 东院")?.description.contains("one of") == true)
        for part in ["department", "person", "site"] {
            #expect(error("")?.description.contains(part) == true)
        }
        let backwards = error(", site: 东院, effective: 2026-03-01, until: 2026-03-01")
        #expect(backwards?.description.contains("a day after the first") == true)
        #expect(error(", site: 东院, until: 2026-03-02")?.description.contains("after") == true)
    }

    @Test("Sites of an agreement; a change names fewer")
    func sites() async throws {
        let world = try await CommandsWorld()
        let hospital = CommandsWorld.hospital
        let result = try await world.city.settled(
            agreement(", sites: [东院, 西院]") + """
                  - {act: change, institution: "\(hospital)", region: "222401", agreement: agreement,
                     services: [outpatient], sites: [东院], effective: 2026-02-01}
                expect:
                  - {institution: "\(hospital)", region: "222401", on: 2026-01-31, site: 西院,
                     status: designated}
                  - {institution: "\(hospital)", region: "222401", on: 2026-02-01, site: 西院,
                     status: not-designated, settleable: no}
                  - {institution: "\(hospital)", region: "222401", on: 2026-02-01, site: 东院,
                     status: designated}
                """)
        #expect(result.json.contains("\"expectations\":3"))
    }

    @Test("A county's community names each of its village clinics (S2 23(3)(4))")
    func villageClinics() async throws {
        let world = try await CommandsWorld()
        let hospital = CommandsWorld.hospital
        func clinics(_ count: Int) -> String {
            ", sites: ["
                + (1...count).map { "延吉市演示镇第\($0)村卫生室" }.joined(separator: ", ") + "]"
        }
        let most = Agreement.maximumSiteCount
        let result = try await world.city.settled(
            agreement(clinics(most)) + """
                expect:
                  - {institution: "\(hospital)", region: "222401", on: 2026-01-31,
                     site: 延吉市演示镇第1村卫生室, status: designated}
                  - {institution: "\(hospital)", region: "222401", on: 2026-01-31,
                     site: 延吉市演示镇第\(most)村卫生室, status: designated}
                  - {institution: "\(hospital)", region: "222401", on: 2026-01-31,
                     site: 延吉市演示镇第\(most + 1)村卫生室, status: not-designated}
                """)
        #expect(result.json.contains("\"expectations\":3"))
        #expect(throws: ConfigurationError.self) {
            try ActFile(
                name: "acts.yaml", bytes: Array(agreement(clinics(most + 1)).utf8),
                today: BackendWorld.today)
        }
    }

    /// A member of a community or a village clinic may have a licence and a code of its own.
    @Test("Asked by its own licence or code, a place points to the agreement that names it")
    func siteOfAnother() async throws {
        let world = try await CommandsWorld()
        let hospital = CommandsWorld.hospital
        let clinic = "practice-licence:222401:PDYVILLAGE1"
        _ = try await world.city.settled(
            agreement(", sites: [本部, \"\(clinic)\"], basis: [S2 23(4)]") + """
                  - {act: register, institution: "\(clinic)", region: "222401", name: 演示村卫生室,
                     type: medical, kind: village-clinic, place: "222401", effective: 2026-01-01,
                     national-code: H22240100123}
                  - {act: change, institution: "\(hospital)", region: "222401", agreement: agreement,
                     services: [outpatient], sites: [本部], effective: 2026-03-01}
                """)
        for name in [clinic, "H22240100123"] {
            let asked = try await world.city.run(
                "status", [name],
                options: ["region": "222401", "on": "2026-02-01", "explain": "yes"])
            #expect(asked.json.contains("\"status\":\"not-designated\""))
            #expect(asked.json.contains("\"settleable\":false"))
            #expect(asked.json.contains("\"siteOf\":[{"))
            #expect(asked.json.contains("\"institution\":\"\(hospital)\""))
            #expect(asked.json.contains("\"until\":\"2026-03-01\""))
            #expect(asked.json.contains("\"kind\":\"site-of\""))
            #expect(!asked.json.contains("\"kind\":\"no-agreement\""))
            #expect(asked.text.contains("--site \(clinic)"))
        }
        // Without the chain, too; and no more once the agreement names it no longer.
        let short = try await world.city.run(
            "status", [clinic], options: ["region": "222401", "on": "2026-02-01"])
        #expect(short.text.contains(hospital))
        let later = try await world.city.run(
            "status", [clinic], options: ["region": "222401", "on": "2026-03-01", "explain": "yes"])
        #expect(!later.json.contains("siteOf"))
        #expect(later.json.contains("\"kind\":\"no-agreement\""))
    }

    @Test("A request to resume keeps the agreement past its maximum until it is refused")
    func resumption() async throws {
        let world = try await CommandsWorld()
        let hospital = CommandsWorld.hospital
        let result = try await world.city.settled(
            agreement() + """
                  - {act: suspend, as: pause, institution: "\(hospital)", region: "222401",
                     own-request: yes, cause: 装修, effective: 2026-01-10}
                  - expect: {institution: "\(hospital)", region: "222401", on: 2026-07-10, status: ended}
                  - {act: request-resumption, as: asked, institution: "\(hospital)", region: "222401",
                     suspension: pause, effective: 2026-02-20}
                  - expect: {institution: "\(hospital)", region: "222401", on: 2026-07-10,
                     status: suspended, review: resumption-undecided}
                  - {act: refuse-resumption, institution: "\(hospital)", region: "222401",
                     request: asked, effective: 2026-08-01}
                  - expect: {institution: "\(hospital)", region: "222401", on: 2026-07-31, status: suspended}
                  - expect: {institution: "\(hospital)", region: "222401", on: 2026-08-01, status: ended}
                """)
        #expect(result.json.contains("\"expectations\":4"))
    }

    @Test("The fund may be named; where it is not and funds differ, each is listed")
    func funds() async throws {
        let world = try await CommandsWorld()
        let hospital = CommandsWorld.hospital
        _ = try await world.city.settled(
            agreement(", scope: personal-account") + """
                  - {act: sign, institution: "\(hospital)", region: "222401", effective: 2026-01-01,
                     until: 2026-02-01, services: [outpatient], scope: pooled-fund}
                expect:
                  - {institution: "\(hospital)", region: "222401", on: 2026-03-01, settleable: no}
                  - {institution: "\(hospital)", region: "222401", on: 2026-03-01,
                     scope: personal-account, settleable: yes}
                """)
        let options = ["region": "222401", "on": "2026-03-01"]
        let plain = try await world.city.run("status", [hospital], options: options)
        #expect(plain.text.contains("pooled fund"))
        #expect(plain.json.contains("\"settleable\":false"))
        #expect(plain.json.contains("\"scope\":\"personal-account\""))
        let named = try await world.city.run(
            "status", [hospital],
            options: options.merging(["scope": "personal-account"]) { $1 })
        #expect(named.json.contains("\"settleable\":true"))
        let odd = try await world.city.run(
            "status", [hospital], options: options.merging(["scope": "purse"]) { $1 })
        #expect(odd.error.contains("--scope"))
    }
}
