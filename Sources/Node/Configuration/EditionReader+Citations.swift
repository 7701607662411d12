import Designation
import Messages

extension EditionReader {
    /// `N44 ¶2`, `S2 30` or a list of such: document and article.
    func citations(_ value: YAMLValue) throws(ConfigurationError) -> [Citation] {
        var list: [Citation] = []
        for item in try value.oneOrMore(limit: 16) { list.append(try citation(item)) }
        return list
    }

    func citation(_ value: YAMLValue) throws(ConfigurationError) -> Citation {
        let text = try value.text(limit: 64)
        guard let id = Self.documentID(text), documents[id] != nil || takesAnyDocument else {
            throw value.failure(.unknownReference(kind: "document", name: text))
        }
        var article = Substring(text.dropFirst(id.count))
        // The digit of S0 … S4 would run into the article's number without a blank.
        if id.count == 2 {
            guard article.hasPrefix(" ") else { throw value.bad("\(id), a blank, and the article") }
            article = article.dropFirst()
        }
        guard !article.isEmpty, !article.hasPrefix(" ") else {
            throw value.bad("\(id) and the article")
        }
        if let count = documents[id]?.articleCount {
            let digits = String(article.prefix { $0.isASCII && $0.isNumber })
            guard let number = YAMLValue.digits(digits), (1...count).contains(number) else {
                throw value.bad("an article of \(id), 1 to \(count)")
            }
        }
        return Citation(edition: id, article: String(article))
    }

    /// The document's letter at the start of a citation: `S` takes its digit along.
    static func documentID(_ text: String) -> String? {
        let bytes = Array(text.utf8.prefix(2))
        guard let first = bytes.first, (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first)
        else { return nil }
        guard first == UInt8(ascii: "S") else { return String(text.prefix(1)) }
        guard bytes.count == 2, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[1])
        else { return nil }
        return String(text.prefix(2))
    }

    func readGroups(_ path: String) throws(ConfigurationError) -> [GroupDescription] {
        try readGroups(YAMLFile.read(folder: folder, path: path).root)
    }

    /// Groups of a file that was read elsewhere.
    func readGroups(_ document: YAMLValue) throws(ConfigurationError) -> [GroupDescription] {
        let root = try document.mapping(["groups"])
        var groups: [GroupDescription] = []
        for item in try root.required("groups").list(limit: 64) {
            let fields = try item.mapping([
                "id", "name", "members", "services", "from", "through", "citation",
            ])
            var members: Set<RegionCode> = []
            for member in try fields.required("members").list(limit: 64) {
                members.insert(try member.regionCode())
            }
            guard members.count >= 2 else { throw item.bad("a group of at least two members") }
            var services: Set<Service> = []
            for service in try fields.required("services").list(limit: 16) {
                services.insert(try service.choice(Service.self))
            }
            let group = RecognitionGroup(
                members: members, services: services, from: try fields.required("from").date(),
                to: try fields.optional("through")?.date().adding(days: 1),
                citation: try citation(try fields.required("citation")))
            groups.append(
                GroupDescription(
                    id: try fields.required("id").text(limit: 64),
                    name: try fields.required("name").localized(), group: group))
        }
        return groups
    }

    func readCalendar(_ path: String) throws(ConfigurationError) -> CalendarDescription {
        try readCalendar(try YAMLFile.read(folder: folder, path: path).root)
    }

    func readCalendar(_ value: YAMLValue) throws(ConfigurationError) -> CalendarDescription {
        let root = try value.mapping(["id", "region", "years"])
        var calendar = CalendarDescription(
            id: try root.required("id").text(limit: 64), years: [], daysOff: [:], workedDays: [:])
        for (name, value) in try root.required("years").openMapping(limit: 200).entries {
            guard let year = YAMLValue.digits(name), (1900...9999).contains(year) else {
                throw value.bad("a year of four digits")
            }
            calendar.years.append(year)
            let fields = try value.mapping(["off", "worked"])
            try readDays(
                try fields.required("off"), year: year, areWeekend: false, into: &calendar.daysOff)
            try readDays(
                try fields.required("worked"), year: year, areWeekend: true,
                into: &calendar.workedDays)
        }
        return calendar
    }

    /// A day off must be one that would be worked, and the reverse: anything else is a slip.
    private func readDays(
        _ value: YAMLValue, year: Int, areWeekend: Bool, into days: inout [LegalDate: String]
    ) throws(ConfigurationError) {
        for (holiday, list) in try value.openMapping(limit: 32).entries {
            for item in try list.list(limit: 32) {
                guard let date = LegalDate("\(year)-" + (try item.text(limit: 5))) else {
                    throw item.bad("a day of the year as MM-DD")
                }
                guard (date.weekday > 5) == areWeekend else {
                    throw item.bad(
                        areWeekend ? "a Saturday or Sunday" : "a day of Monday to Friday")
                }
                guard days.updateValue(holiday, forKey: date) == nil else {
                    throw item.failure(.duplicate(date.description))
                }
            }
        }
    }
}
