import Designation
import HTTPTypes
import Hummingbird
import Messages
import Mustache

/// What a template sees.
typealias PageView = [String: Any]

/// Makes pages out of templates, texts and views. Templates escape every value; no page has markup
/// that comes from data.
struct PageRenderer: Sendable {
    let catalogue: Catalogue
    private let library: MustacheLibrary
    /// Asked for every page: the directory may name the agency only later.
    private let identity: @Sendable () -> NodeIdentity
    private let styleVersion = Resources.version(of: Resources.style)
    private let scriptVersion = Resources.version(of: Resources.script)

    init(identity: @escaping @Sendable () -> NodeIdentity) throws {
        catalogue = try Catalogue(Resources.strings)
        library = MustacheLibrary(
            templates: try Resources.templates.mapValues { try MustacheTemplate(string: $0) })
        self.identity = identity
    }

    /// A whole page.
    /// - Parameter section: the entry of the navigation that is shown as current.
    func page(
        _ template: String, _ view: PageView, title: String, section: String = "",
        request: Request, status: Int = 200
    ) -> Response {
        let language = Language(of: request)
        var view = view
        view["t"] = catalogue.all(language)
        view["title"] = title
        view["page"] = frame(language: language, section: section, request: request)
        return html(view, template, status: status, request: request)
    }

    /// A part of a page, which the script puts in place of an older one.
    func part(_ template: String, _ view: PageView, request: Request) -> Response {
        var view = view
        view["t"] = catalogue.all(Language(of: request))
        return html(view, template, status: 200, request: request)
    }

    /// An error as a page.
    func failure(_ failure: WebFailure, request: Request) -> Response {
        let language = Language(of: request)
        let key = "failure-\(failure.status)"
        let view: PageView = [
            "status": failure.status,
            "message": catalogue.text(
                catalogue.contains(key) ? key : "failure-other", language),
            "detail": language == .chinese ? failure.message.chinese : failure.message.english,
        ]
        var response = page(
            "failure", view, title: catalogue.text("failure-title", language), request: request,
            status: failure.status)
        Responses.add(failure.headers, to: &response)
        return response
    }

    private func frame(language: Language, section: String, request: Request) -> PageView {
        let names = BilingualChoice(language)
        let identity = identity()
        func text(_ key: String, _ values: [String: String] = [:]) -> String {
            catalogue.text(key, language, values)
        }
        return [
            "lang": language.tag,
            "otherTag": language.other.tag,
            "otherLanguage": Self.address(of: request, in: language.other),
            "agency": names.text(identity.agency),
            "isDemonstration": identity.isDemonstration,
            "footerNode": text(
                "footer-node", ["agency": names.text(identity.agency), "node": identity.node]),
            "footerFederation": text("footer-federation", ["federation": identity.federation]),
            "footerVersion": text("footer-version", ["version": identity.softwareVersion]),
            "style": "/assets/style.css?v=\(styleVersion)",
            "script": "/assets/app.js?v=\(scriptVersion)",
            "navigation": [
                ("overview", "/"), ("due", "/due"), ("cases", "/cases"), ("review", "/review"),
                ("policy", "/policy"), ("peers", "/peers"),
            ].map { name, address -> PageView in
                [
                    "text": text("nav-\(name)"), "address": address,
                    "isCurrent": name == section,
                ]
            },
        ]
    }

    /// The same page in the other language, with all its other parameters.
    private static func address(of request: Request, in language: Language) -> String {
        // A query that cannot be read is left out: the page itself refused it.
        let items = (try? Query(request.uri))?.items ?? []
        let kept = items.filter { $0.name != "lang" && $0.name != "part" }
            .map { "\(WebAddress.encode($0.name))=\(WebAddress.encode($0.value))" }
        return request.uri.path + "?" + (kept + ["lang=\(language.code)"]).joined(separator: "&")
    }

    /// The view with texts that do not break in the wrong place, and empty ones marked as absent. Templates would otherwise show the frame of a
    /// remark that is not there, since only what is absent leaves out a section.
    private static func prepared(_ view: PageView) -> PageView {
        var shown = PageView(minimumCapacity: view.count)
        for (name, value) in view {
            shown[name] =
                switch value {
                case let text as String where text.isEmpty: AbsentText()
                case let text as String: verbatim.contains(name) ? text : UnbrokenText(text).text
                case let texts as [String]: texts.map { UnbrokenText($0).text }
                case let nested as PageView: prepared(nested)
                case let list as [PageView]: list.map(prepared)
                default: value
                }
        }
        return shown
    }

    /// What a form sends back or a person copies stays as it is, blanks and all.
    private static let verbatim: Set<String> = ["name", "value", "query", "key", "address", "to"]

    private func html(
        _ view: PageView, _ template: String, status: Int, request: Request
    ) -> Response {
        let text = library.render(Self.prepared(view), withTemplate: template) ?? ""
        var response = Responses.bytes(
            UnbrokenDates(Array(text.utf8)).html, type: "text/html; charset=utf-8", status: status,
            cache: "no-store")
        Responses.add(
            [
                (
                    "content-security-policy",
                    "default-src 'self'; base-uri 'none'; form-action 'self'; "
                        + "frame-ancestors 'none'; object-src 'none'"
                ),
                ("x-content-type-options", "nosniff"), ("referrer-policy", "same-origin"),
                ("vary", "accept-language, cookie"),
            ], to: &response)
        // The choice made with ?lang= is kept for the next pages.
        if let chosen = (try? Query(request.uri))?["lang"].flatMap({ Language(code: $0) }) {
            Responses.add(
                [
                    (
                        "set-cookie",
                        "lang=\(chosen.code); Path=/; Max-Age=31536000; SameSite=Lax"
                    )
                ], to: &response)
        }
        return response
    }
}

/// Stands for an empty text in a view: shows nothing and opens no section.
private struct AbsentText: MustacheCustomRenderable {
    var renderText: String { "" }
    var isNull: Bool { true }
}

/// Picks one language of a name from the federation's data.
struct BilingualChoice {
    let language: Language

    init(_ language: Language) { self.language = language }

    func text(_ text: BilingualText) -> String {
        let preferred = language == .chinese ? text.chinese : text.english
        return preferred.isEmpty ? text.chinese : preferred
    }
}

/// Addresses of pages.
enum WebAddress {
    static func institution(_ institution: InstitutionID) -> String {
        "/institutions/\(encode(institution.description))"
    }

    static func propagation(_ event: EventReference) -> String {
        "/propagation/\(encode(event.origin))/\(event.index)"
    }

    /// Percent encoding of everything that is not plain in both paths and queries. Slashes and
    /// colons stay: origins and identities are paths of several components.
    static func encode(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var encoded: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"), UInt8(ascii: ":"):
                encoded.append(byte)
            default:
                encoded.append(UInt8(ascii: "%"))
                encoded.append(digits[Int(byte >> 4)])
                encoded.append(digits[Int(byte & 15)])
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}
