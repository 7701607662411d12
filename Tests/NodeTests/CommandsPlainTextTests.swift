import Designation
import Storage
import Testing

@testable import Federation
@testable import Node

/// What is signed is shown by every node for good: texts that command a terminal, turn the direction of
/// writing or cannot be seen are not recorded, and those of other nodes are printed harmlessly.
@Suite("Texts that everybody can be shown")
struct CommandsPlainTextTests {
    private static let bad = [
        #"a\x1b[31mred"#, #"a\0b"#, #"\u202eabc"#, #"\u200b\u200b"#, "   ", #"a\u2028b"#,
        #"a\x9bb"#,
        #"\u3164"#, #"\u2800 "#,
    ]

    private static func register(_ name: String, address: String = "长白路") -> String {
        """
        - {act: register, institution: "\(CommandsWorld.hospital)", region: "222401", name: "\(name)",
           address: "\(address)", type: medical, kind: hospital, place: "222401",
           effective: 2026-01-01, basis: [N 11]}
        """
    }

    @Test("`record` refuses them with the line, and nothing is signed", arguments: bad)
    func record(name: String) async throws {
        let world = try await CommandsWorld()
        let registry = world.city.service.core.registry
        let before = registry.applied.values.reduce(0, +)
        for text in [Self.register(name), Self.register("延吉医院", address: name)] {
            let result = try await world.city.record(text)
            #expect(result.exit == 1)
            #expect(result.error.contains("acts.yaml:"), "\(result.error)")
        }
        #expect(registry.applied.values.reduce(0, +) == before)
    }

    @Test("Rare characters and blanks within a name are in order")
    func good() async throws {
        let world = try await CommandsWorld()
        let name = "㐂龍 𠮷\u{E0100}医院（Kardeş·Ömer）"
        #expect(try await world.city.record(Self.register(name)).exit == 0)
        #expect(try await world.city.run("status", ["PDY00001"]).text.contains(name))
    }

    @Test("`load` goes by the same rule")
    func load() async throws {
        let world = try await CommandsWorld()
        let rows = ["a\u{1B}[31m", "\u{202E}abc", "\u{200B}\u{200B}", "\u{3164}", "延吉\u{AD}医院"]
            .enumerated().map { "practice-licence,222401,ODD\($0),\($1),222401" }
        let header = "scheme,region,number,name,place"
        let path = world.folder.path + "/odd.csv"
        try FileSystem.writeDurably(
            Array(([header] + rows).joined(separator: "\n").utf8), to: path)
        let result = try await world.city.run(
            "load", [path], options: ["as": "institutions", "officer": "tester"])
        #expect(result.exit == 1)
        #expect(result.json.contains(#""damaged":5"#), "\(result.json)")
        #expect(!result.text.contains("\u{1B}"))
    }

    @Test("`load` takes invisible marks out of anything but a name, and says so")
    func copiedNumber() async throws {
        let world = try await CommandsWorld()
        let path = world.folder.path + "/copied.csv"
        let list =
            "scheme,region,number,name,place,phone,address\n"
            + "practice-licence,222401,COP\u{200B}1,延吉抄录医院,222401,\u{202A}13812345678\u{202C},北大街1号\u{FEFF}\n"
        try FileSystem.writeDurably(Array(list.utf8), to: path)
        let result = try await world.city.run(
            "load", [path], options: ["as": "institutions", "officer": "tester"])
        #expect(result.exit == 0, "\(result.error)")
        #expect(result.json.contains(#""invisible-characters":[2]"#), "\(result.json)")
        let saved = world.folder.path + "/saved.csv"
        #expect(try await world.city.run("save", [saved]).exit == 0)
        let text = String(decoding: try FileSystem.read(saved) ?? [], as: UTF8.self)
        #expect(text.contains("COP1,延吉抄录医院,"), "\(text)")
        #expect(text.contains(",北大街1号,13812345678,"), "\(text)")
    }

    @Test("An officer's name of the command line is no exception")
    func officer() async throws {
        let world = try await CommandsWorld()
        let result = try await world.city.record(
            Self.register("延吉医院"), options: ["officer": "\u{202E}王莉"])
        #expect(result.exit == 2)
        #expect(result.error.contains("--officer"), "\(result.error)")
    }

    /// As another software may have recorded it.
    private func recordRaw(_ name: String, in world: CommandsWorld) async throws {
        let act = Act.registered(
            InstitutionFacts(
                name: name, type: .medical, kind: "hospital", place: BackendWorld.code("222401")))
        let draft = try EntryDraft(
            asItStands: .act(act), stream: .register,
            subject: BackendWorld.institution(CommandsWorld.hospital),
            region: BackendWorld.code("222401"), effective: BackendWorld.day("2026-01-01"))
        _ = try await world.city.service.core.record(RecordRequest([draft], officer: "tester"))
    }

    @Test("What a log holds already is printed with a stand-in, and `save` leaves it out by name")
    func held() async throws {
        let world = try await CommandsWorld()
        try await recordRaw("a\u{1B}[31m\u{202E}b\n2 institutions", in: world)
        _ = try await world.city.settled(
            CommandsWorld.designation("practice-licence:222401:PDY00002"))
        let shown = try await world.city.run("status", ["PDY00001"])
        #expect(
            shown.text.contains("a\u{FFFD}[31m\u{FFFD}b\u{FFFD}2 institutions"), "\(shown.text)")
        let path = world.folder.path + "/saved.csv"
        let saved = try await world.city.run("save", [path])
        #expect(saved.exit == 0, "\(saved.error)")
        #expect(saved.json.contains(#""leftOut":["practice-licence:222401:PDY00001"]"#))
        #expect(saved.text.contains("left out: practice-licence:222401:PDY00001"))
        #expect(saved.error.contains("1 institutions are not in the list"), "\(saved.error)")
        let list = try InstitutionList.read(path, in: world.city.service.core.registry.view.tree)
        #expect(list.institutions.map(\.id.number) == ["PDY00002"] && list.damagedCount == 0)
    }

    @Test("JSON carries them as escapes, so that the text stays the same and no terminal obeys")
    func json() {
        let text = JSONText.string("é\u{9B}1m\u{202E}\"").text
        #expect(text == #""é\u009b1m\u202e\"""#)
    }
}
