import Foundation
import Testing

/// Wrong calls of every command of the interface: one clear sentence, the status that scripts rely on
/// (2 usage, 1 refused or not found), and a node that is as it was.
@Suite("Command lines that are wrong")
struct CommandLineTests {
    struct Call: Sendable, CustomTestStringConvertible {
        var words: String
        var status: Int32
        /// What the sentence must name.
        var names: String
        var testDescription: String { words }
    }

    /// `@` stands for the folder of the test, in which a root lives in `@/root`.
    static let calls: [Call] = [
        .init(words: "no-such-call", status: 2, names: "no-such-call"),
        .init(words: "help no-such-call", status: 2, names: "no-such-call"),
        .init(words: "up @/nothing --data @/new", status: 1, names: "/nothing/federation.yaml"),
        .init(words: "up nodes --base-port 0 --data @/new", status: 2, names: "--base-port"),
        .init(words: "up nodes --base-port many", status: 2, names: "base-port"),
        .init(words: "up nodes more", status: 2, names: "more"),
        .init(words: "demo @/nothing --once --data @/new", status: 1, names: "federation.yaml"),
        .init(words: "demo --twice", status: 2, names: "--twice"),
        .init(words: "init", status: 2, names: "config"),
        .init(
            words: "init --config @/none.yaml --federation x --data @/new", status: 1,
            names: "none.yaml"),
        .init(
            words: "init --config @/broken.yaml --federation x --data @/new", status: 1,
            names: "broken.yaml"),
        .init(
            words: "init --config @/unknown.yaml --federation x --data @/new", status: 1,
            names: "prot"),
        .init(words: "init --config @/good.yaml --data @/new", status: 2, names: "--anchor"),
        .init(
            words: "init --config @/good.yaml --anchor @/root/anchor --federation x --data @/new",
            status: 2, names: "not both"),
        .init(
            words: "init --config @/good.yaml --anchor @/none --data @/new", status: 1,
            names: "none"),
        .init(
            words: "init --config @/good.yaml --anchor @/broken.yaml --data @/new", status: 1,
            names: "anchor"),
        .init(
            words: "init --config @/good.yaml --federation BAD/NAME --data @/new", status: 2,
            names: "--federation"),
        .init(
            words: "init --config @/good.yaml --federation x --data @/root", status: 1,
            names: "already"),
        .init(words: "join", status: 2, names: "url"),
        .init(
            words: "join http://127.0.0.1:9 --config @/good.yaml --data @/new", status: 1,
            names: "NODE=URL"),
        .init(
            words: "join a=ftp://b --config @/good.yaml --anchor @/root/anchor --data @/new",
            status: 2, names: "NODE=URL"),
        .init(words: "enrol x", status: 2, names: "region"),
        .init(
            words: "enrol x --description @/none.yaml --data @/root", status: 1,
            names: "none.yaml"),
        .init(words: "regions publish @ --data @/root", status: 1, names: "is a folder"),
        .init(
            words: "regions publish @/broken.yaml --data @/root --officer a", status: 1,
            names: "broken.yaml"),
        .init(words: "record @ --data @/root", status: 1, names: "is a folder"),
        .init(words: "import @/nothing --data @/root", status: 1, names: "/nothing"),
        .init(words: "log verify --folder @/nothing --data @/root", status: 1, names: "/nothing"),
        .init(words: "enrol one-word --region CN --data @/root", status: 1, names: "request"),
        .init(words: "rekey --data @/root", status: 1, names: "anchor"),
        .init(words: "rekey --use --data @/root", status: 1, names: "anchor"),
        .init(words: "serve --data @/nothing", status: 1, names: "--data"),
        .init(words: "serve --data @/root --config @/broken.yaml", status: 1, names: "broken.yaml"),
        .init(words: "serve --data @/root --config @/good.yaml", status: 1, names: "agree"),
        .init(words: "status --data @/root", status: 2, names: "institution"),
        .init(words: "status P1 --on 2026-02-30 --data @/root", status: 2, names: "--on"),
        .init(words: "status P1 --known-at yesterday --data @/root", status: 2, names: "known-at"),
        .init(words: "status P1 --service sleep --data @/root", status: 2, names: "ervice"),
        .init(words: "status P1 --region !! --data @/root", status: 2, names: "region"),
        .init(words: "status P1 --region 999999 --data @/root", status: 1, names: "999999"),
        .init(words: "status P1 --data @/root --node BAD_NAME", status: 2, names: "Node names"),
        .init(words: "status P1 --data @ --node other", status: 2, names: "--node"),
        .init(words: "sync --data @/root --peer nonsense", status: 2, names: "--peer"),
        .init(words: "sync --data @/root --wait long", status: 2, names: "wait"),
        .init(words: "sync --data @/root", status: 1, names: "peer"),
        .init(words: "peers extra --data @/root", status: 2, names: "extra"),
        .init(words: "export --data @/root", status: 2, names: "folder"),
        .init(words: "export @/good.yaml --data @/root", status: 1, names: "older"),
        .init(words: "export @/out --for nobody --data @/root", status: 1, names: "nobody"),
        .init(words: "export @/out --since @/nothing --data @/root", status: 1, names: "nothing"),
        .init(words: "import --data @/root", status: 2, names: "folder"),
        .init(words: "log cat --data @/root", status: 2, names: "origin"),
        .init(words: "log cat nothing --data @/root", status: 1, names: "origin"),
        .init(words: "log cat directory --from -1 --data @/root", status: 2, names: "from"),
        .init(words: "log proof directory --data @/root", status: 2, names: "index"),
        .init(words: "log proof directory 99999 --data @/root", status: 1, names: "99999"),
        .init(words: "log verify nothing --data @/root", status: 1, names: "log"),
        .init(words: "record --data @/root", status: 2, names: "file"),
        .init(words: "record @/none.yaml --data @/root", status: 1, names: "none.yaml"),
        .init(
            words: "record @/broken.yaml --officer t --data @/root", status: 1, names: "broken.yaml"
        ),
        .init(
            words: "record @/half.yaml --officer t --data @/root", status: 1, names: "half.yaml:2"),
        .init(
            words: "record @/act.yaml --federation @/nothing", status: 1, names: "federation.yaml"),
        .init(words: "record @/act.yaml --federation nodes", status: 1, names: "act.yaml:1"),
        .init(words: "load @/list.csv --data @/root", status: 2, names: "--as"),
        .init(words: "load @/list.csv --as hospitals --data @/root", status: 2, names: "--as"),
        .init(
            words: "load @/none.csv --as institutions --data @/root", status: 1, names: "none.csv"),
        .init(
            words: "load @/broken.yaml --as institutions --data @/root", status: 1, names: "column"),
        .init(
            words: "load @/list.csv --as institutions --sign --services sleep --data @/root",
            status: 2, names: "--services"),
        .init(
            words: "load @/list.csv --as institutions --sign --until 2000-01-01 --data @/root",
            status: 2, names: "--until"),
        .init(words: "save --data @/root", status: 2, names: "file"),
        .init(words: "save @/x.csv --as lists --data @/root", status: 2, names: "--as"),
        .init(words: "save @/nothing/x.csv --data @/root", status: 1, names: "folder"),
        .init(words: "propagation --data @/root", status: 2, names: "event"),
        .init(words: "propagation nonsense --data @/root", status: 2, names: "origin#index"),
        .init(words: "propagation a/b/c#7 --data @/root", status: 1, names: "event"),
        .init(words: "review resolve k --data @/root", status: 2, names: "decision"),
        .init(
            words: "review resolve k --decision d --officer o --data @/root", status: 1,
            names: "item"),
        .init(words: "review ls --area !! --data @/root", status: 2, names: "code"),
        .init(words: "calendar add 2026-13-01 3 --data @/root", status: 2, names: "2026-13-01"),
        .init(words: "calendar add 2026-01-01 many --data @/root", status: 2, names: "number"),
        .init(
            words: "calendar add 2026-01-01 3 --unit weeks --data @/root", status: 2,
            names: "--unit"),
        .init(words: "policy show --data @/root", status: 2, names: "region"),
        .init(words: "policy show 999999 --data @/root", status: 1, names: "999999"),
        .init(words: "policy diff CN --data @/root", status: 2, names: "second"),
        .init(words: "digest --area 999999 --data @/root", status: 1, names: "999999"),
        .init(words: "rebuild twice --data @/root", status: 2, names: "twice"),
        .init(words: "recover --wait long --data @/root", status: 2, names: "wait"),
        .init(words: "backup --data @/root", status: 2, names: "file"),
        .init(words: "backup @/good.yaml --data @/root", status: 1, names: "good.yaml"),
        .init(words: "simulate --profile sunny", status: 2, names: "--profile"),
        .init(words: "simulate --seed -1", status: 2, names: "seed"),
        .init(words: "simulate --nodes 0", status: 2, names: "from 3 to 14"),
        .init(words: "simulate --nodes 15", status: 2, names: "from 3 to 14"),
        .init(words: "simulate --days 0", status: 2, names: "from 1 to 366"),
        .init(words: "simulate --days 367", status: 2, names: "from 1 to 366"),
        .init(words: "bench no-such-figure", status: 2, names: "no-such-figure"),
    ]

