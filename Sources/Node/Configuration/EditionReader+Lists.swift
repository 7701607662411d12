import Designation
import Glibc
import Messages
import Storage

/// Reads `lists.yaml` and `lists-*.yaml`: what may be asked for, why one may refuse, suspend or end, who gets to know.
extension EditionReader {
    static let listLimit = 256
    static let itemLimit = 256

    /// The lists of the file beside an edition's.
    func readLists(
        _ root: YAMLValue, edition: String
    ) throws(ConfigurationError) -> [EditionList] {
        let fields = try root.mapping(["edition", "lists"])
        try check(fields, edition: edition)
        var lists: [EditionList] = []
        for (name, value) in try fields.required("lists").openMapping(limit: Self.listLimit).entries
        {
            guard RuleCatalogue.isList(name) else {
                throw value.failure(.unknownReference(kind: "list", name: name))
            }
            lists.append(try readList(name, value))
        }
        return lists
    }

    private func readList(
        _ name: String, _ value: YAMLValue
    ) throws(ConfigurationError) -> EditionList {
        let fields = try value.mapping(["mode", "citation", "items"])
        var replaces = false
        if let mode = fields.optional("mode") {
            switch try mode.text(limit: 16) {
            case "add": break
            case "replace": replaces = true
            default: throw mode.bad("add or replace")
            }
        }
        let usual = try fields.optional("citation").map(citations) ?? []
        var items: [EditionItem] = []
        for (id, entry) in try fields.required("items").openMapping(limit: Self.itemLimit).entries {
            guard PolicyName(.list, name, item: id) != nil else {
                throw entry.bad("an id of a-z, 0-9 and hyphens, at most 40 of them")
            }
            items.append(try readItem(id, entry, usual: usual))
        }
        return EditionList(name: name, replaces: replaces, items: items)
    }

    private func readItem(
        _ id: String, _ value: YAMLValue, usual: [Citation]
    ) throws(ConfigurationError) -> EditionItem {
        let fields = try value.mapping([
            "zh", "en", "citation", "kind", "rule", "computed", "bar", "to", "within", "roles",
            "waived-if-held", "services", "from", "through", "drop", "lost", "by", "content",
        ])
        var attributes: [PolicyItem.Key: String] = [:]
        for key in [PolicyItem.Key.computed, .waivedIfHeld, .drop, .lost] {
            if try fields.optional(key.rawValue)?.flag() == true { attributes[key] = "yes" }
        }
        let choices: [(PolicyItem.Key, [String])] = [
            (.kind, RuleCatalogue.institutionKinds), (.to, RuleCatalogue.recipients),
            (.by, AgencyFiling.Filer.allCases.map(\.rawValue)),
            (.content, RuleCatalogue.contents),
            (.roles, RuleCatalogue.roles), (.services, Service.allCases.map(\.rawValue)),
        ]
        for (key, known) in choices {
            guard let list = fields.optional(key.rawValue) else { continue }
            attributes[key] = try words(list, of: known).joined(separator: ", ")
        }
        attributes[.rule] = try fields.optional("rule").map { value throws(ConfigurationError) in
            try ruleName(value) { RuleCatalogue.kind(of: $0) != nil }
        }
        attributes[.bar] = try fields.optional("bar").map { value throws(ConfigurationError) in
            try ruleName(value) { RuleCatalogue.isBar($0) }
        }
        attributes[.within] = try fields.optional("within").map(within)
        return try item(id, value, fields, attributes: attributes, usual: usual)
    }

    /// Texts, citations and days, which items of lists and tables have alike.
    func item(
        _ id: String, _ value: YAMLValue, _ fields: YAMLMapping,
        attributes: [PolicyItem.Key: String], usual: [Citation]
    ) throws(ConfigurationError) -> EditionItem {
        let isDrop = attributes[.drop] != nil
        let chinese = try isDrop ? fields.optional("zh")?.text() : fields.required("zh").text()
        let english = try isDrop ? fields.optional("en")?.text() : fields.required("en").text()
        let cited = try fields.optional("citation").map(citations) ?? usual
        var attributes = attributes
        if cited.count > 1 {
            attributes[.cites] = cited.dropFirst().map { "\($0.edition) \($0.article)" }
                .joined(separator: "; ")
        }
        guard
            let item = PolicyItem(
                chinese: chinese ?? "", english: english ?? "", attributes: attributes)
        else {
            throw value.bad(
                "an item of at most \(PolicyItem.maximumByteCount) bytes in all; shorten its texts")
        }
        let from = try fields.optional("from")?.date()
        let through = try fields.optional("through")?.date()
        if let from, let through, through < from {
            throw value.failure(.contradiction("'through' lies before 'from'; swap them"))
        }
        return EditionItem(
            id: id, item: item, citation: cited.first, from: from, until: through?.adding(days: 1))
    }

    /// The files of lists beside an edition's: `lists.yaml`, and further ones where it is long.
    func listFiles(in edition: String) throws(ConfigurationError) -> [YAMLValue] {
        var roots = try [optionalRoot(edition + "/lists.yaml")].compactMap(\.self)
        // Losing the error is right: of a folder that cannot be listed the edition was not read.
        let names = (try? FileSystem.names(in: folder + "/" + edition)) ?? []
        for name in names.sorted() where name.hasPrefix("lists-") && name.hasSuffix(".yaml") {
            roots.append(try YAMLFile.read(folder: folder, path: "\(edition)/\(name)").root)
        }
        return roots
    }

    /// The root of a file beside the edition's, `nil` where it does not exist.
    func optionalRoot(_ path: String) throws(ConfigurationError) -> YAMLValue? {
        do {
            return try YAMLFile.read(folder: folder, path: path).root
        } catch {
            if error.problem == .unreadable(errorNumber: ENOENT) { return nil }
            throw error
        }
    }

    /// A part says to which edition it belongs, so that it cannot be left behind by a new one.
    func check(_ fields: YAMLMapping, edition: String) throws(ConfigurationError) {
        let named = try fields.required("edition")
        guard try named.text(limit: 64) == edition else {
            throw named.failure(
                .contradiction("names another edition than edition.yaml beside it, \(edition)"))
        }
    }

    func words(_ value: YAMLValue, of known: [String]) throws(ConfigurationError) -> [String] {
        var found: [String] = []
        for item in try value.oneOrMore(limit: 32) {
            let word = try item.text(limit: 64)
            guard known.contains(word) else {
                throw item.bad("one of \(known)")
            }
            guard !found.contains(word) else { throw item.failure(.duplicate(word)) }
            found.append(word)
        }
        return found
    }

    private func ruleName(
        _ value: YAMLValue, _ isKnown: (String) -> Bool
    ) throws(ConfigurationError) -> String {
        let name = try value.text(limit: 64)
        guard isKnown(name) else {
            throw value.failure(.unknownReference(kind: "rule", name: name))
        }
        return name
    }

    private func within(_ value: YAMLValue) throws(ConfigurationError) -> String {
        let text = try value.text(limit: 64)
        if RuleCatalogue.moments.contains(text) { return text }
        if let span = RuleValue.span(text) { return span.text }
        throw value.bad(
            "a span such as '10 workdays', or one of \(RuleCatalogue.moments)")
    }
}
