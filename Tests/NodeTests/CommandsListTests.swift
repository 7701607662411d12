import Designation
import Federation
import Glibc
import Storage
import Testing

@testable import Node

@Suite("Lists of institutions by command")
struct CommandsListTests {
    private static let header = "证照类型,发证地区,证照编号,机构名称,类型,所在地"

    private static func row(_ number: Int, name: String = "延吉医院") -> String {
        "practice-licence,222401,LIST\(number),\(name)\(number),hospital,222401"
    }

    /// "延吉医院" and the header in GB 18030 are made by the system's own converter.
    private static func gb18030(_ text: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            if scalar.isASCII {
                bytes.append(UInt8(scalar.value))
            } else {
                bytes += try #require(table[scalar], "no GB 18030 bytes for a character")
            }
        }
        return bytes
    }

    /// From the table of GB 2312, rows as two bytes each.
    private static let table: [Unicode.Scalar: [UInt8]] = [
        "证": [0xD6, 0xA4], "照": [0xD5, 0xD5], "类": [0xC0, 0xE0], "型": [0xD0, 0xCD],
        "发": [0xB7, 0xA2], "地": [0xB5, 0xD8], "区": [0xC7, 0xF8], "编": [0xB1, 0xE0],
        "号": [0xBA, 0xC5], "机": [0xBB, 0xFA], "构": [0xB9, 0xB9], "名": [0xC3, 0xFB],
        "称": [0xB3, 0xC6], "所": [0xCB, 0xF9], "在": [0xD4, 0xDA], "延": [0xD1, 0xD3],
        "吉": [0xBC, 0xAA], "医": [0xD2, 0xBD], "院": [0xD4, 0xBA],
    ]

    private func load(
        _ bytes: [UInt8], _ world: CommandsWorld, options: [String: String] = [:]
    ) async throws -> CommandResult {
        let path = world.folder.path + "/list.csv"
        try FileSystem.writeDurably(bytes, to: path)
        return try await world.city.run(
            "load", [path],
            options: ["as": "institutions", "officer": "tester"].merging(options) { $1 })
    }

    private func name(_ number: Int, _ world: CommandsWorld) throws -> String? {
        let id = try #require(InstitutionID("practice-licence:222401:LIST\(number)"))
        return world.city.service.core.registry.standing(
            of: id, area: BackendWorld.code("220000")
        ).facts?.name
    }

    @Test("A byte-order mark, GB 18030 and Windows line ends give the same institutions")
    func encodings() async throws {
        let world = try await CommandsWorld()
        let lines = [Self.header, Self.row(1)]
        let marked = ListEncoding.mark + Array(lines.joined(separator: "\r\n").utf8)
        let first = try await load(marked, world)
        #expect(first.exit == 0, "\(first.error)")
        #expect(first.json.contains(#""registered":1"#))
        #expect(try name(1, world) == "延吉医院1")
        let national = try Self.gb18030([Self.header, Self.row(2)].joined(separator: "\n"))
        let second = try await load(national, world)
        #expect(second.json.contains("GB 18030"))
        #expect(try name(2, world) == "延吉医院2")
        let text = try await world.city.run("status", ["LIST2"])
        #expect(text.text.contains("非定点 / not designated"))
    }

    /// The shape of published lists of hospitals: no licence numbers, no kinds, much left empty.
    private static let published = [
        "province_code,province,city_code,city,county,name,level,address,tel",
        "220000,吉林省,222400,222400,222401,虚构第一医院,三级甲等,虚构路 1 号,0433-1234567",
        "220000,吉林省,222400,222400,222401,虚构中医院,,,",
        "220000,吉林省,222400,222400,222401,虚构第一医院,三级甲等,虚构路 1 号,0433-1234567",
        "220000,吉林省,222400,222400,222400,虚构卫生院,,\"虚构路 2 号，东门,西侧\",",
        "220000,吉林省,222400",
        "220000,吉林省,222400,222400,222401,,,,",
        "220000,吉林省,222400,222400,222401,虚构大药房,,,",
    ]

    enum Form: String, CaseIterable, Sendable {
        case plain, marked, windows, markedWindows, national, nationalWindows

        func bytes(_ lines: [String]) throws -> [UInt8] {
            switch self {
            case .plain: Array(lines.joined(separator: "\n").utf8)
            case .marked: ListEncoding.mark + Array(lines.joined(separator: "\n").utf8)
            case .windows: Array((lines.joined(separator: "\r\n") + "\r\n").utf8)
            case .markedWindows:
                ListEncoding.mark + Array((lines.joined(separator: "\r\n") + "\r\n").utf8)
            case .national: try Self.national(lines.joined(separator: "\n") + "\n")
            case .nationalWindows: try Self.national(lines.joined(separator: "\r\n"))
            }
        }

        /// By the system's converter.
        private static func national(_ text: String) throws -> [UInt8] {
            let converter = iconv_open("GB18030", "UTF-8")
            defer { iconv_close(converter) }
            var source = Array(text.utf8).map { CChar(bitPattern: $0) }
            var result = [CChar](repeating: 0, count: source.count * 2)
            var (left, room) = (source.count, result.count)
            let status = source.withUnsafeMutableBufferPointer { input in
                result.withUnsafeMutableBufferPointer { output in
                    var (from, to) = (input.baseAddress, output.baseAddress)
                    return iconv(converter, &from, &left, &to, &room)
                }
            }
            try #require(status == 0 && left == 0, "GB 18030 of the system")
            return result.dropLast(room).map { UInt8(bitPattern: $0) }
        }
    }

    @Test("A published list of hospitals is taken in, in whatever form it was saved")
    func publishedList() async throws {
        let world = try await CommandsWorld()
        for (number, form) in Form.allCases.enumerated() {
            let result = try await load(form.bytes(Self.published), world)
            #expect(result.exit == 0, "\(form): \(result.error)")
            let fresh = number == 0 ? 4 : 0
            for part in [
                #""registered":\#(fresh)"#, #""alreadyRegistered":\#(4 - fresh)"#, #""doubled":1"#,
                #""damaged":2"#,
            ] { #expect(result.json.contains(part), "\(form): \(part) in \(result.json)") }
            #expect(result.text.contains("line 4: 与第 2 行相同 same as line 2"), "\(form)")
            #expect(result.text.contains("line 6: 3 个字段，应为 9 个 3 fields, 9 expected"))
        }
        // The same file again and in another form gave nothing new, so identities do not depend on it.
        let issuer = BackendWorld.code("222400")
        let id = try #require(
            ListedInstitution.provisionalID(
                name: "虚构第一医院", address: "虚构路 1 号", issuer: issuer))
        let standing = world.city.service.core.registry.standing(
            of: id, area: BackendWorld.code("220000"))
        #expect(standing.facts?.name == "虚构第一医院")
        #expect(standing.facts?.place == BackendWorld.code("222401"))
        #expect(standing.facts?.phone == "0433-1234567")
        let found = try await world.city.run("status", [id.description])
        #expect(found.text.contains("非定点 / not designated"))
    }

    @Test("Doubled and damaged rows are told with their lines; the rest is registered")
    func damaged() async throws {
        let world = try await CommandsWorld()
        let lines = [
            Self.header, Self.row(1), Self.row(1), "practice-licence,222401,\"LIST9",
            "only,three,fields", Self.row(2), Self.row(1, name: "另一"),
        ]
        let result = try await load(Array(lines.joined(separator: "\n").utf8), world)
        #expect(result.exit == 0, "\(result.error)")
        #expect(result.json.contains(#""registered":2"#))
        #expect(result.json.contains(#""doubled":2"#))
        #expect(result.json.contains(#""damaged":2"#))
        #expect(result.text.contains("line 3: 与第 2 行相同 same as line 2"))
        #expect(result.text.contains("line 5: 3 个字段，应为 6 个 3 fields, 6 expected"))
        #expect(result.text.contains("same as line 2, with other contents"))
    }

    @Test("A dry run records nothing; run again, what is there is passed over")
    func again() async throws {
        let world = try await CommandsWorld()
        let rows = (0..<1_203).map { Self.row($0) }
        let bytes = Array(([Self.header] + rows).joined(separator: "\n").utf8)
        let registry = world.city.service.core.registry
        let before = registry.applied.values.reduce(0, +)
        let dry = try await load(bytes, world, options: ["check": "yes"])
        #expect(dry.json.contains(#""registered":1203"#))
        #expect(registry.applied.values.reduce(0, +) == before)
        let options = [
            "sign": "yes", "services": "outpatient,inpatient", "until": "2027-01-01",
            "effective": "2026-01-01",
        ]
        let real = try await load(bytes, world, options: options)
        #expect(real.json.contains(#""signed":1203"#))
        let answer = world.city.answer(
            "practice-licence:222401:LIST1202", "222401", on: "2026-03-02")
        #expect(answer.status == .designated)
        let again = try await load(bytes, world, options: options)
        #expect(again.json.contains(#""alreadyRegistered":1203"#))
        #expect(again.json.contains(#""registered":0"#))
        #expect(again.json.contains(#""signed":0"#))
    }

    @Test("A list that was cut off, or of which nothing can be read, does not pass for taken in")
    func cutOff() async throws {
        let world = try await CommandsWorld()
        let cut = "practice-licence,222401,CUT1,延吉医院,hospital,222"
        let result = try await load(Array("\(Self.header)\n\(Self.row(1))\n\(cut)".utf8), world)
        #expect(result.exit == 0, "\(result.error)")
        #expect(result.json.contains(#""registered":1"#) && result.json.contains(#""damaged":1"#))
        #expect(result.text.contains("line 3: "), "\(result.text)")
        #expect(result.error.contains("1 rows of the list could not be read"))
        let nothing = try await load(Array("\(Self.header)\n\(cut)".utf8), world)
        #expect(nothing.exit == 1)
        #expect(nothing.error.contains("1 rows of the list could not be read"))
        // Papers of an issuer elsewhere are in order, and a person can find the row.
        let elsewhere = "practice-licence,999999,FAR1,延吉医院,casino,222401"
        let warned = try await load(Array("\(Self.header)\n\(elsewhere)\n".utf8), world)
        #expect(warned.exit == 0, "\(warned.error)")
        #expect(
            warned.json.contains(#""warningLines":{"unknown-kind":[2],"unknown-region":[2]}"#),
            "\(warned.json)")
        #expect(warned.text.contains("行 lines 2"), "\(warned.text)")
    }

    @Test("Places for which the node may not register are told, and nothing is recorded for them")
    func outside() async throws {
        let world = try await CommandsWorld()
        let line = "practice-licence,220100,FAR1,长春医院,hospital,220100"
        let result = try await load(Array("\(Self.header)\n\(line)\n".utf8), world)
        #expect(result.exit == 1)
        #expect(result.json.contains(#""outsideCompetence":1"#))
        let none = try await world.city.run("load", ["/nonexistent.csv"], options: ["as": "tea"])
        #expect(none.exit == 2)
    }

    @Test("What `save` writes `load` reads")
    func save() async throws {
        let world = try await CommandsWorld()
        _ = try await load(
            Array([Self.header, Self.row(1), Self.row(2)].joined(separator: "\n").utf8), world)
        let path = world.folder.path + "/saved.csv"
        let saved = try await world.city.run("save", [path])
        #expect(saved.json.contains(#""institutions":2"#))
        let list = try InstitutionList.read(path, in: world.city.service.core.registry.view.tree)
        #expect(list.institutions.map(\.id.number) == ["LIST1", "LIST2"])
        #expect(list.institutions.map(\.facts.name) == ["延吉医院1", "延吉医院2"])
    }
}
