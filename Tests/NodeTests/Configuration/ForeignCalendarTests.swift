import Designation
import Foundation
import Testing

@testable import Node

/// Working days against a package that others wrote (`Tests/Foreign/requirements.txt`).
@Suite("Working days as chinesecalendar counts them")
struct ForeignCalendarTests {
    private static let years = 2021...2026

    @Test("Every day of six years, and random spans", arguments: [20_260_101, 7])
    func sameDays(seed: Int) throws {
        let calendar = try FederationFolder.load(projectNodes).calendar.workCalendar
        #expect(Set(Self.years).isSubset(of: calendar.publishedYears))
        let lines = try Self.foreignLines(seed: seed, spanCount: 2_000)
        var counts: [String: Int] = [:]
        for line in lines {
            let words = line.split(separator: " ").map(String.init)
            let start = try #require(words.count >= 3 ? LegalDate(words[1]) : nil, "\(line)")
            counts[words[0], default: 0] += 1
            switch words[0] {
            case "day":
                #expect(calendar.isWorkingDay(start) == (words[2] == "1"), "\(line)")
            case "add":
                let count = try #require(Int(words[2]))
                let found = calendar.adding(workingDays: count, to: start)
                #expect("\(found.day)" == words[3], "seed \(seed): \(line)")
                #expect(!found.isProvisional, "\(line)")
                let span = RuleSpan(count: count, unit: .workdays)
                #expect(span.lastDay(from: start, calendar: calendar, moving: true) == found)
            case "back":
                let count = try #require(Int(words[2]))
                let found = calendar.subtracting(workingDays: count, from: start)
                #expect("\(found.day)" == words[3], "seed \(seed): \(line)")
            case "between":
                let end = try #require(LegalDate(words[2]))
                #expect(
                    "\(calendar.workingDays(after: start, through: end))" == words[3],
                    "seed \(seed): \(line)")
            default: Issue.record("unknown line: \(line)")
            }
        }
        #expect(counts["day"] == 2_191, "every day of six years")
        #expect(counts["add"] == 2_000)
    }

    private static func foreignLines(seed: Int, spanCount: Int) throws -> [String] {
        let folder = TestFolder()
        let output = URL(fileURLWithPath: folder.path + "/output")
        try Data().write(to: output)
        let handle = try FileHandle(forWritingTo: output)
        let script = URL(fileURLWithPath: projectNodes).deletingLastPathComponent()
            .appendingPathComponent("Tests/Foreign/working_days.py")
        let process = Process()
        var environment = ProcessInfo.processInfo.environment
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
        process.environment = environment
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            environment["FOREIGN_PYTHON"] ?? "python3", script.path, "\(years.lowerBound)",
            "\(years.upperBound)", "\(seed)", "\(spanCount)",
        ]
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        process.waitUntilExit()
        try handle.close()
        let text = String(decoding: try Data(contentsOf: output), as: UTF8.self)
        try #require(process.terminationStatus == 0, "\(text.suffix(2_000))")
        return text.split(separator: "\n").map(String.init)
    }
}
