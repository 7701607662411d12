import Designation
import HTTPTypes
import Hummingbird
import Messages

/// The pages of duties, cases, papers and policies, and the way to the confidential ones.
struct CaseworkPages<Backend: WebBackend> {
    let backend: Backend
    let pages: PageRenderer
    private static var formByteCount: Int { 2048 }

    func add(to routes: RouteTable) {
        routes.get("/due", takes: CaseworkParameters.ofDuties) { request, _ in
            try await due(request)
        }
        routes.get("/cases", takes: CaseworkParameters.ofCases) { request, _ in
            try await cases(request)
        }
        routes.get("/cases/:id", takes: ["on"]) { request, _ in try await caseFile(request) }
        routes.get("/cases/:id/papers/:hash", takes: []) { request, _ in
            guard try access.isOpen(to: request) else { return toSignIn(request) }
            return try await CaseAttachmentAnswer.response(to: request, below: "/cases/", backend)
        }
        routes.get("/notices/:kind", takes: ["of", "on"]) { request, _ in
            try await notice(request)
        }
        routes.get("/policy", takes: ["region", "on", "with"]) { request, _ in
            try await ownPolicy(request)
        }
        routes.get("/policy/:region", takes: ["on", "with"]) { request, _ in
            try await policy(request)
        }
        routes.form(
            "/sign-in", takes: ["to"], show: { request, _ in try signInForm(request) },
            take: { request, _ in try await signIn(request) })
        routes.post("/sign-out") { request, _ in
            var response = Response.redirect(to: "/")
            // A form of another site brings no cookie, and signs nobody out.
            guard let session = CaseKey.session(of: request) else { return response }
            backend.signOut(session: session)
            Responses.add([("set-cookie", CaseKey.noCookie(for: request))], to: &response)
            return response
        }
    }

    private var access: CaseAccess<Backend> { CaseAccess(backend: backend) }

    private func words(_ request: Request) -> Words {
        Words(
            catalogue: pages.catalogue, language: Language(of: request),
            regions: backend.regionTree())
    }

    // MARK: Duties and policies

    private func due(_ request: Request) async throws -> Response {
        let question = try CaseworkParameters.duties(
            try Query(request.uri), backend, includingCases: access.showsCases(to: request),
            normal: ListPart.pageCount)
        let page = DuePage(
            report: try await backend.duties(question), today: backend.today(),
            words: words(request))
        return pages.page("due", page.view, title: page.title, section: "due", request: request)
    }

    /// `region=` of the form leads to its address, an empty one to the nation's; without it the node's
    /// own region is shown.
    private func ownPolicy(_ request: Request) async throws -> Response {
        let query = try Query(request.uri)
        let isChosen = query.items.contains { $0.name == "region" }
        let region =
            try CaseworkParameters.region(query, backend.regionTree())
            ?? (isChosen ? nil : backend.ownRegion()) ?? .everywhere
        let address = FilterForm.address(
            WebAddress.policy(region),
            [("on", query["on"] ?? ""), ("with", query["with"] ?? "")])
        return .redirect(to: address)
    }

    private func policy(_ request: Request) async throws -> Response {
        guard let text = Query.path(of: request.uri, below: "/policy/"),
            let region = RegionCode(text),
            region == .everywhere || backend.regionTree()[region] != nil
        else {
            throw WebFailure.notFound(
                "The federation has no such region; /policy/CN shows the national rules.")
        }
        let query = try Query(request.uri)
        let day = try CaseworkParameters.day(query, today: backend.today())
        let report = try await backend.policy(of: region, on: day)
        var comparison: (day: LegalDate, changes: [PolicyChange])?
        if query["with"] != nil {
            let other = try CaseworkParameters.day(query, "with", today: backend.today())
            comparison = (
                other, try await backend.policyChanges(in: region, from: day, to: other)
            )
        }
        let page = PolicyPage(report: report, comparison: comparison, words: words(request))
        return pages.page(
            "policy", page.view, title: page.title, section: "policy", request: request)
    }

    // MARK: Cases

    private func cases(_ request: Request) async throws -> Response {
        guard try access.isOpen(to: request) else { return toSignIn(request) }
        let question = try CaseworkParameters.cases(
            try Query(request.uri), backend, normal: ListPart.pageCount)
        let page = CasesPage(
            report: try await backend.cases(question), today: backend.today(),
            words: words(request))
        return pages.page(
            "cases", page.view, title: page.title, section: "cases", request: request)
    }

