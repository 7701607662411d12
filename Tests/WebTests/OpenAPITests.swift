import Designation
import Foundation
import Hummingbird
import HummingbirdTesting
import Messages
import Testing

@testable import Web

/// The description of the API, read for tests.
struct OpenAPIDocument {
    let root: [String: Any]

    init() throws {
        let value = try JSONSerialization.jsonObject(with: Data(Resources.openAPI))
        root = try #require(value as? [String: Any])
    }

    /// Path → methods.
    var operations: [String: Set<String>] {
        get throws {
            let paths = try #require(root["paths"] as? [String: [String: Any]])
            return paths.mapValues { Set($0.keys) }
        }
    }

    /// An address of this path that exists in the fake registry.
    static func example(_ path: String) -> String {
        let values = [
            "{id}": "practice-licence:220100:PDY22010017A1001",
            "{origin}": FakeRegistry.suspension.origin, "{index}": "4", "{resource}": "checkpoint",
            "{sha256}": String(repeating: "ab", count: 32), "{case}": FakeRegistry.caseID,
            "{region}": "220000",
        ]
        return values.reduce(path) { text, value in
            text.split(separator: value.key, omittingEmptySubsequences: false)
                .joined(separator: value.value)
        }
    }

    /// Checks a value against a schema as far as these documents use the language.
    func problems(_ value: Any, _ schema: [String: Any], at path: String = "") -> [String] {
        if let name = schema["$ref"] as? String {
            return problems(value, referenced(name), at: path)
        }
        if let parts = schema["allOf"] as? [[String: Any]] {
            return parts.flatMap { problems(value, $0, at: path) }
        }
        if let choices = schema["anyOf"] as? [[String: Any]] {
            let fits = choices.contains { problems(value, $0, at: path).isEmpty }
            return fits ? [] : ["\(path): fits no alternative"]
        }
        var found: [String] = []
        if !hasType(value, schema["type"]) { found.append("\(path): wrong type") }
        if let allowed = schema["enum"] as? [Any],
            !allowed.contains(where: { "\($0)" == "\(value)" })
        {
            found.append("\(path): \(value) is not listed")
        }
        if let object = value as? [String: Any] { found += members(of: object, schema, path) }
        if let list = value as? [Any], let items = schema["items"] as? [String: Any] {
            found += list.flatMap { problems($0, items, at: path + "[]") }
        }
        return found
    }

    private func members(
        of object: [String: Any], _ schema: [String: Any], _ path: String
    ) -> [String] {
        let known = schema["properties"] as? [String: [String: Any]] ?? [:]
        let missing = (schema["required"] as? [String] ?? []).filter { object[$0] == nil }
        return missing.map { "\(path).\($0): missing" }
            + known.flatMap { name, schema in
                object[name].map { problems($0, schema, at: "\(path).\(name)") } ?? []
            }
    }

    private func referenced(_ name: String) -> [String: Any] {
        name.split(separator: "/").dropFirst().reduce(root) { value, part in
            value[String(part)] as? [String: Any] ?? [:]
        }
    }

    private func hasType(_ value: Any, _ type: Any?) -> Bool {
        let names = (type as? [String]) ?? (type as? String).map { [$0] } ?? []
        return names.isEmpty
            || names.contains { name in
                switch name {
                case "string": value is String
                case "integer": value is Int
                case "boolean": value is Bool
                case "object": value is [String: Any]
                case "array": value is [Any]
                case "null": value is NSNull
                default: false
                }
            }
    }
}

@Suite struct OpenAPITests {
    @Test func theServedDocumentIsTheOneInTheFolder() async throws {
        let written = try Data(contentsOf: Self.protocolFile("openapi.json"))
        try await withWeb(try FakeBackend()) { client in
            let served = try await client.execute(uri: "/api/v1/openapi.json", method: .get)
            let isSame = served.bytes == Array(written)
            #expect(isSame)
        }
    }

    /// Every GET that answers JSON answers what its description promises.
    @Test func answersFitTheirDescription() async throws {
        let document = try OpenAPIDocument()
        let queries = [
            "/api/v1/status": "?institution=H22010200001&region=229900&explain=1&known-at=1",
            "/api/v1/institutions": "?query=a", "/api/v1/review": "?resolved=1",
        ]
        let paths = try #require(document.root["paths"] as? [String: [String: Any]])
        var checked = 0
        for (path, item) in paths {
            guard let operation = item["get"] as? [String: Any],
                let responses = operation["responses"] as? [String: [String: Any]],
                let content = responses["200"]?["content"] as? [String: [String: Any]],
                let schema = content["application/json"]?["schema"] as? [String: Any]
            else { continue }
            let uri = OpenAPIDocument.example(path) + (queries[path] ?? "")
            let response = try await withWeb(try FakeBackend()) {
                try await $0.execute(uri: uri, method: .get)
            }
            #expect(response.header("content-type") == "application/json", "\(path)")
            let value = try JSONSerialization.jsonObject(with: Data(response.bytes))
            #expect(document.problems(value, schema, at: path) == [])
            checked += 1
        }
        #expect(checked == 16)
    }

    /// Whatever a node serves can be looked up: programs' addresses with their methods in the
    /// description, all of them in the protocol; and nothing is described that is not there.
    @Test func everyAddressIsDescribed() async throws {
        let described = try OpenAPIDocument().operations
        let exchange = String(
            decoding: try Data(contentsOf: Self.protocolFile("05-exchange.md")), as: UTF8.self)
        let routes = try makeRouter(backend: try FakeBackend()).routes
        let served = Set(routes.flatMap { Self.written($0.path.description) })
            .filter { !$0.hasPrefix("/assets/") && $0 != "/favicon.ico" }
        #expect(served.count > 40)
        for path in served.sorted() {
            #expect(exchange.contains("`\(path)`"), "\(path) is not in protocol/05-exchange.md")
            guard Self.isForPrograms(path) else { continue }
            // What an address takes, it says when it is asked for something else.
            let refusal = try await withWeb(try FakeBackend()) {
                try await $0.execute(uri: OpenAPIDocument.example(path), method: .patch)
            }
            let taken = Set(
                (refusal.header("allow") ?? "").lowercased().split(separator: ",")
                    .map { $0.filter { $0 != " " } }.filter { $0 != "head" })
            #expect(described[path] == taken, "\(path) in openapi.json")
        }
        #expect(Set(described.keys).isSubset(of: served), "described, and not served")
    }

    private static func protocolFile(_ name: String) -> URL {
        URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .appendingPathComponent("../../protocol/\(name)").standardized
    }

    /// The path as openapi.json writes it; one that takes several components can stand for several.
    private static func written(_ path: String) -> [String] {
        switch path {
        case "/log/**": ["/log/{origin}/{resource}"]
        case "/propagation/**": ["/propagation/{origin}/{index}"]
        case "/api/v1/propagation/**":
            [
                "/api/v1/propagation/{origin}/{index}",
                "/api/v1/propagation/{origin}/{index}/events",
            ]
        case "/blob/{name}": ["/blob/{sha256}"]
        case "/cases/{id}", "/api/v1/cases/{id}": [path.replacing("{id}", with: "{case}")]
        case "/cases/{id}/papers/{hash}", "/api/v1/cases/{id}/papers/{hash}":
            [path.replacing("{id}", with: "{case}").replacing("{hash}", with: "{sha256}")]
        default: [path]
        }
    }

    private static func isForPrograms(_ path: String) -> Bool {
        ["/api/", "/sync/", "/log/", "/blob/"].contains { path.hasPrefix($0) }
            || ["/healthz", "/readyz", "/metrics"].contains(path)
    }
}
