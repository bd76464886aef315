package import HesapDomain

/// Everything the endpoints call.
///
/// Built once, in the server's wiring.
package struct UseCases: Sendable {
    package var settings: @Sendable () -> DynamicSettings
    package var effects: Effects
    package var visits: Visits
    package var activateCurrency: ActivateCurrency
    package var activeCurrency: ActiveCurrency
    package var chooseCity: ChooseCity
    package var currentCity: CurrentCity
    package var chooseLanguage: ChooseLanguage
    package var cities: any Cities
    package var accounts: any Accounts
    package var signIn: SignIn
    package var register: Register
    package var ownSessions: OwnSessions
    package var requestPasswordReset: RequestPasswordReset
    package var confirmPasswordReset: ConfirmPasswordReset
    package var changePassword: ChangePassword
    package var setPassword: SetPassword
    package var passwordHints: PasswordHints
    package var anonymize: Anonymize
    package var anonymizationPreview: AnonymizationPreview
    /// Only on a development server: mails that were not really sent.
    package var sentMails: (any SentMails)?

    package init(
        settings: @escaping @Sendable () -> DynamicSettings,
        effects: Effects,
        visits: Visits,
        activateCurrency: ActivateCurrency,
        activeCurrency: ActiveCurrency = ActiveCurrency(),
        chooseCity: ChooseCity,
        currentCity: CurrentCity,
        chooseLanguage: ChooseLanguage,
        cities: any Cities,
        accounts: any Accounts,
        signIn: SignIn,
        register: Register,
        ownSessions: OwnSessions,
        requestPasswordReset: RequestPasswordReset,
        confirmPasswordReset: ConfirmPasswordReset,
        changePassword: ChangePassword,
        setPassword: SetPassword,
        passwordHints: PasswordHints,
        anonymize: Anonymize,
        anonymizationPreview: AnonymizationPreview,
        sentMails: (any SentMails)? = nil
    ) {
        self.settings = settings
        self.effects = effects
        self.visits = visits
        self.activateCurrency = activateCurrency
        self.activeCurrency = activeCurrency
        self.chooseCity = chooseCity
        self.currentCity = currentCity
        self.chooseLanguage = chooseLanguage
        self.cities = cities
        self.accounts = accounts
        self.signIn = signIn
        self.register = register
        self.ownSessions = ownSessions
        self.requestPasswordReset = requestPasswordReset
        self.confirmPasswordReset = confirmPasswordReset
        self.changePassword = changePassword
        self.setPassword = setPassword
        self.passwordHints = passwordHints
        self.anonymize = anonymize
        self.anonymizationPreview = anonymizationPreview
        self.sentMails = sentMails
    }
}
