import Designation
import Hummingbird
import Messages

/// The JSON API of duties, cases and policies: what their pages show, for programs.
struct CaseworkEndpoints<Backend: WebBackend> {
    let backend: Backend

    func add(to routes: RouteTable) {
        routes.get("/api/v1/due", takes: CaseworkParameters.ofDuties) { request, _ in
            let question = try CaseworkParameters.duties(
                try Query(request.uri), backend, includingCases: access.showsCases(to: request))
            return Responses.json(DutyJSON.document(try await backend.duties(question)))
        }
        routes.get("/api/v1/cases", takes: CaseworkParameters.ofCases) { request, _ in
            try access.demand(request)
            let question = try CaseworkParameters.cases(try Query(request.uri), backend)
            return Responses.json(CaseJSON.document(try await backend.cases(question)))
        }
        routes.get("/api/v1/cases/:id", takes: ["on"]) { request, _ in
            try await caseFile(request)
        }
        routes.get("/api/v1/cases/:id/papers/:hash", takes: []) { request, _ in
            try access.demand(request)
            return try await CaseAttachmentAnswer.response(
                to: request, below: "/api/v1/cases/", backend)
        }
        routes.get("/api/v1/policy/:region", takes: ["on", "with"]) { request, _ in
            try await policy(request)
        }
    }

    private var access: CaseAccess<Backend> { CaseAccess(backend: backend) }

    static var unknownCase: WebFailure {
        .notFound(
            "This node holds no such case that it can open, or nothing of it had happened by that "
                + "day.")
    }

    private func caseFile(_ request: Request) async throws -> Response {
        try access.demand(request)
        let day = try CaseworkParameters.day(try Query(request.uri), today: backend.today())
        guard
            let id = Query.path(of: request.uri, below: "/api/v1/cases/").flatMap(
                CaseworkParameters.caseID),
            let file = try await backend.caseFile(id, on: day)
        else { throw Self.unknownCase }
        return Responses.json(CaseJSON.document(file))
    }

    private func policy(_ request: Request) async throws -> Response {
        guard let text = Query.path(of: request.uri, below: "/api/v1/policy/"),
            let region = RegionCode(text),
            region == .everywhere || backend.regionTree()[region] != nil
        else {
            throw WebFailure.notFound(
                "The federation has no such region; CN stands for the national rules.")
        }
        let query = try Query(request.uri)
        let day = try CaseworkParameters.day(query, today: backend.today())
        guard query["with"] != nil else {
            return Responses.json(
                PolicyJSON.document(try await backend.policy(of: region, on: day)))
        }
        let other = try CaseworkParameters.day(query, "with", today: backend.today())
        let changes = try await backend.policyChanges(in: region, from: day, to: other)
        return Responses.json(PolicyJSON.changes(changes, in: region, from: day, to: other))
    }
}
