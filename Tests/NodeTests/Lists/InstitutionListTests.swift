import Designation
import Testing

@testable import Node

/// A small tree: a city with two counties.
private let tree: RegionTree = {
    let rows: [(String, String, String?)] = [
        ("220000", "吉林省", nil), ("220100", "长春市", "220000"), ("220104", "朝阳区", "220100"),
        ("220113", "九台区", "220100"),
    ]
    return RegionTree(
        rows.compactMap { code, name, parent in
            guard let region = RegionCode(code) else { return nil }
            return Region(
                code: region, nameChinese: name, nameEnglish: code, level: .county,
                kind: .division, parent: parent.flatMap { RegionCode($0) }, pool: region,
                unit: region)
        })
}()

private func parse(_ text: String) throws -> InstitutionList {
    try InstitutionList.parse(Array(text.utf8), in: tree)
}

private let header =
    "scheme,region,number,name,type,place,address,phone,"
    + "national_code,social_credit_code,level"

@Suite("Lists of institutions")
struct InstitutionListTests {
    @Test("A row with a licence becomes an institution with that identity")
    func plainRow() throws {
        let row = "practice-licence,220100,pdy-0001 ２,甲医院,hospital,220104,某路1号,0431,,,三级甲等"
        let list = try parse(header + "\n" + row + "\n")
        let found = try #require(list.institutions.first)
        #expect(found.id.description == "practice-licence:220100:PDY00012")
        #expect(found.facts.type == .medical)
        #expect(found.facts.place == RegionCode("220104"))
        #expect(found.level == "三级甲等")
        #expect(!found.isProvisional)
        #expect(found.warnings.isEmpty)
        #expect(list.encoding == .utf8)
    }

    @Test("Published lists without licence numbers get stable provisional identities")
    func provisional() throws {
        let text = """
            province_code,province,city_code,city,county,name,level,address,tel
            220000,吉林省,220100,长春市,朝阳区,虚构医院,三级甲等,虚构路 1 号,
            220000,吉林省,220100,长春市,长春市九台区,虚构诊所,,,
            220000,吉林省,220100,长春市,别处,虚构卫生院,,,
            220000,吉林省,220100,长春市,长春市,虚构药店,,,
            """
        let list = try parse(text)
        #expect(list.institutions.count == 4)
        #expect(list.summary.provisional == 4)
        #expect(list.summary.warnings == [.unknownCounty: 1])
        #expect(list.institutions[1].facts.place == RegionCode("220113"))
        #expect(list.institutions[2].facts.place == RegionCode("220100"))
        let first = try #require(list.institutions.first)
        #expect(first.id.scheme == .listEntry)
        #expect(first.id.issuer == RegionCode("220100"))
        #expect(first.id.number.utf8.count == 12)
        #expect(first.facts.place == RegionCode("220104"))
        #expect(list.institutions.last?.facts.type == .pharmacy)
        #expect(list.institutions.last?.facts.place == RegionCode("220100"))
        // Blanks and full-width forms do not make another institution.
        let other = ListedInstitution.provisionalID(
            name: "虚构 医院", address: "虚构路１号", issuer: first.id.issuer)
        #expect(other == first.id)
    }

    @Test("The provisional number is the beginning of a SHA-256")
    func provisionalNumber() throws {
        let issuer = try #require(RegionCode("220100"))
        let id = ListedInstitution.provisionalID(name: "a", address: "b", issuer: issuer)
        // printf 'a\nb' | sha256sum
        #expect(id?.number == "7E18F737311B")
    }

    @Test(
        "Chinese headings, byte-order mark and Windows line ends", arguments: ["\n", "\r\n", "\r"])
    func headings(lineEnd: String) throws {
        let rows = [
            "证照类型,发证地区,许可证号,机构名称,机构类型,地址,统一社会信用代码",
            "药品经营许可证,220100,CB2201234,虚构大药房,药店,\"一路1号,二楼\",",
        ]
        let text = "\u{FEFF}" + rows.joined(separator: lineEnd) + lineEnd
        let list = try parse(text)
        let found = try #require(list.institutions.first)
        #expect(list.encoding == .utf8WithMark)
        #expect(found.id.description == "drug-licence:220100:CB2201234")
        #expect(found.facts.address == "一路1号,二楼")
        #expect(list.damagedCount == 0)
    }

