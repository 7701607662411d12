import Designation
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Web

/// The statuses that `openapi.json` lists are those that are given.
@Suite struct OpenAPIStatusTests {
    /// A request that a handler refuses, or answers in a way of its own.
    struct Ask: Sendable, CustomTestStringConvertible {
        var path: String
        var uri: String
        var status: Int
        var method: HTTPRequest.Method = .get
        var byteCount = 0
        var headers: HTTPFields = [:]
        var isShut = false

        var testDescription: String { "\(method.rawValue) \(uri)" }
    }

    private static let session: HTTPFields = [HTTPField.Name("s")!: "00112233445566ff"]
    private static let papers = "/api/v1/cases/\(FakeRegistry.caseID)/papers"
    private static let blob = "/blob/" + String(repeating: "ab", count: 32)
    private static let piece = "/sync/v1/blob?of=" + String(repeating: "ab", count: 32)

    private static let small: [Ask] = [
        Ask(path: "/api/v1/status", uri: "/api/v1/status", status: 400),
        Ask(
            path: "/api/v1/status:batch", uri: "/api/v1/status:batch", status: 400,
            method: .post),
        Ask(
            path: "/api/v1/status:batch", uri: "/api/v1/status:batch", status: 413,
            method: .post, byteCount: 512 * 1024 + 1),
        Ask(path: "/api/v1/overview", uri: "/api/v1/overview?area=x", status: 400),
        Ask(path: "/api/v1/institutions", uri: "/api/v1/institutions", status: 400),
        Ask(path: "/api/v1/institutions/{id}", uri: "/api/v1/institutions/x", status: 404),
        Ask(path: "/api/v1/institutions/{id}", uri: "/api/v1/institutions/x?y=1", status: 400),
        Ask(
            path: "/api/v1/propagation/{origin}/{index}", uri: "/api/v1/propagation/x",
            status: 400),
        Ask(
            path: "/api/v1/propagation/{origin}/{index}", uri: "/api/v1/propagation/a/b/c/9",
            status: 404),
        Ask(path: "/api/v1/review", uri: "/api/v1/review?area=x", status: 400),
        Ask(path: "/api/v1/due", uri: "/api/v1/due?limit=0", status: 400),
        Ask(path: "/api/v1/cases", uri: "/api/v1/cases?light=x", status: 400),
        Ask(path: "/api/v1/cases", uri: "/api/v1/cases", status: 401, isShut: true),
        Ask(
            path: "/api/v1/cases/{case}", uri: "/api/v1/cases/\(FakeRegistry.caseID)?on=x",
            status: 400),
        Ask(path: "/api/v1/cases/{case}", uri: "/api/v1/cases/x", status: 404),
        Ask(path: "/api/v1/cases/{case}", uri: "/api/v1/cases/x", status: 401, isShut: true),
        Ask(path: "/api/v1/cases/{case}/papers/{sha256}", uri: papers + "/x", status: 404),
        Ask(
            path: "/api/v1/cases/{case}/papers/{sha256}", uri: papers + "/x", status: 401,
            isShut: true),
        Ask(
            path: "/api/v1/cases/{case}/papers/{sha256}", uri: papers + "/x?y=1", status: 400),
        Ask(path: "/api/v1/policy/{region}", uri: "/api/v1/policy/x", status: 404),
        Ask(path: "/api/v1/policy/{region}", uri: "/api/v1/policy/220000?on=x", status: 400),
        Ask(path: "/api/v1/control", uri: "/api/v1/control", status: 401, method: .post),
        Ask(path: "/log/{origin}/{resource}", uri: "/log/a/b/c/checkpoint", status: 404),
        Ask(
            path: "/log/{origin}/{resource}",
            uri: "/log/\(FakeRegistry.signing.origin)/vkey", status: 403),
        Ask(path: "/blob/{sha256}", uri: "/blob/x", status: 400),
        Ask(path: "/blob/{sha256}", uri: blob, status: 403),
        Ask(
            path: "/blob/{sha256}", uri: "/blob/" + String(repeating: "0", count: 64),
            status: 404, headers: session),
        Ask(path: "/blob/{sha256}", uri: blob, status: 206, headers: ranged("bytes=1-2")),
        Ask(path: "/blob/{sha256}", uri: blob, status: 416, headers: ranged("bytes=900-")),
        Ask(path: "/sync/v1/heads", uri: "/sync/v1/heads?w=x", status: 400),
        Ask(path: "/sync/v1/board", uri: "/sync/v1/board", status: 400),
        Ask(path: "/sync/v1/blob", uri: piece, status: 400, method: .post),
        Ask(path: "/sync/v1/blob", uri: piece + "&size=9&from=0", status: 403, method: .post),
        Ask(
            path: "/sync/v1/blob", uri: piece + "&size=999999999&from=0", status: 413,
            method: .post),
    ]
    /// These take no parameters.
    private static let bare: [Ask] = [
        "freshness", "peers", "digest", "federation", "openapi.json",
    ].map { Ask(path: "/api/v1/\($0)", uri: "/api/v1/\($0)?y=1", status: 400) }
    private static let tooLong: [Ask] = ["session", "digest", "mark"].map { name in
        Ask(
            path: "/sync/v1/\(name)", uri: "/sync/v1/\(name)", status: 413, method: .post,
            byteCount: 8 * 1024 + 1)
    }
    private static let tooLarge: [Ask] = ["push", "news", "blob"].map { name in
        Ask(
            path: "/sync/v1/\(name)", uri: "/sync/v1/\(name)", status: 413, method: .post,
            byteCount: 20 * 1024 * 1024 + 1)
    }
    static let asks: [Ask] = small + bare + tooLong + tooLarge