    private func caseFile(_ request: Request) async throws -> Response {
        guard try access.isOpen(to: request) else { return toSignIn(request) }
        let day = try CaseworkParameters.day(try Query(request.uri), today: backend.today())
        guard
            let id = Query.path(of: request.uri, below: "/cases/").flatMap(
                CaseworkParameters.caseID),
            let file = try await backend.caseFile(id, on: day)
        else { throw CaseworkEndpoints<Backend>.unknownCase }
        let page = CasePage(file: file, today: backend.today(), words: words(request))
        return pages.page("case", page.view, title: page.title, section: "cases", request: request)
    }

    /// A paper as a page of its own: it refers to nothing, and nothing in it can run.
    private func notice(_ request: Request) async throws -> Response {
        let query = try Query(request.uri)
        guard
            let kind = Query.path(of: request.uri, below: "/notices/").flatMap({
                NoticeDocument.Kind(rawValue: $0)
            })
        else { throw WebFailure.notFound("There is no such kind of paper.") }
        guard let name = query["of"], name.utf8.count <= 400 else {
            throw WebFailure.badRequest("Give of= as an event (origin#index), a case or a region.")
        }
        let day = try CaseworkParameters.day(query, today: backend.today())
        let isOpen = try access.isOpen(to: request)
        guard
            let paper = try await backend.notice(kind, of: name, on: day, includingCases: isOpen)
        else {
            // Whoever may not read cases learns nothing of whether there is one.
            guard isOpen else { return toSignIn(request) }
            throw WebFailure.notFound("Nothing under this name calls for such a paper.")
        }
        var response = Responses.bytes(
            Array(paper.html.utf8), type: "text/html; charset=utf-8", cache: "no-store")
        Responses.add(
            [
                (
                    "content-security-policy",
                    "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; "
                        + "form-action 'none'; frame-ancestors 'none'"
                ), ("x-content-type-options", "nosniff"), ("referrer-policy", "same-origin"),
            ], to: &response)
        return response
    }

    // MARK: Signing in

    private func toSignIn(_ request: Request) -> Response {
        let query = request.uri.query.map { "?\($0)" } ?? ""
        let target = WebAddress.encode(request.uri.path + query)
        return .redirect(to: "/sign-in?to=\(target)")
    }

    /// - Parameters:
    ///   - problem: why nobody was let in, in the reader's language.
    ///   - failure: what stands for it in status and headers.
    private func signInForm(
        _ request: Request, target: String? = nil, problem: String = "",
        failure: WebFailure? = nil
    ) throws -> Response {
        let words = words(request)
        let view: PageView = [
            "to": try target ?? Self.target(try Query(request.uri)["to"]), "problem": problem,
            // Here only the cookie counts: a form carries no bearer token.
            "isOpen": try backend.opensCases(
                to: CaseKey.session(of: request).map { .session($0) }),
        ]
        var response = pages.page(
            "sign-in", view, title: words.text("sign-in-title"), section: "cases",
            request: request, status: failure?.status ?? 200)
        Responses.add(failure?.headers ?? [], to: &response)
        return response
    }

    private func signIn(_ request: Request) async throws -> Response {
        let bytes = try await request.bytes(atMost: Self.formByteCount)
        guard let body = String(validating: bytes, as: UTF8.self) else {
            throw WebFailure.badRequest("Send the form in UTF-8.")
        }
        let form = try Query(form: body)
        let target = Self.target(form["to"])
        let session: CaseSession?
        do throws(WebFailure) {
            // What is no key in form is none of ours; no need to ask.
            session =
                try form["key"].flatMap { CaseKey.checked($0) }
                .map(backend.signIn(key:)) ?? nil
        } catch {
            let text = error.message
            return try signInForm(
                request, target: target,
                problem: Language(of: request) == .chinese ? text.chinese : text.english,
                failure: error)
        }
        guard let session else {
            return try signInForm(
                request, target: target, problem: words(request).text("sign-in-wrong"),
                failure: CaseKey.missing)
        }
        var response = Response.redirect(to: target)
        Responses.add([("set-cookie", CaseKey.cookie(session, for: request))], to: &response)
        return response
    }

    /// A page of this node; anything else leads to the cases.
    private static func target(_ text: String?) -> String {
        guard let text, text.utf8.count <= 1024, text.hasPrefix("/"), !text.hasPrefix("//"),
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") })
        else { return "/cases" }
        return text
    }
}