    @Test("GB 18030 is recognised, two- and four-byte characters included")
    func gb18030() throws {
        // 名称,市代码 / 虚构医院,220100 / 㐂医院 with a four-byte character, 220100
        let bytes: [UInt8] =
            [0xC3, 0xFB, 0xB3, 0xC6, 0x2C, 0xCA, 0xD0, 0xB4, 0xFA, 0xC2, 0xEB, 0x0D, 0x0A]
            + [0xD0, 0xE9, 0xB9, 0xB9, 0xD2, 0xBD, 0xD4, 0xBA] + Array(",220100\r\n".utf8)
            + [0x81, 0x39, 0xEF, 0x31, 0xD2, 0xBD, 0xD4, 0xBA] + Array(",220100\r\n".utf8)
        let list = try InstitutionList.parse(bytes, in: tree)
        #expect(list.encoding == .gb18030)
        #expect(list.institutions.first?.facts.name == "虚构医院")
        #expect(list.institutions.last?.facts.name == "㐂医院")
        #expect(list.institutions.count == 2)
    }

    @Test("Damaged bytes cost their row only and leave the encoding alone")
    func damagedBytes() throws {
        var bytes = Array("name,city_code,address\n好医院,220100,一\n".utf8)
        bytes += [0xE5, 0xA5] + Array("坏医院,220100,二\n".utf8)
        bytes += Array("又一医院,220100,三\n".utf8)
        let list = try InstitutionList.parse(bytes, in: tree)
        #expect(list.encoding == .utf8)
        #expect(list.institutions.map(\.facts.name) == ["好医院", "又一医院"])
        #expect(list.damaged == [DamagedRow(line: 3, reason: .invalidBytes(column: "name"))])
    }

    @Test("Doubled rows are reported and kept once")
    func doubled() throws {
        let row = "practice-licence,220100,A1,甲医院,hospital,220104,,,,,"
        let other = "practice-licence,220100,a-1,乙医院,hospital,220104,,,,,"
        let list = try parse([header, row, "", row, other].joined(separator: "\n"))
        #expect(list.institutions.count == 1)
        #expect(list.doubled.map(\.line) == [4, 5])
        #expect(list.doubled.map(\.firstLine) == [2, 2])
        #expect(list.doubled.map(\.differs) == [false, true])
    }

