package import DjangoCompat

/// The one write by which a password is replaced, for reset, change and set.
///
/// Every engine passes `PasswordChangesContract`.
package protocol PasswordChanges: Sendable {
    /// The encoded passwords that may not come back, newest first, without the current one.
    func history(of account: AccountID, limit: Int) async throws(Outage) -> [EncodedPassword]

    /// In one transaction: new password, old one into the history, history pruned, every session of the account ended
    /// but the surviving one, waiting reset mails deleted, notice queued, audited.
    ///
    /// - Returns: false, and nothing written, when the account is no longer what the caller decided on. That is what
    ///   makes exactly one of any number of simultaneous confirms win.
    func replace(_ replacement: PasswordReplacement) async throws(Outage) -> Bool
}

package struct PasswordReplacement: Sendable {
    /// The account as it was read: id, password, last sign-in, address and activity must still be the same.
    package let account: Account
    package let password: EncodedPassword
    /// How many old passwords to keep, the replaced one included; 0 keeps none.
    package let historyLength: Int
    /// The session that lives on under a new key, because it carries the new auth hash.
    package let survivor: Survivor?
    package let notice: Mail?
    package let at: Timestamp
    package let requestID: String
    package let event: AuditEvent

    package struct Survivor: Sendable {
        package let previousKey: SessionKey
        package let session: NewSession

        package init(previousKey: SessionKey, session: NewSession) {
            self.previousKey = previousKey
            self.session = session
        }
    }

    package init(
        account: Account,
        password: EncodedPassword,
        historyLength: Int,
        survivor: Survivor?,
        notice: Mail?,
        at: Timestamp,
        requestID: String,
        event: AuditEvent
    ) {
        self.account = account
        self.password = password
        self.historyLength = historyLength
        self.survivor = survivor
        self.notice = notice
        self.at = at
        self.requestID = requestID
        self.event = event
    }
}
