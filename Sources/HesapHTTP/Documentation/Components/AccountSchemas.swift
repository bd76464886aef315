import HesapDomain

extension OpenAPI.NamedSchema {
    static var currentUserSchema: OpenAPI.Schema {
        .all(
            [
                ("pk", .integer(minimum: 1)), ("first_name", .text()), ("last_name", .text()),
                ("email", .text(maximum: 254)), phone,
                ("user_type", .choice(UserType.allCases.map(\.rawValue))), gender, dateOfBirth,
                ("city", OpenAPI.Schema.reference(.city).orNull), language,
            ] + consents + [
                attributes,
                (
                    "has_usable_password",
                    OpenAPI.Schema.boolean.described(
                        "False until `POST /users/password/set/` or a reset link chose one."
                    )
                ),
                ("date_joined", .moment), ("last_login", OpenAPI.Schema.moment.orNull),
            ]
        )
    }

    static var profileSchema: OpenAPI.Schema {
        .all(
            [
                ("first_name", .text()), ("last_name", .text()), phone, gender, dateOfBirth,
                ("city", OpenAPI.Schema.integer(minimum: 1).orNull.described("The id of a city.")), language,
            ] + consents + [attributes]
        )
    }

    private static let phone = ("phone", OpenAPI.Schema.phone.orNull)
    private static let gender = ("gender", OpenAPI.Schema.gender.orNull)
    private static let dateOfBirth = ("date_of_birth", OpenAPI.Schema.date.orNull)
    private static let language = ("language", OpenAPI.Schema.language.orNull)
    private static let attributes = ("attributes", OpenAPI.Schema.anyObject.described("Free attributes of the shop."))

    private static let consents = ["email", "sms", "call", "whatsapp"].map { channel in
        ("\(channel)_allowed", OpenAPI.Schema.boolean)
    }
}