    private static func ranged(_ range: String) -> HTTPFields {
        var headers = session
        headers[.range] = range
        return headers
    }

    private static func described(_ path: String, _ method: String) throws -> Set<Int> {
        let paths = try #require(
            try OpenAPIDocument().root["paths"] as? [String: [String: Any]], "\(path)")
        let operation = try #require(paths[path]?[method] as? [String: Any], "\(path)")
        let responses = try #require(operation["responses"] as? [String: Any], "\(path)")
        return Set(responses.keys.compactMap { Int($0) })
    }

    @Test(arguments: asks)
    func whatAHandlerAnswersIsDescribed(_ ask: Ask) async throws {
        let backend = try FakeBackend(isShut: ask.isShut)
        let response = try await withWeb(backend) { client in
            try await client.execute(
                uri: ask.uri, method: ask.method, headers: ask.headers,
                body: ask.byteCount > 0
                    ? ByteBuffer(repeating: 0, count: ask.byteCount) : nil)
        }
        #expect(Int(response.status.code) == ask.status)
        #expect(try Self.described(ask.path, ask.method.rawValue.lowercased()).contains(ask.status))
    }

    /// What is described and no handler gives by itself is given by the state of a node, listed here.
    @Test func whatIsDescribedIsGiven() throws {
        let byState: [String: Set<Int>] = [
            "/api/v1/status": [405, 503], "/api/v1/status:batch": [405],
            "/api/v1/overview": [404],
            "/api/v1/propagation/{origin}/{index}/events": [400, 404],
            "/api/v1/control": [413],
            "/readyz": [503], "/log/{origin}/{resource}": [401], "/blob/{sha256}": [401],
            "/api/v1/cases/{case}/papers/{sha256}": [206, 416],
            "/sync/v1/session": [400, 401], "/sync/v1/heads": [200, 204, 401],
            "/sync/v1/push": [200, 400, 401, 409, 507], "/sync/v1/news": [204, 400, 401],
            "/sync/v1/blob": [202, 204, 401, 409, 507], "/sync/v1/board": [401, 404],
            "/sync/v1/digest": [400, 401, 403, 404, 409, 503],
            "/sync/v1/mark": [400, 401, 403, 404],
        ]
        for (path, methods) in try OpenAPIDocument().operations {
            for method in methods {
                let asked = Self.asks
                    .filter { $0.path == path && $0.method.rawValue.lowercased() == method }
                    .map(\.status)
                let given = Set(asked).union(byState[path] ?? []).union([200, 429])
                #expect(try Self.described(path, method).subtracting(given) == [], "\(path)")
            }
        }
    }

    /// The statuses that stand in the node's own answers to other nodes, as its source has them.
    @Test func whatTheNodeAnswersOthersIsDescribed() throws {
        let source = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent()
            .appendingPathComponent("../../Sources/Node/Backend/NodeBackend+Sync.swift")
        let text = try String(contentsOf: source.standardized, encoding: .utf8)
        var checked = 0
        for part in text.components(separatedBy: "public func ").dropFirst() {
            let name = String(part.prefix { $0 != "(" })
            let path = "/sync/v1/" + (name == "openSession" ? "session" : name)
            let method = ["heads", "board"].contains(name) ? "get" : "post"
            let described = try Self.described(path, method)
            for piece in part.components(separatedBy: "SyncReply(status: ").dropFirst() {
                guard let status = Int(piece.prefix { $0.isNumber }) else { continue }
                #expect(described.contains(status), "\(path) answers \(status)")
                checked += 1
            }
        }
        #expect(checked > 15)
    }
}