    /// A folder with a root and with files that are wrong in one way each.
    private func folder() throws -> TestFolder {
        let folder = try TestFolder()
        _ = try folder.write("node: root\nport: 0\noffline: true\n".utf8, to: "root.yaml")
        _ = try folder.write("node: \"220000\"\nport: 0\n".utf8, to: "good.yaml")
        _ = try folder.write("node: [\nport: }".utf8, to: "broken.yaml")
        _ = try folder.write("node: a\nport: 0\nprot: 1\n".utf8, to: "unknown.yaml")
        _ = try folder.write(
            "- {act: decide, region: CN, name: cross-region.county-act, value: review}\n".utf8,
            to: "act.yaml")
        // A good act before a wrong one: neither is recorded.
        _ = try folder.write(
            ("- {act: decide, region: CN, name: cross-region.county-act, value: review}\n"
                + "- {act: dance, region: CN}\n").utf8, to: "half.yaml")
        _ = try folder.write(
            "证照类型,发证地区,证照编号,机构名称,类型,所在地\n".utf8, to: "list.csv")
        let made = try Program.run([
            "init", "--config", folder.path + "/root.yaml", "--federation", "probe", "--data",
            folder.path + "/root",
        ])
        try #require(made.status == 0, "\(made.error)")
        let recorded = try Program.run([
            "record", folder.path + "/act.yaml", "--officer", "t", "--data", folder.path + "/root",
        ])
        try #require(recorded.status == 0, "\(recorded.error)")
        return folder
    }

