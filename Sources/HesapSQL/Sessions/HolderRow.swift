import HesapDomain

/// The account that a session names, with its active city and its place in the index of sessions.
enum HolderRow {
    static func select(_ id: AccountID, in session: SessionKey, userTable: Identifier) -> SQL {
        """
        SELECT \(AccountRows.columns), \(CityRow.facts), h.last_seen_at
        FROM \(userTable) u LEFT JOIN hesap_profile p ON p.user_id = u.id
        LEFT JOIN hesap_city c ON c.id = p.city_id AND c.is_active
        LEFT JOIN hesap_session h ON h.session_key = \(session.text) WHERE u.id = \(id.raw)
        """
    }

    static func decode(_ row: Row) throws(Outage) -> SessionHolder {
        let account = try AccountRows.decode(row)
        return SessionHolder(
            account: account,
            city: try CityRow.decodeFacts(row, of: account.profile.city),
            lastSeenAt: try row.optionalTimestamp("last_seen_at")
        )
    }
}
