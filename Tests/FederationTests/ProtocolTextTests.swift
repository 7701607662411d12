import Designation
import Foundation
import Testing

@testable import Federation

/// The text in `protocol/` says what the code does: its tables are compared with the code, and every
/// test that it names as a witness must exist.
@Suite("Protocol text")
struct ProtocolTextTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static func text(_ name: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent("protocol/\(name)"), encoding: .utf8)
    }

    /// The cells of the table rows of a section.
    private static func rows(_ name: String) throws -> [[String]] {
        try text(name).split(separator: "\n").filter { $0.hasPrefix("|") }.map { line in
            line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
                .map { $0.trimmingCharacters(in: .whitespaces) }
        }
    }

    @Test func everyRuleStandsInTheTextWithItsDefault() throws {
        let rows = try Self.rows("07-standing.md")
        for rule in RuleName.allCases {
            let row = try #require(
                rows.first { $0.first == "`\(rule.rawValue)`" }, "\(rule.rawValue) is missing")
            let value = rule.defaultValue.isEmpty ? "none" : "`\(rule.defaultValue)`"
            #expect(row[2] == value, "default of \(rule.rawValue)")
        }
    }

    @Test func everyKindStandsInTheTextWithStreamAndMark() throws {
        let rows = try Self.rows("03-entries.md")
        for kind in EntryKind.allCases where !(70...75).contains(kind.rawValue) {
            let row = try #require(
                rows.first { $0.first == String(kind.rawValue) }, "kind \(kind) is missing")
            let streams = kind.streams.map(\.rawValue).joined(separator: ", ")
            let isAny = kind.streams.count == Designation.Stream.allCases.count
            #expect(isAny ? row[2].hasPrefix("any") : row[2] == streams, "streams of \(kind)")
            #expect((row[3] == "yes") == kind.isRestrictive, "mark of \(kind)")
            #expect(!kind.leadsWithReference || !row[4].isEmpty, "reference of \(kind)")
        }
    }

    @Test func everyReviewItemVoidReasonAndRuleIsNamed() throws {
        let text = try Self.text("07-standing.md")
        for kind in ReviewItem.Kind.allCases {
            #expect(text.contains("`\(kind.rawValue)`"), "review item \(kind.rawValue)")
        }
        let numbers = try Self.rows("07-standing.md").compactMap { $0.count > 1 ? $0[1] : nil }
        for why in Standing.WithoutEffect.Why.allCases {
            #expect(numbers.contains(String(why.rawValue)), "void because \(why)")
        }
        for rule in Reason.Rule.allCases {
            let name = ArticleText.key(rule).dropFirst("reason.".count)
            let isNamed = try Self.rows("07-standing.md").contains {
                $0.count > 1 && $0[0] == name && $0[1] == String(rule.rawValue)
            }
            #expect(isNamed, "rule \(name)")
        }
    }

    @Test func directoryProblemsHaveTheirNumbers() throws {
        let rows = try Self.rows("02-trust.md").compactMap { UInt8($0[0]) }
        for reason in Directory.Problem.Reason.allCases {
            #expect(rows.contains(reason.rawValue), "\(reason)")
        }
    }

    @Test func limitsAreThoseOfTheCode() throws {
        let text = try Self.text("01-terms.md")
        let limits = SyncLimits.standard
        func grouped(_ number: Int) -> String {
            if number < 1_000 { return "\(number)" }
            return "\(number / 1_000) \(String(number % 1_000 + 1_000).dropFirst())"
        }
        let expected = [
            "| entry | \(grouped(EntryCodec.maximumByteCount)) bytes |",
            "receivers follow up to 2^\(limits.logSize.trailingZeroBitCount)",
            "| message between nodes | \(limits.messageByteCount >> 20) MiB",
            "| inline entries of one log | \(grouped(limits.inlineEntryCount)) entries and "
                + "\(limits.inlineByteCount >> 10) KiB |",
            "| logs in one answer | \(limits.headsPerAnswer) sent; up to "
                + "\(grouped(4 * limits.headsPerAnswer)) read |",
            "| logs followed through one peer | \(grouped(limits.logCount)) |",
            "wanted in one answer | \(limits.resourcesPerPush) |",
            "| \(grouped(SessionDesk.sessionCount)), \(grouped(SessionDesk.nonceCount)) |",
            "| case payload | \(CasePayload.maximumByteCount >> 20) MiB",
        ]
        for line in expected { #expect(text.contains(line), "\(line)") }
    }

    /// `SuiteTests.test`, a following `.test` of the same suite, or `SuiteTests` as a whole.
    @Test func everyWitnessExists() throws {
        let files = try Self.swiftFiles("Tests")
        var suite = ""
        var count = 0
        for token in try Self.text("11-invariants.md").matches(of: /`([A-Za-z.]+)`/) {
            let name = String(token.1)
            let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(
                String.init)
            if parts[0].hasSuffix("Tests") {
                suite = parts[0]
            } else if !parts[0].isEmpty {
                continue
            }
            // Suites of one name stand in several targets; the test may be in any of them.
            let matching = files.filter {
                $0.lastPathComponent == "\(suite).swift"
                    || $0.lastPathComponent.hasPrefix("\(suite)+")
            }
            #expect(!matching.isEmpty, "\(suite) does not exist")
            count += 1
            guard parts.count == 2 else { continue }
            let isThere = try matching.contains {
                try String(contentsOf: $0, encoding: .utf8).contains("func \(parts[1])(")
            }
            #expect(isThere, "\(suite).\(parts[1]) does not exist")
        }
        #expect(count > 20)
    }

    @Test func everySentenceHasItsCheckerAndItsDefect() throws {
        let checks = Self.root.appendingPathComponent("Sources/Simulator/Checks")
        let bugs = try String(
            contentsOf: Self.root.appendingPathComponent("Sources/Simulator/PlantedBug.swift"),
            encoding: .utf8)
        let rows = try Self.rows("11-invariants.md").filter { UInt8($0[0]) != nil }
        #expect(rows.map { $0[0] } == (1...10).map(String.init))
        func names(_ cell: String) -> [String] {
            cell.matches(of: /`([A-Za-z]+)`/).map { String($0.1) }
        }
        var named: [String] = []
        for row in rows {
            #expect(!names(row[1]).isEmpty && !names(row[2]).isEmpty, "\(row[0])")
            for checker in names(row[1]) {
                let file = checks.appendingPathComponent("\(checker).swift")
                let source = try String(contentsOf: file, encoding: .utf8)
                #expect(source.contains("sentence = \(row[0])"), "\(checker)")
            }
            for bug in names(row[2]) {
                #expect(bugs.contains("    /// \(row[0]). "), "\(bug)")
                named.append(bug)
            }
        }
        let planted = bugs.matches(of: /case ([A-Za-z]+)/).map { String($0.1) }
        #expect(named.sorted() == planted.sorted())
    }

    @Test func filesAreShortAndLinksLead() throws {
        let folder = Self.root.appendingPathComponent("protocol")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".md") }
        #expect(files.count >= 14)
        for file in files {
            let text = try Self.text(file)
            #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 300)
            for link in text.matches(of: /`([0-9]{2}-[a-z]+\.md|[a-z]+\.md)`/) {
                #expect(files.contains(String(link.1)), "\(file) names \(link.1)")
            }
        }
    }

    private static func swiftFiles(_ name: String) throws -> [URL] {
        let folder = root.appendingPathComponent(name)
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        return names.filter { $0.hasSuffix(".swift") }.map(folder.appendingPathComponent)
    }
}
