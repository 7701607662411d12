import Designation
import HTTPTypes
import Hummingbird
import Messages

/// The JSON API of the registry: what the pages show, for programs.
struct RegistryEndpoints<Backend: WebBackend> {
    let backend: Backend

    func add(to routes: RouteTable) {
        routes.get("/api/v1/overview", takes: ["area"]) { request, _ in
            let area = try Self.area(request, backend.regionTree())
            let overview = try await backend.overview(area: area)
            return Responses.json(RegistryJSON.overview(overview))
        }
        routes.get("/api/v1/institutions", takes: ["query", "limit"]) { request, _ in
            try await search(request)
        }
        routes.get("/api/v1/institutions/:id", takes: []) { request, _ in
            try await institution(request)
        }
        routes.get("/api/v1/propagation/**", takes: []) { request, context in
            try await propagation(request, context)
        }
        routes.get("/api/v1/freshness", takes: []) { _, _ in
            Responses.json(RegistryJSON.freshness(try await backend.freshness()))
        }
        routes.get("/api/v1/peers", takes: []) { _, _ in
            Responses.json(RegistryJSON.peers(try await backend.peers()))
        }
        routes.get("/api/v1/review", takes: ["area", "resolved", "offset", "limit"]) { request, _ in
            let part = try CaseworkParameters.part(
                try Query(request.uri), normal: ListPart.maximumCount)
            return Responses.json(RegistryJSON.review(try await reviewRows(request), part))
        }
        routes.get("/api/v1/digest", takes: []) { _, _ in
            Responses.json(RegistryJSON.digests(try await backend.digests()))
        }
    }

    /// Items of the registry, and those of cases for whoever may read them, newest first.
    func reviewRows(_ request: Request) async throws -> [ReviewRow] {
        let area = try Self.area(request, backend.regionTree())
        let includesResolved = try Self.includesResolved(request)
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

    /// `resolved=`: whether items that were settled are shown too.
    static func includesResolved(_ request: Request) throws(WebFailure) -> Bool {
        guard let text = try Query(request.uri)["resolved"] else { return false }
        return try StatusParameters.flag("resolved", text)
    }

    /// `area=`, the code of a province, or nothing.
    static func area(
        _ request: Request, _ tree: RegionTree
    ) throws(WebFailure) -> RegionCode? {
        guard let text = try Query(request.uri)["area"] else { return nil }
        guard let area = RegionCode(text), tree.area(of: area) == area else {
            throw .badRequest("Give area= as the code of a province, such as 220000.")
        }
        return area
    }

    private func search(_ request: Request) async throws -> Response {
        let query = try Query(request.uri)
        guard let text = query["query"], (1...80).contains(text.count) else {
            throw WebFailure.badRequest("Give query= with 1 to 80 characters.")
        }
        let limit = try CaseworkParameters.number(query, "limit", 1...200, normal: 50)
        // One more than is given tells whether there are more.
        let rows = try await backend.search(text, limit: limit + 1)
        return Responses.json(
            RegistryJSON.institutions(Array(rows.prefix(limit)), hasMore: rows.count > limit))
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
