import Testing

@testable import Designation

/// Papers from public acts, and lists.
extension NoticeTests {
    @Test("Suspension, resumption and termination, whole")
    func acts() throws {
        var history = History()
        history.suspend("220100", "2026-03-05", until: "2026-06-01")
        history.resume("220100", "2026-05-01", history.facts[0].reference)
        history.terminate("220100", "2026-07-01", ownRequest: true)
        let writer = writer(CaseWorld(.jilin))
        let party = NoticeWriter.Party(World.hospital, nil)
        let suspension = try writer.act(history.facts[0], of: party)
        #expect(
            suspension.text == """
                中止医疗保障服务协议通知书
                编号：220100〔2026〕中止第1-\(Self.check(history.facts[0]))号

                practice-licence:220100:PDY00001：

                　　经查实，你单位有应予处理的情形：N42(1)。
                　　自2026年3月5日起至2026年5月31日止，中止你单位的医疗保障服务协议（practice-licence:220100:PDY00001）。
                　　中止之前发生的费用照常结算；中止期间发生的费用不予结算，急诊、抢救的费用按规定办理。
                　　本决定按规定同时及于其他统筹地区的，不另行通知，以定点登记为准。
                　　对本决定有异议的，可向本机构提出说明，也可请同级医疗保障行政部门协调处理，或者依法申请行政复议、提起诉讼。

                依据：
                　　《医疗机构医疗保障定点管理暂行办法》（国家医疗保障局令第2号）第42条

                登记事项：
                　　\(history.facts[0].reference)

                演示区医保中心
                2026年3月5日
                （盖章）

                """)
        let resumption = try writer.act(
            history.facts[1], of: party, lifting: history.facts[0])
        #expect(
            resumption.paragraphs.first
                == "自2026年5月1日起，2026年3月5日起的中止结束，你单位的医疗保障服务协议"
                + "（practice-licence:220100:PDY00001）恢复履行。")
        #expect(
            resumption.references
                == [history.facts[1].reference.description, history.facts[0].reference.description])
        let termination = try writer.act(history.facts[2], of: party)
        #expect(termination.title == "解除医疗保障服务协议通知书")
        #expect(termination.paragraphs.first == "根据你单位的申请：N43(2)。")
        #expect(termination.paragraphs[1].hasPrefix("自2026年7月1日起，解除"))
        #expect(termination.text.contains("中止期间发生的除外"), "N42 ¶1: those are not paid")
    }

    @Test("P31: a pharmacy's papers speak of no emergencies; who asks to stop reads for how long")
    func pharmacyAndOwnRequest() throws {
        var history = History()
        history.type = .pharmacy
        history.suspend("220100", "2026-03-05")
        history.terminate("220100", "2026-07-01")
        history.suspend("220100", "2026-08-03", ownRequest: true)
        history.suspend("220100", "2026-08-04", until: "2026-09-01", ownRequest: true)
        let writer = writer(CaseWorld(.jilin))
        let party = NoticeWriter.Party(World.institution("drug-licence:220100:CB1"), nil)
        let texts = try history.facts.map { try writer.act($0, of: party).text }
        #expect(texts.allSatisfy { !$0.contains("急诊") })
        #expect(texts[0].contains("期间发生的费用不予结算。"))
        #expect(texts[1].contains("此后发生的费用不予结算。"))
        #expect(texts.map { $0.contains("中止时间原则上不超过180日") } == [false, false, true, false])
        #expect(texts[2].contains("自动终止"))
    }

    static func check(_ fact: Fact) -> String {
        let digits = String(fact.reference.leafPrefix, radix: 16)
        return String((String(repeating: "0", count: 32 - digits.count) + digits).prefix(4))
    }

    // MARK: Lists

    @Test("The public notice: its days, its lines, in the order of the licences")
    func publicNotice() throws {
        var world = listed()
        world.step(.accepted, "2026-03-02")
        world.assess("2026-03-10")
        world.step(.noticeOpened, "2026-03-11") { $0.until = World.day("2026-03-18") }
        let line = try #require(NoticeWriter.Noticed(try world.state("2026-03-11"), Self.party))
        let document = try writer(world).publicNotice([line])
        #expect(document.addressee.isEmpty)
        #expect(document.paragraphs.first?.hasSuffix("2026年3月11日至2026年3月18日。") == true)
        #expect(
            document.table?.rows == [
                ["1", Self.facts.name, "演示路1号", "门诊、住院", "\(World.hospital)"]
            ])
        #expect(throws: NoticeWriter.Problem.nothingToPrint(.publicNotice)) {
            try writer(world).publicNotice([])
        }
    }

    @Test("Both lists name the places with their own services (S2 22, S2 23; N9, N11)")
    func places() throws {
        var world = listed()
        world.step(.received, "2026-03-02") {
            $0.services = [.outpatient, .inpatient]
            $0.sites = ["甲院", "乙院"]
        }
        world.step(.accepted, "2026-03-02")
        world.assess("2026-03-10") {
            $0.results = [
                SiteResult(site: "甲院", passed: true),
                SiteResult(site: "乙院", services: [.outpatient], passed: true),
                SiteResult(site: "乙院", services: [.inpatient], passed: false),
            ]
        }
        world.step(.noticeOpened, "2026-03-11") { $0.until = World.day("2026-03-18") }
        let noticed = try #require(
            NoticeWriter.Noticed(try world.state("2026-03-11"), Self.party))
        let notice = try #require(try writer(world).publicNotice([noticed]).table)
        #expect(notice.header[3...4] == ["服务类别", "执业地点（服务类别）"])
        // Inpatient passed at one place alone, and is not told for both.
        #expect(notice.rows[0][3...4] == ["门诊", "甲院（门诊、住院）；乙院（门诊）"])

        var line = NoticeWriter.Published(
            Self.party, services: [.outpatient, .inpatient], scope: .basic,
            from: World.day("2026-03-02"), through: World.day("2027-03-01"),
            event: EventReference(origin: "o", index: 7, leafPrefix: 0))
        func row() throws -> [String] {
            let list = try writer(world).publishedList(
                [line], isTerminated: false, region: World.code("222401"), author: "node",
                on: World.day("2026-03-09"))
            return try #require(list.table?.rows.first)
        }
        #expect(try row()[3] == "门诊、住院")
        line.places = ServedPlace.places(of: [
            Coverage(sites: [], services: [.inpatient]),
            Coverage(sites: ["村卫生室"], services: [.outpatient]),
        ])
        #expect(try row()[3...4] == ["见各执业地点", "执业许可所载地点（住院）；村卫生室（门诊）"])
    }

    @Test("The published list gives the phone only where the edition asks for it (S2 22)")
    func publishedList() throws {
        let event = EventReference(origin: "o", index: 7, leafPrefix: 0)
        let line = NoticeWriter.Published(
            Self.party, services: [.outpatient], scope: .basic, from: World.day("2026-03-02"),
            through: World.day("2027-03-01"), event: event)
        func list(_ publish: String, isTerminated: Bool = false) throws -> NoticeDocument {
            var world = CaseWorld(.jilin)
            world.extra = [
                ("CN", "publish", publish, "2021-02-01"),
                ("CN", "terminations-published", "yes", "2021-02-01"),
            ]
            return try writer(world).publishedList(
                [line], isTerminated: isTerminated, region: World.code("222401"), author: "node",
                on: World.day("2026-03-09"))
        }
        let plain = try list("name, address")
        #expect(plain.number == "node〔2026〕公布第0309-222401-0000号")
        #expect(plain.table?.header == ["序号", "机构名称", "地址", "服务类别", "协议期"])
        #expect(
            plain.table?.rows == [
                ["1", Self.facts.name, "演示路1号", "门诊", "2026年3月2日至2027年3月1日"]
            ])
        let phone = try list("name, address, phone")
        #expect(phone.table?.header[3] == "服务电话")
        #expect(phone.table?.rows[0][3] == "010-1")
        let ended = try list("name, address", isTerminated: true)
        #expect(ended.table?.header == ["序号", "机构名称", "地址", "解除日期"])
        #expect(ended.paragraphs == ["下列医药机构的医疗保障服务协议已经解除，现予公布。"])
    }

    @Test(
        "Articles in words",
        arguments: [
            ("9 ¶2", "第9条第2款"), ("43(1)", "第43条第（1）项"), ("12", "第12条"),
            ("六(二)", "六(二)"), ("", ""), ("附件1", "附件1"), ("七 ¶3", "七第3款"),
        ])
    func articles(article: String, words: String) {
        #expect(NoticeWords.article(article) == words)
    }
}
