import HesapDomain

extension Message {
    var english: String {
        switch self {
        case .required: "This field is required."
        case .null: "This field may not be null."
        case .blank: "This field may not be blank."
        case .notAString: "Not a valid string."
        case .notABoolean: "Must be a valid boolean."
        case .notADate: "Date has wrong format. Use one of these formats instead: YYYY-MM-DD."
        case .notAnObject: "Invalid data. Expected a dictionary."
        case .invalid: "Invalid data."
        case .nullCharacters: "Null characters are not allowed."
        case .unknownField: "Unknown field."
        case .tooLong(let maximum): "Ensure this field has no more than \(maximum) characters."
        case .invalidChoice: "This is not a valid choice."
        case .invalidEmail: "Enter a valid email address."
        case .invalidName: "Enter a name without control characters."
        case .invalidPhone: "Enter a valid phone number: 7 to 15 digits, with + before a country code."
        case .invalidCountry: "Enter a country code of two letters."
        case .invalidCityID: "Enter a city name or the number of a city."
        case .dateInFuture: "The date may not be in the future."
        case .mustBeAccepted: "This has to be accepted."
        case .invalidLanguage(let offered): "This language is not offered. Choose one of: \(offered)."
        case .attributesTooLarge(let kibibytes): "The attributes may not be larger than \(kibibytes) KiB."
        case .currencyNotOffered: "This currency is not offered."
        case .cityNotFound: "There is no such city."
        case .cannotSignIn: "Unable to sign in with this email address and password."
        case .registrationAccepted: "Thank you. We have sent you an email."
        case .resetRequested:
            "If there is an account with this email address, we have sent it a link to choose a new password."
        case .invalidResetLink: "The link is invalid, was used already or is too old. Please ask for a new one."
        case .passwordMismatch: "The two password fields didn’t match."
        case .wrongOldPassword: "Your old password was entered incorrectly. Please enter it again."
        case .wrongPassword: "The password is not correct."
        case .password(let refusal): refusal.english
        default: englishProblem
        }
    }

    private var englishProblem: String {
        switch self {
        case .parseError(.json(let reason)): "JSON parse error - \(reason)"
        case .parseError(.form): "The form data is malformed."
        case .parseError(.body): "The body of the request is malformed."
        case .parseError(.query): "The query of the URL is malformed."
        case .parseError(.tooManyFields): "There are too many fields."
        case .unsupportedMediaType: "Send application/json or application/x-www-form-urlencoded."
        case .bodyTooLarge(let kibibytes): "The body may not be larger than \(kibibytes) KiB."
        case .headersTooLarge(let kibibytes): "The headers may not be larger than \(kibibytes) KiB."
        case .hostNotAllowed: "The Host header is not one of this shop’s hosts. The setting is HESAP_ALLOWED_HOSTS."
        case .notFound: "Not found."
        case .methodNotAllowed: "This method is not allowed here."
        case .notAuthenticated: "Authentication credentials were not provided."
        case .csrf(let refusal): refusal.english
        case .selfAnonymizationDisabled: "Accounts cannot be anonymized by their owners in this shop."
        case .passwordAlreadySet: "This account has a password. Change it with the old one."
        case .sessionEnded: "The session was ended while this request ran. Please sign in again."
        case .throttled(let seconds):
            "Request was throttled. Expected available in \(seconds) second\(seconds == 1 ? "" : "s")."
        case .tryLater: "The service is busy. Please try again in a moment."
        case .fault: "Something went wrong on our side."
        default: "Invalid data."
        }
    }
}

extension PasswordRefusal {
    fileprivate var english: String {
        switch self {
        case .tooShort(let minimum):
            "This password is too short. It must contain at least \(minimum) character\(minimum == 1 ? "" : "s")."
        case .tooSimilar(let attribute): "The password is too similar to the \(attribute.english)."
        case .tooCommon: "This password is too common."
        case .entirelyNumeric: "This password is entirely numeric."
        case .usedBefore: "This password was used before. Choose one that you have not used recently."
        }
    }
}

extension UserAttribute {
    fileprivate var english: String {
        switch self {
        case .username: "username"
        case .firstName: "first name"
        case .lastName: "last name"
        case .email: "email address"
        case .phone: "phone number"
        }
    }
}

extension CSRFRefusal {
    fileprivate var english: String {
        let reason =
            switch self {
            case .origin:
                "The Origin header does not match the Host or any trusted origin. "
                    + "If it is yours, add it to HESAP_CSRF_TRUSTED_ORIGINS, or name the proxy in HESAP_TRUSTED_PROXIES."
            case .noReferer: "Over https without an Origin header a Referer header is needed, and there is none."
            case .malformedReferer: "The Referer header is not a URL with a host."
            case .insecureReferer: "The Referer header is not https although the request is."
            case .referer:
                "The Referer header does not match the Host or any trusted origin. "
                    + "If it is yours, add it to HESAP_CSRF_TRUSTED_ORIGINS."
            case .noCookie:
                "The CSRF cookie is missing. Get one from /csrf_token/; its name is the setting HESAP_CSRF_COOKIE_NAME."
            case .cookie: "The CSRF cookie is malformed. Get a new one from /csrf_token/."
            case .noToken: "The X-CSRFToken header (or the form field csrfmiddlewaretoken) is missing."
            case .token:
                "The X-CSRFToken header (or the form field csrfmiddlewaretoken) does not match the CSRF cookie."
            }
        return "CSRF Failed: \(reason)"
    }
}
