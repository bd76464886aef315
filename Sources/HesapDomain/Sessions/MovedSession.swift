import DjangoCompat

/// What stays under the old key of a session that got a new one: a pointer, good for half a minute.
///
/// A browser that sends six requests at once sends the old key with all of them. The first one moves the session; without
/// the pointer the other five would be told that they are signed out and have their cookies cleared, which is what
/// Django does. The row is signed as any session, holds no sign-in, and Django takes it for a guest's.
enum MovedSession {
    private static let target = "_hesap_moved_to"
    private static let until = "_hesap_moved_until"
    /// Requests that were sent together arrive within seconds, on a slow phone too.
    ///
    /// No longer than that: whoever has the old key can follow.
    private static let graceSeconds: Int64 = 30

    static func pointer(to key: SessionKey, now: Timestamp) -> (payload: SessionPayload, expires: Timestamp) {
        let end = now.adding(seconds: graceSeconds)
        var payload = SessionPayload()
        payload.set(target, .string(key.text))
        // In the payload too: a write of Django's would make the row itself live for weeks.
        payload.set(until, .integer(end.seconds))
        return (payload, end)
    }

    /// Where a session went; nil for one that did not move, and when the pointer has run out.
    static func target(of payload: SessionPayload, now: Timestamp) -> SessionKey? {
        guard let end = payload[until]?.integer, now.seconds < end else { return nil }
        return payload[target]?.string.flatMap { SessionKey($0) }
    }
}
