import DjangoCompat
import HesapDomain

/// Reads an account out of Django's user row and Hesap's profile beside it.
enum AccountRows {
    /// The columns of `decode`, from the tables under the names `u` and `p`.
    static let columns: Fragment = """
        u.id, u.username, u.email, u.password, u.first_name, u.last_name, u.is_active, u.last_login, u.date_joined,
        p.user_type, p.phone, p.gender, p.date_of_birth, p.city_id, p.language, p.consent_email, p.consent_sms,
        p.consent_call, p.consent_whatsapp, p.attributes, p.anonymized_at
        """

    /// The account of that id, held against other writers until the bracket ends.
    static func hold(
        _ id: AccountID,
        in session: any SQLSession,
        _ dialect: Dialect,
        userTable: Identifier
    ) throws(Outage) -> Account? {
        // PostgreSQL cannot lock the outer side of a join, so the user row is locked by itself first.
        if !dialect.forUpdate.text.isEmpty {
            _ = try session.all("SELECT id FROM \(userTable) WHERE id = \(id.raw) \(dialect.forUpdate)")
        }
        guard let row = try session.first(byID(id, userTable: userTable)) else { return nil }
        return try decode(row)
    }

    static func byID(_ id: AccountID, userTable: Identifier) -> SQL {
        """
        SELECT \(columns) FROM \(userTable) u LEFT JOIN hesap_profile p ON p.user_id = u.id WHERE u.id = \(id.raw)
        """
    }

    static func decode(_ row: Row) throws(Outage) -> Account {
        guard let id = AccountID(try row.integer("id")) else { throw .fault(detail: "a user id is not positive") }
        return Account(
            id: id,
            username: try row.text("username"),
            email: try row.text("email"),
            password: EncodedPassword(try row.text("password")),
            firstName: try row.text("first_name"),
            lastName: try row.text("last_name"),
            isActive: try row.bool("is_active"),
            lastLogin: try row.optionalTime("last_login"),
            dateJoined: try row.time("date_joined"),
            profile: try ProfileRows.decode(row)
        )
    }
}
