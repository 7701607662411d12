import Designation
import Foundation

/// Scenes of an ordinary day: signing here and there, a suspension that is in force everywhere.
extension DemoDay {
    var today: String { LegalDate(unixMilliseconds: SystemClock.milliseconds()).description }
    var nextYear: String {
        LegalDate(unixMilliseconds: SystemClock.milliseconds()).adding(months: 12).description
    }

    static let changchunHospital = "practice-licence:220102:DEMO2026CHANGCHUN01"
    static let yanjiClinic = "practice-licence:222401:DEMO2026YANJI01"
    static let tianningClinic = "practice-licence:320402:DEMO2026TIANNING01"
    static let kunmingHospital = "practice-licence:530102:DEMO2026KUNMING01"
    static let chaoyangPharmacy = "drug-licence:222401:DEMO2026CHAOYANG01"
    static let xinbeiClinic = "practice-licence:320411:DEMO2026XINBEI01"
    static let rongchengClinic = "practice-licence:371082:DEMO2026RONGCHENG01"

    /// The acts that register an institution and sign an agreement.
    func signing(
        _ institution: String, name: String, type: String, kind: String, place: String,
        region: String, services: String, basis: String
    ) -> String {
        """
        acts:
          - {act: register, as: registered, institution: "\(institution)", region: "\(place)",
             effective: \(today), name: "〔演示〕\(name)", type: \(type), kind: \(kind),
             place: "\(place)", demonstration: true, basis: [\(basis)]}
          - {act: sign, as: signed, institution: "\(institution)", region: "\(region)",
             effective: \(today), from: \(today), until: \(nextYear), services: [\(services)],
             scope: basic, basis: [\(basis)]}
        """
    }

    /// What later scenes need: institutions that are designated in the morning.
    func prepare() async throws {
        try await keepOldCopy()
        say("早晨：演示用机构已签约。 Morning: the institutions of this day are signed.")
        _ = try await client.command(
            "222401.chaoyangchuan", LocalCommand("sync", options: ["once": "yes"]))
        _ = try await client.record(
            "530100",
            signing(
                Self.kunmingHospital, name: "昆明综合医院", type: "medical", kind: "hospital",
                place: "530102", region: "530100", services: "outpatient, inpatient",
                basis: "N 10"))
        _ = try await client.record(
            "532500",
            """
            acts:
              - {act: sign, institution: "\(Self.kunmingHospital)", region: "532500",
                 effective: \(today), from: \(today), until: \(nextYear),
                 services: [outpatient, inpatient], scope: basic, basis: [N 10]}
            """)
        _ = try await client.record(
            "222401",
            signing(
                Self.chaoyangPharmacy, name: "朝阳川药店", type: "pharmacy", kind: "pharmacy",
                place: "222401", region: "222401", services: "purchase", basis: "P 9"))
        _ = try await client.record(
            "371082",
            signing(
                Self.rongchengClinic, name: "荣成门诊部", type: "medical", kind: "clinic",
                place: "371082", region: "371082", services: "outpatient", basis: "S3 4"))
        _ = try await client.record(
            "320411",
            signing(
                Self.xinbeiClinic, name: "新北门诊部", type: "medical", kind: "clinic",
                place: "320411", region: "320411", services: "outpatient", basis: "S4 3"))
        await expect("530000", Self.kunmingHospital, "532500", "designated")
        await expect("320400", Self.xinbeiClinic, "320411", "designated")
        await expect("222400", Self.chaoyangPharmacy, "222401", "designated")
        await expect("371000", Self.rongchengClinic, "371082", "designated")
        _ = try await client.command(
            "222401.chaoyangchuan", LocalCommand("sync", options: ["once": "yes"]))
        await expect("222401.chaoyangchuan", Self.chaoyangPharmacy, "222401", "designated")
        say("    朝阳川服务站从现在起断网。 The Chaoyangchuan office is cut off from now on.")
    }

    func sameCity() async throws {
        scene(
            1, "同城互认：长春评估并签约，省本级采用其结果后签约（S2 第七条）",
            "Same city: Changchun assesses and signs, the provincial level uses the result (S2 7)")
        let hospital = Self.changchunHospital
        let first = try await client.record(
            "220100",
            """
            acts:
              - {act: register, institution: "\(hospital)", region: "220102",
                 effective: \(today), name: "〔演示〕长春南关综合医院", type: medical,
                 kind: hospital, place: "220102", demonstration: true, basis: [S2 23]}
              - {act: assess, as: assessed, institution: "\(hospital)", region: "220100",
                 effective: \(today), passed: yes, services: [outpatient, inpatient],
                 basis: [S2 18]}
              - {act: sign, institution: "\(hospital)", region: "220100", effective: \(today),
                 from: \(today), until: \(nextYear), services: [outpatient, inpatient],
                 scope: basic, rests-on: assessed, basis: [S2 22]}
            """)
        await expect("220100", hospital, "220100", "designated")
        await expect("220000", hospital, "220100", "designated")
        guard let assessed = first["assessed"] else { return check(false, "评估", "assessment") }
        _ = try await client.record(
            "220000",
            """
            acts:
              - {act: recognise, as: recognised, institution: "\(hospital)", region: "229900",
                 effective: \(today), assessment: "\(assessed)",
                 services: [outpatient, inpatient], basis: [S2 7]}
              - {act: sign, institution: "\(hospital)", region: "229900", effective: \(today),
                 from: \(today), until: \(nextYear), services: [outpatient, inpatient],
                 scope: basic, rests-on: recognised, basis: [S2 22]}
            """)
        await expect("220000", hospital, "229900", "designated")
        await expect("220100", hospital, "229900", "designated")
    }

