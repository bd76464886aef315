package import Hummingbird
import HTTPTypes
import HesapDomain

/// The router of the public port, with everything between socket and endpoint.
///
/// Order of the layers: request id, limits and host; then, for known routes only, session and CSRF; then the endpoint.
package func shopRouter(
    _ app: UseCases,
    configuration: HTTPConfiguration,
    metrics: Metrics
) -> Router<ShopContext> {
    let router = Router(context: ShopContext.self)
    router.add(
        middleware: RequestMiddleware(
            configuration: configuration,
            settings: app.settings,
            metrics: metrics,
            identifiers: RequestIdentifiers(random: app.effects.random)
        )
    )
    let browsers = { (use: SessionUse) in
        router.group().add(
            middleware: BrowserMiddleware(
                configuration: configuration,
                visits: app.visits,
                random: app.effects.random,
                use: use
            )
        )
    }
    let (shared, reading, editing) = (router.group(), browsers(.read), browsers(.edit))
    register(shopRoutes(app, configuration), on: router) { use in
        switch use {
        case .none: shared
        case .read: reading
        case .edit: editing
        }
    }
    return router
}

/// Each route in the group for what it does with the session.
private func register(
    _ table: [Route],
    on router: Router<ShopContext>,
    _ group: (SessionUse) -> RouterGroup<ShopContext>
) {
    var known: Set<String> = []
    // In the table's order: a path is compared with one neighbour after the other.
    for path in table.map(\.path) where known.insert(path).inserted {
        let routes = table.filter { $0.path == path }
        let pattern = RouterPath(path)
        for route in routes {
            group(route.session).on(pattern, method: route.method) { request, context in
                try await route.endpoint.respond(to: request, in: context)
            }
        }
        addMethodAnswers(to: router, group, pattern, routes)
    }
}

/// What Django's views do by themselves: `HEAD` where `GET` is, `OPTIONS`, and 405 with `Allow` for the rest.
private func addMethodAnswers(
    to router: Router<ShopContext>,
    _ group: (SessionUse) -> RouterGroup<ShopContext>,
    _ pattern: RouterPath,
    _ routes: [Route]
) {
    var answered = Set(routes.map(\.method))
    if let show = routes.first(where: { $0.method == .get }) {
        group(show.session).on(pattern, method: .head) { request, context in
            try await show.endpoint.respond(to: request, in: context)
        }
        answered.insert(.head)
    }
    let allowed = answered.union([.options]).map(\.rawValue).sorted().joined(separator: ", ")
    router.on(pattern, method: .options) { _, _ in
        Response(status: .ok, headers: [.allow: allowed])
    }
    for method in registeredMethods where !answered.contains(method) {
        router.on(pattern, method: method) { _, _ -> Response in
            throw Problem.methodNotAllowed(allowed: allowed)
        }
    }
}

/// The methods of the IANA registry, and the others that NIO's parser lets through.
///
/// A word that is not in it finds no route and is answered 404.
private let registeredMethods: [HTTPRequest.Method] = [
    "ACL", "BASELINE-CONTROL", "BIND", "CHECKIN", "CHECKOUT", "CONNECT", "COPY", "DELETE", "GET", "HEAD", "LABEL",
    "LINK", "LOCK", "M-SEARCH", "MERGE", "MKACTIVITY", "MKCALENDAR", "MKCOL", "MKREDIRECTREF", "MKWORKSPACE", "MOVE",
    "NOTIFY", "ORDERPATCH", "PATCH", "POST", "PROPFIND", "PROPPATCH", "PURGE", "PUT", "QUERY", "REBIND", "REPORT",
    "SEARCH", "SOURCE",
    "SUBSCRIBE", "TRACE",
    "UNBIND", "UNCHECKOUT", "UNLINK", "UNLOCK", "UNSUBSCRIBE", "UPDATE", "UPDATEREDIRECTREF", "VERSION-CONTROL",
].compactMap { HTTPRequest.Method(rawValue: $0) }