    @Test("Each says what is wrong and leaves everything as it was")
    func everyWrongCall() throws {
        let folder = try folder()
        func logs() throws -> String {
            try Program.run(["log", "ls", "--json", "--data", folder.path + "/root"]).text
        }
        let before = try logs()
        #expect(before.contains("/root/directory/"))
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        for call in Self.calls {
            let words = call.words.split(separator: " ").map { word in
                String(word).replacing("@", with: folder.path)
            }
            let result = try Program.run(
                words.map { $0 == "nodes" ? TidyTests.root.path + "/nodes" : $0 })
            #expect(result.status == call.status, "\(call.words): \(result.error)")
            #expect(result.error.contains(call.names), "\(call.words): \(result.error)")
            Self.expectBothLanguages(result.error, status: call.status, call.words)
            // A sentence, not a trace.
            for word in ["Fatal error", "Swift runtime", " at /", "0x0", "NSError", "Optional("] {
                #expect(!result.error.contains(word), "\(call.words): \(result.error)")
            }
            if call.status == 2 { #expect(result.text.isEmpty, "\(call.words)") }
        }
        #expect(try logs() == before)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == files,
            "a wrong call made files")
    }

    /// The first line is Chinese beyond the word for the kind of error, the second one English.
    private static func expectBothLanguages(_ error: String, status: Int32, _ call: String) {
        let lines = error.split(separator: "\n").map(String.init)
        let kind = status == 2 ? ("用法有误：", "wrong usage: ") : ("未完成：", "not done: ")
        #expect(lines.first?.hasPrefix(kind.0) == true, "\(call): \(error)")
        let words = String(lines.first?.dropFirst(kind.0.count) ?? "")
        #expect(hasChinese(words), "\(call): \(error)")
        #expect(lines.dropFirst().first?.hasPrefix(kind.1) == true, "\(call): \(error)")
    }

