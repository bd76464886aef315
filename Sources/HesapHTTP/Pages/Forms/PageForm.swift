import DjangoCompat
import HTTPTypes
import HesapDomain
import Hummingbird

/// `POST` of a page: the form goes to the API's endpoint for the same thing, so there is no second rule for pages.
///
/// A success becomes a redirect (303), so that reloading sends nothing twice. What was wrong with a field is shown in the
/// form, with status 200 as Django's views have it; all else that is refused keeps its own status.
struct PageForm: Endpoint {
    let pages: Pages
    let page: any Page
    let endpoint: any Endpoint
    /// Fields that a browser leaves out when they are not ticked; the endpoint would read that as "unchanged".
    var checkboxes: [String] = []
    /// Fields that the page insists on although the endpoint does not.
    var required: [String] = []
    let done: @Sendable (_ context: ShopContext) -> PageDestination

    func respond(to request: Request, in context: ShopContext) async throws -> Response {
        do {
            return try await answer(to: request, in: context)
        } catch Problem.notAuthenticated {
            return pages.redirectToLogin(from: request)
        }
    }

    private func answer(to request: Request, in context: ShopContext) async throws -> Response {
        var inner = context
        let next = inner.form.remove(Self.next).flatMap(LocalPath.init)
        do {
            try inner.form.fill(checkboxes: checkboxes, required: required)
            let response = try await endpoint.respond(to: request, in: inner)
            guard response.status.kind == .successful else { return response }
        } catch {
            return try await refused(error, request, context)
        }
        let destination = done(context)
        return pages.redirect(to: next.map { PageDestination($0).telling(destination.notice) } ?? destination)
    }

    /// The hidden field that says where to go afterwards.
    static let next = "next"

    private func refused(_ error: any Error, _ request: Request, _ context: ShopContext) async throws -> Response {
        switch error {
        case let errors as FieldErrors:
            return try await shown(FilledForm(context.form, errors), request, context)
        case Problem.unknown(let errors):
            return try await shown(FilledForm(context.form, errors), request, context)
        case Problem.throttled(let seconds):
            let problem = Problem.throttled(retryAfterSeconds: seconds)
            let form = FilledForm(context.form, FieldErrors(), problem: .throttled(seconds: seconds))
            var response = try await shown(form, request, context)
            let plain = problem.response(in: context.language, requestID: context.facts.requestID)
            response.status = plain.status
            response.headers[.retryAfter] = plain.headers[.retryAfter]
            return response
        default:
            throw error
        }
    }

    private func shown(_ form: FilledForm, _ request: Request, _ context: ShopContext) async throws -> Response {
        try await pages.response(showing: page, to: request, in: context, form)
    }
}

extension Form {
    /// Takes a field out that belongs to the page and not to the endpoint.
    fileprivate mutating func remove(_ name: String) -> String? {
        guard case .fields(let members, let token) = self else { return nil }
        self = .fields(members.filter { $0.key != name }, csrfToken: token)
        return members.first { $0.key == name }?.value.string
    }

    fileprivate mutating func fill(checkboxes: [String], required: [String]) throws(FieldErrors) {
        guard case .fields(var members, let token) = self else { return }
        // A null would be a field that the endpoint takes for missing.
        for name in required where !members.contains(where: { $0.key == name && $0.value != .null }) {
            throw FieldErrors(name, .required)
        }
        for name in checkboxes where !members.contains(where: { $0.key == name }) {
            members.append(.init(name, .string("false")))
        }
        self = .fields(members, csrfToken: token)
    }
}
