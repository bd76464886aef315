import HTTPTypes
import HesapDomain

/// The pages' lines of the table; without pages there are none.
func pageRoutes(_ app: UseCases, _ pages: Pages) -> [Route] {
    accountRoutes(app, pages) + visitorRoutes(app, pages) + choiceRoutes(app, pages)
        + pages.assets.map { Route(.get, $0.path, AssetEndpoint(asset: $0), session: .none) }
        + (app.sentMails.map { mailboxRoutes($0, pages) } ?? [])
}

/// For visitors without an account.
private func visitorRoutes(_ app: UseCases, _ pages: Pages) -> [Route] {
    let signIn = SignInEndpoint(signIn: app.signIn, city: app.currentCity, effects: app.effects)
    let register = RegisterEndpoint(register: app.register, effects: app.effects)
    let reset = RequestResetEndpoint(request: app.requestPasswordReset)
    return [
        Route(.get, "/account/login/", ShowPage(pages: pages, page: LoginPage())),
        Route(
            .post,
            "/account/login/",
            PageForm(pages: pages, page: LoginPage(), endpoint: signIn) { _ in .account.telling(.signedIn) }
        ),
        Route(
            .post,
            "/account/logout/",
            PageForm(pages: pages, page: LoginPage(), endpoint: SignOutEndpoint(visits: app.visits)) { _ in
                .login.telling(.signedOut)
            }
        ),
        Route(.get, "/account/register/", ShowPage(pages: pages, page: RegisterPage())),
        Route(
            .post,
            "/account/register/",
            PageForm(pages: pages, page: RegisterPage(), endpoint: register, checkboxes: PageField.consents) { _ in
                PageDestination(path: "/account/register/done/")
            }
        ),
        Route(.get, "/account/register/done/", ShowPage(pages: pages, page: PlainPage(template: .registerDone))),
        Route(.get, "/account/password/reset/", ShowPage(pages: pages, page: ForgotPasswordPage())),
        Route(
            .post,
            "/account/password/reset/",
            PageForm(pages: pages, page: ForgotPasswordPage(), endpoint: reset) { _ in
                PageDestination(path: "/account/password/reset/done/")
            }
        ),
        Route(
            .get,
            "/account/password/reset/done/",
            ShowPage(pages: pages, page: PlainPage(template: .passwordResetDone))
        ),
    ]
}

/// What a visitor chooses, with an account or without.
private func choiceRoutes(_ app: UseCases, _ pages: Pages) -> [Route] {
    let account = AccountPage(currency: app.activeCurrency, city: app.currentCity)
    let currency = ActivateCurrencyEndpoint(activate: app.activateCurrency)
    let city = ChooseCityEndpoint(choose: app.chooseCity)
    let language = ChooseLanguageEndpoint(choose: app.chooseLanguage)
    return [
        Route(.get, "/account/", ShowPage(pages: pages, page: account)),
        Route(
            .post,
            "/account/currency/",
            PageForm(pages: pages, page: account, endpoint: currency) { _ in .account.telling(.currencyChanged) }
        ),
        Route(
            .post,
            "/account/city/",
            PageForm(pages: pages, page: account, endpoint: city) { _ in .account.telling(.cityChanged) }
        ),
        Route(
            .post,
            "/account/language/",
            PageForm(pages: pages, page: account, endpoint: language) { _ in .account.telling(.languageChanged) }
        ),
    ]
}

/// For a signed-in shopper; others are sent to the sign-in page.
private func accountRoutes(_ app: UseCases, _ pages: Pages) -> [Route] {
    let profile = UpdateProfileEndpoint(accounts: app.accounts, cities: app.cities, effects: app.effects)
    let change = ChangePasswordEndpoint(change: app.changePassword)
    let set = SetPasswordEndpoint(set: app.setPassword)
    return [
        Route(.get, "/account/profile/", ShowPage(pages: pages, page: ProfilePage())),
        Route(
            .post,
            "/account/profile/",
            PageForm(pages: pages, page: ProfilePage(), endpoint: profile, checkboxes: PageField.consents) { _ in
                PageDestination(path: "/account/profile/", notice: .profileSaved)
            }
        ),
        Route(.get, "/account/password/", ShowPage(pages: pages, page: ChangePasswordPage())),
        Route(
            .post,
            "/account/password/",
            PageForm(pages: pages, page: ChangePasswordPage(), endpoint: change) { _ in
                .account.telling(.passwordChanged)
            }
        ),
        Route(.get, "/account/password/set/", ShowPage(pages: pages, page: SetPasswordPage())),
        Route(
            .post,
            "/account/password/set/",
            PageForm(pages: pages, page: SetPasswordPage(), endpoint: set) { _ in .account.telling(.passwordSet) }
        ),
    ] + sessionRoutes(app, pages) + anonymizeRoutes(app, pages)
}

private func sessionRoutes(_ app: UseCases, _ pages: Pages) -> [Route] {
    let page = SessionsPage(pages: pages, sessions: app.ownSessions)
    let sessions = PageDestination(path: "/account/sessions/")
    let end = EndSessionEndpoint(sessions: app.ownSessions)
    let endOthers = EndOtherSessionsEndpoint(sessions: app.ownSessions)
    return [
        Route(.get, sessions.path, ShowPage(pages: pages, page: page)),
        Route(
            .post,
            "/account/sessions/{id}/end/",
            PageForm(pages: pages, page: page, endpoint: end) { context in
                let isSignedOut = !context.browser.visit.isSignedIn
                return isSignedOut ? .login.telling(.signedOut) : sessions.telling(.sessionEnded)
            }
        ),
        Route(
            .post,
            "/account/sessions/end-others/",
            PageForm(pages: pages, page: page, endpoint: endOthers) { _ in sessions.telling(.othersEnded) }
        ),
    ]
}

private func anonymizeRoutes(_ app: UseCases, _ pages: Pages) -> [Route] {
    let page = AnonymizePage(preview: app.anonymizationPreview)
    let anonymize = AnonymizeEndpoint(anonymize: app.anonymize)
    return [
        Route(.get, "/account/anonymize/", ShowPage(pages: pages, page: page)),
        Route(
            .post,
            "/account/anonymize/",
            // It is for good: a browser left open must not be enough.
            PageForm(pages: pages, page: page, endpoint: anonymize, required: ["password"]) { _ in
                .account.telling(.anonymized)
            }
        ),
    ]
}

/// The mailed link: a page for a browser, JSON for everybody else.
func resetRoutes(_ app: UseCases, _ pages: Pages?, _ configuration: HTTPConfiguration) -> [Route] {
    let path = "/users/reset/{uidb64}/{token}/"
    let cookies = CookieWriter(configuration: configuration)
    let confirm = ConfirmResetEndpoint(confirm: app.confirmPasswordReset)
    let show = ShowResetEndpoint(confirm: app.confirmPasswordReset)
    guard let pages else { return [Route(.get, path, show), Route(.post, path, confirm)] }
    let page = ResetPage(confirm: app.confirmPasswordReset)
    let form = PageForm(pages: pages, page: page, endpoint: confirm) { _ in .login.telling(.passwordReset) }
    return [
        Route(.get, path, Negotiated(page: ShowResetPage(pages: pages, page: page, cookies: cookies), json: show)),
        Route(.post, path, Negotiated(page: form, json: confirm)),
    ]
}
