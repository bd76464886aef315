import HTTPTypes

/// What a page tells once, after a redirect.
///
/// It travels in a cookie as one of these words: a link cannot make the shop say something, as a parameter of the URL
/// could.
enum Notice: String, Sendable, CaseIterable {
    case signInFirst = "sign_in_first"
    /// A form came after the session had ended.
    case signInAgain = "sign_in_again"
    case signedIn = "signed_in"
    case signedOut = "signed_out"
    case passwordReset = "password_reset"
    case passwordChanged = "password_changed"
    case passwordSet = "password_set"
    case profileSaved = "profile_saved"
    case currencyChanged = "currency_changed"
    case cityChanged = "city_changed"
    case languageChanged = "language_changed"
    case sessionEnded = "session_ended"
    case othersEnded = "other_sessions_ended"
    case anonymized

    /// The key of its text in the catalogue.
    var key: String { "notice_\(rawValue)" }
}
