import Designation
import Foundation
import Messages
import Testing

@testable import Node

/// A copy of the project's folder in which single files are changed.
///
/// The source is resolved first: copying a symbolic link would copy the link alone, and the changes
/// would reach the project's own files.
final class ScratchFederation {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "nodes-\(UUID().uuidString)"
        let source = URL(fileURLWithPath: projectNodes).resolvingSymlinksInPath().path
        try FileManager.default.copyItem(atPath: source, toPath: path)
        let kind =
            try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
        try #require(kind == .typeDirectory, "a copy must be a folder of its own")
        // Yunnan's counties are many and no test changes them.
        let yunnan = path + "/yunnan/nodes"
        for file in try FileManager.default.contentsOfDirectory(atPath: yunnan)
        where file != "530000.yaml" {
            try FileManager.default.removeItem(atPath: yunnan + "/" + file)
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }  // A leftover copy harms nobody.

    func write(_ text: String, to file: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/" + file))
    }

    func replace(_ old: String, with new: String, in file: String) throws {
        let text = try String(contentsOfFile: path + "/" + file, encoding: .utf8)
        try #require(text.contains(old), "\(file) lacks \(old)")
        try write(text.replacingOccurrences(of: old, with: new), to: file)
    }

    func error() -> ConfigurationError? {
        do {
            _ = try FederationFolder.load(path)
            return nil
        } catch {
            return error
        }
    }
}

@Suite("Faults in a federation's folder")
struct ConfigurationErrorTests {
    /// File, what stands there, what is put in its place, and the start of the message.
    static let changes: [(file: String, old: String, new: String, message: String)] = [
        ("federation.yaml", "root: root", "rot: root", "federation.yaml:4: unknown key 'rot'"),
        ("federation.yaml", "root: root\n", "", "federation.yaml:3: key 'root' is missing"),
        (
            "federation.yaml", "seed: 20210201", "seed: -1",
            "federation.yaml:10: 'invented.seed'"
        ),
        (
            "federation.yaml", "demonstration: yes", "demonstration: perhaps",
            "federation.yaml:8: 'demonstration' must be"
        ),
        ("federation.yaml", "invented:", "inventions:", "federation.yaml:9: unknown key"),
        ("federation.yaml", "[shanghai,", "[\"..\",", "federation.yaml:7: 'areas' must be"),
        (
            "federation.yaml", "exchange: exchange", "exchange: \"310000\"",
            "federation.yaml: no node of role exchange is named '310000'"
        ),
        (
            "shanghai/edition.yaml", "term: ", "terms: ",
            "shanghai/edition.yaml:32: no rule is named 'terms'"
        ),
        (
            "shanghai/edition.yaml", "value: 2 years", "value: 2 year",
            "shanghai/edition.yaml:32: 'values.term.value' must be a span such as"
        ),
        (
            "shanghai/edition.yaml", "citation: S0 六(三)", "citation: S9 六(三)",
            "shanghai/edition.yaml:32: no document is named 'S9 六(三)'"
        ),
        (
            "national/edition.yaml", "citation: N41}", "citation: N54}",
            "national/edition.yaml:70: 'values.renewal-not-agreed.citation' must be an article of N"
        ),
        (
            "shanghai/edition.yaml", "through: 2026-11-30", "through: 2026-11-31",
            "shanghai/edition.yaml:6: 'valid.through' must be a day"
        ),
        (
            "jilin/regions.yaml", "unit: \"222401\"", "unit: \"220100\"",
            "jilin/regions.yaml:180: unit 220100 lies outside the pool 222400"
        ),
        (
            "jilin/regions.yaml", "\"220283\"", "\"220284\"",
            "jilin/regions.yaml:88: '220284' stands twice"
        ),
        (
            "weihai/regions.yaml", "parent: \"371000\"", "parent: \"379999\"",
            "weihai/regions.yaml:"
        ),
        (
            "jilin/recognition.yaml", "members: [\"222499\"", "members: [\"222402\"",
            "yanji-pair: member 222402 is not a unit"
        ),
        (
            "jilin/nodes/222401.yaml", "region: \"222401\"", "region: \"222499x\"",
            "jilin/nodes/222401.yaml:4: 'region' must be a region's code"
        ),
        (
            "jilin/nodes/222401.yaml", "laterals: [\"222400\"]", "laterals: [\"220100\"]",
            "jilin/nodes/222400.yaml:1: lateral 222401 does not name this node back"
        ),
        (
            "jilin/nodes/222402.yaml", "node: \"222402\"", "node: \"222401\"",
            "jilin/nodes/222402.yaml:1: '222401' stands twice"
        ),
        (
            "jilin/nodes/222400.yaml", "parent: \"220000\"", "parent: \"222401\"",
            "jilin/nodes/222400.yaml:1: parents form a circle"
        ),
        (
            "jilin/nodes/222400.yaml", "acts: [enrol, close, delegate, decision]",
            "acts: [enrol]", "jilin/nodes/222400.yaml:1: delegates for 222401 without the act"
        ),
        (
            "jilin/nodes/222401.yaml", "[register, accept, assess]", "[register, accept, sing]",
            "jilin/nodes/222401.yaml:14: 'competence.acts' must be one of enrol"
        ),
        (
            "weihai/nodes/371000.yaml", "runs: default", "runs: extended",
            "weihai/nodes/371002.yaml:1: runs by default, but its parent 371000 does not"
        ),
        (
            "weihai/edition.yaml", "value: \"2021-02-01\"", "value: \"2021-03-01\"",
            "weihai/edition.yaml:7: 'from' is 2021-02-01, the decision edition-starts says 2021-03-01"
        ),
        (
            "jilin/edition.yaml", "value: [LOCAL-CBS, \"220581\"]", "value: [LOCAL-CBS]",
            "jilin/edition.yaml: region 220581 does not lie as 'pooling' says"
        ),
        (
            "jilin/edition.yaml", "value: [LOCAL-CBS, \"220581\"]",
            "value: [LOCAL-CBS, \"220581\", \"220102\"]",
            "jilin/edition.yaml: region 220102 does not lie as 'own-pools-beside-prefectures' says"
        ),
        (
            "changzhou/regions.yaml",
            "code: \"320404\", name: {zh: 钟楼区, en: Zhonglou District}, level: county",
            "code: \"320404\", name: {zh: 钟楼区, en: Zhonglou District}, level: county, unit: \"320404\"",
            "changzhou/edition.yaml: region 320404 does not lie as 'reach' says"
        ),
        (
            "jilin/edition.yaml", "value: [accept, assess, sign, manage]",
            "value: [accept, assess]",
            "jilin/nodes/222400.yaml:1: the edition of 222401 lets no delegation name 'notice'"
        ),
        (
            "national/calendar.yaml", "\"02-07\"", "\"02-08\"",
            "national/calendar.yaml:17: 'years.2021.worked.春节' must be a Saturday or Sunday"
        ),
        (
            "national/documents.yaml", "articles: 53", "articles: [53]",
            "national/documents.yaml:8: 'documents.N.articles' must be a whole number"
        ),
    ]

