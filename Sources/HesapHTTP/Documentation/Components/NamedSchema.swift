import DjangoCompat
import HesapDomain

extension OpenAPI {
    /// The schemas that have a name.
    ///
    /// A reference takes a case, so it cannot point to nothing.
    enum NamedSchema: String, Sendable, CaseIterable {
        case problem = "Problem"
        case fieldErrors = "FieldErrors"
        case notice = "Notice"
        case city = "City"
        case cityPage = "CityPage"
        case currentUser = "CurrentUser"
        case profile = "Profile"
        case session = "Session"
        case ownSession = "OwnSession"
        case csrfToken = "CSRFToken"
        case resetLink = "ResetLink"
        case passwordHints = "PasswordHints"
        case anonymizationPreview = "AnonymizationPreview"

        var schema: Schema {
            switch self {
            case .problem: Self.problemSchema
            case .fieldErrors:
                .dictionary(of: .array(of: .text(minimum: 1)))
                    .described(
                        "Messages per field, translated. `\(FieldErrors.general)` holds those of no single field."
                    )
            case .notice: .all([("detail", Schema.text().described("A sentence for the shopper, translated."))])
            case .city: Self.citySchema
            case .cityPage: Self.cityPageSchema
            case .currentUser: Self.currentUserSchema
            case .profile: Self.profileSchema
            case .session: Self.sessionSchema
            case .ownSession: Self.ownSessionSchema
            case .csrfToken:
                .all([("csrf_token", Schema.text(pattern: "^[A-Za-z0-9]{64}$").described("Masked anew each time."))])
            case .resetLink: .all([("valid", Schema.boolean.described("Whether the link would be accepted now."))])
            case .anonymizationPreview: Self.anonymizationPreviewSchema
            case .passwordHints:
                .all([
                    (
                        "password",
                        Schema.array(of: .text(minimum: 1)).described("Messages, translated. Empty when it is fine.")
                    )
                ])
            }
        }

        private static var anonymizationPreviewSchema: Schema {
            let change = Schema.all([
                ("field", .choice(AnonymizationChange.Field.allCases.map(\.rawValue))),
                (
                    "value",
                    Schema.any.described(
                        "What it holds now: text, true, an object, a city. Always `null` for the password."
                    )
                ),
                ("becomes", .choice(AnonymizationChange.Fate.allCases.map(\.rawValue))),
            ])
            let counts = ["sessions", "passwords", "mails"].map { ($0, Schema.integer(minimum: 0)) }
            return .all([
                ("changes", Schema.array(of: change).described("Fields that hold nothing are left out.")),
                (
                    "counts",
                    Schema.all(counts).described("Sessions that end, former passwords and waiting mails that go.")
                ),
            ])
        }

        private static var problemSchema: Schema {
            .object(
                [
                    ("detail", Schema.text(minimum: 1).described("A sentence for people, translated.")),
                    ("code", Schema.choice(Problem.examples.compactMap(\.code)).described("Stable, never translated.")),
                    ("request_id", Schema.text().described("With `server_error` only: what to tell support.")),
                ],
                required: ["detail", "code"]
            )
        }

        private static var citySchema: Schema {
            .all([
                ("id", Schema.integer(minimum: 1).described("The GeoNames number.")),
                ("name", Schema.text(minimum: 1, maximum: 200).described("As shoppers are shown it.")),
                ("country", Schema.text(pattern: "^[A-Z]{2}$").described("ISO 3166 alpha-2.")),
                ("slug", Schema.text(minimum: 1).described("For addresses; several cities can have the same.")),
            ])
        }

        private static var cityPageSchema: Schema {
            .all([
                ("count", Schema.integer(minimum: 0).described("All matches, not only those of this page.")),
                ("next", Schema.text(format: "uri-reference").orNull),
                ("previous", Schema.text(format: "uri-reference").orNull),
                ("results", .array(of: .reference(.city))),
            ])
        }

        private static var sessionSchema: Schema {
            .all([
                ("is_authenticated", .boolean),
                (
                    "user_type",
                    Schema.choice(UserType.allCases.map(\.rawValue)).described("`guest` when not signed in.")
                ),
                ("currency", Schema.text(minimum: 1, maximum: 16).described("The active currency.")),
                ("city", Schema.reference(.city).orNull), ("language", .language),
            ])
        }

        private static var ownSessionSchema: Schema {
            .all([
                ("id", Schema.text(pattern: "^[a-z0-9]{16}$").described("For `DELETE /users/sessions/{id}/`.")),
                ("created_at", .moment), ("last_seen_at", Schema.moment.described("Exact to a few minutes.")),
                ("user_agent", Schema.text(maximum: 200)), ("address", Schema.text().described("IPv4 or IPv6.")),
                ("is_current", Schema.boolean.described("Whether it is the session of this request.")),
            ])
        }
    }
}

extension OpenAPI.Schema {
    static let moment = text(format: "date-time")
    static let date = text(format: "date")
    static let language = text(pattern: "^[a-z]{2,3}(-[a-z0-9]+)*$")
    static let gender = choice(Gender.allCases.map(\.rawValue))
    static let personName = text(minimum: 1, maximum: 50)
    static let password = text(minimum: 1, format: "password")
    static let email = text(maximum: 254, format: "email")
    static let phone = text(pattern: #"^\+?[0-9]{7,15}$"#)
    static let country = text(pattern: "^[A-Za-z]{2}$")

    /// An object whose properties are always all there.
    static func all(_ properties: [(String, OpenAPI.Schema)]) -> OpenAPI.Schema {
        object(properties.map { (name: $0.0, schema: $0.1) }, required: properties.map(\.0))
    }
}
