import Designation
import Federation
import Foundation
import Messages

@testable import Node

/// One row of `nodes/articles*.yaml`: where an article stands, and the tests that show it.
struct ArticleRow {
    enum Place: String, CaseIterable {
        case edition, event, rule, document
    }

    var article: String
    var places: [(place: Place, name: String)]
    var tests: [String]
    /// Why the article asks nothing of software; then there is neither place nor test.
    var nothing: String?
    var note = ""
    /// File and line, for messages.
    var position: String

    /// `N12(4)` → `N`; `S0 六(二)` → `S0`.
    var document: String { EditionReader.documentID(article) ?? "" }
}

/// The rows of all tables of articles.
struct ArticleTable {
    var rows: [ArticleRow] = []

    /// - Parameter folder: the federation's folder, whose `articles*.yaml` are read.
    init(folder: String) throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        for name in names where name.hasPrefix("articles") && name.hasSuffix(".yaml") {
            let root = try YAMLFile.read(folder: folder, path: name).root.mapping(["documents"])
            for (document, list) in try root.required("documents").openMapping(limit: 16).entries {
                for value in try list.list(limit: 512) {
                    let row = try Self.row(value)
                    guard row.document == document else {
                        throw value.bad("an article of \(document)")
                    }
                    rows.append(row)
                }
            }
        }
    }

    private static func row(_ value: YAMLValue) throws -> ArticleRow {
        let fields = try value.mapping(["article", "where", "test", "note", "nothing"])
        let article = try fields.required("article").text(limit: 64)
        let position = "\(value.file):\(value.line) \(article)"
        if let nothing = fields.optional("nothing") {
            guard fields.optional("where") == nil, fields.optional("test") == nil else {
                throw value.bad("either a reason why nothing is asked, or places and tests")
            }
            return ArticleRow(
                article: article, places: [], tests: [], nothing: try nothing.text(),
                position: position)
        }
        var places: [(place: ArticleRow.Place, name: String)] = []
        for item in try fields.required("where").oneOrMore(limit: 32) {
            for (key, name) in try item.mapping(ArticleRow.Place.allCases.map(\.rawValue)).entries {
                guard let place = ArticleRow.Place(rawValue: key) else { continue }
                places.append((place, try name.text(limit: 200)))
            }
        }
        let tests = try fields.required("test")
        var row = ArticleRow(
            article: article, places: places,
            tests: try (tests.isList ? tests.list(limit: 32) : [tests]).map {
                try $0.text(limit: 200)
            },
            nothing: nil, position: position)
        row.note = try fields.optional("note")?.text() ?? ""
        return row
    }
}

/// What the editions of a folder hold, by name, each with the articles that it cites.
struct EditionIndex {
    /// `list/item`, `table/item` of a score table, `edition/ID`.
    var items: [String: Set<String>] = [:]
    /// Values and decisions.
    var rules: [String: Set<String>] = [:]

    init(folder: String, areas: [String]) throws {
        for area in areas {
            let files = try FileManager.default.contentsOfDirectory(atPath: folder + "/" + area)
            for name in files.sorted() where name.hasSuffix(".yaml") {
                let root = try YAMLFile.read(folder: folder, path: "\(area)/\(name)").root
                if name == "edition.yaml" { try readEdition(root) }
                if name.hasPrefix("lists") { try readParts(root, "lists") }
                if name.hasPrefix("scores") { try readParts(root, "tables") }
                if name == "recognition.yaml" { try readGroups(root) }
            }
        }
    }

    /// Everything that any entry cites.
    var allCitations: Set<String> {
        var all: Set<String> = []
        for cited in items.values { all.formUnion(cited) }
        for cited in rules.values { all.formUnion(cited) }
        return all
    }

    private mutating func readEdition(_ root: YAMLValue) throws {
        let fields = try root.openMapping(limit: 32)
        let valid = try fields.required("valid").openMapping(limit: 8)
        let id = try fields.required("id").text()
        items["edition/" + id, default: []].formUnion(try citations(valid))
        for part in ["values", "decisions"] {
            for (name, value) in try fields.required(part).openMapping(limit: 512).entries {
                let cited = try citations(try value.openMapping(limit: 16))
                rules[name, default: []].formUnion(cited)
            }
        }
    }

    private mutating func readParts(_ root: YAMLValue, _ key: String) throws {
        let lists = try root.openMapping(limit: 32).required(key)
        for (list, value) in try lists.openMapping(limit: 256).entries {
            let fields = try value.openMapping(limit: 32)
            let usual = try citations(fields)
            guard let items = fields.optional("items") else { continue }
            for (id, item) in try items.openMapping(limit: 256).entries {
                let own = try citations(try item.openMapping(limit: 64))
                self.items["\(list)/\(id)", default: []].formUnion(own.isEmpty ? usual : own)
            }
        }
    }

    private mutating func readGroups(_ root: YAMLValue) throws {
        guard let groups = try root.openMapping(limit: 8).optional("groups") else { return }
        for group in try groups.list(limit: 64) {
            let fields = try group.openMapping(limit: 16)
            items["groups/" + (try fields.required("id").text())] = try citations(fields)
        }
    }

    private func citations(_ fields: YAMLMapping) throws -> Set<String> {
        guard let value = fields.optional("citation") else { return [] }
        return Set(try value.oneOrMore(limit: 16).map { try $0.text(limit: 64) })
    }
}