    @Test("Each names file, line and what to do", arguments: changes.indices)
    func change(index: Int) throws {
        let change = Self.changes[index]
        let scratch = try ScratchFederation()
        try scratch.replace(change.old, with: change.new, in: change.file)
        let error = try #require(scratch.error())
        #expect(error.description.hasPrefix(change.message), "\(error)")
        #expect(error.message.isComplete, "\(error.message.chinese)")
    }

    @Test("A folder without its main file, or with a folder in its place")
    func missing() throws {
        let scratch = try ScratchFederation()
        try FileManager.default.removeItem(atPath: scratch.path + "/federation.yaml")
        #expect(scratch.error()?.problem == .unreadable(errorNumber: 2))
        try FileManager.default.createDirectory(
            atPath: scratch.path + "/federation.yaml", withIntermediateDirectories: false)
        #expect(scratch.error()?.problem == .unreadable(errorNumber: 0))
    }

    @Test("A file past the limit is not read")
    func oversize() throws {
        let scratch = try ScratchFederation()
        try scratch.write(String(repeating: "# x\n", count: 1 << 20) + "#", to: "federation.yaml")
        #expect(scratch.error()?.problem == .tooLarge(limitByteCount: 4 << 20))
    }

    @Test(
        "Text that is no YAML of ours is refused before it is composed",
        arguments: [
            "a: &x [1]\nb: *x\n", "a: [&x 1]", "- !!binary aGk=", "%TAG ! tag:x,2000:\n--- !a\n",
            "a: \"\u{2028}&x 1\"", "\u{FEFF}a: 1", "a:\t1", "a: \u{1}",
        ])
    func notAllowed(text: String) {
        let error = #expect(throws: ConfigurationError.self) {
            try YAMLFile(path: "x.yaml", bytes: Array(text.utf8))
        }
        guard case .notAllowed = error?.problem else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(
        "Broken YAML names its line",
        arguments: [
            ("a: [1\nb: 2\n", 2), ("a: 1\na: 2\n", 1), ("a: 'x\n", 2), ("--- 1\n--- 2\n", 2),
            (String(repeating: "[", count: 5000), 1), (String(repeating: "- ", count: 5000), 1),
        ])
    func broken(text: String, line: Int) {
        let error = #expect(throws: ConfigurationError.self) {
            try YAMLFile(path: "x.yaml", bytes: Array(text.utf8))
        }
        #expect(error?.line == line, "\(String(describing: error))")
    }

    @Test("Empty files and bytes that are no text")
    func empty() {
        #expect(throws: ConfigurationError(file: "x", line: nil, problem: .empty)) {
            try YAMLFile(path: "x", bytes: Array("# nothing\n".utf8))
        }
        #expect(throws: ConfigurationError(file: "x", line: nil, problem: .notUTF8)) {
            try YAMLFile(path: "x", bytes: [0x61, 0x3A, 0x20, 0xFF])
        }
    }

    @Test("Messages stay on one line and short, whatever stands in the file")
    func shown() {
        let name = String(repeating: "a\n\u{1B}", count: 100)
        let error = ConfigurationError(file: "x", line: 1, problem: .duplicate(name))
        #expect(!error.description.contains("\n"))
        #expect(!error.description.unicodeScalars.contains("\u{1B}"))
        #expect(error.description.count < 120)
    }

    @Test("Cut at any byte, a file is an error or a whole, never a trap")
    func truncated() throws {
        let path = projectNodes + "/jilin/edition.yaml"
        let bytes = try BoundedFile.read(path, limitByteCount: 1 << 20)
        for count in stride(from: 0, to: bytes.count, by: 37) {
            _ = try? YAMLFile(path: "x", bytes: Array(bytes[..<count]))  // Either is right here.
        }
    }
}
