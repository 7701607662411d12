import HTTPTypes
import Hummingbird
import Messages

/// Health, figures, the API's own description, and commands of the local command line.
struct OperationsEndpoints<Backend: WebBackend> {
    let backend: Backend
    let limits: WebConfiguration.Limits

    func add(to routes: RouteTable) {
        routes.getAny("/healthz") { _, _ in
            Responses.bytes(Array("ok\n".utf8), type: "text/plain", cache: "no-store")
        }
        routes.getAny("/readyz") { _, _ in Responses.readiness(await backend.readiness()) }
        routes.getAny("/metrics") { _, _ in
            Responses.bytes(
                Array(await backend.metrics().utf8), type: "text/plain; version=0.0.4",
                cache: "no-store")
        }
        routes.get("/api/v1/federation", takes: []) { _, _ in federation(backend.federation()) }
        routes.get("/api/v1/openapi.json", takes: []) { _, _ in
            Responses.bytes(Resources.openAPI, type: "application/json", cache: "max-age=3600")
        }
        routes.post("/api/v1/control") { request, _ in
            guard let name = HTTPField.Name("x-control-token"), let token = request.headers[name]
            else {
                throw WebFailure.unauthorized(
                    "Commands need the token that the node keeps in its data folder.")
            }
            let body = try await request.bytes(atMost: limits.controlByteCount)
            return Responses.sync(await backend.control(body, token: token))
        }
    }

    private func federation(_ note: FederationNote) -> Response {
        var json = JSONWriter(reservingByteCount: 512)
        json.object { json in
            json.member("node", note.node)
            json.member("federation", note.federation)
            json.member("fingerprint", note.fingerprint)
            json.member("anchor", note.anchor)
        }
        return Responses.json(json)
    }
}
