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

    @Test("Every value is read by the rules, or the guide says why it asks nothing of software")
    func readBySoftware() throws {
        // A value whose name only gives a problem its article decides nothing.
        let judging = try Self.sources().replacing(/cite\(\s*"[^"]*"/, with: "")
        for entry in RuleGuide.all {
            let isRead = judging.contains("\"\(entry.name)\"")
            switch entry.reader {
            case .software: #expect(isRead, "\(entry.name)")
            case .people(let reason):
                #expect(!isRead, "\(entry.name)")
                #expect(reason.chinese.count > 10 && reason.english.count > 20, "\(entry.name)")
            }
        }
        for name in RuleName.allCases {
            #expect(RuleGuide.entry(for: name.rawValue)?.reader == .software, "\(name.rawValue)")
        }
        let idle = RuleGuide.all.filter { $0.reader != .software }.map(\.name)
        #expect(idle.count == 8, "\(idle)")
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

    /// Where rules are: the domain, and the reading of the folder; not the files that only list the names,
    /// nor words and pages.
    private static func sources() throws -> String {
        let root = URL(fileURLWithPath: projectNodes).deletingLastPathComponent()
        var text = ""
        for place in ["Sources/Designation", "Sources/Node/Configuration"] {
            let files = FileManager.default.enumerator(
                at: root.appendingPathComponent(place), includingPropertiesForKeys: nil)
            while let file = files?.nextObject() as? URL {
                let name = file.deletingPathExtension().lastPathComponent
                guard file.pathExtension == "swift", !name.hasPrefix("RuleCatalogue"),
                    name != "RuleGuide", name != "RuleWording"
                else { continue }
                text += try String(contentsOf: file, encoding: .utf8)
            }
        }
        return text
    }
}
