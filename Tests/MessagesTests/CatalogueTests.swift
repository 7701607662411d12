import Foundation
import Testing

@testable import Messages

@Suite("Messages in both languages")
struct CatalogueTests {
    @Test("Every message of the catalogue has both languages and the same values in both")
    func rows() {
        #expect(Catalogue.rows.count > 400)
        var seen: Set<String> = []
        for row in Catalogue.rows {
            #expect(!row.english.isEmpty && !row.chinese.isEmpty, "\(row)")
            #expect(row.chinese.contains(where: Self.isChinese) || !Self.needsWords(row.chinese))
            #expect(Self.places(row.english) == Self.places(row.chinese), "\(row.english)")
            #expect(seen.insert(row.english).inserted, "twice: \(row.english)")
        }
    }

    /// The sources are what users see: a sentence that is not in the catalogue is one in English only.
    @Test("Every message of the sources stands in the catalogue")
    func sources() {
        let known = Set(Catalogue.rows.map(\.english))
        var count = 0
        for source in Self.sources where source.hasMessages {
            let name = source.file.lastPathComponent
            // Of the benchmark its sentences; the rest is commands to nodes and names of figures.
            let isBench = source.file.path.contains("/Bench/")
            for literal in source.literals where Self.isMessage(literal) {
                guard !isBench || literal.text.hasSuffix(".") else { continue }
                let isKnown = known.contains(literal.text)
                #expect(isKnown, "\(name):\(literal.line): \(literal.text)")
                count += 1
            }
        }
        #expect(count > 400)
    }

    /// A sentence in a file without messages would be a plain text that nobody can translate.
    @Test("No error is a plain English text")
    func plainSentences() {
        let shown = ["Node", "dingdian", "Web", "Storage", "Transport", "Compression"]
        for source in Self.sources where !source.hasMessages {
            let path = source.file.path
            guard shown.contains(where: { path.contains("/Sources/\($0)/") }),
                !path.contains("/Bench/"), !path.hasSuffix("+Metrics.swift")
            else { continue }
            for literal in source.literals where literal.text.hasSuffix(".") {
                let isSentence = literal.text.contains(" ") && Self.isMessage(literal)
                #expect(!isSentence, "\(path):\(literal.line): \(literal.text)")
            }
        }
    }

    @Test("No line of the catalogue is left over")
    func leftOver() throws {
        let foreign = try Self.foreign()
        let used = Set(Self.sources.flatMap { $0.literals.map(\.text) })
        for row in Catalogue.rows where !foreign.contains(row.english) {
            #expect(used.contains(row.english), "\(row.english)")
        }
    }

    @Test("Values keep their language, literals on several lines are one message")
    func values() {
        let what: Message = "a day as YYYY-MM-DD"
        let message: Message = "Give \(what)."
        #expect(message.english == "Give a day as YYYY-MM-DD.")
        #expect(message.chinese == "请给出日期，写作 YYYY-MM-DD。")
        #expect(message.lines == "请给出日期，写作 YYYY-MM-DD。\nGive a day as YYYY-MM-DD.")
        #expect(message.isComplete)
        let joined: Message =
            "There is no node \("a") in \("b"). " + "Choose one with --node: \("c")."
        #expect(joined.template == "There is no node {1} in {2}. Choose one with --node: {3}.")
        #expect(joined.chinese == "b 中没有节点 a，请用 --node 选定：c。")
        let list: Message = "--of takes \(["a", "b"])."
        #expect(list.english == "--of takes a, b.")
        // What looks like a place in a value is none.
        let odd: Message = "\("{2}"): \("x {1}")"
        #expect(odd.english == "{2}: x {1}")
        #expect(odd.isComplete)
        let unknown: Message = "Nobody ever wrote this down."
        #expect(!unknown.isComplete)
        #expect(unknown.chinese == "Nobody ever wrote this down.")
        let around: Message = "\("a.yaml:1"): \(unknown)"
        #expect(!around.isComplete)
        #expect(Message(lines: message.lines).chinese == message.chinese)
        #expect(Message(lines: message.lines).english == message.english)
    }

    @Test("Sentences of other software are known by their form")
    func matching() {
        let templates = ["Unknown option '{1}'. Did you mean '{2}'?", "Unknown option '{1}'"]
        let far = Message(matching: "Unknown option '--x'", templates)
        #expect(far?.chinese == "未知选项“--x”")
        let near = Message(matching: "Unknown option '--x'. Did you mean '--y'?", templates)
        #expect(near?.chinese == "未知选项“--x”，是否指“--y”？")
        #expect(Message(matching: "Something else", templates) == nil)
    }

    // MARK: Sources

    private struct Source {
        var file: URL
        var hasMessages: Bool
        var literals: [SwiftLiterals.Literal]
    }

    private static let sources: [Source] = {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")
        let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
        return (files?.allObjects as? [URL] ?? []).filter { file in
            file.pathExtension == "swift" && !file.path.hasSuffix(".pb.swift")
                && !file.path.contains("/Sources/Messages/")
        }.sorted { $0.path < $1.path }.map { file in
            // Losing the error is right: a source that cannot be read has no messages to find, and
            // the counts above notice.
            let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
            return Source(
                file: file, hasMessages: text.contains("import Messages\n"),
                literals: SwiftLiterals(text).all)
        }
    }()

    /// Whether a literal is shown to people: words with a blank between them, or with a value, in
    /// one language, and not where a name, help, a log's metadata or our own bug is meant.
    private static func isMessage(_ literal: SwiftLiterals.Literal) -> Bool {
        let text = literal.text
        guard !text.contains(where: isChinese), needsWords(text), !notShown.contains(text) else {
            return false
        }
        // Where a part of a message is asked for, one word is enough to be one.
        let asked = ["eference(kind: ", "cycle(kind: ", "bad(", "alformed(", "upported(", "owed("]
        if asked.contains(where: { literal.before.hasSuffix($0) }) { return true }
        if literal.before.contains(" argument(") { return true }
        guard text.contains(" "), !notForms.contains(where: { text.contains($0) }) else {
            return false
        }
        return !["help:", "abstract:", "case \"", "precondition", "metadata:"]
            .contains { literal.before.contains($0) }
    }

    private static func needsWords(_ text: String) -> Bool {
        text.split { !$0.isLetter }.contains { $0.count > 1 && $0.first?.isLowercase == true }
    }

    private static func isChinese(_ letter: Character) -> Bool {
        letter.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
    }

    private static func places(_ text: String) -> [String] {
        (1...9).map { "{\($0)}" }.filter { text.contains($0) }
    }
}
