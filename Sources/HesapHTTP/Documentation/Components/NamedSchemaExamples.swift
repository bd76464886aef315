import DjangoCompat
import HesapDomain

extension OpenAPI.NamedSchema {
    /// One value of it; nil where each use has its own.
    var example: JSONValue? {
        switch self {
        case .problem, .fieldErrors, .notice: nil
        case .city: Self.istanbul
        case .cityPage:
            .members([
                "count": .integer(2), "next": .string("/address/city/?q=i&page_size=1&page=2"), "previous": .null,
                "results": .array([Self.istanbul]),
            ])
        case .currentUser: Self.currentUserExample
        case .profile: Self.profileExample
        case .session:
            .members([
                "is_authenticated": .bool(false), "user_type": .string("guest"), "currency": .string("TRY"),
                "city": Self.istanbul, "language": .string("tr"),
            ])
        case .ownSession: Self.ownSessionExample
        case .csrfToken:
            .members(["csrf_token": .string("k2VbN8sXwQe4Rt7YuI1oPa3SdF6gHj9KlZ0xCv5BnM2qWc8ErT4yUi7OpA1sDf3G")])
        case .resetLink: .members(["valid": .bool(true)])
        case .anonymizationPreview: Self.anonymizationPreviewExample
        case .passwordHints:
            .members(["password": .strings([Message.password(.tooCommon).text(in: .english)])])
        }
    }

    static let istanbul = JSONValue.members([
        "id": .integer(745_044), "name": .string("İstanbul"), "country": .string("TR"), "slug": .string("istanbul"),
    ])

    private static let anonymizationPreviewExample = JSONValue.members([
        "changes": .array([
            .members(["field": .string("first_name"), "value": .string("Ayşe"), "becomes": .string("erased")]),
            .members([
                "field": .string("email"), "value": .string("ayse@example.com"), "becomes": .string("replaced"),
            ]),
            .members(["field": .string("password"), "value": .null, "becomes": .string("unusable")]),
            .members(["field": .string("city"), "value": istanbul, "becomes": .string("erased")]),
        ]),
        "counts": .members(["sessions": .integer(2), "passwords": .integer(5), "mails": .integer(0)]),
    ])

    private static let ownSessionExample = JSONValue.members([
        "id": .string("k3x9q2m7w1z5v8b4"), "created_at": .string("2026-11-23T10:00:00.123456Z"),
        "last_seen_at": .string("2026-11-23T12:30:00.000001Z"), "user_agent": .string("Mozilla/5.0"),
        "address": .string("192.0.2.1"), "is_current": .bool(true),
    ])

    private static let currentUserExample = JSONValue.members([
        "pk": .integer(42), "first_name": .string("Ayşe"), "last_name": .string("Yılmaz"),
        "email": .string("ayse@example.com"), "phone": .string("+905551112233"), "user_type": .string("registered"),
        "gender": .string("female"), "date_of_birth": .string("1990-04-23"), "city": istanbul,
        "language": .string("tr"), "email_allowed": .bool(true), "sms_allowed": .bool(false),
        "call_allowed": .bool(false), "whatsapp_allowed": .bool(false), "attributes": .object([]),
        "has_usable_password": .bool(true), "date_joined": .string("2026-01-05T09:15:00.250000Z"),
        "last_login": .string("2026-11-23T10:00:00.123456Z"),
    ])

    private static let profileExample = JSONValue.members([
        "first_name": .string("Ayşe"), "last_name": .string("Yılmaz"), "phone": .string("+905551112233"),
        "gender": .string("female"), "date_of_birth": .string("1990-04-23"), "city": .integer(745_044),
        "language": .string("tr"), "email_allowed": .bool(true), "sms_allowed": .bool(false),
        "call_allowed": .bool(false), "whatsapp_allowed": .bool(false),
        "attributes": .members(["newsletter": .string("weekly")]),
    ])
}
