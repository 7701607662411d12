import Designation
import Messages

/// Reads documents, editions, recognition groups and the calendar.
struct EditionReader {
    let folder: String
    /// Documents that citations may name; empty while the documents themselves are read.
    var documents: [String: SourceDocument] = [:]
    /// For an edition that stands by itself, away from the folder with the documents: any letter is
    /// taken for one.
    var takesAnyDocument = false

    mutating func readDocuments(_ path: String) throws(ConfigurationError) -> [SourceDocument] {
        let root = try YAMLFile.read(folder: folder, path: path).root.mapping(["documents"])
        var list: [SourceDocument] = []
        for (id, value) in try root.required("documents").openMapping(limit: 64).entries {
            let fields = try value.mapping(["name", "number", "issued", "in-force", "articles"])
            guard id.utf8.count <= 2, Self.documentID(id) == id else {
                throw value.bad("a letter, or S and a digit")
            }
            let document = SourceDocument(
                id: id, name: try fields.required("name").localized(),
                number: try fields.optional("number")?.text() ?? "",
                issued: try fields.optional("issued")?.date(),
                inForce: try fields.optional("in-force")?.date(),
                articleCount: try fields.optional("articles")?.integer(1...999))
            list.append(document)
            documents[id] = document
        }
        return list
    }

    /// An edition with the lists and score tables beside it.
    func readWholeEdition(in folder: String) throws(ConfigurationError) -> EditionDescription {
        let file = folder + "/edition.yaml"
        return try readEdition(
            try YAMLFile.read(folder: self.folder, path: file).root, file: file,
            lists: try listFiles(in: folder),
            scores: try optionalRoot(folder + "/scores.yaml"))
    }

    /// An edition of files that were read elsewhere.
    func readEdition(
        _ root: YAMLValue, file: String, lists: [YAMLValue], scores: YAMLValue?
    ) throws(ConfigurationError) -> EditionDescription {
        var edition = try readEdition(root, file: file)
        for root in lists {
            for list in try readLists(root, edition: edition.id) {
                guard !edition.lists.contains(where: { $0.name == list.name }) else {
                    throw root.failure(.duplicate(list.name))
                }
                edition.lists.append(list)
            }
        }
        if let scores { edition.scores = try readScores(scores, edition: edition.id) }
        return edition
    }

    private func readEdition(
        _ root: YAMLValue, file path: String
    ) throws(ConfigurationError) -> EditionDescription {
        let fields = try root.mapping([
            "id", "region", "name", "basis", "valid", "values", "decisions",
        ])
        let valid = try fields.required("valid").mapping(["from", "through", "citation"])
        let from = try valid.required("from").date()
        let through = try valid.optional("through")?.date()
        if let through, through < from {
            throw valid.value.failure(.contradiction("'through' lies before 'from'; swap them"))
        }
        if let citation = valid.optional("citation") { _ = try citations(citation) }
        var basis: [String] = []
        for value in try fields.required("basis").oneOrMore(limit: 16) {
            let id = try value.text(limit: 2)
            guard documents[id] != nil || takesAnyDocument else {
                throw value.failure(.unknownReference(kind: "document", name: id))
            }
            basis.append(id)
        }
        let values = try readValues(try fields.required("values"))
        let decisions = try readDecisions(try fields.required("decisions"), earliest: from)
        for decision in decisions where values.contains(where: { $0.name == decision.name }) {
            throw root.failure(.duplicate(decision.name))
        }
        // Of an undated text the first day is decided, and the edition starts on it.
        if let starts = decisions.first(where: { $0.name == "edition-starts" }),
            starts.value.text != "\(from)"
        {
            let decided = starts.value.text
            throw valid.value.failure(
                .contradiction("'from' is \(from), the decision edition-starts says \(decided)"))
        }
        return EditionDescription(
            id: try fields.required("id").text(limit: 64),
            region: try fields.required("region").regionCode(),
            name: try fields.required("name").localized(), basis: basis, from: from,
            until: through?.adding(days: 1), values: values, decisions: decisions, file: path)
    }

    private func readValues(_ value: YAMLValue) throws(ConfigurationError) -> [EditionValue] {
        var values: [EditionValue] = []
        for (name, entry) in try value.openMapping(limit: 512).entries {
            let fields = try entry.mapping(["value", "citation", "from", "through"])
            values.append(
                EditionValue(
                    name: name,
                    value: try RuleValueReader.edition(
                        try fields.required("value"), named: name, entry: entry),
                    citations: try citations(try fields.required("citation")),
                    from: try fields.optional("from")?.date(),
                    until: try fields.optional("through")?.date().adding(days: 1)))
        }
        return values
    }

    private func readDecisions(
        _ value: YAMLValue, earliest: LegalDate
    ) throws(ConfigurationError) -> [EditionDecision] {
        var decisions: [EditionDecision] = []
        for (name, entry) in try value.openMapping(limit: 128).entries {
            let fields = try entry.mapping(["value", "since", "citation", "ground"])
            let since = try fields.required("since")
            let day = try since.date()
            guard day >= earliest else {
                throw since.bad("a day not before the edition's first, \(earliest)")
            }
            decisions.append(
                EditionDecision(
                    name: name,
                    value: try RuleValueReader.edition(
                        try fields.required("value"), named: name, entry: entry),
                    since: day,
                    citations: try fields.optional("citation").map(citations) ?? [],
                    ground: try fields.required("ground").ground()))
        }
        return decisions
    }
}
