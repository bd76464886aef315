import HesapDomain
import HesapTexts

extension Message {
    func text(in language: LanguageCode) -> String {
        Catalogue.of(language).text(key, in: .errors, variables)
    }

    /// Where the text stands in the catalogues.
    var key: String {
        switch self {
        case .required: "required"
        case .null: "null"
        case .blank: "blank"
        case .notAString: "not_a_string"
        case .notABoolean: "not_a_boolean"
        case .notADate: "not_a_date"
        case .notAnObject: "not_an_object"
        case .invalid: "invalid"
        case .nullCharacters: "null_characters"
        case .unknownField: "unknown_field"
        case .tooLong: "too_long"
        case .invalidChoice: "invalid_choice"
        case .invalidEmail: "invalid_email"
        case .invalidName: "invalid_name"
        case .invalidPhone: "invalid_phone"
        case .invalidCountry: "invalid_country"
        case .invalidCityID: "invalid_city_id"
        case .dateInFuture: "date_in_future"
        case .mustBeAccepted: "must_be_accepted"
        case .invalidLanguage: "invalid_language"
        case .attributesTooLarge: "attributes_too_large"
        default: featureKey
        }
    }

    private var featureKey: String {
        switch self {
        case .currencyNotOffered: "currency_not_offered"
        case .cityNotFound: "city_not_found"
        case .cannotSignIn: "cannot_sign_in"
        case .registrationAccepted: "registration_accepted"
        case .resetRequested: "reset_requested"
        case .invalidResetLink: "invalid_reset_link"
        case .passwordMismatch: "password_mismatch"
        case .wrongOldPassword: "wrong_old_password"
        case .wrongPassword: "wrong_password"
        case .password(let refusal): refusal.key
        default: problemKey
        }
    }

    private var problemKey: String {
        switch self {
        case .parseError(let failure): failure.key
        case .unsupportedMediaType: "unsupported_media_type"
        case .bodyTooLarge: "body_too_large"
        case .headersTooLarge: "headers_too_large"
        case .hostNotAllowed: "host_not_allowed"
        case .notFound: "not_found"
        case .methodNotAllowed: "method_not_allowed"
        case .notAuthenticated: "not_authenticated"
        case .csrf(let refusal): refusal.key
        case .selfAnonymizationDisabled: "self_anonymization_disabled"
        case .passwordAlreadySet: "password_already_set"
        case .sessionEnded: "session_ended"
        case .throttled: "throttled"
        case .tryLater: "try_later"
        case .fault: "fault"
        default: "invalid"
        }
    }

    /// What the text leaves open; `count` also picks the plural form.
    private var variables: TextVariables {
        switch self {
        case .tooLong(let maximum): ["count": .number(maximum)]
        case .throttled(let seconds): ["count": .number(seconds)]
        case .password(.tooShort(let minimum)): ["count": .number(minimum)]
        case .attributesTooLarge(let kibibytes), .bodyTooLarge(let kibibytes), .headersTooLarge(let kibibytes):
            ["kibibytes": .number(kibibytes)]
        case .invalidLanguage(let offered): ["offered": .text(offered)]
        case .parseError(.json(let reason)): ["reason": .text(reason)]
        default: [:]
        }
    }
}

extension ParseFailure {
    fileprivate var key: String {
        switch self {
        case .json: "parse_error_json"
        case .form: "parse_error_form"
        case .query: "parse_error_query"
        case .body: "parse_error_body"
        case .tooManyFields: "parse_error_too_many_fields"
        }
    }
}

extension PasswordRefusal {
    fileprivate var key: String {
        switch self {
        case .tooShort: "password_too_short"
        case .tooSimilar(let attribute): attribute.key
        case .tooCommon: "password_too_common"
        case .entirelyNumeric: "password_entirely_numeric"
        case .usedBefore: "password_used_before"
        }
    }
}

extension UserAttribute {
    /// A sentence for each: the name of an attribute is inflected in most languages.
    fileprivate var key: String {
        switch self {
        case .username: "password_too_similar_username"
        case .firstName: "password_too_similar_first_name"
        case .lastName: "password_too_similar_last_name"
        case .email: "password_too_similar_email"
        case .phone: "password_too_similar_phone"
        }
    }
}

extension CSRFRefusal {
    fileprivate var key: String {
        switch self {
        case .origin: "csrf_origin"
        case .noReferer: "csrf_no_referer"
        case .malformedReferer: "csrf_malformed_referer"
        case .insecureReferer: "csrf_insecure_referer"
        case .referer: "csrf_referer"
        case .noCookie: "csrf_no_cookie"
        case .cookie: "csrf_cookie"
        case .noToken: "csrf_no_token"
        case .token: "csrf_token"
        }
    }
}