    @Test("Quoted fields may hold commas, quotes and line ends; lines are counted through")
    func quoted() throws {
        let rows = [
            "name,city_code,address",
            "\"引号\"\"医院\"\"\",220100,\"一楼\r\n二楼\"",
            "丙医院,220100",
            "丁医院,220100,x",
        ]
        let list = try parse(rows.joined(separator: "\r\n"))
        #expect(list.institutions.map(\.facts.name) == ["引号\"医院\"", "丁医院"])
        #expect(list.institutions.first?.facts.address == "一楼 二楼")
        #expect(
            list.damaged == [DamagedRow(line: 4, reason: .fieldCount(found: 2, expected: 3))])
    }

    @Test("A lost quote costs one row, not the rest of the list")
    func lostQuote() throws {
        let rows = ["name,city_code", "\"甲医院,220100", "乙医院,220100", "\"丙\"x,220100", "丁医院,220100"]
        let list = try parse(rows.joined(separator: "\n"))
        #expect(list.institutions.map(\.facts.name) == ["乙医院", "丁医院"])
        #expect(list.damaged.map(\.line) == [2, 4])
    }

    @Test("Rows, fields and columns have bounds")
    func bounds() throws {
        let long = String(repeating: "x", count: 70_000)
        let many = String(repeating: ",", count: 300)
        let list = try parse("name,city_code\n\(long),220100\n甲医院,220100\n\(many)\n\"\(long)")
        #expect(list.institutions.count == 1)
        #expect(
            list.damaged.map(\.reason) == [
                .tooLong(limitByteCount: 65_536), .tooManyFields(limit: 256),
                .tooLong(limitByteCount: 65_536),
            ])
        #expect(throws: ListError.headerDamaged(.tooManyFields(limit: 256))) {
            try parse(many)
        }
    }

    @Test(
        "Rows that cannot be identified say why",
        arguments: [
            (",,,甲医院,,,,,,,", DamagedRow.Reason.invalidRegion(column: "city_code")),
            ("practice-licence,220100,,甲医院,,,,,,,", .incompleteIdentity),
            ("none,220100,1,甲医院,,,,,,,", .unknownScheme),
            ("practice-licence,220100,长1,甲医院,,,,,,,", .invalidNumber),
            ("practice-licence,220100,1, ,,,,,,,", .emptyName),
            ("practice-licence,220100,1,甲\u{7}医院,,,,,,,", .controlCharacter(column: "name")),
            ("practice-licence,220100,1,甲医院,,??,,,,,", .invalidRegion(column: "place")),
            ("practice-licence,220100,1,甲医院,,220,,,,,", .cutRegion(column: "place")),
            ("practice-licence,2201,1,甲医院,,220104,,,,,", .cutRegion(column: "region")),
            ("practice-licence,220100,1,甲医院,,999999,,,,,", .unknownPlace(column: "place")),
            ("practice-licence,999999,1,甲医院,,,,,,,", .unknownPlace(column: "region")),
            ("practice-licence,220100,1,甲医院,,22", .cutOff(found: 6, expected: 11)),
        ])
    func damagedRows(row: String, reason: DamagedRow.Reason) throws {
        let list = try parse(header + "\n" + row)
        #expect(list.institutions.isEmpty)
        #expect(list.damaged == [DamagedRow(line: 2, reason: reason)])
    }

    @Test("Only the last row can be cut off with the file, and only where its line end is missing")
    func cutOff() throws {
        let list = try parse("name,city_code,address\n甲医院,220100\n乙医院,220100\n")
        #expect(
            list.damaged.map(\.reason) == [
                .fieldCount(found: 2, expected: 3), .fieldCount(found: 2, expected: 3),
            ])
    }

    @Test("A place with a code of the federation's own that the tree lacks is warned about once")
    func ownCodes() throws {
        let list = try parse("name,city_code\n甲医院,LOCAL-CBS\n乙医院,220100\n")
        #expect(list.damaged.isEmpty)
        #expect(list.institutions.first?.warnings == [.unknownRegion])
        #expect(list.summary.warningLines == [.unknownRegion: [2]])
    }

    @Test("Codes with faults are warned about and kept, each kind with its lines")
    func warnings() throws {
        let rows = [
            header,
            "practice-licence,220100,1,甲医院,hospital,220104,,,H32039900001,91350100M000100Y44,",
            "practice-licence,220100,2,乙医院,mill,220104,,,X1,12,",
            "practice-licence,999999,3,丙医院,hospital,220104,,,H22010400001,91350100M000100Y43,",
        ]
        let list = try parse(rows.joined(separator: "\n"))
        let found = list.institutions
        #expect(list.summary.warnings[.unknownRegion] == 1)
        #expect(list.summary.warningLines[.unknownRegion] == [4])
        #expect(list.summary.warningLines[.unknownKind] == [3])
        #expect(
            found.map(\.warnings) == [
                [.creditCodeCheckDigit, .nationalCodeArea],
                [.unknownKind, .creditCodeForm, .nationalCodeForm],
                [.unknownRegion],
            ])
        #expect(found.first?.facts.nationalCode == "H32039900001")
    }

    @Test("What is no list is refused as a whole")
    func refused() throws {
        #expect(throws: ListError.empty) { try parse("") }
        #expect(throws: ListError.empty) { try parse("\u{FEFF}\r\n\r\n") }
        #expect(throws: ListError.headerNotRecognised) { try parse("a,b\n1,2\n") }
        #expect(throws: ListError.columnTwice("name")) { try parse("name,机构名称\n") }
        #expect(throws: ListError.unsupportedEncoding) {
            try InstitutionList.parse([0xFF, 0xFE, 0x41, 0x00], in: tree)
        }
        #expect(throws: ListError.unreadable(errorNumber: 2)) {
            try InstitutionList.read("/nonexistent/list.csv", in: tree)
        }
        #expect(throws: ListError.unreadable(errorNumber: 0)) {
            try InstitutionList.read("/dev/null", in: tree)
        }
    }

    @Test("A saved list reads back the same, with and without the mark", arguments: [true, false])
    func roundTrip(withMark: Bool) throws {
        let rows = [
            header, "practice-licence,220100,1,\"甲,\"\"医院\",hospital,220104,\"一\n二\",,,,三级甲等",
            "list-entry,220100,ABCDEF012345,乙医院,clinic,220113,,,,,",
        ]
        let list = try parse(rows.joined(separator: "\n"))
        #expect(list.institutions.count == 2)
        let bytes = InstitutionListWriter(writesByteOrderMark: withMark).bytes(list.institutions)
        #expect(bytes.starts(with: ListEncoding.mark) == withMark)
        var again = try InstitutionList.parse(bytes, in: tree).institutions
        var before = list.institutions
        for index in before.indices { before[index].line = 0 }
        for index in again.indices { again[index].line = 0 }
        #expect(again == before)
    }

    @Test("No series of bytes stops the reader or makes it lose count")
    func arbitraryBytes() throws {
        let pieces: [[UInt8]] = [
            [0x22], [0x22, 0x22], [0x2C], [0x0A], [0x0D], [0x0D, 0x0A], [0x41], [0xE5, 0x8C, 0xBB],
            [0x81], [0x30], Array("220100".utf8),
        ]
        for seed in UInt64(1)...300 {
            var generator = SplitMix64(seed: seed)
            var bytes = Array("name,city_code\n".utf8)
            for _ in 0..<generator.below(80) { bytes += pieces[generator.below(pieces.count)] }
            let list = try InstitutionList.parse(bytes, in: tree)
            let lines = bytes.count { $0 == 0x0A || $0 == 0x0D } + 1
            let last = list.damaged.map(\.line).max() ?? 0
            #expect(last <= lines, "seed \(seed)")
            #expect(list.institutions.allSatisfy { !$0.facts.name.isEmpty }, "seed \(seed)")
        }
    }
}
