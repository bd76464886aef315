/// What the audit table remembers: an account id, a time, a request id and one of these words.
///
/// No personal data.
package enum AuditEvent: String, Sendable, CaseIterable {
    case registered
    case signedIn = "signed_in"
    case passwordReset = "password_reset"
    case passwordChanged = "password_changed"
    case passwordSet = "password_set"
    case anonymized
}
