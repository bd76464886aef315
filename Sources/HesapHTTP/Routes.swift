import HTTPTypes
import Hummingbird

/// One answer to one request.
///
/// A refusal that a client can cause is thrown as `Problem` or `FieldErrors`.
protocol Endpoint: Sendable {
    func respond(to request: Request, in context: ShopContext) async throws -> Response
}

/// A line of the table: what a client may call, and the endpoint that answers.
struct Route: Sendable {
    let method: HTTPRequest.Method
    /// With a slash at both ends; the answer without the last one is the same.
    ///
    /// Parameters as `{name}`.
    let path: String
    let endpoint: any Endpoint
    let session: SessionUse

    init(_ method: HTTPRequest.Method, _ path: String, _ endpoint: any Endpoint, session: SessionUse = .read) {
        self.method = method
        self.path = path
        self.endpoint = endpoint
        self.session = session
    }
}

/// What a route does with the browser's session.
enum SessionUse: Sendable {
    /// The same for everybody: answered without a look at the cookies, so that it is there while the database is not.
    case none
    /// Read from the database before the endpoint runs.
    case read
    /// Changed, and nothing else that a guest could notice is done: the endpoint may begin with the session as it is
    /// remembered, and begins again with the one in the database unless its write found that to be the same.
    case edit
}

/// Every path that Hesap answers on the public port.
///
/// What is not listed here does not exist.
func shopRoutes(_ app: UseCases, _ configuration: HTTPConfiguration) -> [Route] {
    let pages = configuration.pages
    return apiRoutes(app) + resetRoutes(app, pages, configuration) + (pages.map { pageRoutes(app, $0) } ?? [])
}

/// For shops and apps with pages of their own: JSON in and out.
func apiRoutes(_ app: UseCases) -> [Route] {
    let currency = ActivateCurrencyEndpoint(activate: app.activateCurrency)
    let city = ChooseCityEndpoint(choose: app.chooseCity)
    let anonymize = AnonymizeEndpoint(anonymize: app.anonymize)
    return [
        Route(.post, "/users/activate-currency/", currency, session: .edit),
        Route(.patch, "/users/anonymize/", anonymize),
        Route(.post, "/users/anonymize/", anonymize),
        Route(.get, "/users/anonymize/", PreviewAnonymizationEndpoint(preview: app.anonymizationPreview)),
        Route(.post, "/users/city/", city, session: .edit),
        Route(.put, "/users/city/", city, session: .edit),
        Route(.patch, "/users/city/", city, session: .edit),
        Route(.get, "/users/city/", ShowCityEndpoint(current: app.currentCity)),
        Route(.post, "/users/language/", ChooseLanguageEndpoint(choose: app.chooseLanguage)),

        Route(.get, "/csrf_token/", CSRFTokenEndpoint(effects: app.effects)),
        Route(.get, "/users/session/", ShowSessionEndpoint(currency: app.activeCurrency, city: app.currentCity)),
        Route(.post, "/users/login/", SignInEndpoint(signIn: app.signIn, city: app.currentCity, effects: app.effects)),
        Route(.post, "/users/logout/", SignOutEndpoint(visits: app.visits)),
        Route(.post, "/users/registration/", RegisterEndpoint(register: app.register, effects: app.effects)),
        Route(.get, "/current_user/", CurrentUserEndpoint(city: app.currentCity)),
        Route(.get, "/users/profile/", ShowProfileEndpoint()),
        Route(
            .patch,
            "/users/profile/",
            UpdateProfileEndpoint(accounts: app.accounts, cities: app.cities, effects: app.effects)
        ),
        Route(.post, "/users/password/reset/", RequestResetEndpoint(request: app.requestPasswordReset)),
        Route(.post, "/users/password/change/", ChangePasswordEndpoint(change: app.changePassword)),
        Route(.post, "/users/password/set/", SetPasswordEndpoint(set: app.setPassword)),
        Route(.post, "/users/password/check/", CheckPasswordEndpoint(hints: app.passwordHints)),
        Route(.get, "/users/sessions/", ListSessionsEndpoint(sessions: app.ownSessions)),
        Route(.delete, "/users/sessions/", EndOtherSessionsEndpoint(sessions: app.ownSessions)),
        Route(.delete, "/users/sessions/{id}/", EndSessionEndpoint(sessions: app.ownSessions)),
        Route(.get, "/address/city/", SearchCitiesEndpoint(cities: app.cities)),
        Route(.get, "/address/city/{id}/", ShowOneCityEndpoint(cities: app.cities)),
        Route(.get, "/openapi.json", OpenAPIEndpoint()),
        Route(.get, "/docs/", DocumentationEndpoint()),
    ]
}
