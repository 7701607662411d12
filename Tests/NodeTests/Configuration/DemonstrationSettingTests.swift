import Designation
import Foundation
import Messages
import Testing

@testable import Node

@Suite("Whether a federation is a demonstration")
struct DemonstrationSettingTests {
    /// Cases of a demonstration are open to everybody, so nobody gets there by leaving out a line.
    @Test("Only who says so has open cases and invented institutions")
    func mustBeSaid() throws {
        for (line, isDemonstration) in [("", false), ("demonstration: no\n", false)] + [
            ("demonstration: yes\n", true)
        ] {
            let scratch = try ScratchFederation()
            let text = try String(
                contentsOfFile: scratch.path + "/federation.yaml", encoding: .utf8)
            let lines = text.split(separator: "\n").filter { !$0.hasPrefix("demonstration:") }
            try scratch.write(lines.joined(separator: "\n") + "\n" + line, to: "federation.yaml")
            let data = try FederationData(
                path: scratch.path + "/data", descriptions: scratch.path, basePort: 9000,
                everything: false)
            #expect((data.federation.demonstration != nil) == isDemonstration)
            _ = try data.prepare { SystemEntropy.bytes() }
            for node in data.running.prefix(3) {
                let settings = try NodeSettings.read(data.folder(node.name).settings)
                #expect(settings.isDemonstration == isDemonstration, "\(node.name)")
                #expect(!settings.hasPublicLogs)
            }
        }
    }
}

@Suite("Values of rules")
struct RuleValueTests {
    @Test("Spans are a count and a unit, singular for one")
    func spans() {
        #expect(RuleValue.span("5 workdays") == .span(RuleSpan(count: 5, unit: .workdays)))
        #expect(RuleValue.span("1 year") == .span(RuleSpan(count: 1, unit: .years)))
        for text in [
            "0 days", "1 days", "2 year", "05 days", "+5 days", "5  days", "days", "5", "",
        ] {
            #expect(RuleValue.span(text) == nil, "\(text)")
        }
        #expect(RulePeriod(RuleValue.span(RuleSpan(count: 180, unit: .days)).text)?.count == 180)
        #expect(RulePeriod(RuleValue.span(RuleSpan(count: 6, unit: .months)).text)?.unit == .months)
    }

    @Test("Qualified names are known where the plain one is")
    func qualifiers() {
        #expect(RuleCatalogue.kind(of: "term.pharmacy") != nil)
        #expect(RuleCatalogue.kind(of: "term.care.pharmacy") == nil)
        #expect(RuleCatalogue.kind(of: "pharmacy") == nil)
        #expect(RuleCatalogue.kind(of: "term.") == nil)
    }
}
