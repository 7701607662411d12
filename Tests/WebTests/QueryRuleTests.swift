import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Web

/// One rule for what stands behind the question mark, on pages and in the API.
@Suite struct QueryRuleTests {
    private static let pages = [
        "/", "/institutions", hospital("/institutions/"), suspension("/propagation/"), "/review",
        "/peers", "/due", "/cases", "/cases/\(FakeRegistry.caseID)",
        "/notices/published-list", "/policy", "/policy/220000", "/sign-in",
    ]

    private func get(_ uri: String) async throws -> TestResponse {
        try await withWeb(try FakeBackend()) {
            try await $0.execute(uri: uri, method: .get, headers: [.accept: "text/html"])
        }
    }

    /// The documented addresses of the API with the names that they take.
    private static func documented() throws -> [(path: String, names: Set<String>)] {
        let paths = try #require(
            try OpenAPIDocument().root["paths"] as? [String: [String: Any]])
        return paths.compactMap { path, item in
            guard path.hasPrefix("/api/v1/"), let operation = item["get"] as? [String: Any]
            else { return nil }
            let parameters = operation["parameters"] as? [[String: Any]] ?? []
            let names = parameters.filter { $0["in"] as? String == "query" }
                .compactMap { $0["name"] as? String }
            return (path, Set(names))
        }
    }

    @Test func theAPITakesWhatItsDescriptionNamesAndNothingElse() async throws {
        for (path, names) in try Self.documented() {
            let uri = OpenAPIDocument.example(path)
            let wrong = try await get(uri + "?lihgt=red")
            #expect(wrong.status == .badRequest, "\(path)")
            for text in ["lihgt", "未知的参数", "Unknown parameter"] {
                #expect(wrong.text.contains(text), "\(path): \(text)")
            }
            for name in names.union(["lang"]) where !path.hasSuffix("/events") {
                let answer = try await get(uri + "?\(name)=en")
                #expect(!answer.text.contains("Unknown parameter"), "\(path): \(name)")
                #expect(try await get(uri + "?\(name)=").status == .badRequest, "\(path): \(name)")
            }
        }
    }

    @Test(arguments: pages)
    func pagesRefuseWhatTheyDoNotKnow(_ page: String) async throws {
        let wrong = try await get(page + "?lihgt=%3Cb%3E")
        #expect(wrong.status == .badRequest)
        #expect(wrong.text.contains("未知的参数 lihgt") && wrong.text.contains("lang"))
        let named = try await get(page + "?%3Cb%3Ex=1&lang=en")
        #expect(named.text.contains("Unknown parameter &lt;b&gt;x"))
        #expect(try await get(page + "?lang=en&lang=zh").status == .badRequest)
        #expect(try await get(page + "?lang=fr").status == .badRequest)
        // A form sends its empty fields too.
        #expect(try await get(page + "?lang=").status != .badRequest || page.hasPrefix("/notices"))
    }

    /// The same on the page and in the API.
    @Test(arguments: [
        ("/review", "resolved=yes"), ("/review", "area=220100"), ("/review", "limit=0"),
        ("/due", "light=blue"), ("/due", "on=tomorrow"), ("/due", "limit=201"),
        ("/due", "offset=-1"), ("/cases", "state=closed"), ("/cases", "offset=1e3"),
        ("/cases", "institution=x"),
        ("/institutions", "query=\(String(repeating: "a", count: 81))"),
        ("/policy/220000", "with=2026-13-01"), ("/due", "region=999999"),
        ("/due", "light=red&light=green"),
    ])
    func malformedValuesAreRefusedAlike(_ path: String, _ query: String) async throws {
        let page = try await get("\(path)?\(query)")
        let api = try await get("/api/v1\(path)?\(query)")
        #expect(page.status == .badRequest && api.status == .badRequest)
        let problem = try #require(
            try JSONSerialization.jsonObject(with: Data(api.bytes)) as? [String: Any])
        let sentence = try #require(problem["zh"] as? String)
        #expect(page.text.contains(sentence))
    }

    @Test func overviewSearchAndStatusRefuseToo() async throws {
        for uri in [
            "/api/v1/overview?area=1", "/?area=1", "/api/v1/institutions?query=a&limit=999",
            "/api/v1/status?institution=H22010200001&region=220100&explain=yes",
            "/api/v1/status?institution=H22010200001&region=220100&lang=fr",
            suspension("/propagation/", "?part=all"),
        ] {
            #expect(try await get(uri).status == .badRequest, "\(uri)")
        }
    }

    /// Between nodes and for monitoring, what a newer version sends besides is no mistake.
    @Test func nodesAndMonitoringMaySendMore() async throws {
        for uri in ["/healthz?probe=1", "/metrics?x=1", "/assets/style.css?v=1&x=2"] {
            #expect(try await get(uri).status == .ok, "\(uri)")
        }
    }
}
