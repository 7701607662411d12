import Designation
import Hummingbird
import Messages

/// The pages for people, and the files they use.
struct PageEndpoints<Backend: WebBackend> {
    let backend: Backend
    let pages: PageRenderer

    func add(to routes: RouteTable) {
        routes.get("/", takes: ["area"]) { request, _ in try await overview(request) }
        routes.get("/institutions", takes: ["query"]) { request, _ in try await search(request) }
        let questions = StatusParameters.names.filter { $0 != "institution" }
        routes.get("/institutions/:id", takes: questions) { request, _ in
            try await institution(request)
        }
        routes.get("/propagation/**", takes: ["part"]) { request, _ in
            try await propagation(request)
        }
        routes.get("/review", takes: ["area", "resolved", "offset", "limit"]) { request, _ in
            try await review(request)
        }
        routes.get("/peers", takes: []) { request, _ in try await peers(request) }
        addFiles(to: routes)
    }

    private func addFiles(to routes: RouteTable) {
        let files: [(String, [UInt8], String)] = [
            ("style.css", Resources.style, "text/css; charset=utf-8"),
            ("app.js", Resources.script, "text/javascript; charset=utf-8"),
            ("icon.svg", Resources.icon, "image/svg+xml"),
        ]
        // Papers are pages without a head of ours; browsers ask for their icon here.
        routes.getAny("/favicon.ico") { _, _ in
            Responses.bytes(Resources.icon, type: "image/svg+xml", cache: "public, max-age=604800")
        }
        for (name, bytes, type) in files {
            // Pages name a file with its version, so it may be kept for long.
            routes.getAny(RouterPath("/assets/\(name)")) { _, _ in
                var response = Responses.bytes(bytes, type: type, cache: "public, max-age=604800")
                Responses.add([("x-content-type-options", "nosniff")], to: &response)
                return response
            }
        }
    }

    private func words(_ request: Request) -> Words {
        Words(
            catalogue: pages.catalogue, language: Language(of: request),
            regions: backend.regionTree())
    }

    private func overview(_ request: Request) async throws -> Response {
        let area = try RegistryEndpoints<Backend>.area(request, backend.regionTree())
        let page = OverviewPage(
            overview: try await backend.overview(area: area), words: words(request))
        return pages.page(
            "overview", page.view, title: page.title, section: "overview", request: request)
    }

    private func search(_ request: Request) async throws -> Response {
        let words = words(request)
        let text = try Query(request.uri)["query"] ?? ""
        guard text.count <= 80 else {
            throw WebFailure.badRequest("Give query= with 1 to 80 characters.")
        }
        // A whole number, pasted from a letter, leads straight to its institution.
        if let found = InstitutionID(text) ?? backend.institution(nationalCode: text) {
            return .redirect(to: WebAddress.institution(found))
        }
        // One more than is shown tells whether there are more.
        var rows: [InstitutionRow] = []
        if !text.isEmpty {
            rows = try await backend.search(text, limit: SearchPage.rowCount + 1)
        }
        let page = SearchPage(text: text, rows: rows, words: words)
        return pages.page(
            "search", page.view, title: words.text("search-title"), request: request)
    }

    private func institution(_ request: Request) async throws -> Response {
        guard let text = Query.path(of: request.uri, below: "/institutions/"),
            let institution = InstitutionID(text),
            let dossier = try await backend.dossier(institution)
        else { throw WebFailure.notFound("This institution is not known here.") }
        let words = words(request)
        let parameters = try Self.parameters(request, dossier, words.regions, backend)
        let reply: StatusReply
        if let moment = parameters.knownAtMilliseconds {
            reply = try await backend.status(parameters.question, knownAtMilliseconds: moment)
        } else {
            reply = backend.status(parameters.question)
        }
        let explanation = await backend.explanation(
            of: reply.answer, vector: reply.vector(knownAt: parameters.knownAtMilliseconds))
        let page = InstitutionPage(
            dossier: dossier, question: parameters.question,
            knownAt: parameters.knownAtMilliseconds, reply: reply,
            explanation: explanation, words: words)
        return pages.page("institution", page.view, title: page.name, request: request)
    }

    /// The question of the page's form; without one, today in the region of the institution's seat.
    private static func parameters(
        _ request: Request, _ dossier: Dossier, _ tree: RegionTree, _ backend: Backend
    ) throws(WebFailure) -> StatusParameters {
        var items = try Query(request.uri).items
        items.append(("institution", dossier.institution.description))
        let isAsked = items.contains { $0.name == "region" && !$0.value.isEmpty }
        if !isAsked {
            let units = dossier.standings.flatMap(\.timelines).map(\.unit)
            let candidates = [dossier.facts?.place, dossier.institution.issuer].compactMap { $0 }
            guard
                let region = (candidates + units).first(where: { tree[$0] != nil })
                    ?? tree.regions.keys.min()
            else { throw .unavailable("The directory holds no regions yet.", retryAfterSeconds: 5) }
            items.append(("region", region.text))
        }
        return try StatusParameters(items, isForm: true, backend: backend)
    }

    private func propagation(_ request: Request) async throws -> Response {
        guard
            let event = Query.path(of: request.uri, below: "/propagation/").flatMap({
                EventName($0)
            }),
            let board = try await backend.propagation(event)
        else { throw WebFailure.notFound("This event is not known here.") }
        let page = PropagationPage(board: board, words: words(request))
        if let part = try Query(request.uri)["part"] {
            guard part == "board" else { throw QueryRule.choice("part", of: ["board"]) }
            return pages.part("board", page.boardView, request: request)
        }
        return pages.page("propagation", page.view, title: page.title, request: request)
    }

    private func review(_ request: Request) async throws -> Response {
        let words = words(request)
        let query = try Query(request.uri)
        let endpoints = RegistryEndpoints(backend: backend)
        let page = ReviewPage(
            rows: try await endpoints.reviewRows(request),
            part: try CaseworkParameters.part(query, normal: ListPart.pageCount),
            area: query["area"] ?? "",
            showsResolved: try RegistryEndpoints<Backend>.includesResolved(request), words: words)
        return pages.page(
            "review", page.view, title: words.text("review-title"), section: "review",
            request: request)
    }

    private func peers(_ request: Request) async throws -> Response {
        let words = words(request)
        let page = PeersPage(
            peers: try await backend.peers(), nowMilliseconds: backend.nowMilliseconds(),
            words: words)
        return pages.page(
            "peers", page.view, title: words.text("peers-title"), section: "peers",
            request: request)
    }
}
