import DjangoCompat
import HesapDomain

/// Hesap's row beside Django's user row.
///
/// A user without one is an ordinary registered one.
enum ProfileRows {
    static func decode(_ row: Row) throws(Outage) -> Profile {
        guard let userType = try row.optionalText("user_type") else { return Profile() }
        var profile = Profile()
        profile.userType = try known(UserType(rawValue: userType), "user_type")
        profile.phone = try row.optionalText("phone").map { PhoneNumber(stored: $0) }
        if let gender = try row.optionalText("gender") {
            profile.gender = try known(Gender(rawValue: gender), "gender")
        }
        if let date = try row.optionalText("date_of_birth") {
            profile.dateOfBirth = try known(CivilDate(date), "date_of_birth")
        }
        if let city = try row.optionalInteger("city_id") {
            profile.city = try known(CityID(city), "city_id")
        }
        if let language = try row.optionalText("language") {
            profile.language = try known(LanguageCode(language), "language")
        }
        profile.consents = Consents(
            email: try row.bool("consent_email"),
            sms: try row.bool("consent_sms"),
            call: try row.bool("consent_call"),
            whatsapp: try row.bool("consent_whatsapp")
        )
        profile.attributes = try JSONColumn.decode(row, "attributes")
        profile.anonymizedAt = try row.optionalTimestamp("anonymized_at")
        return profile
    }

    private static func known<Value>(_ value: Value?, _ column: String) throws(Outage) -> Value {
        guard let value else { throw .fault(detail: "hesap_profile.\(column) holds an unknown value") }
        return value
    }

    /// Writes the row, and makes it when the user has none.
    static func save(
        _ profile: Profile,
        of account: AccountID,
        email: String,
        in session: any SQLSession
    ) throws(Outage) {
        let consents = profile.consents
        let changed = try session.run(
            """
            UPDATE hesap_profile SET user_type = \(profile.userType.rawValue), phone = \(profile.phone?.text),
                gender = \(profile.gender?.rawValue), date_of_birth = \(profile.dateOfBirth?.text),
                city_id = \(profile.city?.raw), language = \(profile.language?.tag),
                consent_email = \(consents.email), consent_sms = \(consents.sms), consent_call = \(consents.call),
                consent_whatsapp = \(consents.whatsapp), attributes = \(JSONColumn.encode(profile.attributes)),
                anonymized_at = \(profile.anonymizedAt)
            WHERE user_id = \(account.raw)
            """
        )
        guard changed == 0 else { return }
        // Django allows several accounts of one address; only the first profile of it can hold the key.
        let key = EmailAddress.comparisonKey(of: email)
        let taken = try session.first("SELECT 1 AS taken FROM hesap_profile WHERE email_key = \(key)") != nil
        _ = try insert(profile, of: account, emailKey: taken ? nil : key, in: session)
    }

    /// Makes the row.
    ///
    /// - Returns: false when another account holds the address.
    static func insert(
        _ profile: Profile,
        of account: AccountID,
        emailKey: String?,
        in session: any SQLSession
    ) throws(Outage) -> Bool {
        let consents = profile.consents
        let inserted = try session.run(
            """
            INSERT INTO hesap_profile (user_id, email_key, user_type, phone, gender, date_of_birth, city_id, language,
                consent_email, consent_sms, consent_call, consent_whatsapp, attributes, anonymized_at)
            VALUES (\(account.raw), \(emailKey), \(profile.userType.rawValue), \(profile.phone?.text),
                \(profile.gender?.rawValue), \(profile.dateOfBirth?.text), \(profile.city?.raw),
                \(profile.language?.tag), \(consents.email), \(consents.sms), \(consents.call), \(consents.whatsapp),
                \(JSONColumn.encode(profile.attributes)), \(profile.anonymizedAt))
            ON CONFLICT (email_key) DO NOTHING
            """
        )
        return inserted == 1
    }

    /// Changes the type alone, and makes the row when the user has none.
    static func setUserType(
        _ userType: UserType,
        of account: AccountID,
        email: String,
        in session: any SQLSession
    ) throws(Outage) {
        let changed = try session.run(
            "UPDATE hesap_profile SET user_type = \(userType.rawValue) WHERE user_id = \(account.raw)"
        )
        guard changed == 0 else { return }
        var profile = Profile()
        profile.userType = userType
        try save(profile, of: account, email: email, in: session)
    }
}
