import Foundation
import Testing

/// Rules of the house that can run. What is broken twice becomes a check here, or is dropped.
@Suite struct TidyTests {
    struct SourceFile {
        var path: String
        var lines: [String]
        var isTest: Bool { path.hasPrefix("Tests/") }
        var target: String { String(path.split(separator: "/")[1]) }
    }

    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func sources() throws -> [SourceFile] {
        var files: [SourceFile] = []
        for folder in ["Sources", "Tests"] {
            let base = root.appendingPathComponent(folder)
            let paths = try FileManager.default.subpathsOfDirectory(atPath: base.path)
            for path in paths where path.hasSuffix(".swift") && !path.hasSuffix(".pb.swift") {
                let text = try String(
                    contentsOf: base.appendingPathComponent(path), encoding: .utf8)
                let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
                files.append(
                    SourceFile(path: "\(folder)/\(path)", lines: lines.map(String.init)))
            }
        }
        return files
    }

    @Test func noFileIsTooLong() throws {
        let long = try Self.sources().filter { $0.lines.count > 500 }.map(\.path)
        #expect(long.isEmpty)
    }

    @Test func nothingUnfinishedOrTrapping() throws {
        // Put together here, so that this file does not find itself.
        let marks = ["TO" + "DO", "FIX" + "ME", "// X" + "XX", "try" + "! ", "fatal" + "Error("]
        var found: [String] = []
        for file in try Self.sources() {
            for (number, line) in file.lines.enumerated()
            where marks.contains(where: line.contains) {
                found.append("\(file.path):\(number + 1)")
            }
        }
        #expect(found.isEmpty)
    }

    /// The pure three and the simulator read no clock, no disk, no network and no random source.
    @Test func coresAreCores() throws {
        let cores: Set = ["TransparencyLog", "Designation", "Federation", "Simulator"]
        // FoundationEssentials stays allowed: protobuf and HPKE speak `Data`; it brings no clock here.
        let imports: Set = [
            "Foundation", "Dispatch", "Glibc", "NIOCore", "GRDB",
            "Hummingbird", "Logging", "CCurl", "CZlib",
        ]
        let calls = ["SystemRandomNumberGenerator", ".random(in:", "ContinuousClock", "Task.sleep"]
        var found: [String] = []
        for file in try Self.sources() where !file.isTest && cores.contains(file.target) {
            for (number, line) in file.lines.enumerated() {
                let words = line.split(separator: " ")
                let isImport = words.dropLast().last == "import" || words.first == "import"
                if isImport, let name = words.last, imports.contains(String(name)) {
                    found.append("\(file.path):\(number + 1) \(line)")
                }
                if calls.contains(where: line.contains) {
                    found.append("\(file.path):\(number + 1) \(line)")
                }
            }
        }
        #expect(found.isEmpty)
    }

    /// `--help` speaks both languages, Chinese first.
    @Test func helpSpeaksBothLanguages() throws {
        var found: [String] = []
        for file in try Self.sources() where file.target == "dingdian" {
            let text = file.lines.joined(separator: "\n")
            for mark in ["help:", "abstract:"] {
                for part in text.components(separatedBy: mark).dropFirst() {
                    guard let open = part.firstIndex(of: "\"") else { continue }
                    // What stands before the text is white space or `ArgumentHelp(`.
                    guard part[..<open].count < 60, !part[..<open].contains(".hidden") else {
                        continue
                    }
                    let words = part[part.index(after: open)...].prefix { $0 != "\"" }
                    let sides = words.components(separatedBy: " / ")
                    let isChineseFirst = sides[0].unicodeScalars.contains { $0.value >= 0x4E00 }
                    // A format of a day alone is the same in both.
                    if !isChineseFirst || sides.count < 2 { found.append("\(file.path): \(words)") }
                }
            }
        }
        #expect(found.isEmpty)
    }

    /// Sections that sources refer to exist in `protocol/`.
    @Test func sectionsExist() throws {
        let folder = Self.root.appendingPathComponent("protocol")
        var known: Set<String> = []
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path)
        where name.wholeMatch(of: #/\d\d-.*\.md/#) != nil {
            let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
            for match in text.matches(of: #/(?m)^##? (\d+(?:\.\d+)?)\.? /#) {
                known.insert(String(match.1))
            }
        }
        #expect(known.isSuperset(of: ["1", "5.11", "11"]))
        // Put together here, so that this file does not find itself.
        let elsewhere = "`protocol" + ".md`"
        var found: [String] = []
        for file in try Self.sources() {
            for (number, line) in file.lines.enumerated() {
                let unknown = line.matches(of: #/protocol §(\d+(?:\.\d+)?)/#)
                    .contains { !known.contains(String($0.1)) }
                if unknown || line.contains(elsewhere) {
                    found.append("\(file.path):\(number + 1)")
                }
            }
        }
        #expect(found.isEmpty)
    }

    /// What is committed names no path of the machine on which it was written.
    @Test func noPathsOfOneMachine() throws {
        let prefixes = ["/ho" + "me/", "/opt" + "/", "/wo" + "rk/", "/Us" + "ers/"]
        var found: [String] = []
        for file in try Self.sources() {
            for (number, line) in file.lines.enumerated()
            where prefixes.contains(where: { line.contains("\"\($0)") || line.contains(" \($0)") })
            {
                found.append("\(file.path):\(number + 1)")
            }
        }
        #expect(found.isEmpty)
    }
}
