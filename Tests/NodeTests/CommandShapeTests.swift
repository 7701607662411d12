import Foundation
import Storage
import Testing
import Web

@testable import Node

/// `protocol/commands.md`: scripts are written against these names.
@Suite("The JSON of commands")
struct CommandShapeTests {
    static let hospital = CommandsWorld.hospital

    let world: CommandsWorld
    private let shapes: DocumentShapes

    init() async throws {
        world = try await CommandsWorld()
        let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("protocol/commands.md")
        shapes = try DocumentShapes(String(contentsOf: page, encoding: .utf8))
        _ = try await world.city.settled(
            """
            - {act: decide, region: "222400", name: supplement-notice, value: 5wd}
            - {act: decide, region: "222400", name: renewal-ahead, value: 3m}
            """)
        _ = try await world.city.settled(CommandsWorld.designation())
        try FileSystem.writeDurably(
            Array("%PDF-1.7".utf8), to: world.folder.path + "/licence.pdf")
        let clinic = #"institution: "practice-licence:222401:PDY00077", region: "222401""#
        let taken = try await world.city.record(
            """
            - {act: step, \(clinic), step: received, case: a, kind: new, services: [outpatient],
               role: clerk, officer: 甲, attach: licence.pdf}
            - {act: step, \(clinic), step: accepted, case: a, role: clerk, officer: 甲}
            """, options: ["folder": world.folder.path])
        #expect(taken.exit == 0, "\(taken.error)")
    }

    /// Whether a document is what the page says of a command.
    func check(
        _ name: String, _ json: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let document = try #require(shapes.documents[name], "\(name)")
        let value = try JSONSerialization.jsonObject(with: Data(json.utf8))
        let shape = try #require(document.shape)
        let faults: [String]
        if document.isList {
            let list = try #require(value as? [Any], "\(name) is a list: \(json.prefix(200))")
            faults = list.flatMap { shape.faults($0, at: name) }
        } else {
            faults = shape.faults(value, at: name)
        }
        #expect(faults.isEmpty, "\(faults)", sourceLocation: sourceLocation)
    }

    func run(
        _ name: String, _ arguments: [String] = [], options: [String: String] = [:],
        as row: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> CommandResult {
        let result = try await world.city.run(name, arguments, options: options)
        try check(row ?? name, result.json, sourceLocation: sourceLocation)
        return result
    }

    @Test("Every command of the page is asked here")
    func commands() {
        let asked: Set<String> = [
            "error", "status", "status --region", "propagation", "review ls", "review resolve",
            "due", "case ls", "case show", "case paper", "record", "record --check",
            "record --federation", "record --federation --check", "load", "save", "export",
            "import",
            "peers", "sync", "log ls", "log cat", "log proof", "log ends", "log verify", "digest",
            "digest --peer", "rebuild", "recover", "backup", "calendar add", "calendar publish",
            "calendar show", "calendar show YEAR", "policy show", "policy diff", "policy rehearse",
            "policy publish", "regions publish", "notice", "mark", "init", "join", "enrol", "rekey",
            "rekey --use", "rotate", "serve", "up", "demo",
        ]
        #expect(Set(shapes.documents.keys) == asked)
    }

    @Test("Answers, boards, reviews and what is due")
    func registry() async throws {
        _ = try await run("status", [Self.hospital])
        let due = try await run("due", options: ["on": "2026-09-30"])
        #expect(due.json.contains(#""duties":[{"#), "\(due.json)")
        let region = ["region": "222401"]
        _ = try await run("status", [Self.hospital], options: region, as: "status --region")
        let suspended = try await world.city.settled(
            """
            - {act: suspend, as: stop, institution: "\(Self.hospital)", region: "222401", cause: 测试,
               basis: [N 42]}
            """)
        let explained = try await run(
            "status", [Self.hospital], options: region.merging(["explain": "yes"]) { $1 },
            as: "status --region")
        #expect(explained.json.contains(#""steps":["#) && explained.json.contains("knownSanctions"))
        let past = try await run(
            "status", [Self.hospital],
            options: region.merging(["known-at": "2026-03-02T10:00:00"]) { $1 },
            as: "status --region")
        #expect(past.json.contains(#""status":"#))
        let event = try #require(
            suspended.text.split(whereSeparator: \.isWhitespace).last {
                $0.contains("/sanctions/")
            })
        world.time.advance(milliseconds: 1_500)
        try await world.carry(from: world.city, to: world.province)
        world.time.advance(milliseconds: 1_500)
        try await world.carry(from: world.province, to: world.city, name: "back")
        let board = try await run("propagation", [String(event)])
        #expect(board.json.contains("delayMilliseconds"), "\(board.json)")
        try check("error", await world.city.run("status", ["nonsense"]).json)
        try check("error", await world.city.run("dance").json)
    }

