import Designation
import Foundation
import Testing

@testable import Node

/// No name of an edition is dead: code reads it, or the guide says who acts by it.
@Suite("Every value of an edition is read by somebody")
struct RuleGuideTests {
    @Test("The guide has every name of the catalogue once, and no other")
    func complete() {
        let guided = RuleGuide.all.map(\.name)
        #expect(Set(guided).count == guided.count)
        #expect(Set(guided) == Set(RuleCatalogue.names))
        for entry in RuleGuide.all {
            #expect(!entry.title.chinese.isEmpty && !entry.title.english.isEmpty, "\(entry.name)")
        }
        #expect(RuleGuide.entry(for: "term.pharmacy")?.name == "term")
        #expect(
            RuleGuide.entry(for: "supplement-notice.defective")?.name
                == "supplement-notice.defective")
        #expect(RuleGuide.entry(for: "nonsense") == nil)
    }

    @Test("What the guide says the software reads stands in its sources")
    func readBySoftware() throws {
        let text = try Self.sources()
        for entry in RuleGuide.all where entry.reader == .software {
            #expect(text.contains("\"\(entry.name)\""), "\(entry.name)")
        }
        for name in RuleName.allCases {
            #expect(RuleGuide.entry(for: name.rawValue)?.reader == .software, "\(name.rawValue)")
        }
    }

    @Test("Every word that a value can have is known in Chinese")
    func words() {
        for name in RuleCatalogue.names {
            let words: [String]
            switch RuleCatalogue.kind(of: name) {
            case .word(let list), .words(let list), .span(let list): words = list
            default: words = []
            }
            for word in words { #expect(RuleWording.chinese[word] != nil, "\(name): \(word)") }
        }
        #expect(RuleWording.text("5wd").chinese == "5 个工作日")
        #expect(RuleWording.text("1y").english == "1 year")
        #expect(RuleWording.text("name, address").chinese == "名称、地址")
        #expect(RuleWording.text("1 to 5 years").chinese == "1 to 5 years")
    }

    @Test("Every list has its name in words")
    func lists() {
        for name in RuleCatalogue.lists {
            #expect(RuleCatalogue.title(ofList: name).chinese != name, "\(name)")
        }
        #expect(
            RuleCatalogue.title(ofList: "conditions.pharmacy").english == "Conditions (pharmacy)")
    }

    /// All sources but those that only list the names.
    private static func sources() throws -> String {
        let root = URL(fileURLWithPath: projectNodes).deletingLastPathComponent()
            .appendingPathComponent("Sources")
        let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
        var text = ""
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "swift", !file.path.contains("/Configuration/") else {
                continue
            }
            text += try String(contentsOf: file, encoding: .utf8)
        }
        return text
    }
}
