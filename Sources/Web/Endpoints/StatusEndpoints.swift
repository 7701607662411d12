import Designation
import Hummingbird
import Messages

/// `GET /api/v1/status` and `POST /api/v1/status:batch`.
struct StatusEndpoints<Backend: WebBackend> {
    let backend: Backend
    let limits: WebConfiguration.Limits
    let catalogue: Catalogue

    func add(to routes: RouteTable) {
        routes.get("/api/v1/status", takes: StatusParameters.names) { request, _ in
            try await single(request)
        }
        routes.post("/api/v1/status:batch") { request, _ in try await batch(request) }
    }

    private func single(_ request: Request) async throws -> Response {
        let parameters = try StatusParameters(Query(request.uri).items, backend: backend)
        let reply: StatusReply
        if let moment = parameters.knownAtMilliseconds {
            reply = try await backend.status(parameters.question, knownAtMilliseconds: moment)
        } else {
            reply = backend.status(parameters.question)
        }
        var json = JSONWriter()
        let moment = parameters.knownAtMilliseconds
        StatusJSON.write(
            reply, to: &json, knownAtMilliseconds: moment,
            explanation: parameters.explains
                ? await explained(reply.answer, vector: reply.vector(knownAt: moment)) : nil)
        return Responses.json(json)
    }

    private func explained(
        _ answer: StatusAnswer, vector: [String: UInt64]?
    ) async -> StatusJSON.Explained {
        let tree = backend.regionTree()
        let found = await backend.explanation(of: answer, vector: vector)
        let chain = found?.chain ?? []
        func sentences(_ language: Language) -> [String] {
            Words(catalogue: catalogue, language: language, regions: tree)
                .explanation(of: answer, steps: found?.steps ?? [], chain: chain)
        }
        return StatusJSON.Explained(
            chinese: sentences(.chinese), english: sentences(.english),
            chain: ExplanationWords(catalogue: catalogue, regions: tree)
                .lines(chain, asked: answer.askedPerson))
    }

    /// Answers come in the order of the questions; a bad question gets a problem in its place, so
    /// one mistyped line does not cost a settlement run its other answers.
    private func batch(_ request: Request) async throws -> Response {
        let bytes = try await request.bytes(atMost: limits.statusBatchByteCount)
        guard case .array(let questions) = JSONValue(bytes) else {
            throw WebFailure.badRequest(
                "Send a JSON array of objects with the members of GET /api/v1/status.")
        }
        guard questions.count <= limits.statusBatchCount else {
            throw WebFailure.badRequest("Ask at most \(limits.statusBatchCount) questions at once.")
        }
        var json = JSONWriter(reservingByteCount: 512 * max(1, questions.count))
        json.array(questions) { json, question in answer(question, to: &json) }
        return Responses.json(json)
    }

    private func answer(_ question: JSONValue, to json: inout JSONWriter) {
        do throws(WebFailure) {
            let parameters = try StatusParameters(Self.items(question), backend: backend)
            guard parameters.knownAtMilliseconds == nil, !parameters.explains else {
                throw .badRequest("Ask with known-at or explain one by one, at /api/v1/status.")
            }
            StatusJSON.write(backend.status(parameters.question), to: &json)
        } catch {
            error.write(to: &json)
        }
    }

    private static func items(
        _ question: JSONValue
    ) throws(WebFailure) -> [(name: String, value: String)] {
        guard case .object(let members) = question else {
            throw .badRequest("Each question is a JSON object.")
        }
        var items: [(name: String, value: String)] = []
        for (name, value) in members {
            if value == .null { continue }
            guard let text = value.text else {
                throw .badRequest("The members of a question are strings.")
            }
            items.append((name, text))
        }
        return items
    }
}
