import Designation
import Federation
import GRDB
import Glibc
import Testing

@testable import Node
@testable import Storage

/// A slip of the hand costs nothing: the wrong folder, a file that is there, a doubled Enter.
@Suite("Commands that ask before they harm")
struct CommandsCarefulTests {
    @Test("`import` of a folder that is no export is an error; an export without news is none")
    func noExport() async throws {
        let world = try await CommandsWorld()
        let path = world.folder.path + "/empty"
        try #require(mkdir(path, 0o755) == 0)
        for _ in 0..<2 {
            let result = try await world.city.run("import", [path])
            #expect(result.exit == 1)
            #expect(result.error.contains("\(path) is no export"), "\(result.error)")
            #expect(result.json.contains(#""error":{"code":"refused""#), "\(result.json)")
            // Files of another kind make it no export either.
            try FileSystem.writeDurably(Array("acts: []".utf8), to: path + "/acts.yaml")
        }
        _ = try await world.carry(from: world.province, to: world.city, name: "twice")
        let again = try await world.carry(from: world.province, to: world.city, name: "twice")
        #expect(again.exit == 0, "\(again.error)")
        #expect(again.json.contains(#""entries":0"#), "\(again.json)")
    }

    @Test(
        "An empty argument, as a shell leaves it of a variable that is not set, is asked for",
        arguments: ["export", "import", "save", "load", "record", "status"])
    func emptyArgument(command: String) async throws {
        let world = try await CommandsWorld()
        let result = try await world.city.run(command, [""])
        #expect(result.exit == 2)
        #expect(result.error.contains("Give "), "\(result.error)")
    }

    @Test("`save` replaces no file unless that is said, and names the file that it cannot write")
    func save() async throws {
        let world = try await CommandsWorld()
        _ = try await world.city.settled(CommandsWorld.designation())
        let path = world.folder.path + "/victim.yaml"
        let kept = Array("acts: []".utf8)
        try FileSystem.writeDurably(kept, to: path)
        let refused = try await world.city.run("save", [path])
        #expect(refused.exit == 1)
        #expect(refused.error.contains("\(path) exists already"), "\(refused.error)")
        #expect(try FileSystem.read(path) == kept)
        // Nothing of the refused one is left over.
        #expect(try FileSystem.names(in: world.folder.path).count { $0.hasPrefix("victim") } == 1)
        #expect(try await world.city.run("save", [path], options: ["replace": "yes"]).exit == 0)
        #expect(try FileSystem.read(path) != kept)
        let nowhere = world.folder.path + "/none/list.csv"
        for options in [[:], ["replace": "yes"]] {
            let failed = try await world.city.run("save", [nowhere], options: options)
            #expect(failed.exit == 1)
            #expect(failed.error.contains(nowhere), "\(failed.error)")
        }
    }

    private static let stop = """
        - {act: suspend, institution: "\(CommandsWorld.hospital)", region: "222401", cause: 检查,
           effective: 2026-03-02, basis: [N 42]}

        """

    @Test("A file whose acts stand in the log already is refused before anything is signed")
    func doubled() async throws {
        let world = try await CommandsWorld()
        let city = world.city
        let text = CommandsWorld.designation()
        _ = try await city.settled(text)
        let registry = city.service.core.registry
        let size = registry.applied.values.reduce(0, +)
        for options in [[:], ["check": "yes"], ["officer": "another"]] {
            let again = try await city.record("# once more\n" + text, options: options)
            #expect(again.exit == 1)
            #expect(again.error.contains("all 2 acts of the file stand in"), "\(again.error)")
            #expect(again.error.contains("/222400/register/") && again.error.contains("--from 1"))
        }
        #expect(registry.applied.values.reduce(0, +) == size)
        // More than stands there, another day, or a wish: it is recorded.
        #expect(
            try await city.record(text + "  " + Self.stop.replacing("\n  ", with: "\n    ")).exit
                == 0)
        #expect(try await city.record(Self.stop).exit == 1)
        #expect(try await city.record(Self.stop.replacing("03-02", with: "03-01")).exit == 0)
        #expect(try await city.record(Self.stop, options: ["from": "1"]).exit == 0)
    }

    @Test("What was taken back may be recorded anew")
    func withdrawn() async throws {
        let world = try await CommandsWorld()
        _ = try await world.city.settled(CommandsWorld.designation())
        let done = try await world.city.settled(Self.stop)
        let event = try #require(
            done.text.split(whereSeparator: { $0 == " " || $0 == "\n" }).first { $0.contains("#") })
        _ = try await world.city.settled(
            """
            - {act: withdraw, institution: "\(CommandsWorld.hospital)", region: "222401",
               event: "\(event)"}
            """)
        let again = try await world.city.record(Self.stop)
        #expect(again.exit == 0, "\(again.error)")
    }

    @Test("A full disk: `load` counts what is on disk, and goes on when there is room")
    func fullDisk() async throws {
        let world = try await CommandsWorld()
        let rows = (0..<40).map { "practice-licence,222401,FULL\($0),延吉医院\($0),222401" }
        let path = world.folder.path + "/list.csv"
        try FileSystem.writeDurably(
            Array((["scheme,region,number,name,place"] + rows).joined(separator: "\n").utf8),
            to: path)
        func load() async throws -> CommandResult {
            try await world.city.run(
                "load", [path], options: ["as": "institutions", "officer": "tester"])
        }
        let file = world.city.service.logs.file
        try file.limitPages(isFull: true)
        let full = try await load()
        #expect(full.exit == 1)
        #expect(full.error.contains("disk is full"), "\(full.error)")
        #expect(full.error.contains("0 institutions are registered"), "\(full.error)")
        #expect(try await world.city.run("status", ["FULL0"]).exit == 1)
        try file.limitPages(isFull: false)
        let done = try await load()
        #expect(done.exit == 0, "\(done.error)")
        #expect(done.json.contains(#""registered":40"#), "\(done.json)")
        #expect(try await world.city.run("status", ["FULL0"]).exit == 0)
    }

    @Test("Known at a moment before anything was held: unknown, with the empty vector")
    func knownAt() async throws {
        let world = try await CommandsWorld()
        _ = try await world.city.settled(CommandsWorld.designation())
        let options = ["region": "222401", "known-at": "2020-01-01"]
        let then = try await world.city.run("status", ["PDY00001"], options: options)
        #expect(then.json.contains(#""status":"unknown""#), "\(then.json)")
        #expect(then.json.contains(#""doubt":"register-not-held""#))
        #expect(then.json.contains(#""knownVector":[]"#))
        #expect(then.text.contains("未知 / unknown") && then.text.contains("nothing was known"))
        #expect(!then.text.contains("not designated"))
    }

    @Test("A list without a column of regions is refused as a whole, with what is missing")
    func noRegions() async throws {
        let world = try await CommandsWorld()
        let path = world.folder.path + "/list.csv"
        try FileSystem.writeDurably(Array("name\n延吉医院\n".utf8), to: path)
        let result = try await world.city.run(
            "load", [path], options: ["as": "institutions", "officer": "tester"])
        #expect(result.exit == 1)
        #expect(result.error.contains("no column tells the regions"), "\(result.error)")
    }
}

extension SQLiteFile {
    /// SQLite answers as on a full disk once the file would grow.
    fileprivate func limitPages(isFull: Bool) throws {
        try pool.writeWithoutTransaction { database in
            let used = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            try database.execute(
                sql: "PRAGMA max_page_count = \(isFull ? used : 1_073_741_823)")
        }
    }
}
