import HTTPTypes
import Hummingbird
import Messages

typealias Handler = @Sendable (Request, WebContext) async throws -> Response

/// Registers addresses so that every method that an address does not take is answered with 405.
/// The router alone would say 404, which sends people looking for a wrong address.
struct RouteTable {
    let router: Router<WebContext>
    private static let methods: [HTTPRequest.Method] = [.get, .post, .put, .delete, .patch]

    /// An address of a page or of the API.
    ///
    /// - Parameter names: the parameters that it takes; all others are refused (``QueryRule``).
    func get(_ path: RouterPath, takes names: [String], _ handler: @escaping Handler) {
        let rule = QueryRule(names, isForm: !path.description.hasPrefix("/api/"))
        getAny(path) { request, context in
            try rule.check(Query(request.uri))
            return try await handler(request, context)
        }
    }

    /// An address that nodes, monitoring or browsers ask by rules of their own: what it does not know it ignores,
    /// so that a newer version may send more.
    func getAny(_ path: RouterPath, _ handler: @escaping Handler) {
        add(path, .get, allowed: ["GET", "HEAD"], handler)
    }

    func post(_ path: RouterPath, _ handler: @escaping Handler) {
        add(path, .post, allowed: ["POST"], handler)
    }

    /// An address of a form: one handler shows it, the other takes what was filled in.
    ///
    /// - Parameter names: the parameters with which it is shown.
    func form(
        _ path: RouterPath, takes names: [String], show: @escaping Handler,
        take: @escaping Handler
    ) {
        let rule = QueryRule(names, isForm: true)
        router.on(path, method: .get) { request, context in
            try rule.check(Query(request.uri))
            return try await show(request, context)
        }
        router.on(path, method: .post, use: take)
        refuse(path, except: [.get, .post], allowed: ["GET", "HEAD", "POST"])
    }

    private func add(
        _ path: RouterPath, _ taken: HTTPRequest.Method, allowed: [String],
        _ handler: @escaping Handler
    ) {
        router.on(path, method: taken, use: handler)
        refuse(path, except: [taken], allowed: allowed)
    }

    private func refuse(
        _ path: RouterPath, except taken: [HTTPRequest.Method], allowed: [String]
    ) {
        for method in Self.methods where !taken.contains(method) {
            router.on(path, method: method) { _, _ -> Response in
                throw WebFailure.methodNotAllowed(allowed: allowed)
            }
        }
    }
}
