import HTTPTypes
import Hummingbird

/// The two languages of the pages; Chinese is the default.
enum Language: Int, Sendable, CaseIterable, Hashable {
    case chinese = 0
    case english = 1

    /// Value of `lang=` and of the cookie.
    var code: String { self == .chinese ? "zh" : "en" }
    /// Value of the `lang` attribute.
    var tag: String { self == .chinese ? "zh-CN" : "en" }
    var other: Language { self == .chinese ? .english : .chinese }

    init?(code: some StringProtocol) {
        guard let found = Self.allCases.first(where: { $0.code == code }) else { return nil }
        self = found
    }

    /// What the reader wants: `?lang=`, then the cookie, then the browser's list, then Chinese.
    init(of request: Request) {
        // A broken query is refused where the page reads it; here it only means no choice.
        let query = try? Query(request.uri)
        if let chosen = query?["lang"], let language = Language(code: chosen) {
            self = language
        } else if let cookie = request.headers[.cookie], let language = Self.kept(in: cookie) {
            self = language
        } else {
            self = request.headers[.acceptLanguage].flatMap(Self.firstListed) ?? .chinese
        }
    }

    private static func kept(in cookies: String) -> Language? {
        for cookie in cookies.split(separator: ";") {
            let trimmed = cookie.drop { $0 == " " }
            if trimmed.hasPrefix("lang=") { return Language(code: trimmed.dropFirst(5)) }
        }
        return nil
    }

    /// Browsers list languages with the preferred one first.
    private static func firstListed(_ header: String) -> Language? {
        for item in header.split(separator: ",") {
            let tag = item.drop { $0 == " " }.prefix(2).lowercased()
            if let language = Language(code: tag) { return language }
        }
        return nil
    }
}

/// All texts of pages and explanations, from `strings.json`: key → Chinese, English.
struct Catalogue: Sendable {
    enum Damage: Error {
        case notACatalogue
        case incomplete(String)
    }

    private let texts: [[String: String]]

    /// - Throws: ``Damage`` when an entry lacks one of the languages.
    init(_ bytes: [UInt8]) throws {
        guard case .object(let entries) = JSONValue(bytes) else { throw Damage.notACatalogue }
        var texts: [[String: String]] = [[:], [:]]
        for (key, value) in entries {
            guard case .array(let pair) = value, pair.count == 2, let chinese = pair[0].text,
                let english = pair[1].text, !chinese.isEmpty, !english.isEmpty
            else { throw Damage.incomplete(key) }
            texts[Language.chinese.rawValue][key] = chinese
            texts[Language.english.rawValue][key] = english
        }
        self.texts = texts
    }

    /// All texts of one language, as templates look them up.
    func all(_ language: Language) -> [String: String] { texts[language.rawValue] }

    func contains(_ key: String) -> Bool { texts[0][key] != nil }

    /// The text of a key with `{name}` replaced. A key that is missing shows itself; a test looks
    /// for such keys.
    func text(_ key: String, _ language: Language, _ values: [String: String] = [:]) -> String {
        guard let text = texts[language.rawValue][key] else { return key }
        guard !values.isEmpty, text.utf8.contains(UInt8(ascii: "{")) else { return text }
        var result = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            let name = String(rest[rest.index(after: open)..<close])
            result += rest[..<open]
            result += values[name] ?? "{\(name)}"
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }
}
