package import DjangoCompat

/// The one write of a sign-in.
///
/// Every engine passes `SignInsContract`.
package protocol SignIns: Sendable {
    /// In one transaction: replaces the guest's session, stores the renewed hash, notes the time.
    ///
    /// - Returns: false, and nothing written, when the password or the account changed since it was verified: a reset
    ///   or an anonymization that ran meanwhile must win over a half-open sign-in.
    func commit(_ signIn: SignInCommit) async throws(Outage) -> Bool
}

package struct SignInCommit: Sendable {
    package let account: AccountID
    /// The hash that the typed password was verified against.
    package let verified: EncodedPassword
    /// The same password under the preferred cost, when the stored one was outdated.
    package let renewed: EncodedPassword?
    /// The guest's session, which ends here: the key changes at sign-in against fixation.
    package let previousKey: SessionKey?
    package let session: NewSession
    package let at: Timestamp
    package let requestID: String

    package init(
        account: AccountID,
        verified: EncodedPassword,
        renewed: EncodedPassword?,
        previousKey: SessionKey?,
        session: NewSession,
        at: Timestamp,
        requestID: String
    ) {
        self.account = account
        self.verified = verified
        self.renewed = renewed
        self.previousKey = previousKey
        self.session = session
        self.at = at
        self.requestID = requestID
    }
}