    private static func hasChinese(_ text: String) -> Bool {
        text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
    }

    @Test("Programs get the words of both languages and a code that stays")
    func errorsForPrograms() throws {
        let folder = try folder()
        let calls = [
            ("no-such-call --json", "usage"),
            ("status P1 --region 999999 --json --data @/root", "refused"),
            ("record @/broken.yaml --officer t --json --data @/root", "configuration"),
            ("status P1 --json --data @/nothing", "refused"),
        ]
        for (call, code) in calls {
            let words = call.split(separator: " ").map {
                String($0).replacing("@", with: folder.path)
            }
            let result = try Program.run(words)
            let document =
                try JSONSerialization.jsonObject(with: Data(result.text.utf8)) as? [String: Any]
            let error = try #require(document?["error"] as? [String: String], "\(result.text)")
            #expect(error.keys.sorted() == ["code", "en", "zh"], "\(call)")
            #expect(error["code"] == code, "\(call)")
            #expect(Self.hasChinese(error["zh"] ?? ""), "\(call)")
            #expect(result.error.contains(error["en"] ?? "—"), "\(call)")
        }
    }

    @Test("Every command says how it is called, and refuses options that it does not know")
    func help() throws {
        let commands = [
            "up", "demo", "init", "join", "enrol", "rekey", "rotate", "serve", "status", "sync",
            "peers", "export",
            "import", "log ls", "log cat", "log verify", "log proof", "log ends",
            "record", "load", "save",
            "propagation", "review ls", "review resolve", "calendar add", "calendar publish",
            "policy show", "policy publish", "policy rehearse", "regions publish", "case ls",
            "case show",
            "due", "notice", "mark",
            "policy diff", "digest", "rebuild", "recover", "backup", "simulate", "bench",
        ]
        for command in commands {
            let words = command.split(separator: " ").map(String.init)
            let help = try Program.run(words + ["--help"])
            #expect(help.status == 0, "\(command)")
            #expect(help.text.contains("USAGE"), "\(command)")
            let unknown = try Program.run(words + ["--no-such-option"])
            #expect(unknown.status == 2, "\(command): \(unknown.error)")
            #expect(unknown.error.contains("no-such-option") || unknown.error.contains("Missing"))
        }
    }

    @Test(
        "A list: --check says what would happen and registers nothing; then it is registered once")
    func load() throws {
        let folder = try folder()
        let header = "证照类型,发证地区,证照编号,机构名称,类型,所在地"
        let rows = (1...300).map { "practice-licence,CN,L\($0),甲医院\($0),hospital,CN" }
        let damaged = ["practice-licence,CN", "what,CN,L9999,乙医院,hospital,CN"]
        let text = ([header] + rows + [rows[0]] + damaged).joined(separator: "\r\n")
        let list = try folder.write([0xEF, 0xBB, 0xBF] + Array(text.utf8), to: "institutions.csv")
        let call = [
            "load", list, "--as", "institutions", "--officer", "t", "--json", "--data",
            folder.path + "/root",
        ]
        let before = try Program.run(["log", "ls", "--json", "--data", folder.path + "/root"]).text
        let check = try Program.run(call + ["--check"])
        #expect(check.text.contains("\"check\":true"), "\(check.text) \(check.error)")
        #expect(check.text.contains("\"registered\":300"), "\(check.text)")
        #expect(check.text.contains("\"doubled\":1"), "\(check.text)")
        #expect(check.text.contains("\"damaged\":2"), "\(check.text)")
        #expect(
            try Program.run(["log", "ls", "--json", "--data", folder.path + "/root"]).text == before
        )
        let done = try Program.run(call)
        #expect(done.status == 0, "\(done.error)")
        #expect(done.text.contains("\"registered\":300"), "\(done.text)")
    }
}