    func delegated() async throws {
        scene(
            2, "延吉依延边授权签约（S2 第六条）", "Yanji signs under Yanbian's delegation (S2 6)")
        _ = try await client.record(
            "222401",
            signing(
                Self.yanjiClinic, name: "延吉门诊部", type: "medical", kind: "clinic",
                place: "222401", region: "222401", services: "outpatient", basis: "S2 6"))
        await expect("222401", Self.yanjiClinic, "222401", "designated")
        await expect("222400", Self.yanjiClinic, "222401", "designated")
        await expect("220000", Self.yanjiClinic, "222401", "designated")
    }

    func cityWide() async throws {
        scene(
            3, "常州天宁区签约，全市各区均有效（S4：一地定点，全市互认）",
            "Tianning signs, all of Changzhou shows it (S4: designated once, valid city-wide)")
        _ = try await client.record(
            "320402",
            signing(
                Self.tianningClinic, name: "天宁门诊部", type: "medical", kind: "clinic",
                place: "320402", region: "320402", services: "outpatient", basis: "S4 3"))
        for node in ["320402", "320411", "320413"] {
            await expect(node, Self.tianningClinic, node, "designated")
        }
        // The city answers for all of its districts, the economic zone among them.
        for region in ["320402", "320404", "320411", "320412", "320413", "320481", "LOCAL-CZJK"] {
            await expect("320400", Self.tianningClinic, region, "designated")
        }
    }

    func everywhere() async throws {
        scene(
            4, "昆明中止协议，其他统筹区同时中止（第二号令第四十四条）",
            "Kunming suspends, every other pool does so at the same moment (Order 2, art. 44)")
        let act = try await client.record(
            "530100",
            """
            acts:
              - {act: suspend, as: suspended, institution: "\(Self.kunmingHospital)",
                 region: "530100", effective: \(today), type: medical, place: "530102",
                 cause: "演示 demonstration", basis: [N 42, N 44]}
            """)
        guard let event = act["suspended"] else { return check(false, "中止", "suspension") }
        events["suspended"] = event
        await expect("530100", Self.kunmingHospital, "530100", "suspended")
        await expect("532500", Self.kunmingHospital, "532500", "suspended")
        await expect("530000", Self.kunmingHospital, "532500", "suspended")
        for node in ["310000", "220100", "371000", "320400"] {
            let took = await client.wait {
                (await self.client.status(node, Self.kunmingHospital, "532500")?
                    .knownSanctionCount ?? 0) > 0
            }
            check(
                took != nil, "节点 \(node) 已知此中止，不予结算",
                "node \(node) knows of it and settles nothing")
        }
        await board(event)
    }

    /// The propagation board of one decision.
    func board(_ event: String) async {
        let path = "/api/v1/propagation/" + event.replacingOccurrences(of: "#", with: "/")
        let online = Set(onlineNodes)
        _ = await client.wait {
            let rows = await self.client.json("exchange", path)?["rows"] as? [[String: Any]] ?? []
            let missing = rows.filter {
                online.contains($0["node"] as? String ?? "") && $0["state"] as? String != "applied"
            }
            return !rows.isEmpty && missing.isEmpty
        }
        let rows = await client.json("exchange", path)?["rows"] as? [[String: Any]] ?? []
        let applied = rows.filter { $0["state"] as? String == "applied" }
        say(
            "    传播榜 Propagation board: \(data.url("exchange"))/propagation/"
                + event.replacingOccurrences(of: "#", with: "/"))
        for row in applied {
            let node = row["node"] as? String ?? ""
            let delay = (row["afterMilliseconds"] as? NSNumber)?.intValue ?? 0
            say("      \(node.padding(toLength: 22, withPad: " ", startingAt: 0)) +\(delay) ms")
        }
        let reached = Set(applied.compactMap { $0["node"] as? String })
        check(
            online.isSubset(of: reached), "所有在线节点都已执行",
            "all online nodes apply it (\(applied.count) of \(rows.count) nodes)")
    }
}
