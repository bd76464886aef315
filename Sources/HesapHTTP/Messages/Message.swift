import HesapDomain

/// Everything the API says to people.
///
/// The texts are in the catalogues of HesapTexts, under the key that `MessageText.swift` gives each.
enum Message: Sendable, Equatable {
    // Form fields, in the words of Django REST framework.
    case required
    case null
    case blank
    case notAString
    case notABoolean
    case notADate
    case notAnObject
    case invalid
    case nullCharacters
    case unknownField
    case tooLong(maximum: Int)
    case invalidChoice
    case invalidEmail
    case invalidName
    case invalidPhone
    case invalidCountry
    case invalidCityID
    case dateInFuture
    case mustBeAccepted
    case invalidLanguage(offered: String)
    case attributesTooLarge(kibibytes: Int)

    // Features.
    case currencyNotOffered
    case cityNotFound
    case cannotSignIn
    case registrationAccepted
    case resetRequested
    case invalidResetLink
    case passwordMismatch
    case wrongOldPassword
    case wrongPassword
    case password(PasswordRefusal)

    // Problems with a code.
    case parseError(ParseFailure)
    case unsupportedMediaType
    case bodyTooLarge(kibibytes: Int)
    case headersTooLarge(kibibytes: Int)
    case hostNotAllowed
    case notFound
    case methodNotAllowed
    case notAuthenticated
    case csrf(CSRFRefusal)
    case selfAnonymizationDisabled
    case passwordAlreadySet
    case sessionEnded
    case throttled(seconds: Int)
    case tryLater
    case fault
}
