import DjangoCompat
import HesapDomain
import Hummingbird

/// `GET /csrf_token/`: a masked token in the body, its secret in the cookie.
struct CSRFTokenEndpoint: Endpoint {
    let effects: Effects

    func respond(to request: Request, in context: ShopContext) async throws -> Response {
        let secret = context.browser.csrfSecret(random: effects.random)
        return .json(.object([.init("csrf_token", .string(secret.masked(random: effects.random)))]))
    }
}

/// `GET /users/session/`: what a shop window needs to know of a visitor, for guests too.
///
/// Makes no session.
struct ShowSessionEndpoint: Endpoint {
    let currency: ActiveCurrency
    let city: CurrentCity

    func respond(to request: Request, in context: ShopContext) async throws -> Response {
        let visit = context.browser.visit
        let currency = currency(header: request.headers.value(.xCurrency), visit: visit, settings: context.settings)
        return .json(
            .object([
                .init("is_authenticated", .bool(visit.isSignedIn)),
                .init("user_type", .string(visit.userType.rawValue)),
                .init("currency", .string(currency.text)),
                .init("city", try await city(visit)?.json ?? .null),
                .init("language", .string(context.language.tag)),
            ])
        )
    }
}

/// `GET /users/sessions/`: where the shopper is signed in.
struct ListSessionsEndpoint: Endpoint {
    let sessions: OwnSessions

    func respond(to request: Request, in context: ShopContext) async throws -> Response {
        let (visit, account) = try context.signedIn()
        let entries = try await sessions.all(of: account)
        return .json(.array(entries.map { $0.json(isCurrent: $0.key == visit.key) }))
    }
}

/// `DELETE /users/sessions/{id}/`: ends one of the shopper's own sessions.
struct EndSessionEndpoint: Endpoint {
    let sessions: OwnSessions

    func respond(to request: Request, in context: ShopContext) async throws -> Response {
        let (visit, account) = try context.signedIn()
        guard let id = context.parameter("id").flatMap(SessionPublicID.init) else { throw Problem.notFound }
        let ended = try await sessions.end(id, of: account)
        guard !ended.isEmpty else { throw Problem.notFound }
        if let key = visit.key, ended.contains(key) { context.browser.now(.unknown) }
        return .empty(.noContent)
    }
}

/// `DELETE /users/sessions/`: ends all sessions but this one.
struct EndOtherSessionsEndpoint: Endpoint {
    let sessions: OwnSessions

    func respond(to request: Request, in context: ShopContext) async throws -> Response {
        let (visit, account) = try context.signedIn()
        try await sessions.endOthers(of: account, except: visit)
        return .empty(.noContent)
    }
}

extension SessionEntry {
    fileprivate func json(isCurrent: Bool) -> JSONValue {
        .object([
            .init("id", .string(publicID.text)), .init("created_at", createdAt.json),
            .init("last_seen_at", lastSeenAt.json), .init("user_agent", .string(userAgent)),
            .init("address", .string(address)), .init("is_current", .bool(isCurrent)),
        ])
    }
}

extension Timestamp {
    /// As REST framework writes times: `2026-11-23T10:00:00.123456Z`.
    var json: JSONValue { .string(DjangoTime.iso8601(microseconds: microseconds)) }
}