    @Test("A review item, and the decision on it")
    func review() async throws {
        _ = try await world.city.settled(
            """
            - {act: sign, institution: "\(Self.hospital)", region: "222401", from: today,
               until: 2027-01-01, services: [outpatient]}
            """)
        _ = try await world.city.settled(
            """
            - {act: terminate, institution: "\(Self.hospital)", region: "222401", cause: 测试,
               effective: 2026-02-01, basis: [N 43]}
            """)
        let list = try await run("review ls", options: ["all": "yes"])
        let rows = try #require(
            try JSONSerialization.jsonObject(with: Data(list.json.utf8)) as? [[String: Any]])
        let key = try #require(
            rows.first { $0["kind"] as? String == "signed-after-termination" }?["key"] as? String)
        _ = try await run(
            "review resolve", [key], options: ["decision": "协议无效", "officer": "王莉"])
        _ = try await run("review ls", options: ["all": "yes"])
    }

    @Test("Cases and their papers")
    func cases() async throws {
        let list = try await run("case ls", options: ["all": "yes"])
        let name = String(try #require(list.text.split(separator: " ").first))
        let shown = try await run("case show", [name])
        #expect(shown.json.contains("licence.pdf") && shown.json.contains(#""history":[{"#))
        let value = try JSONSerialization.jsonObject(with: Data(shown.json.utf8))
        let papers = (value as? [String: Any])?["attachments"] as? [[String: Any]]
        let hash = try #require(papers?.first?["sha256"] as? String)
        _ = try await run(
            "case paper", [name, hash], options: ["output": world.folder.path + "/out.pdf"])
    }

    @Test("What is recorded, taken in and saved")
    func recording() async throws {
        let acts = """
            - {act: suspend, as: stop, institution: "\(Self.hospital)", region: "222401", cause: 测试,
               basis: [N 42]}
            - expect: {institution: "\(Self.hospital)", region: "222401", status: designated,
               settleable: yes}
            """
        try check(
            "record --check", await world.city.record(acts, options: ["check": "yes"]).json)
        let recorded = try await world.city.record(acts)
        try check("record", recorded.json)
        #expect(recorded.json.contains(#""expectedStatus":"designated""#), "\(recorded.json)")
        let path = world.folder.path + "/list.csv"
        let row = "practice-licence,999999,SHAPE1,演示医院,casino,222401"
        let text = """
            证照类型,发证地区,证照编号,机构名称,类型,所在地
            \(row)
            \(row)
            practice-licence,222401,PDY00001,另一名称,hospital,222401
            practice-licence,222401
            """
        try FileSystem.writeDurably(Array(text.utf8), to: path)
        let loaded = try await run(
            "load", [path], options: ["as": "institutions", "officer": "tester"])
        for part in [#""changed":1"#, #""doubled":1"#, #""damaged":1"#, #""unknown-kind":[2]"#] {
            #expect(loaded.json.contains(part), "\(part) in \(loaded.json)")
        }
        _ = try await run("save", [world.folder.path + "/saved.csv"])
        let counted = try await run(
            "save", [world.folder.path + "/none.csv"], options: ["check": "yes"])
        #expect(counted.json.contains(#""file":null"#), "\(counted.json)")
    }

    @Test("Logs, folders and peers")
    func exchange() async throws {
        _ = try await run("log ls")
        _ = try await run("log cat", ["/222400/register/"])
        _ = try await run("log proof", ["/222400/register/", "1"])
        let stick = world.folder.path + "/stick"
        _ = try await run("export", [stick])
        try check("import", await world.province.run("import", [stick]).json)
        _ = try await run("peers")
        let log = PeerLogView(origin: "a", state: "current", heldSize: 1, announcedSize: 1)
        let peer = PeerView(
            node: "220000", address: "", agency: BilingualText(chinese: "省", english: "province"),
            state: "online", detail: "", lastHeardAtMilliseconds: 1, receivedByteCount: 1,
            sentByteCount: 1, logs: [log])
        try check("peers", JSONText.array([PeerCommands.json(peer)]).text)
        // Nobody answers there; the test's clock stands still, so nothing is waited for.
        _ = try await run("sync", options: ["peer": "220000=http://127.0.0.1:9", "wait": "0"])
    }

    @Test("The node itself, days and rules")
    func node() async throws {
        _ = try await run("digest")
        _ = try await run("rebuild")
        _ = try await run("recover")
        _ = try await run("backup", [world.folder.path + "/copy.sqlite"])
        _ = try await run("calendar add", ["2026-03-06", "1"])
        let calendar = """
            id: CN-calendar
            region: CN
            years:
              2027:
                off: {元旦: ["01-01"]}
                worked: {元旦: ["01-09"]}

            """
        let published = try await world.root.run(
            "calendar publish", ["c.yaml"], options: ["officer": "tester"],
            files: ["calendar": Array(calendar.utf8)])
        #expect(published.exit == 0, "\(published.error)")
        try check("calendar publish", published.json)
        try check("calendar show", await world.root.run("calendar show").json)
        try check("calendar show YEAR", await world.root.run("calendar show", ["2027"]).json)
        let shown = try await run("policy show", ["222401"])
        #expect(shown.json.contains("supplement-notice"))
        let differing = try await run("policy diff", ["222401", "CN"])
        #expect(differing.json.contains(#""kind":"value""#), "\(differing.json)")
    }
}
