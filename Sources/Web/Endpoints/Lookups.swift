import Designation
import HTTPTypes
import HummingbirdCore
import NIOCore

/// Status questions that are answered at once, from memory: `GET /api/v1/status` without `known-at` and
/// `explain`, which read the disk. ``StatusEndpoints`` answers all others and says what is wrong with one.
struct Lookups<Backend: WebBackend> {
    let backend: Backend
    let gate: RequestGate?

    /// - Returns: `nil` for what ``StatusEndpoints`` has to answer. What is answered here was counted by the
    ///   gate, what is not is counted there.
    func answer(_ head: HTTPRequest, from remote: SocketAddress?) -> LookupHandler.Answer? {
        guard let path = head.path,
            // Losing the error is right: the endpoint finds it again and says what to do.
            let items = try? Query(URI(path)).items, isFromMemory(items)
        else { return nil }
        do throws(WebFailure) {
            // Before anything is looked up: beyond its rate a caller costs nothing but its bytes.
            try gate?.admit(head, from: remote)
            let parameters = try StatusParameters(items, backend: backend)
            var json = JSONWriter()
            StatusJSON.write(backend.status(parameters.question), to: &json)
            return .init(status: .ok, headers: Responses.jsonHeaders, body: json.bytes)
        } catch {
            return Self.refusal(error)
        }
    }

    /// Whether nothing that is asked for lies on the disk alone.
    private func isFromMemory(_ items: [(name: String, value: String)]) -> Bool {
        for (name, value) in items {
            switch name {
            case "known-at", "explain": return false
            case "institution":
                if StatusParameters.isNationalCode(value), !backend.findsCodesInMemory {
                    return false
                }
            default: break
            }
        }
        return true
    }

    private static func refusal(_ failure: WebFailure) -> LookupHandler.Answer {
        var json = JSONWriter(reservingByteCount: 256)
        failure.write(to: &json)
        var headers: HTTPFields = [
            .contentType: "application/problem+json", .cacheControl: "no-store",
        ]
        for (name, value) in failure.headers {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        return .init(
            status: .init(code: failure.status), headers: headers, body: json.bytes)
    }
}
