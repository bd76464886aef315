package import DjangoCompat

/// The one write that erases a shopper.
///
/// Every engine passes `AnonymizationsContract`.
package protocol Anonymizations: Sendable {
    /// In one transaction: everything in section 3 of the contract.
    ///
    /// - Returns: false when there is no such account, or when it is anonymized already: then nothing is written.
    func anonymize(_ anonymization: Anonymization) async throws(Outage) -> Bool

    /// How many rows that would delete now.
    func counts(of account: Account, now: Timestamp) async throws(Outage) -> AnonymizationCounts
}

package struct Anonymization: Sendable {
    package let account: AccountID
    /// Takes the place of user name and address; random, so that nothing of the old ones can be derived.
    package let replacement: String
    package let password: EncodedPassword
    /// Tells the old address that it is done; the only thing that still holds it, until it is delivered.
    package let notice: Mail?
    package let at: Timestamp
    package let requestID: String

    package init(
        account: AccountID,
        replacement: String,
        password: EncodedPassword,
        notice: Mail?,
        at: Timestamp,
        requestID: String
    ) {
        self.account = account
        self.replacement = replacement
        self.password = password
        self.notice = notice
        self.at = at
        self.requestID = requestID
    }
}
