import Messages

/// What an address takes behind its question mark: the one rule of pages and of the API (protocol §5.13).
///
/// What is mistyped is refused and never ignored: whoever asks for `lihgt=red` must not take the whole list for
/// the red part of it.
struct QueryRule: Sendable {
    /// Every address takes `lang` besides.
    let names: [String]
    /// A form sends its empty fields too, so pages take these as not given; a program leaves them out.
    let isForm: Bool

    init(_ names: [String], isForm: Bool) {
        self.names = names.filter { $0 != "lang" }
        self.isForm = isForm
    }

    /// - Throws: ``WebFailure/badRequest(_:)`` for a name that the address does not take, one that stands twice
    ///   or has no value, and a language that there is not.
    func check(_ query: Query) throws(WebFailure) {
        var seen: [String] = []
        for (name, value) in query.items where !isForm || !value.isEmpty {
            guard name == "lang" || names.contains(name) else {
                throw Self.unknown(name, possible: names + ["lang"])
            }
            guard !value.isEmpty else { throw Self.empty(name) }
            guard !seen.contains(name) else { throw Self.twice(name) }
            seen.append(name)
        }
        if let language = query["lang"] { try Self.checkLanguage(language) }
    }

    static func checkLanguage(_ text: String) throws(WebFailure) {
        guard Language(code: text) != nil else {
            throw choice("lang", of: Language.allCases.map(\.code))
        }
    }

    /// - Parameter name: as it came, shown as far as it helps to find it.
    static func unknown(_ name: String, possible: [String]) -> WebFailure {
        .badRequest(
            "Unknown parameter \(String(name.prefix(40))); possible are \(possible.sorted()).")
    }

    static func choice(_ name: String, of words: [String]) -> WebFailure {
        .badRequest("\(name)= must be one of \(words).")
    }

    static func empty(_ name: String) -> WebFailure {
        .badRequest("\(name)= has no value; leave it out to ask without it.")
    }

    static func twice(_ name: String) -> WebFailure {
        .badRequest("\(name)= stands twice; ask once for each.")
    }
}
