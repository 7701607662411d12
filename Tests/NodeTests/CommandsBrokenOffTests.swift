import Designation
import Federation
import Glibc
import Storage
import Testing
import TransparencyLog

@testable import Node

@Suite("Files, lists and copies that broke off")
struct CommandsBrokenOffTests {
    private static func act(_ number: Int) -> String {
        """
          - {act: bar, institution: "practice-licence:222401:CUT\(number)", region: "222401",
             until: 2027-01-01}

        """
    }

    @Test("A file that a dying node left half recorded is gone on with, not recorded twice")
    func halfRecorded() async throws {
        let world = try await CommandsWorld()
        let city = world.city
        let text = "acts:\n" + (0..<3).map(Self.act).joined()
        let context = CommandContext(
            service: city.service, backend: city.backend, command: LocalCommand("record"))
        func size() throws -> UInt64? {
            try city.service.logs.logs().first {
                $0.origin.text.contains("/222400/sanctions/")
            }?.position.size
        }
        try RecordingNote(Array(text.utf8), context).begin()
        _ = try await city.settled("acts:\n" + Self.act(0))
        let half = try #require(try size())
        let again = try await city.record(text)
        #expect(again.exit == 1)
        #expect(again.error.contains("1 of its acts are recorded"), "\(again.error)")
        #expect(again.error.contains("--from 4"), "\(again.error)")
        #expect(try size() == half)
        let rest = try await city.record(text, options: ["from": "4"])
        #expect(rest.exit == 0, "\(rest.error)")
        #expect(try size() == half + 2)
        // It came to its end: the same file is a slip of the hand, unless it is said to be a new wish.
        #expect(try await city.record(text).error.contains("all 3 acts of the file stand in"))
        #expect(try size() == half + 2)
        #expect(try await city.record(text, options: ["from": "1"]).exit == 0)
        #expect(try size() == half + 5)
    }

    @Test(
        "A log whose checkpoint was not copied, or is none, is told and not passed over",
        arguments: ["missing", "link", "folder", "whole log"])
    func cutShort(kind: String) async throws {
        let world = try await CommandsWorld()
        _ = try await world.city.settled(CommandsWorld.designation())
        let path = world.folder.path + "/cut"
        _ = try await world.city.run("export", [path])
        let origin = try #require(
            try world.city.service.logs.logs().first {
                $0.origin.text.contains("/222400/register/")
            }?.origin)
        let file = "\(path)/log/\(origin.text)/checkpoint"
        try #require(rename(file, path + "/aside") == 0)
        switch kind {
        case "link": try #require(symlink(path + "/aside", file) == 0)
        case "folder": try #require(mkdir(file, 0o755) == 0)
        case "whole log":
            try #require(rename("\(path)/log/\(origin.text)", path + "/away") == 0)
        default: break
        }
        let result = try await world.province.run("import", [path])
        #expect(result.exit == 1)
        #expect(result.error.contains(origin.text), "\(result.error)")
        #expect(try world.province.service.logs.log(origin) == nil)
    }

    @Test("`load --update` leaves alone what the list has no column for, and says what changes")
    func update() async throws {
        let world = try await CommandsWorld()
        func load(_ lines: [String], _ options: [String: String]) async throws -> CommandResult {
            let path = world.folder.path + "/list.csv"
            try FileSystem.writeDurably(Array(lines.joined(separator: "\n").utf8), to: path)
            return try await world.city.run(
                "load", [path],
                options: ["as": "institutions", "officer": "tester"].merging(options) { $1 })
        }
        let row = "practice-licence,222401,UPD1"
        let first = try await load(
            [
                "scheme,region,number,name,place,address,phone,national_code",
                row + ",延吉医院,222401,长白路,0433,H22240100001",
            ], [:])
        #expect(first.exit == 0, "\(first.error)")
        let short = ["scheme,region,number,name,phone", row + ",延吉新医院,"]
        let dry = try await load(short, ["update": "yes", "check": "yes"])
        #expect(dry.text.contains("name: “延吉医院” → “延吉新医院”"), "\(dry.text)")
        #expect(!dry.text.contains("address"))
        #expect(try await load(short, ["update": "yes"]).json.contains(#""registered":1"#))
        let id = try #require(InstitutionID("practice-licence:222401:UPD1"))
        let facts = try #require(
            world.city.service.core.registry.standing(
                of: id, area: BackendWorld.code("220000")
            ).facts)
        #expect(facts.name == "延吉新医院")
        #expect(facts.address == "长白路")
        #expect(facts.nationalCode == "H22240100001")
        #expect(facts.place == BackendWorld.code("222401"))
        // The column is there and the field is empty: there is none any more.
        #expect(facts.phone.isEmpty)
        #expect(try await load(short, ["update": "yes"]).json.contains(#""changed":0"#))
    }
}
