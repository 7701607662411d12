import HTTPTypes
import Hummingbird
import Logging
import Messages
import NIOCore

/// Turns whatever a handler throws into an answer: a page for people, problem JSON for programs.
/// What is not foreseen becomes 500; its description goes to the log and not to the caller.
struct FailureMiddleware: RouterMiddleware {
    typealias Context = WebContext
    let pages: PageRenderer
    /// Counts here rather than in a middleware of its own, whose step every request would pay for; plain
    /// look-ups never come here and count where they are answered.
    let gate: RequestGate?

    func handle(
        _ request: Request, context: WebContext,
        next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        do {
            try gate?.admit(request.head, from: context.channel.remoteAddress)
            return try await next(request, context)
        } catch let failure as WebFailure {
            return answer(failure, to: request)
        } catch let error as HTTPError {
            return answer(Self.failure(error), to: request)
        } catch is CancellationError {
            return answer(.unavailable("The node is stopping.", retryAfterSeconds: 5), to: request)
        } catch {
            context.logger.error("a request failed", metadata: ["error": "\(error)"])
            return answer(.broken, to: request)
        }
    }

    /// What the framework itself throws.
    private static func failure(_ error: HTTPError) -> WebFailure {
        switch error.status {
        case .notFound:
            .notFound("There is nothing at this address; /api/v1/openapi.json lists all.")
        case .badRequest: .badRequest("The request is not well formed.")
        default: .broken
        }
    }

    private func answer(_ failure: WebFailure, to request: Request) -> Response {
        let path = request.uri.path
        let isForPrograms = ["/api/", "/sync/", "/log/", "/blob/"].contains { path.hasPrefix($0) }
        let wantsPage = request.headers[.accept]?.contains("text/html") ?? false
        guard wantsPage, !isForPrograms else { return Responses.problem(failure) }
        return pages.failure(failure, request: request)
    }
}
