import DjangoCompat

/// Turns a session's dictionary into what its row holds: signed text, and when it ends.
struct SessionSeal: Sendable {
    let codec: SessionCodec
    let effects: Effects
    let lifetimeSeconds: Int64

    func text(of payload: SessionPayload) -> String {
        codec.encode(payload, at: effects.now().seconds)
    }

    /// As Django works it out at each save: `SESSION_COOKIE_AGE` from now, or what `set_expiry` left in the session.
    func expires(_ payload: SessionPayload) -> Timestamp {
        let now = effects.now().microseconds
        return Timestamp(microseconds: SessionExpiry(of: payload, now: now, standardAge: lifetimeSeconds).end)
    }

    func newSession(_ payload: SessionPayload, owner: SessionOwner? = nil) -> NewSession {
        NewSession(
            key: SessionKey.make(random: effects.random),
            text: text(of: payload),
            expires: expires(payload),
            owner: owner
        )
    }
}
