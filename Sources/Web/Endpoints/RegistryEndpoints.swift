import Designation
import HTTPTypes
import Hummingbird
import Messages

/// The JSON API of the registry: what the pages show, for programs.
struct RegistryEndpoints<Backend: WebBackend> {
    let backend: Backend

    func add(to routes: RouteTable) {
        routes.get("/api/v1/overview") { request, _ in
            let overview = try await backend.overview(area: try Self.area(request))
            return Responses.json(RegistryJSON.overview(overview))
        }
        routes.get("/api/v1/institutions") { request, _ in try await search(request) }
        routes.get("/api/v1/institutions/:id") { request, _ in try await institution(request) }
        routes.get("/api/v1/propagation/**") { request, context in
            try await propagation(request, context)
        }
        routes.get("/api/v1/freshness") { _, _ in
            Responses.json(RegistryJSON.freshness(try await backend.freshness()))
        }
        routes.get("/api/v1/peers") { _, _ in
            Responses.json(RegistryJSON.peers(try await backend.peers()))
        }
        routes.get("/api/v1/review") { request, _ in
            let items = try await reviewRows(request)
            return Responses.json(RegistryJSON.review(items))
        }
        routes.get("/api/v1/digest") { _, _ in
            Responses.json(RegistryJSON.digests(try await backend.digests()))
        }
    }

    /// Items of the registry, and those of cases for whoever may read them, newest first.
    func reviewRows(_ request: Request) async throws -> [ReviewRow] {
        let area = try Self.area(request)
        let includesResolved = try Query(request.uri)["resolved"] == "1"
        let isOpen = CaseAccess(backend: backend).showsCases(to: request)
        let rows = try await backend.reviewItems(
            area: area, includingResolved: includesResolved, includingCases: isOpen)
        guard isOpen else { return rows }
        let more = try await backend.caseReviewItems(
            area: area, includingResolved: includesResolved)
        return (rows + more).sorted {
            ($0.writtenAtMilliseconds, $1.item.key) > ($1.writtenAtMilliseconds, $0.item.key)
        }
    }

    /// `area=`, a region code, or nothing.
    static func area(_ request: Request) throws(WebFailure) -> RegionCode? {
        guard let text = try Query(request.uri)["area"] else { return nil }
        guard let area = RegionCode(text) else {
            throw .badRequest("Give area= as the code of a province, such as 220000.")
        }
        return area
    }

    private func search(_ request: Request) async throws -> Response {
        let query = try Query(request.uri)
        guard let text = query["query"], (1...80).contains(text.count) else {
            throw WebFailure.badRequest("Give query= with 1 to 80 characters.")
        }
        let limit = query["limit"].flatMap { plainDecimal($0) } ?? 50
        let rows = try await backend.search(text, limit: Int(min(max(limit, 1), 200)))
        return Responses.json(RegistryJSON.institutions(rows))
    }

    private func institution(_ request: Request) async throws -> Response {
        guard
            let text = Query.path(of: request.uri, below: "/api/v1/institutions/"),
            let institution = InstitutionID(text) ?? backend.institution(nationalCode: text)
        else { throw Self.unknownInstitution }
        guard let dossier = try await backend.dossier(institution) else {
            throw Self.unknownInstitution
        }
        return Responses.json(DossierJSON.document(dossier))
    }

    private static var unknownInstitution: WebFailure {
        .notFound("This institution is not known here; look for it with ?query=.")
    }

    private func propagation(_ request: Request, _ context: WebContext) async throws -> Response {
        let prefix = "/api/v1/propagation/"
        guard var path = Query.path(of: request.uri, below: prefix) else {
            throw WebFailure.badRequest("Name the event as <origin>/<index>.")
        }
        let isLive = path.hasSuffix("/events")
        if isLive { path.removeLast("/events".count) }
        guard let event = EventName(path) else {
            throw WebFailure.badRequest("Name the event as <origin>/<index>.")
        }
        guard let board = try await backend.propagation(event) else {
            throw WebFailure.notFound("This event is not known here.")
        }
        if isLive {
            return EventStream.boards(
                first: board, backend: backend, event, context.channel)
        }
        return Responses.json(RegistryJSON.board(board))
    }
}
