import Designation
import Federation
import Foundation

@testable import Node

/// Whether what a row of the table of articles names exists.
struct ArticleChecks {
    let root: URL
    let index: EditionIndex
    /// The names of the functions in every Swift file of the tests, by the file's name.
    let testNames: [String: Set<String>]

    init(root: URL, index: EditionIndex) throws {
        self.root = root
        self.index = index
        testNames = try Self.namesOfTests.get()
    }

    /// Read once for all tests of the suite. Suites of one name stand in several targets; a test may be
    /// in any of them.
    private static let namesOfTests = Result<[String: Set<String>], any Error> {
        let tests = URL(fileURLWithPath: projectNodes).deletingLastPathComponent()
            .appendingPathComponent("Tests")
        var names: [String: Set<String>] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: tests.path)
        where path.hasSuffix(".swift") {
            let url = tests.appendingPathComponent(path)
            let text = try String(contentsOf: url, encoding: .utf8)
            // `LifeTests+More.swift` holds tests of `LifeTests`.
            let suite = String(url.deletingPathExtension().lastPathComponent.prefix { $0 != "+" })
            for match in text.matches(of: /func ([A-Za-z0-9]+)\(/) {
                names[suite, default: []].insert(String(match.1))
            }
        }
        return names
    }

    /// Public events by the names of their kinds, and steps of cases by the words of files.
    private static let events: Set<String> = Set(EntryKind.allCases.map { "\($0)" })
        .union(CaseStep.Kind.allCases.map(\.name))

    /// What is wrong with a row, in words; empty when everything that it names exists.
    func problems(of row: ArticleRow) -> [String] {
        guard row.nothing == nil else { return [] }
        var problems: [String] = []
        if row.places.isEmpty { problems.append("names no place") }
        for (place, name) in row.places {
            switch place {
            case .edition:
                guard let cited = index.items[name] else {
                    problems.append("no edition has \(name)")
                    continue
                }
                if !cited.contains(where: { Self.meet($0, row.article) }) {
                    problems.append("\(name) does not cite it")
                }
            case .rule where !isRule(name): problems.append("no rule is named \(name)")
            case .event where !Self.events.contains(name):
                problems.append("no event or step is named \(name)")
            case .document where !exists(name): problems.append("there is no file \(name)")
            case .rule, .event, .document: break
            }
        }
        problems += row.tests.compactMap { problem(ofTest: $0, row) }
        return problems
    }

    /// Whether one citation is the other or a part of it: `N9` and `N9(1)`, `S1 三` and `S1 三 ¶2`, but
    /// neither `N1` and `N12` nor `S1 十` and `S1 十一`.
    static func meet(_ one: String, _ other: String) -> Bool {
        let (short, long) = one.count <= other.count ? (one, other) : (other, one)
        guard long.hasPrefix(short), let last = short.last else { return false }
        guard let next = long.dropFirst(short.count).first else { return true }
        if last == ")" || "( ¶".contains(next) { return true }
        return isDigit(next) && !isDigit(last)
    }

    private static func isDigit(_ character: Character) -> Bool {
        character.isASCII && character.isNumber
    }

    private func isRule(_ name: String) -> Bool {
        index.rules[name] != nil || RuleName(rawValue: name) != nil
    }

    private func exists(_ name: String) -> Bool {
        let path = name.prefix { $0 != "#" }
        return !path.hasPrefix("/") && !path.contains("..")
            && FileManager.default.fileExists(
                atPath: root.appendingPathComponent(String(path)).path)
    }

    private func problem(ofTest test: String, _ row: ArticleRow) -> String? {
        if test == "edition" {
            let isCited = row.places.contains { place, name in
                let cited = place == .edition ? index.items[name] : index.rules[name]
                return place != .event && cited?.contains { Self.meet($0, row.article) } == true
            }
            return isCited ? nil : "no entry of an edition cites it"
        }
        if test.contains(".yaml") {
            guard exists(test) else { return "there is no scenario \(test)" }
            let parts = test.split(separator: "#", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { return nil }
            let url = root.appendingPathComponent(parts[0])
            let text = try? String(contentsOf: url, encoding: .utf8)
            return text?.contains(parts[1]) == true ? nil : "\(parts[0]) has no \(parts[1])"
        }
        let parts = test.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[1].isEmpty else { return "\(test) is no Suite/test" }
        let isThere = testNames[parts[0]]?.contains(parts[1]) == true
        return isThere ? nil : "there is no test \(test)"
    }
}
